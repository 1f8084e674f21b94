package org.desisky.data;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * What is in a catalogue's file. Counts that need columns which are not there are empty.
 *
 * @param format {@code FITS}, {@code FITS, gzipped} or {@code NumPy archive}
 * @param parts HDUs or arrays, in the file's order
 * @param rows how many spectra
 * @param channels of each spectrum
 * @param wavelengths the first and the last, in Å (vacuum); empty where they are not known
 * @param fluxUnit as the file spells it; empty where it does not tell
 * @param columns of the observations: names and units, without values
 * @param conditions how many rows have each condition, in the order of {@link SkyCondition}; empty
 *     without the columns of the rule
 * @param subsets how many rows are in each subset whose columns are there
 * @param nights by {@link Nights}; empty if none is known
 * @param exposures how many different EXPID there are, unknown ones left out; empty without that
 *     column
 * @param badNightRows rows of {@link KnownBadNights}; empty if no night is known
 * @param nonFiniteRows rows whose flux holds a NaN or an infinity
 */
public record CatalogSummary(
    String format,
    List<CatalogPart> parts,
    int rows,
    int channels,
    Optional<Range> wavelengths,
    String fluxUnit,
    List<ColumnHead> columns,
    Map<SkyCondition, Integer> conditions,
    Map<SkySubset, Integer> subsets,
    Optional<NightRange> nights,
    Optional<Long> exposures,
    Optional<Integer> badNightRows,
    int nonFiniteRows) {

  private static final int NUMBERS_AT_ONCE = 1 << 23;

  /** The first and the last of some numbers. */
  public record Range(double first, double last) {}

  /**
   * The first and the last night as year, month and day, how many there are in the file, and of how
   * many rows the night is not known.
   */
  public record NightRange(int first, int last, int count, int unknownRows) {}

  /** A column's name, unit and description; the latter two are empty where there are none. */
  public record ColumnHead(String name, String unit, String description) {}

  /**
   * Reads a file, some spectra at a time, and sums it up.
   *
   * @throws org.desisky.core.io.BadFileException as {@link SkyCatalog#read}
   * @throws BadCatalogException if a column that rules need does not hold numbers
   */
  public static CatalogSummary read(Path file) {
    SkyCatalogReader.Kind kind = SkyCatalogReader.kind(file);
    try (InputFile in = SkyCatalogReader.open(file, true);
        SkyCatalogFile catalog = SkyCatalogReader.inParts(in)) {
      return of(kind, CatalogPart.of(kind, in), catalog);
    }
  }

  private static CatalogSummary of(
      SkyCatalogReader.Kind kind, List<CatalogPart> parts, SkyCatalogFile catalog) {
    ObservationTable observations = catalog.observations();
    return new CatalogSummary(
        format(kind),
        parts,
        catalog.rows(),
        catalog.channels(),
        wavelengths(catalog),
        fluxUnit(parts),
        observations.columns().stream()
            .map(column -> new ColumnHead(column.name(), column.unit(), column.description()))
            .toList(),
        conditions(observations),
        subsets(observations),
        nights(observations),
        exposures(observations),
        KnownBadNights.rowsToKeep(observations).map(kept -> catalog.rows() - kept.length),
        nonFiniteRows(catalog, Math.max(1, NUMBERS_AT_ONCE / catalog.channels())));
  }

  static int nonFiniteRows(SkyCatalogFile catalog, int rowsAtOnce) {
    return catalog.batches(rowsAtOnce).mapToInt(batch -> batch.nonFiniteRows().length).sum();
  }

  private static String format(SkyCatalogReader.Kind kind) {
    return switch (kind) {
      case NPZ -> "NumPy archive";
      case FITS -> "FITS";
      case GZIP -> "FITS, gzipped";
    };
  }

  private static Optional<Range> wavelengths(SkyCatalogFile catalog) {
    double[] wavelength = catalog.wavelength();
    return catalog.hasWavelength()
        ? Optional.of(new Range(wavelength[0], wavelength[wavelength.length - 1]))
        : Optional.empty();
  }

  private static String fluxUnit(List<CatalogPart> parts) {
    return parts.stream()
        .filter(part -> part.name().equals(FitsCatalog.FLUX))
        .map(CatalogPart::unit)
        .findFirst()
        .orElse("");
  }

  private static Map<SkyCondition, Integer> conditions(ObservationTable observations) {
    Map<SkyCondition, Integer> counts = new EnumMap<>(SkyCondition.class);
    if (observations.hasAll(SkyCondition.columns())) {
      for (SkyCondition condition : SkyCondition.values()) {
        counts.put(condition, 0);
      }
      for (SkyCondition condition : SkyCondition.classify(observations)) {
        counts.merge(condition, 1, Integer::sum);
      }
    }
    return ImmutableMap.copyOf(counts);
  }

  private static Map<SkySubset, Integer> subsets(ObservationTable observations) {
    Map<SkySubset, Integer> counts = new EnumMap<>(SkySubset.class);
    for (SkySubset subset : SkySubset.values()) {
      if (observations.hasAll(subset.columns())) {
        counts.put(subset, subset.rows(observations).length);
      }
    }
    return ImmutableMap.copyOf(counts);
  }

  private static Optional<NightRange> nights(ObservationTable observations) {
    double[] all = Nights.of(observations).orElse(new double[0]);
    int[] known =
        Arrays.stream(all)
            .filter(night -> !Double.isNaN(night))
            .mapToInt(night -> (int) night)
            .sorted()
            .distinct()
            .toArray();
    if (known.length == 0) {
      return Optional.empty();
    }
    int unknown = (int) DoubleStream.of(all).filter(Double::isNaN).count();
    return Optional.of(new NightRange(known[0], known[known.length - 1], known.length, unknown));
  }

  private static Optional<Long> exposures(ObservationTable observations) {
    return observations.has("EXPID") && observations.column("EXPID").isNumeric()
        ? Optional.of(
            DoubleStream.of(observations.doubles("EXPID"))
                .filter(expid -> !Double.isNaN(expid))
                .distinct()
                .count())
        : Optional.empty();
  }
}
