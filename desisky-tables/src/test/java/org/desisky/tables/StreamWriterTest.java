package org.desisky.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.desisky.core.FloatMatrix;
import org.desisky.core.io.BadFileException;
import org.desisky.core.io.Npz;
import org.desisky.core.noise.Noise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.ac.starlink.table.RowSequence;
import uk.ac.starlink.table.StarTable;
import uk.ac.starlink.table.StarTableFactory;
import uk.ac.starlink.util.FileDataSource;

class StreamWriterTest {
  private static final int ROWS = 7;
  private static final int CHANNELS = 5;
  private static final FloatMatrix LATENTS = FloatMatrix.of(Noise.of(1).normals(ROWS * 2), ROWS, 2);
  private static final FloatMatrix SPECTRA =
      FloatMatrix.of(Noise.of(2).normals(ROWS * CHANNELS), ROWS, CHANNELS);

  @TempDir Path folder;

  /** Rows in batches of three; the second row has no exposure. */
  private record Rows(int failAt) implements RowStream {
    @Override
    public String name() {
      return "TEST";
    }

    @Override
    public List<StreamColumn> columns() {
      return List.of(
          new StreamColumn(
              "latents", StreamColumn.Type.FLOAT, 2, StreamColumn.Kind.VECTOR, "", "two latents"),
          new StreamColumn(
              "flux",
              StreamColumn.Type.FLOAT,
              CHANNELS,
              StreamColumn.Kind.SPECTRUM,
              "Jy",
              "a spectrum"),
          new StreamColumn(
              "error", StreamColumn.Type.DOUBLE, 1, StreamColumn.Kind.PLAIN, "Jy2", "an error"),
          new StreamColumn(
              "EXPID", StreamColumn.Type.LONG, 1, StreamColumn.Kind.PLAIN, "", "an exposure"),
          new StreamColumn(
              "bad", StreamColumn.Type.BOOLEAN, 1, StreamColumn.Kind.PLAIN, "", "a flag"));
    }

    @Override
    public long rows() {
      return ROWS;
    }

    @Override
    public Map<String, Object> parameters() {
      return Map.of("MODEL", "m.eqx");
    }

    @Override
    public double[] wavelength() {
      return new double[] {1, 2, 3, 4, 5};
    }

    @Override
    public Iterator<Batch> batches() {
      return IntStream.of(0, 3, 6)
          .mapToObj(first -> IntStream.range(first, Math.min(ROWS, first + 3)).toArray())
          .map(this::batch)
          .iterator();
    }

    private Batch batch(int[] rows) {
      if (rows[0] == failAt) {
        throw new IllegalStateException("no more");
      }
      boolean[] bad = new boolean[rows.length];
      for (int i = 0; i < rows.length; i++) {
        bad[i] = rows[i] == 4;
      }
      return new Batch(
          rows.length,
          List.of(
              LATENTS.select(rows),
              SPECTRA.select(rows),
              Arrays.stream(rows).mapToDouble(row -> row / 8.0).toArray(),
              Arrays.stream(rows)
                  .mapToLong(row -> row == 1 ? StreamColumn.UNKNOWN : 70_000L + row)
                  .toArray(),
              bad));
    }
  }

  @ParameterizedTest
  @CsvSource({"fits, fits", "vot, votable"})
  void tablesHoldVectorsUnitsDescriptionsAndNulls(String extension, String format)
      throws IOException {
    Path file = written(extension);
    try (StarTable table = StarTables.read(file, format)) {
      assertThat(table.getRowCount()).isEqualTo(ROWS);
      assertThat(StarTables.names(table))
          .containsExactly("error", "EXPID", "bad", "latents", "flux");
      assertThat(table.getColumnInfo(0).getUnitString()).isEqualTo("Jy2");
      assertThat(table.getColumnInfo(4).getUnitString()).isEqualTo("Jy");
      assertThat(table.getColumnInfo(4).getDescription()).isEqualTo("a spectrum");
      try (RowSequence rows = table.getRowSequence()) {
        for (int row = 0; row < ROWS; row++) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getCell(0)).isEqualTo(row / 8.0);
          assertThat(rows.getCell(1)).isEqualTo(row == 1 ? null : 70_000L + row);
          assertThat(rows.getCell(2)).isEqualTo(row == 4);
          assertThat(rows.getCell(3)).isEqualTo(LATENTS.row(row));
          assertThat(rows.getCell(4)).isEqualTo(SPECTRA.row(row));
        }
      }
    }
  }

  @Test
  void parquetHasListsAndNulls() throws IOException {
    Path file = written("parquet");
    try (ParquetFileReader reader =
        new ParquetFileReader(
            new LocalInputFile(file),
            ParquetReadOptions.builder(new PlainParquetConfiguration()).build())) {
      assertThat(reader.getRecordCount()).isEqualTo(ROWS);
      MessageType schema = reader.getFileMetaData().getSchema();
      assertThat(schema.getFields().stream().map(Type::getName))
          .containsExactly("error", "EXPID", "bad", "latents", "flux");
      assertThat(reader.getFileMetaData().getKeyValueMetaData().get("IVOA.VOTable-Parquet.content"))
          .contains("<DESCRIPTION>a spectrum</DESCRIPTION>", "unit=\"Jy\"", "WAVELENGTH");
      PageReadStore page = reader.readNextRowGroup();
      RecordReader<Group> records =
          new ColumnIOFactory()
              .getColumnIO(schema)
              .getRecordReader(page, new GroupRecordConverter(schema));
      for (int row = 0; row < ROWS; row++) {
        Group group = records.read();
        assertThat(group.getDouble("error", 0)).isEqualTo(row / 8.0);
        assertThat(group.getFieldRepetitionCount("EXPID")).isEqualTo(row == 1 ? 0 : 1);
        Group flux = group.getGroup("flux", 0);
        assertThat(flux.getFieldRepetitionCount(0)).isEqualTo(CHANNELS);
        assertThat(flux.getGroup(0, 3).getFloat(0, 0)).isEqualTo(SPECTRA.get(row, 3));
      }
    }
  }

  @Test
  void fitsHasTheWavelengthsInATableOfTheirOwn() throws IOException {
    Path file = written("fits");
    FileDataSource second = new FileDataSource(file.toFile(), "2");
    try (StarTable table = new StarTableFactory().makeStarTable(second, "fits")) {
      assertThat(table.getName()).isEqualTo("WAVELENGTH");
      assertThat(table.getColumnInfo(0).getUnitString()).isEqualTo("Angstrom");
      assertThat(table.getRowCount()).isEqualTo(CHANNELS);
    }
  }

  @ParameterizedTest
  @CsvSource({"csv, csv", "ecsv, ecsv"})
  void textHasAColumnALatentAndNoSpectra(String extension, String format) throws IOException {
    Path file = written(extension);
    try (StarTable table = StarTables.read(file, format)) {
      assertThat(StarTables.names(table))
          .containsExactly("error", "EXPID", "bad", "latents_0", "latents_1");
      try (RowSequence rows = table.getRowSequence()) {
        for (int row = 0; row < ROWS; row++) {
          assertThat(rows.next()).isTrue();
          assertThat(((Number) rows.getCell(4)).floatValue()).isEqualTo(LATENTS.get(row, 1));
        }
      }
    }
    assertThat(LatentFile.read(file)).isEqualTo(LATENTS);
    List<String> lines = Files.readAllLines(file);
    assertThat(lines.get(lines.size() - ROWS + 1)).matches("\"?0.125[, ](\"\"|)[, ].*");
  }

  @Test
  void numpyHasAnArrayAColumn() throws IOException {
    try (Npz npz = Npz.open(written("npz"))) {
      assertThat(npz.names())
          .containsExactly("wavelength", "latents", "flux", "error", "EXPID", "bad");
      assertThat(npz.floats("flux")).isEqualTo(SPECTRA.toArray());
      assertThat(npz.doubles("EXPID")[1]).isEqualTo(-1);
      assertThat(npz.type("bad")).isEqualTo("|b1");
      assertThat(npz.doubles("bad")).containsExactly(0, 0, 0, 0, 1, 0, 0);
      assertThat(npz.doubles("wavelength")).containsExactly(1, 2, 3, 4, 5);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"npz", "fits", "vot", "parquet", "ecsv", "csv"})
  void aFailureLeavesTheOldFileAndNothingElse(String extension) throws IOException {
    Path file = Files.writeString(folder.resolve("t." + extension), "old");
    assertThatThrownBy(() -> StreamWriter.write(new Rows(3), file)).hasMessageContaining("no more");
    assertThat(file).hasContent("old");
    assertThat(folder.toFile().list()).containsExactly("t." + extension);
  }

  @ParameterizedTest
  @ValueSource(strings = {"npz", "fits", "vot", "ecsv", "csv"})
  void latentsAreReadAgain(String extension) {
    assertThat(LatentFile.read(written(extension))).isEqualTo(LATENTS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.csv | x,y\\n1,2\\n | neither a column 'latents'",
        "a.csv | latents_0,latents_1\\n1,2\\n3,\\n | row 1",
        "a.csv | latents_0,latents_1\\n1,x\\n2,y\\n | column 'latents_1' does not hold numbers",
        "a.csv | latents_0,latents_1\\n | holds no latents",
        "a.csv | latents_0\\n\\n | holds no latents",
        "a.csv | '' | holds no latents",
        "a.vot | <html>404</html> | not a votable table",
        "a.fits | nothing | not a fits table",
        "a.npz | nothing | not a NumPy archive",
        "a.parquet | nothing | not read from Parquet",
        "a.txt | nothing | .csv"
      })
  void whatHoldsNoLatentsIsRefused(String name, String content, String named) throws IOException {
    Path file =
        Files.writeString(folder.resolve(name.strip()), content.strip().replace("\\n", "\n"));
    assertThatThrownBy(() -> LatentFile.read(file))
        .isInstanceOf(BadFileException.class)
        .hasMessageContaining(name.strip())
        .hasMessageContaining(named.strip())
        .message()
        .doesNotContain("\n");
  }

  /** One number, of which much is to be said. */
  private record Told(Map<String, Object> parameters) implements RowStream {
    @Override
    public String name() {
      return "TOLD";
    }

    @Override
    public List<StreamColumn> columns() {
      return List.of(
          new StreamColumn("x", StreamColumn.Type.DOUBLE, 1, StreamColumn.Kind.PLAIN, "", ""));
    }

    @Override
    public long rows() {
      return 1;
    }

    @Override
    public double[] wavelength() {
      return new double[] {4000, 4001};
    }

    @Override
    public Iterator<Batch> batches() {
      return List.of(new Batch(1, List.of(new double[] {0.5}))).iterator();
    }
  }

  @Test
  void fitsSaysInItsHistoryWhatHoldsForTheWhole() throws IOException {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("THRESHOLD", 12.5);
    parameters.put("DATA", "caf\u00e9.fits");
    parameters.put("WARNING", "few rows ".repeat(10));
    parameters.put("WHERE", "");
    Path file = folder.resolve("t.fits");
    StreamWriter.write(new Told(parameters), file);
    List<String> cards =
        Splitter.fixedLength(80).splitToList(Files.readString(file, StandardCharsets.ISO_8859_1));
    assertThat(cards.stream().filter(card -> card.startsWith("HISTORY")).map(String::strip))
        .containsExactly(
            "HISTORY THRESHOLD 12.5",
            "HISTORY DATA caf?.fits",
            "HISTORY WARNING few rows few rows few rows few rows few rows few rows few rows",
            "HISTORY  few rows few rows few rows",
            "HISTORY WHERE");
    assertThat(cards).noneMatch(card -> card.startsWith("DATE"));
    try (StarTable table = StarTables.read(file, "fits");
        RowSequence rows = table.getRowSequence()) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getCell(0)).isEqualTo(0.5);
    }
  }

  @Test
  void anUnknownExtensionIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StreamWriter.write(new Rows(-1), folder.resolve("a.txt")))
        .withMessageContaining(".npz");
  }

  private Path written(String extension) {
    Path file = folder.resolve("t." + extension);
    StreamWriter.write(new Rows(-1), file);
    return file;
  }
}
