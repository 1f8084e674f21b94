package org.desisky.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.ZipFile;
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
import org.desisky.core.DesiskyException;
import org.desisky.core.FloatMatrix;
import org.desisky.data.BadCatalogException;
import org.desisky.data.Column;
import org.desisky.data.ObservationTable;
import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCatalogWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.ac.starlink.table.ColumnInfo;
import uk.ac.starlink.table.DescribedValue;
import uk.ac.starlink.table.StarTable;
import uk.ac.starlink.table.StarTableFactory;
import uk.ac.starlink.table.Tables;

class CatalogExportTest {
  private static final int ROWS = 5;
  private static final double[] WAVELENGTH = {3600, 3600.8, 3601.6};
  private static final List<String> HISTORY = List.of("Cut from sky.fits.", "AIRMASS < 2");

  @TempDir Path folder;

  @Test
  void theUnitOfBareNumbersIsNotMadeUp() throws IOException {
    SkyCatalog bare =
        SkyCatalog.of(new double[0], FloatMatrix.row(1, 2, 3), ObservationTable.empty(1));
    Path file = folder.resolve("bare.vot");
    CatalogExport.write(bare, file, List.of());
    assertThat(read(file, "votable").getColumnInfo(0).getUnitString()).isNullOrEmpty();
  }

  @ParameterizedTest
  @CsvSource({"vot, votable", "XML, votable"})
  void aVotableKeepsEverything(String extension, String format) throws IOException {
    StarTable table = read(write("sky." + extension), format);
    assertThat(table.getName()).isEqualTo("METADATA");
    assertObservations(table);
    assertUnitsAndDescriptions(table);
    ColumnInfo flux = table.getColumnInfo(5);
    assertThat(flux.getName()).isEqualTo("FLUX");
    assertThat(flux.getUnitString()).isEqualTo(SkyCatalogWriter.BUNIT);
    assertThat(flux.getShape()).isEqualTo(new int[] {3});
    for (int row = 0; row < ROWS; row++) {
      assertThat((float[]) table.getCell(row, 5)).isEqualTo(catalog().flux().row(row));
    }
    assertThat((double[]) parameter(table, "WAVELENGTH")).isEqualTo(WAVELENGTH);
    assertThat(parameter(table, "WAVELENGTH_UNIT")).isEqualTo("Angstrom");
    assertThat(parameter(table, "HISTORY")).isEqualTo("Cut from sky.fits. AIRMASS < 2");
  }

  /** Programs such as astropy read nothing but ASCII as the usual type. */
  @Test
  void aVotableTellsTextsOfOtherCharactersFromAscii() throws IOException {
    String[] texts = {"plain", "Zo\u00eb, \u03a9"};
    String[] beyond = {"plain", "\ud83d\ude00"};
    ObservationTable observations =
        ObservationTable.of(
            2,
            List.of(
                new Column("OBSERVER", "", texts),
                new Column("PROGRAM", "", new String[] {"dark", "~ moon"}),
                new Column("MOOD", "", beyond)));
    Path file = folder.resolve("a.vot");
    TableWriter.write(observations, List.of(), "T", Map.of(), file);
    assertThat(Files.readString(file))
        .contains("datatype=\"unicodeChar\" name=\"OBSERVER\"")
        .contains("datatype=\"char\" name=\"PROGRAM\"");
    StarTable table = read(file, "votable");
    assertThat(List.of(table.getCell(0, 0), table.getCell(1, 0))).containsExactly((Object[]) texts);
    assertThat(table.getCell(1, 1)).isEqualTo("~ moon");
    assertThat(table.getCell(1, 2)).isEqualTo(beyond[1]);
  }

  @Test
  void ecsvKeepsTypesUnitsAndDescriptionsOfTheObservations() throws IOException {
    StarTable table = read(write("sky.ecsv"), "ecsv");
    assertThat(table.getColumnCount()).isEqualTo(5);
    assertObservations(table);
    assertUnitsAndDescriptions(table);
    assertThat(parameter(table, "HISTORY")).isEqualTo("Cut from sky.fits. AIRMASS < 2");
  }

  /** As astropy writes them: escapes in the header, UTF-8 in the rows. */
  @Test
  void ecsvKeepsTextsOfAnyCharacters() throws IOException {
    Path file = folder.resolve("a.ecsv");
    String text = "caf\u00e9 \\ \"it's\": \ud83d\ude00\n, \u03a9\u0007";
    String[] cells = {"plain", "\u00c5, \"\ud83d\ude00\""};
    ObservationTable observations =
        ObservationTable.of(2, List.of(new Column("CAF\u00c9", "\u00c5", cells, "h\u00f6he")));
    TableWriter.write(observations, List.of(), "T", Map.of("DATA", text), file);
    StarTable table = read(file, "ecsv");
    assertThat(parameter(table, "DATA")).isEqualTo(text);
    assertThat(table.getColumnInfo(0).getUnitString()).isEqualTo("\u00c5");
    assertThat(table.getColumnInfo(0).getDescription()).isEqualTo("h\u00f6he");
    List<String> lines = Files.readAllLines(file);
    assertThat(lines.stream().filter(line -> line.startsWith("#")))
        .contains("#   DATA: \"caf\\u00E9 \\\\ \\\"it's\\\": \\U0001F600\\u000A, \\u03A9\\u0007\"")
        .allMatch(line -> line.matches("[ -~]+"));
    assertThat(lines.subList(lines.size() - 3, lines.size()))
        .containsExactly("CAF\u00c9", "plain", "\"\u00c5, \"\"\ud83d\ude00\"\"\"");
  }

  /** Behind a character may stand others that look like more of its number. */
  @Test
  void ecsvTellsCharactersFromTheDigitsBehindThem() throws IOException {
    Path file = folder.resolve("a.ecsv");
    String[] cells = {"at \u00c55892", "\u03b1BCDE", "\ud83d\ude00BEEF"};
    ObservationTable observations =
        ObservationTable.of(3, List.of(new Column("\u00c51234", "", cells)));
    TableWriter.write(observations, List.of(), "T", Map.of(), file);
    List<String> lines = Files.readAllLines(file);
    assertThat(lines.subList(lines.size() - 4, lines.size()).toString())
        .isEqualTo("[\u00c51234, \"at \u00c55892\", \u03b1BCDE, \ud83d\ude00BEEF]");
  }

  @Test
  void csvHasNamesAndValues() throws IOException {
    Path file = write("sky.csv");
    assertThat(Files.readAllLines(file))
        .containsExactly(
            "AIRMASS,NIGHT,TARGETID,PROGRAM,GOOD",
            "1.1,20210600,39627652591521181,\"dark, clear\",true",
            ",20210601,39627652591521182,,false",
            "1.3,20210602,39627652591521183,\"say \"\"hi\"\"\",true",
            "1.4,20210603,39627652591521184,dark,false",
            "1.5,20210604,39627652591521185,dark,true");
    StarTable table = read(file, "csv");
    assertThat(table.getColumnInfo(2).getContentClass()).isEqualTo(Long.class);
  }

  @Test
  void parquetHasTheSpectraAsListsAndAVotableHeader() throws IOException {
    Path file = write("sky.parquet");
    try (ParquetFileReader reader =
        new ParquetFileReader(new LocalInputFile(file), parquetOptions())) {
      Map<String, String> metadata = reader.getFileMetaData().getKeyValueMetaData();
      assertThat(metadata.get("IVOA.VOTable-Parquet.content"))
          .contains("name=\"AIRMASS\"", "<DESCRIPTION>sec z</DESCRIPTION>")
          .contains(SkyCatalogWriter.BUNIT)
          .contains("3600.8");
      MessageType schema = reader.getFileMetaData().getSchema();
      List<Group> rows = new ArrayList<>();
      for (PageReadStore page = reader.readNextRowGroup();
          page != null;
          page = reader.readNextRowGroup()) {
        RecordReader<Group> records =
            new ColumnIOFactory()
                .getColumnIO(schema)
                .getRecordReader(page, new GroupRecordConverter(schema));
        for (long i = 0; i < page.getRowCount(); i++) {
          rows.add(records.read());
        }
      }
      assertThat(rows).hasSize(ROWS);
      for (int row = 0; row < ROWS; row++) {
        assertThat(rows.get(row).getInteger("NIGHT", 0)).isEqualTo(20210600 + row);
        assertThat(rows.get(row).getLong("TARGETID", 0)).isEqualTo(39627652591521181L + row);
        assertThat(rows.get(row).getBoolean("GOOD", 0)).isEqualTo(row % 2 == 0);
        Group flux = rows.get(row).getGroup("FLUX", 0);
        for (int channel = 0; channel < 3; channel++) {
          Group element = flux.getGroup(0, channel);
          boolean isNull = element.getFieldRepetitionCount(0) == 0;
          assertThat(isNull ? Float.NaN : element.getFloat(0, 0))
              .isEqualTo((Float) catalog().flux().get(row, channel));
        }
      }
      assertThat(rows.get(0).getDouble("AIRMASS", 0)).isEqualTo(1.1);
      assertThat(rows.get(1).getFieldRepetitionCount("AIRMASS")).isZero(); // null
      assertThat(rows.get(2).getString("PROGRAM", 0)).isEqualTo("say \"hi\"");
    }
  }

  private static ParquetReadOptions parquetOptions() {
    return ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sky.fits", "sky.FIT", "sky.npz"})
  void whatWasAFormatOfCataloguesReadsBackEqual(String name) {
    SkyCatalog again = SkyCatalog.read(write(name));
    assertThat(again.wavelength()).isEqualTo(WAVELENGTH);
    assertThat(again.flux()).isEqualTo(catalog().flux());
    if (!name.endsWith("npz")) {
      assertThat(again.observations().columns()).isEqualTo(catalog().observations().columns());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.vot", "a.ecsv", "a.csv", "a.parquet", "a.fits", "a.npz"})
  void theSameCatalogueGivesTheSameBytes(String name) throws IOException {
    byte[] first = Files.readAllBytes(write(name));
    assertThat(Files.readAllBytes(write(name))).isEqualTo(first);
    assertThat(folder.toFile().list()).containsExactly(name);
  }

  /** Else its bytes are the same as long as the clock does not go on. */
  @Test
  void anArchiveTellsNoTimeOfItsWriting() throws IOException {
    try (ZipFile zip = new ZipFile(write("a.npz").toFile())) {
      assertThat(zip.stream()).hasSize(2).allMatch(entry -> entry.getExtra() == null);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sky.txt", "sky", "sky.fits.gz", ".npz.bak"})
  void anUnknownExtensionIsRefusedNamingTheKnown(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> write(name))
        .withMessageContaining(name)
        .withMessageContaining(".fits, .fit, .npz, .csv, .ecsv, .parquet, .vot, .xml");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void withoutObservationsThereIsNothingForALineOfText() {
    SkyCatalog bare =
        SkyCatalog.of(WAVELENGTH, FloatMatrix.row(1, 2, 3), ObservationTable.empty(1));
    assertThatThrownBy(() -> CatalogExport.write(bare, folder.resolve("a.csv"), List.of()))
        .isInstanceOf(BadCatalogException.class)
        .hasMessageContaining("no observations");
    CatalogExport.write(bare, folder.resolve("a.vot"), List.of());
    assertThat(folder.resolve("a.vot")).isNotEmptyFile();
  }

  @ParameterizedTest
  @CsvSource({"FLUX, a.vot", "flux, a.vot", "FLUX, a.parquet", "flux, a.parquet"})
  void aColumnOfTheSpectrasNameIsRefusedByName(String column, String name) {
    assertThatThrownBy(() -> CatalogExport.write(one(column), folder.resolve(name), HISTORY))
        .isInstanceOf(BadCatalogException.class)
        .hasMessageContaining("a column " + column + ",")
        .hasMessageContaining("rename it, or write .fits");
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.fits", "a.npz", "a.ecsv", "a.csv"})
  void whereSpectraAndObservationsAreApartSuchAColumnIsWritten(String name) {
    CatalogExport.write(one("FLUX"), folder.resolve(name), HISTORY);
    assertThat(folder.resolve(name)).isNotEmptyFile();
  }

  @Test
  void aColumnMayHaveTheNameOfAParameter() throws IOException {
    Path file = folder.resolve("a.vot");
    CatalogExport.write(one("WAVELENGTH"), file, HISTORY);
    StarTable table = read(file, "votable");
    assertThat(table.getCell(1, 0)).isEqualTo(7.5);
    assertThat((double[]) parameter(table, "WAVELENGTH")).isEqualTo(WAVELENGTH);
    CatalogExport.write(one("WAVELENGTH"), folder.resolve("a.parquet"), HISTORY);
  }

  private static SkyCatalog one(String column) {
    return SkyCatalog.of(
        WAVELENGTH,
        FloatMatrix.of(new float[6], 2, 3),
        ObservationTable.of(2, List.of(new Column(column, "", new double[] {5, 7.5}, ""))));
  }

  @Test
  void aFailureLeavesNothing() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> CatalogExport.write(catalog(), file.resolve("a.vot"), HISTORY))
        .isInstanceOf(DesiskyException.class)
        .hasMessageContaining("a.vot");
    assertThat(folder.toFile().list()).containsExactly("file");
  }

  @Test
  void anArrayColumnOfAnotherLengthIsRefused() {
    ArrayColumn latents = new ArrayColumn("LATENTS", "", "", FloatMatrix.row(1, 2));
    assertThatThrownBy(
            () ->
                TableWriter.write(
                    catalog().observations(),
                    List.of(latents),
                    "T",
                    Map.of(),
                    folder.resolve("a.vot")))
        .isInstanceOf(BadCatalogException.class)
        .hasMessageContaining("LATENTS");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                TableWriter.write(
                    catalog().observations(), List.of(), "T", Map.of(), folder.resolve("a.fits")));
  }

  private static void assertObservations(StarTable table) throws IOException {
    assertThat(table.getRowCount()).isEqualTo(ROWS);
    List<Class<?>> types = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      types.add(table.getColumnInfo(i).getContentClass());
    }
    assertThat(types)
        .containsExactly(Double.class, Integer.class, Long.class, String.class, Boolean.class);
    for (int row = 0; row < ROWS; row++) {
      assertThat(table.getCell(row, 1)).isEqualTo(20210600 + row);
      assertThat(table.getCell(row, 2)).isEqualTo(39627652591521181L + row);
      assertThat(table.getCell(row, 4)).isEqualTo(row % 2 == 0);
    }
    assertThat(table.getCell(0, 0)).isEqualTo(1.1);
    assertThat(Tables.isBlank(table.getCell(1, 0))).isTrue();
    assertThat(table.getCell(2, 3)).isEqualTo("say \"hi\"");
  }

  private static void assertUnitsAndDescriptions(StarTable table) {
    assertThat(table.getColumnInfo(0).getDescription()).isEqualTo("sec z");
    assertThat(table.getColumnInfo(1).getUnitString()).isEqualTo("d");
    assertThat(table.getColumnInfo(2).getUnitString()).isNull();
  }

  private static Object parameter(StarTable table, String name) {
    DescribedValue value = table.getParameterByName(name);
    assertThat(value).as(name + " of " + table.getParameters()).isNotNull();
    return value.getValue();
  }

  private Path write(String name) {
    Path file = folder.resolve(name);
    CatalogExport.write(catalog(), file, HISTORY);
    return file;
  }

  private static StarTable read(Path file, String format) throws IOException {
    return Tables.randomTable(new StarTableFactory(true).makeStarTable(file.toString(), format));
  }

  private static SkyCatalog catalog() {
    float[] flux = new float[3 * ROWS];
    IntStream.range(0, flux.length).forEach(i -> flux[i] = i * 0.7f);
    flux[4] = Float.NaN;
    ObservationTable observations =
        ObservationTable.of(
            ROWS,
            List.of(
                new Column("AIRMASS", "", new double[] {1.1, Double.NaN, 1.3, 1.4, 1.5}, "sec z"),
                new Column(
                    "NIGHT", "d", IntStream.range(20210600, 20210600 + ROWS).toArray(), "night"),
                new Column(
                    "TARGETID",
                    "",
                    IntStream.range(0, ROWS).mapToLong(i -> 39627652591521181L + i).toArray()),
                new Column(
                    "PROGRAM", "", new String[] {"dark, clear", "", "say \"hi\"", "dark", "dark"}),
                new Column("GOOD", "", new boolean[] {true, false, true, false, true})));
    return SkyCatalog.of(WAVELENGTH, FloatMatrix.of(flux, ROWS, 3), observations);
  }
}
