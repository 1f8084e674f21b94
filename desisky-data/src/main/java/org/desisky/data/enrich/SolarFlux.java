package org.desisky.data.enrich;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.desisky.core.io.AtomicFiles;
import org.desisky.core.io.BadFileException;
import org.desisky.core.io.Folders;
import org.desisky.data.fetch.Fetcher;
import org.desisky.data.fetch.RemoteFile;

/**
 * Daily measurements of the Sun's radio flux at 10.7 cm, in solar flux units (1 sfu = 1e-22
 * W/m²/Hz). Immutable.
 */
public final class SolarFlux {
  private static final RemoteFile PUBLISHED =
      new RemoteFile(
          "the table of solar flux",
          URI.create(
              "https://huggingface.co/datasets/mjdowicz/desisky/resolve/main/solarflux-2004-2025.csv"),
          Optional.of("6d68f5e5ca104de5f342a670e298a26e8b8f4031bab9541c9b3474275dc89ac0"),
          20_000_000,
          Path.of("auxiliary", "solarflux-2004-2025.csv"),
          Optional.of("HF_TOKEN"));

  private static final String BYTE_ORDER_MARK = "\ufeff";
  private static final String TIME = "datetime";
  private static final String FLUX = "fluxobsflux";
  private static final double MICROSECONDS_OF_A_DAY = 86400e6;
  private static final long REACH = 12L * 3600 * 1_000_000;
  private static final LocalDateTime EPOCH = LocalDate.EPOCH.atStartOfDay();
  private static final double MJD_OF_EPOCH = 40587;

  private final long[] times; // microseconds since 1970, rising
  private final double[] values;

  private record Measurement(long time, double value) {}

  private SolarFlux(List<Measurement> measurements) {
    times = measurements.stream().mapToLong(Measurement::time).toArray();
    values = measurements.stream().mapToDouble(Measurement::value).toArray();
  }

  /**
   * Where the table is kept, whether it is there or not: {@code auxiliary/solarflux-2004-2025.csv}
   * in the user's data folder. The Python package keeps it in the same place.
   */
  public static Path cachedPath() {
    return PUBLISHED.in(Folders.ofUser().data());
  }

  /** The table as the authors of the Python package publish it, 2004 to 2025. */
  public static RemoteFile published() {
    return PUBLISHED;
  }

  /**
   * Downloads the table to {@link #cachedPath} unless it is there.
   *
   * @param fetcher that may be watched or stopped
   * @throws org.desisky.data.fetch.FetchException as {@link Fetcher#fetch}
   */
  public static SolarFlux fetch(Fetcher fetcher) {
    return read(fetcher.fetch(PUBLISHED, Folders.ofUser().data()).path());
  }

  /**
   * Reads a table: comma-separated, a line of names, and of the columns {@code datetime} (UTC, such
   * as {@code 2021-05-26 20:00:00}, or with the offset from it, as {@code +00:00}) and {@code
   * fluxobsflux} (sfu). What other programs write is read, too: a byte-order mark, names and cells
   * in quotation marks. Rows without a flux are left out; their order is free.
   *
   * @throws BadFileException if the file is not there or not such a table, naming the line
   */
  public static SolarFlux read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      throw new BadFileException(file, "no such file", e);
    } catch (CharacterCodingException e) {
      throw new BadFileException(file, "not a table of text", e);
    } catch (IOException e) {
      throw new BadFileException(file, "cannot be read: " + AtomicFiles.reason(e), e);
    }
    List<String> names = lines.isEmpty() ? List.of() : cells(withoutMark(lines.get(0)));
    int time = names.indexOf(TIME);
    int flux = names.indexOf(FLUX);
    if (time < 0 || flux < 0) {
      throw new BadFileException(
          file, "a table of solar flux needs the columns " + TIME + " and " + FLUX + " in line 1");
    }
    List<Measurement> measurements = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      List<String> cells = cells(lines.get(i));
      if (!lines.get(i).isBlank()) {
        if (cells.size() <= Math.max(time, flux)) {
          throw new BadFileException(file, "line " + (i + 1) + " has too few columns");
        }
        if (!isEmpty(cells.get(time)) && !isEmpty(cells.get(flux))) {
          measurements.add(
              new Measurement(time(file, i, cells.get(time)), flux(file, i, cells.get(flux))));
        }
      }
    }
    measurements.sort(Comparator.comparingLong(Measurement::time));
    return new SolarFlux(measurements);
  }

  /** How many measurements. */
  public int size() {
    return times.length;
  }

  /**
   * The measurement nearest in time, of two as near the earlier.
   *
   * @param mjd modified Julian date, UTC
   * @return in sfu; NaN if there is none within 12 hours, and for NaN
   */
  public double nearest(double mjd) {
    if (!Double.isFinite(mjd)) {
      return Double.NaN;
    }
    double microseconds = (mjd - MJD_OF_EPOCH) * MICROSECONDS_OF_A_DAY;
    if (Math.abs(microseconds) > 1e18) { // some files mark what is unknown so
      return Double.NaN;
    }
    long at = Math.round(microseconds);
    int found = Arrays.binarySearch(times, at);
    int after = found >= 0 ? found : -found - 1;
    int before = found >= 0 ? found : after - 1;
    boolean hasBefore = before >= 0 && at - times[before] <= REACH;
    boolean hasAfter = after < times.length && times[after] - at <= REACH;
    if (hasBefore && (!hasAfter || at - times[before] <= times[after] - at)) {
      return values[before];
    }
    return hasAfter ? values[after] : Double.NaN;
  }

  private static String withoutMark(String line) {
    return line.startsWith(BYTE_ORDER_MARK) ? line.substring(BYTE_ORDER_MARK.length()) : line;
  }

  /** A line cut at its commas, but for those within quotation marks. */
  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) == '"') {
        quoted = !quoted;
      } else if (line.charAt(i) == ',' && !quoted) {
        cells.add(unquoted(line.substring(start, i)));
        start = i + 1;
      }
    }
    cells.add(unquoted(line.substring(start)));
    return cells;
  }

  private static String unquoted(String cell) {
    return cell.replace("\"", "").strip();
  }

  private static boolean isEmpty(String cell) {
    return cell.isEmpty() || cell.toLowerCase(Locale.ROOT).equals("nan");
  }

  private static long time(Path file, int line, String cell) {
    try {
      LocalDateTime time =
          cell.length() == 10
              ? LocalDate.parse(cell).atStartOfDay()
              : utc(DateTimeFormatter.ISO_DATE_TIME.parse(cell.replace(' ', 'T')));
      return ChronoUnit.MICROS.between(EPOCH, time);
    } catch (DateTimeException e) {
      throw new BadFileException(
          file,
          "line " + (line + 1) + ": '" + cell + "' is no time such as 2021-05-26 20:00:00",
          e);
    }
  }

  private static LocalDateTime utc(TemporalAccessor time) {
    return time.isSupported(ChronoField.OFFSET_SECONDS)
        ? OffsetDateTime.from(time).withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime()
        : LocalDateTime.from(time);
  }

  private static double flux(Path file, int line, String cell) {
    try {
      return Double.parseDouble(cell);
    } catch (NumberFormatException e) {
      throw new BadFileException(file, "line " + (line + 1) + ": '" + cell + "' is no number", e);
    }
  }
}
