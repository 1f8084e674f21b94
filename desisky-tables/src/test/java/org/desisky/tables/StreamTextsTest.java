package org.desisky.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.ZipFile;
import org.desisky.core.FloatMatrix;
import org.desisky.core.io.Npz;
import org.desisky.core.noise.Noise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.ac.starlink.table.RowSequence;
import uk.ac.starlink.table.StarTable;

/** Columns of texts, short, long and of none, beside numbers. */
class StreamTextsTest {
  private static final FloatMatrix ONE = FloatMatrix.of(Noise.of(3).normals(20), 20, 1);

  @TempDir Path folder;

  /** Texts of different lengths beside numbers. */
  private static final class Notes implements RowStream {
    private static final String[] TEXTS = {"a spike at 5890 Angstrom", "", "dim, \"very\""};

    @Override
    public String name() {
      return "NOTES";
    }

    @Override
    public List<StreamColumn> columns() {
      return List.of(
          new StreamColumn("row", StreamColumn.Type.LONG, 1, StreamColumn.Kind.PLAIN, "", "which"),
          new StreamColumn(
              "note", StreamColumn.Type.TEXT, 24, StreamColumn.Kind.PLAIN, "", "what is odd"),
          new StreamColumn(
              "at", StreamColumn.Type.DOUBLE, 1, StreamColumn.Kind.PLAIN, "Angstrom", "where"));
    }

    @Override
    public long rows() {
      return TEXTS.length;
    }

    @Override
    public Map<String, Object> parameters() {
      return Map.of("FPR", 1e-3);
    }

    @Override
    public double[] wavelength() {
      return new double[0];
    }

    @Override
    public Iterator<Batch> batches() {
      double[] at = {5890, Double.NaN, 4000};
      return List.of(new Batch(3, List.of(new long[] {2, 0, 1}, TEXTS, at))).iterator();
    }
  }

  @ParameterizedTest
  @CsvSource({"fits, fits", "vot, votable", "ecsv, ecsv", "csv, csv"})
  void textsAreAColumn(String extension, String format) throws IOException {
    Path file = folder.resolve("t." + extension);
    StreamWriter.write(new Notes(), file);
    try (StarTable table = StarTables.read(file, format);
        RowSequence rows = table.getRowSequence()) {
      assertThat(StarTables.names(table)).containsExactly("row", "note", "at");
      for (int row = 0; row < 3; row++) {
        assertThat(rows.next()).isTrue();
        Object note = rows.getCell(1);
        assertThat(note == null ? "" : note).isEqualTo(Notes.TEXTS[row]);
      }
    }
  }

  @Test
  void textsInNumpyAreOfOneWidth() throws IOException {
    Path file = folder.resolve("t.npz");
    StreamWriter.write(new Notes(), file);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      byte[] npy = zip.getInputStream(zip.getEntry("note.npy")).readAllBytes();
      assertThat(new String(npy, StandardCharsets.ISO_8859_1)).contains("'descr': '<U24'");
      String all =
          new String(npy, npy.length - 3 * 24 * 4, 3 * 24 * 4, Charset.forName("UTF-32LE"));
      assertThat(all.substring(0, 24)).isEqualTo(Notes.TEXTS[0]);
      assertThat(all.substring(24, 48)).isEqualTo("\0".repeat(24));
      assertThat(all.substring(48).replace("\0", "")).isEqualTo(Notes.TEXTS[2]);
    }
    try (Npz npz = Npz.open(file)) {
      assertThat(npz.doubles("row")).containsExactly(2, 0, 1);
    }
  }

  /** One latent and one channel a row, and long texts. */
  private static final class Narrow implements RowStream {
    private static final int WIDTH = 9_000;
    private static final String[] TEXTS =
        IntStream.range(0, 20)
            .mapToObj(i -> String.valueOf((char) ('a' + i)).repeat(WIDTH - 400 * i))
            .toArray(String[]::new);

    @Override
    public String name() {
      return "NARROW";
    }

    @Override
    public List<StreamColumn> columns() {
      return List.of(
          new StreamColumn(
              "latents", StreamColumn.Type.FLOAT, 1, StreamColumn.Kind.VECTOR, "", "a latent"),
          new StreamColumn(
              "flux", StreamColumn.Type.FLOAT, 1, StreamColumn.Kind.SPECTRUM, "Jy", "a channel"),
          new StreamColumn(
              "note", StreamColumn.Type.TEXT, WIDTH, StreamColumn.Kind.PLAIN, "", "what is odd"));
    }

    @Override
    public long rows() {
      return TEXTS.length;
    }

    @Override
    public Map<String, Object> parameters() {
      return Map.of();
    }

    @Override
    public double[] wavelength() {
      return new double[] {4000};
    }

    @Override
    public Iterator<Batch> batches() {
      return List.of(new Batch(TEXTS.length, List.of(ONE, ONE, TEXTS))).iterator();
    }
  }

  private Path narrow(String extension) {
    Path file = folder.resolve("narrow." + extension);
    StreamWriter.write(new Narrow(), file);
    return file;
  }

  @ParameterizedTest
  @ValueSource(strings = {"npz", "fits", "vot", "ecsv", "csv"})
  void oneLatentIsAVectorLikeAnother(String extension) throws IOException {
    Path file = narrow(extension);
    assertThat(LatentFile.read(file)).isEqualTo(ONE);
    if (extension.endsWith("csv")) {
      assertThat(Files.readString(file)).contains("latents_0").doesNotContain("flux");
    }
  }

  @Test
  void numpyHasAMatrixOfOneColumnAndTextsOfAnyLength() throws IOException {
    Path file = narrow("npz");
    try (Npz npz = Npz.open(file)) {
      assertThat(npz.shape("latents")).containsExactly(20, 1);
      assertThat(npz.shape("flux")).containsExactly(20, 1);
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      byte[] npy = zip.getInputStream(zip.getEntry("note.npy")).readAllBytes();
      int size = 20 * 4 * Narrow.WIDTH;
      String all = new String(npy, npy.length - size, size, Charset.forName("UTF-32LE"));
      for (int i = 0; i < 20; i++) {
        String text = all.substring(i * Narrow.WIDTH, (i + 1) * Narrow.WIDTH);
        assertThat(text.replace("\0", "")).isEqualTo(Narrow.TEXTS[i]);
      }
    }
  }
}
