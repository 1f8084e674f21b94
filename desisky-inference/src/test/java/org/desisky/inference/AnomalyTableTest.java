package org.desisky.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.desisky.core.DesiskyException;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.io.Npz;
import org.desisky.core.noise.Noise;
import org.desisky.data.BadCatalogException;
import org.desisky.data.Column;
import org.desisky.data.ObservationTable;
import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCatalogFile;
import org.desisky.data.SkyCatalogWriter;
import org.desisky.tables.StreamColumn;
import org.desisky.tables.StreamWriter;
import org.desisky.vae.SkyVae;
import org.desisky.vae.anomaly.AnomalyDetector;
import org.desisky.vae.anomaly.AnomalyScore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnomalyTableTest {
  private static final int ROWS = 1500;
  private static final int CHANNELS = 40;
  private static final int SPIKE = 1100;
  private static final int BAD = 1300;
  private static final double[] GRID =
      IntStream.range(0, CHANNELS).mapToDouble(i -> 5000 + 10 * i).toArray();

  @TempDir Path folder;
  private SkyVae vae;
  private SkyCatalogFile file;
  private AnomalyDetector detector;

  @BeforeEach
  void open() {
    float[] flux = flux(ROWS, 1);
    flux[SPIKE * CHANNELS + 12] += 50;
    flux[BAD * CHANNELS + 3] = Float.NaN;
    int[] expid = IntStream.range(900, 900 + ROWS).toArray();
    Path path = folder.resolve("sky.fits");
    SkyCatalogWriter.write(
        SkyCatalog.of(
            GRID,
            FloatMatrix.of(flux, ROWS, CHANNELS),
            ObservationTable.of(ROWS, List.of(new Column("EXPID", "", expid)))),
        path);
    file = SkyCatalogFile.open(path);
    vae = SkyVae.create(CHANNELS, 2, 1, Compute.auto());
    FloatMatrix usual = FloatMatrix.of(flux(600, 2), 600, CHANNELS);
    detector = AnomalyDetector.fit(vae, usual, GRID).calibrated(usual, 0.01);
  }

  @AfterEach
  void close() {
    vae.close();
    file.close();
  }

  private static float[] flux(int rows, long seed) {
    return Noise.of(seed).normals(rows * CHANNELS);
  }

  private AnomalyTable table(OnBad rule, int... rows) {
    return AnomalyTable.of(
        detector,
        CatalogInference.of(vae).onBad(rule),
        file,
        rows,
        GRID,
        Map.of("FPR", 0.01),
        RunWatch.NONE);
  }

  private static int[] all() {
    return IntStream.range(0, ROWS).toArray();
  }

  @Test
  void everyRowIsRankedOnceTheOddestFirst() {
    AnomalyTable table = table(OnBad.MARK, all());
    List<AnomalyScore> ranked = table.ranked();
    assertThat(ranked.stream().map(AnomalyScore::row))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, ROWS).boxed().toList());
    assertThat(ranked.get(0).row()).isEqualTo(BAD);
    assertThat(ranked.get(1).row()).isEqualTo(SPIKE);
    assertThat(ranked.get(1).reason()).startsWith("a spike at 5120 Å");
    for (int i = 1; i < ROWS; i++) {
      assertThat(ranked.get(i).score()).isLessThanOrEqualTo(ranked.get(i - 1).score());
    }
    assertThat(table.flagged()).isBetween(2, 60);
    assertThat(table.expid(SPIKE)).isEqualTo(900 + SPIKE);
  }

  @Test
  void aRowScoresAlikeInWhateverCompany() {
    AnomalyScore alone = table(OnBad.MARK, SPIKE).ranked().get(0);
    AnomalyScore amongAll = table(OnBad.MARK, all()).ranked().get(1);
    assertThat(alone.row()).isEqualTo(SPIKE);
    assertThat(alone.score()).isCloseTo(amongAll.score(), withinPercentage(0.1));
    assertThat(alone.reason()).isEqualTo(amongAll.reason());
  }

  @Test
  void whatIsOddBeyondMeasureIsNotBad() {
    float[] flux = flux(100, 3);
    flux[20 * CHANNELS + 5] = 3e38f; // odd, but by how much can be told
    Arrays.fill(flux, 40 * CHANNELS + 1, 41 * CHANNELS, Float.MAX_VALUE);
    flux[60 * CHANNELS + 5] = Float.NEGATIVE_INFINITY;
    Path path = folder.resolve("huge.fits");
    SkyCatalogWriter.write(
        SkyCatalog.of(
            GRID, FloatMatrix.of(flux, 100, CHANNELS), ObservationTable.of(100, List.of())),
        path);
    try (SkyCatalogFile huge = SkyCatalogFile.open(path)) {
      AnomalyTable table =
          AnomalyTable.of(
              detector,
              CatalogInference.of(vae),
              huge,
              IntStream.range(0, 100).toArray(),
              GRID,
              Map.of(),
              RunWatch.NONE);
      assertThat(table.ranked().subList(0, 2)).allMatch(s -> Double.isInfinite(s.score()));
      assertThat(table.ranked().get(2).score()).isFinite();
      assertThat(table.ranked().subList(0, 3).stream().map(AnomalyScore::row))
          .containsExactly(40, 60, 20);
      assertThat(table.bad()).isEqualTo(1);
    }
  }

  @Test
  void badSpectraAreSkippedOrFail() {
    AnomalyTable table = table(OnBad.SKIP, all());
    assertThat(table.rows()).isEqualTo(ROWS - 1);
    assertThat(table.ranked().get(0).row()).isEqualTo(SPIKE);
    assertThatThrownBy(() -> table(OnBad.FAIL, all()))
        .isInstanceOf(BadCatalogException.class)
        .hasMessageContaining("row 1300 (counted from 0)");
  }

  @Test
  void itCanBeEndedBeforeAnythingIsScored() {
    int[] asked = {0};
    int[] scored = {0};
    RunWatch watch = new RunWatch(rows -> scored[0] += rows, () -> ++asked[0] > 2);
    CatalogInference skipping = CatalogInference.of(vae).onBad(OnBad.SKIP);
    assertThatThrownBy(
            () -> AnomalyTable.of(detector, skipping, file, all(), GRID, Map.of(), watch))
        .isInstanceOf(DesiskyException.class)
        .hasMessageContaining("interrupted");
    assertThat(scored[0]).isZero();
  }

  @Test
  void theColumnsSayWhatTheyHold() throws IOException {
    AnomalyTable table = table(OnBad.MARK, all());
    assertThat(table.columns().stream().map(StreamColumn::name))
        .containsExactly(
            "row",
            "EXPID",
            "score",
            "p_value",
            "flagged",
            "reason",
            "wavelength_min",
            "wavelength_max");
    assertThat(table.columns().get(6).unit()).isEqualTo("Angstrom");
    assertThat(table.columns()).allMatch(column -> !column.description().isEmpty());
    Path csv = folder.resolve("a.csv");
    StreamWriter.write(table, csv);
    List<String> lines = Files.readAllLines(csv);
    assertThat(lines).hasSize(ROWS + 1);
    assertThat(lines.get(1))
        .isEqualTo("1300,2200,Infinity,0.0,true,1 of 40 numbers is not finite,5030.0,5030.0");
    assertThat(lines.get(2)).startsWith("1100,2000,").contains("a spike at 5120 Angstrom");
    Path npz = folder.resolve("a.npz");
    StreamWriter.write(table(OnBad.MARK, all()), npz);
    try (Npz read = Npz.open(npz)) {
      assertThat(read.names()).hasSize(8).doesNotContain("wavelength");
      assertThat(read.doubles("row")[1]).isEqualTo(SPIKE);
      assertThat(read.doubles("wavelength_min")[1]).isEqualTo(5120);
    }
  }
}
