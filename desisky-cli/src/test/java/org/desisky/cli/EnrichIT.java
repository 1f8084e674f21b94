package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCatalogWriter;
import org.desisky.data.enrich.SkyEnrichment;
import org.desisky.data.enrich.SolarFlux;
import org.desisky.data.simulate.SkySimulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Computed columns, with the packaged program and a server that has the table of solar flux. */
class EnrichIT {
  private static final List<String> OTHERS =
      List.of("SKY_MAG_V_SPEC", "ECLIPSE_FRAC", "GALLON", "GALLAT", "ECLLON", "ECLLAT");

  @TempDir Path folder;
  private final SkyCatalog catalog = SkySimulator.simulate(12, 5);
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private volatile byte[] table;

  @BeforeEach
  void start() throws IOException {
    SkyCatalogWriter.write(catalog, folder.resolve("sky.fits"));
    table = table().getBytes(StandardCharsets.UTF_8);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().getPath());
          exchange.sendResponseHeaders(table.length == 0 ? 404 : 200, table.length);
          exchange.getResponseBody().write(table);
          exchange.close();
        });
    server.start();
  }

  /** A flux for each day from the first exposure to the last: the day's number. */
  private String table() {
    double[] mjd = catalog.observations().doubles("MJD");
    long first = (long) Arrays.stream(mjd).min().orElseThrow();
    StringBuilder text = new StringBuilder("datetime,fluxobsflux\n");
    for (long day = first - 1; day <= Arrays.stream(mjd).max().orElseThrow() + 1; day++) {
      text.append(LocalDate.ofEpochDay(day - 40587)).append(',').append(day).append('\n');
    }
    return text.toString();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Desisky.Run export(String... more) throws IOException {
    Map<String, String> environment =
        Map.of(
            "DESISKY_MIRROR",
            "http://127.0.0.1:" + server.getAddress().getPort() + "/",
            "DESISKY_DATA_DIR",
            folder.resolve("data").toString());
    String[] export = {"data", "export", "sky.fits", "--enrich", "--no-quality-filter"};
    return Desisky.finish(Desisky.start(folder, environment, Desisky.with(export, more)), folder);
  }

  private SkyCatalog exported() {
    return SkyCatalog.read(folder.resolve("out.fits"));
  }

  /** Puts the table where it is kept. */
  private Path put(byte[] content) throws IOException {
    Path auxiliary = Files.createDirectories(folder.resolve("data/auxiliary"));
    return Files.write(auxiliary.resolve("solarflux-2004-2025.csv"), content);
  }

  /** Has a file taken for the published one: what a fetch notes of a file that it has checked. */
  private static void takeForPublished(Path file) throws IOException {
    Files.write(
        file.resolveSibling("." + file.getFileName() + ".verified"),
        List.of(
            "sha256=" + SolarFlux.published().sha256().orElseThrow(),
            "size=" + Files.size(file),
            "modified=" + Files.getLastModifiedTime(file)));
  }

  @Test
  void whereTheColumnsHaveNoPlaceThatIsSaid() throws IOException {
    takeForPublished(put(table));
    Desisky.Run run = export("--output", "out.npz", "--where", "GALLAT > -91");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err().lines().filter(line -> line.startsWith("warning")))
        .containsExactly(
            "warning: a .npz has no observations, so the columns that --enrich adds are not in it");
  }

  @Test
  void allColumnsAreAddedWithTheTableThatIsThere() throws IOException {
    takeForPublished(put(table));
    Desisky.Run run = export("--output", "out.fits");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).doesNotContain("warning", "WARN");
    SkyCatalog found = exported();
    assertThat(found.flux()).isEqualTo(catalog.flux());
    assertThat(found.observations().names()).containsAll(OTHERS);
    assertSolarFlux();
    assertThat(asked).isEmpty();
    Desisky.Run again = export("--output", "out.csv", "--where", "SOLFLUX > 0 && ECLIPSE_FRAC < 2");
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(Files.readAllLines(folder.resolve("out.csv"))).hasSize(13);
  }

  private void assertSolarFlux() {
    double[] mjd = catalog.observations().doubles("MJD");
    assertThat(exported().observations().doubles(SkyEnrichment.SOLFLUX))
        .isEqualTo(Arrays.stream(mjd).map(Math::rint).toArray());
  }

  @Test
  void anotherTableIsUsedOfflineWithAWarning() throws IOException {
    put(table);
    Desisky.Run run = export("--output", "out.fits", "--offline");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("solarflux-2004-2025.csv is not the published file");
    assertSolarFlux();
    assertThat(asked).isEmpty();
  }

  @Test
  void withoutTheTableOneColumnIsMissingAndOneWarningSaysSo() throws IOException {
    String published = SolarFlux.published().sha256().orElseThrow();
    assertOnlyOneColumnIsMissing(export("--output", "out.fits"), published);
    assertThat(asked)
        .hasSize(1)
        .first()
        .asString()
        .endsWith(SolarFlux.published().address().getPath());
    table = new byte[0];
    assertOnlyOneColumnIsMissing(export("--output", "out.fits"), "404");
    assertThat(folder.resolve("data/auxiliary/solarflux-2004-2025.csv")).doesNotExist();
    asked.clear();
    assertOnlyOneColumnIsMissing(
        export("--output", "out.fits", "--offline"), "; without --offline it is downloaded");
    assertThat(asked).isEmpty();
  }

  @Test
  void aDataFolderThatCannotBeWrittenCostsOneColumn() throws IOException {
    Files.createFile(folder.resolve("data"));
    assertOnlyOneColumnIsMissing(export("--output", "out.fits"), folder.resolve("data").toString());
    assertThat(asked).isEmpty();
  }

  private void assertOnlyOneColumnIsMissing(Desisky.Run run, String reason) {
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err().lines().filter(line -> line.contains("SOLFLUX")))
        .hasSize(1)
        .first()
        .asString()
        .contains(reason);
    assertThat(exported().observations().names()).containsAll(OTHERS).doesNotContain("SOLFLUX");
  }
}
