package org.desisky.tables;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.io.AtomicFiles;
import org.desisky.core.io.BadFileException;
import org.desisky.core.io.Npz;
import uk.ac.starlink.table.ColumnStarTable;
import uk.ac.starlink.table.RowSequence;
import uk.ac.starlink.table.StarTable;
import uk.ac.starlink.table.StarTableFactory;
import uk.ac.starlink.table.TableSequence;
import uk.ac.starlink.util.DataSource;

/**
 * Reads latents from a file that was written here, by the Python package, or by hand: a NumPy
 * archive with an array {@code latents} (N, d) or (N, 1, d), or a table (FITS, VOTable, ECSV, CSV)
 * with a vector column {@code latents}, which may be of one number a row, or with plain columns
 * {@code latents_0}, {@code latents_1}, … or, as beside decoded spectra in FITS, {@code LATENT_0},
 * ….
 */
public final class LatentFile {
  private static final String NAME = "latents";
  private static final String ROW = "row";
  private static final String EXPID = "EXPID";
  private static final Pattern NUMBERS = Pattern.compile("[<>|=]?[iuf]\\d");
  private static final String READ = ".npz, .fits, .vot, .ecsv or .csv";

  private static final byte[] ARCHIVE = {'P', 'K'};
  private static final byte[] BARE_ARRAY = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  static {
    StilLog.quieten();
  }

  private LatentFile() {}

  /**
   * Reads the latents, a row each.
   *
   * @throws BadFileException if there is no such file, it is something else, or a number is missing
   *     or not finite; the message names the row
   */
  public static FloatMatrix read(Path file) {
    return readTable(file).latents();
  }

  /** As {@link #read}, with {@code row} and {@code EXPID} where the file has them. */
  public static LatentTable readTable(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new BadFileException(
          file,
          Files.isDirectory(file)
              ? "a folder, not a file"
              : Files.exists(file) ? "not an ordinary file" : "no such file");
    }
    byte[] start = start(file);
    if (startsWith(start, BARE_ARRAY)) {
      throw new BadFileException(
          file, "a bare NumPy array; save it with numpy.savez(file, latents=array)");
    }
    LatentTable table = startsWith(start, ARCHIVE) ? npz(file) : table(file);
    FloatMatrix latents = table.latents();
    for (int row = 0; row < latents.rows(); row++) {
      if (!latents.isFinite(row)) {
        throw new BadFileException(
            file,
            "the latents of row "
                + row
                + " (counted from 0) are not finite; leave it out ('desisky infer-vae --on-bad skip'"
                + " leaves out spectra with NaN or infinite flux)");
      }
    }
    return table;
  }

  private static boolean startsWith(byte[] start, byte[] bytes) {
    return Arrays.equals(Arrays.copyOf(start, bytes.length), bytes);
  }

  private static byte[] start(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(BARE_ARRAY.length);
    } catch (IOException e) {
      throw new BadFileException(file, "cannot be read: " + AtomicFiles.reason(e), e);
    }
  }

  private static LatentTable npz(Path file) {
    try (Npz npz = Npz.open(file)) {
      long[] shape = withoutMiddle(npz.shape(NAME));
      if (shape.length != 2 || shape[1] < 1) {
        throw new BadFileException(
            file,
            "array '"
                + NAME
                + "' must be (spectra, latents), but its shape is "
                + Arrays.toString(shape));
      }
      if (shape[0] == 0) {
        throw new BadFileException(file, "holds no latents");
      }
      return new LatentTable(
          FloatMatrix.of(npz.floats(NAME), (int) shape[0], (int) shape[1]),
          wholeNumbers(npz, ROW, shape[0]),
          wholeNumbers(npz, EXPID, shape[0]));
    }
  }

  /** (N, 1, d), as the Python package's diffusion model has latents, as (N, d). */
  private static long[] withoutMiddle(long[] shape) {
    int last = shape.length - 1;
    boolean isOne = last > 1 && Arrays.stream(shape, 1, last).allMatch(size -> size == 1);
    return isOne ? new long[] {shape[0], shape[last]} : shape;
  }

  private static long[] wholeNumbers(Npz npz, String name, long rows) {
    WholeNumbers numbers = new WholeNumbers();
    if (npz.has(name)
        && NUMBERS.matcher(npz.type(name)).matches()
        && Arrays.equals(npz.shape(name), new long[] {rows})) {
      for (double number : npz.doubles(name)) {
        numbers.add(number);
      }
    }
    return numbers.all();
  }

  private static LatentTable table(Path file) {
    String format = format(file);
    try (StarTable table = withLatents(file, format)) {
      int vector = column(table, NAME);
      List<Integer> plain = columns(table, NAME + "_");
      if (plain.isEmpty()) {
        plain = columns(table, "LATENT_");
      }
      if (vector < 0 && plain.isEmpty()) {
        throw new BadFileException(
            file,
            "has neither a column '"
                + NAME
                + "' nor columns '"
                + NAME
                + "_0', ... or 'LATENT_0', ...");
      }
      return rows(file, table, vector, plain);
    } catch (IOException | RuntimeException e) { // some readers throw either at nonsense
      if (e instanceof BadFileException known) {
        throw known;
      }
      String reason =
          e instanceof IOException failure
              ? ": " + AtomicFiles.reason(failure).lines().findFirst().orElse("")
              : " that can be read";
      throw new BadFileException(file, "not a " + format + " table" + reason, e);
    }
  }

  /** The first of the file's tables that has latents; one without columns where none has. */
  private static StarTable withLatents(Path file, String format) throws IOException {
    if (format.equals("csv") && isHeaderAlone(file)) {
      throw new BadFileException(file, "holds no latents");
    }
    TableSequence tables = new StarTableFactory().makeStarTables(source(file), format);
    for (StarTable table = tables.nextTable(); table != null; table = tables.nextTable()) {
      if (column(table, NAME) >= 0
          || column(table, NAME + "_0") >= 0
          || column(table, "LATENT_0") >= 0) {
        return table;
      }
      table.close();
    }
    return ColumnStarTable.makeTableWithRows(0);
  }

  /**
   * The file as a stream, without the mark that Excel puts before UTF-8. STIL would map a {@code
   * FileDataSource} into memory, and free it by an internal of the JDK that warns of its use on the
   * terminal from Java 24 on.
   */
  private static DataSource source(Path file) {
    DataSource source =
        new DataSource() {
          @Override
          protected InputStream getRawInputStream() throws IOException {
            PushbackInputStream in =
                new PushbackInputStream(Files.newInputStream(file), BYTE_ORDER_MARK.length);
            byte[] start = in.readNBytes(BYTE_ORDER_MARK.length);
            if (!Arrays.equals(start, BYTE_ORDER_MARK)) {
              in.unread(start);
            }
            return in;
          }
        };
    source.setName(String.valueOf(file.getFileName())); // for what STIL says of it
    return source;
  }

  /** Whether there is a line of names at the most, which STIL's reader of CSV fails at. */
  private static boolean isHeaderAlone(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      return lines.filter(line -> !line.isBlank()).limit(2).count() < 2;
    }
  }

  /** STIL's name of a file's format, by its extension; these are all read in one go. */
  private static String format(Path file) {
    try {
      return switch (TableFormat.of(file)) {
        case FITS -> "fits";
        case VOTABLE -> "votable";
        case ECSV -> "ecsv";
        case CSV -> "csv";
        case NPZ -> throw new BadFileException(file, "not a NumPy archive");
        case PARQUET -> // the reader asks for parts of Hadoop that are not here
            throw new BadFileException(file, "latents are not read from Parquet; write " + READ);
      };
    } catch (IllegalArgumentException e) {
      throw new BadFileException(
          file, "its extension is none that latents are read from; write " + READ, e);
    }
  }

  /** The columns named so with 0, 1, … behind it, as far as there are such. */
  private static List<Integer> columns(StarTable table, String start) {
    Map<String, Integer> places = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (int i = 0; i < table.getColumnCount(); i++) {
      places.putIfAbsent(name(table, i), i);
    }
    List<Integer> columns = new ArrayList<>();
    for (Integer next = places.get(start + 0); next != null; ) {
      columns.add(next);
      next = places.get(start + columns.size());
    }
    return columns;
  }

  private static int column(StarTable table, String name) {
    for (int i = 0; i < table.getColumnCount(); i++) {
      if (name(table, i).equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }

  private static String name(StarTable table, int column) {
    return table.getColumnInfo(column).getName().strip(); // "a, b" by hand
  }

  private static LatentTable rows(Path file, StarTable table, int vector, List<Integer> plain)
      throws IOException {
    List<float[]> rows = new ArrayList<>();
    int[] places = {column(table, ROW), column(table, EXPID)};
    WholeNumbers[] told = {new WholeNumbers(), new WholeNumbers()};
    try (RowSequence sequence = table.getRowSequence()) {
      while (sequence.next()) {
        Object cell = vector >= 0 ? sequence.getCell(vector) : null;
        if (vector < 0 || cell instanceof Number) { // FITS does not tell one number from a vector
          cell = scalars(file, table, sequence, vector < 0 ? plain : List.of(vector));
        }
        if (!isNumbers(cell)) {
          throw new BadFileException(
              file, "column '" + NAME + "' has no numbers in row " + rows.size());
        }
        float[] row = new float[Array.getLength(cell)];
        for (int i = 0; i < row.length; i++) {
          row[i] = (float) Array.getDouble(cell, i);
        }
        if (row.length == 0 || (!rows.isEmpty() && row.length != rows.get(0).length)) {
          throw new BadFileException(
              file, "column '" + NAME + "' has " + row.length + " numbers in row " + rows.size());
        }
        rows.add(row);
        for (int i = 0; i < told.length; i++) {
          told[i].add(places[i] < 0 ? null : sequence.getCell(places[i]));
        }
      }
    }
    if (rows.isEmpty()) {
      throw new BadFileException(file, "holds no latents");
    }
    return new LatentTable(
        FloatMatrix.copyOf(rows.toArray(float[][]::new)), told[0].all(), told[1].all());
  }

  /** Whether a cell is an array of numbers of any type: {@code long[]} is one. */
  private static boolean isNumbers(Object cell) {
    Class<?> type = cell == null ? null : cell.getClass().getComponentType();
    return type != null && type.isPrimitive() && type != boolean.class && type != char.class;
  }

  /** The numbers of plain columns. One that has a text anywhere has texts everywhere. */
  private static double[] scalars(
      Path file, StarTable table, RowSequence sequence, List<Integer> columns) throws IOException {
    double[] row = new double[columns.size()];
    for (int i = 0; i < row.length; i++) {
      Object cell = sequence.getCell(columns.get(i));
      if (cell != null && !(cell instanceof Number)) {
        String name = name(table, columns.get(i));
        throw new BadFileException(file, "column '" + name + "' does not hold numbers alone");
      }
      row[i] = cell instanceof Number number ? number.doubleValue() : Double.NaN;
    }
    return row;
  }
}
