package org.desisky.data.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.desisky.data.KnownBadNights;
import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCondition;
import org.desisky.data.photometry.Photometry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnomalyTest {
  private static final int ROWS = 250;
  private static final int EACH = 3;
  private static final SkyCatalog CLEAN = SkySimulator.simulate(ROWS, 11);
  private static final SimulatedSky SKY = SkySimulator.simulateWithAnomalies(ROWS, 11, EACH);

  @TempDir Path folder;

  @Test
  void onlyTheRowsNamedAreSpoiltAndOnlyWithinTheirRange() {
    int[] spoilt = SKY.truth().anomalies().stream().mapToInt(Anomaly::row).toArray();
    assertThat(spoilt).hasSize(EACH * AnomalyKind.values().length).doesNotHaveDuplicates();
    assertThat(spoilt).isSorted();
    for (int row = 0; row < ROWS; row++) {
      float[] clean = CLEAN.flux().row(row);
      float[] found = SKY.catalog().flux().row(row);
      if (Arrays.binarySearch(spoilt, row) < 0) {
        assertThat(found).isEqualTo(clean);
      }
    }
    for (Anomaly anomaly : SKY.truth().anomalies()) {
      float[] clean = CLEAN.flux().row(anomaly.row());
      float[] found = SKY.catalog().flux().row(anomaly.row());
      double[] wavelength = CLEAN.wavelength();
      double[] changed =
          IntStream.range(0, clean.length)
              .filter(i -> clean[i] != found[i])
              .mapToDouble(i -> wavelength[i])
              .toArray();
      assertThat(changed).as(anomaly.toString()).hasSizeGreaterThan(5);
      for (double w : changed) {
        if (w < anomaly.from() - 1e-9 || w > anomaly.to() + 1e-9) {
          fail("%s changes what is at %s Å", anomaly, w);
        }
      }
      assertThat(IntStream.range(0, found.length)).allMatch(i -> Float.isFinite(found[i]));
      assertThat(found[7780]).isZero();
    }
  }

  @Test
  void thereAreAsManyOfEachKindAsAskedFor() {
    Map<AnomalyKind, Integer> counts = new EnumMap<>(AnomalyKind.class);
    for (Anomaly anomaly : SKY.truth().anomalies()) {
      counts.merge(anomaly.kind(), 1, Integer::sum);
      assertThat(anomaly.strength()).isBetween(0.6, 1.2);
      assertThat(SKY.catalog().observations().doubles("EXPID")[anomaly.row()])
          .isEqualTo(anomaly.expid());
      assertThat(
              KnownBadNights.contains(SKY.catalog().observations().doubles("NIGHT")[anomaly.row()]))
          .isFalse();
    }
    assertThat(counts).hasSize(10);
    assertThat(counts.values()).containsOnly(EACH);
  }

  @Test
  void theNumberOfThreadsChangesNothing() {
    SimulatedSky one = SkySimulator.simulateWithAnomalies(60, 3, 2, 1);
    SimulatedSky three = SkySimulator.simulateWithAnomalies(60, 3, 2, 3);
    assertThat(three.catalog().flux()).isEqualTo(one.catalog().flux());
    assertThat(three.catalog().observations().columns())
        .isEqualTo(one.catalog().observations().columns());
    assertThat(three.truth()).isEqualTo(one.truth());
    assertThat(SkySimulator.simulateWithAnomalies(60, 4, 2).truth()).isNotEqualTo(one.truth());
  }

  @Test
  void moreAnomaliesLeaveTheFirstAsTheyAre() {
    SimulatedSky fewer = SkySimulator.simulateWithAnomalies(ROWS, 11, 1);
    assertThat(SKY.truth().anomalies()).containsAll(fewer.truth().anomalies());
  }

  @ParameterizedTest
  @EnumSource
  void eachKindLooksLikeWhatItIsNamedFor(AnomalyKind kind) {
    for (Anomaly anomaly : SKY.truth().anomalies()) {
      if (anomaly.kind() != kind) {
        continue;
      }
      double[] clean = doubles(CLEAN.flux().row(anomaly.row()));
      double[] found = doubles(SKY.catalog().flux().row(anomaly.row()));
      double[] added =
          IntStream.range(0, clean.length).mapToDouble(i -> found[i] - clean[i]).toArray();
      double median = median(clean);
      switch (kind) {
        case COSMIC_RAY -> {
          List<?> hits = (List<?>) anomaly.details().get("wave");
          assertThat(hits).hasSizeBetween(2, 5);
          for (Object hit : hits) {
            assertThat(added[channel((Double) hit)]).isGreaterThan(5);
          }
        }
        case DEAD_BAND ->
            assertThat(Arrays.copyOfRange(found, channel(anomaly.from()), channel(anomaly.to())))
                .containsOnly(0);
        case ARM_GAIN -> {
          double gain = (double) anomaly.details().get("gain");
          int middle =
              channel(Map.of("b", 4800, "r", 6700, "z", 8800).get(anomaly.details().get("arm")));
          assertThat(found[middle] / clean[middle]).isCloseTo(gain, within(1e-5));
          assertThat(gain).isBetween(1.2, 1.45);
        }
        case LAMP_LEAK -> {
          assertThat(added[channel(6404.02)]).isGreaterThan(3); // neon, in vacuum
          assertThat(added[channel(8117.54)]).isGreaterThan(3); // argon
        }
        case AURORA -> {
          assertThat(added[channel(5578.9)]).isGreaterThan(100);
          assertThat(added[channel(3915.5)]).isGreaterThan(8);
        }
        case LASER_589 -> {
          assertThat(added[channel(5891.58)]).isGreaterThan(150);
          assertThat(added[channel(5897.56)]).isLessThan(1); // not the other line of the doublet
        }
        case SATELLITE ->
            // Sunlight: the core of calcium K is darker than what lies beside it.
            assertThat(added[channel(3934.8)]).isBetween(1e-3, 0.5 * added[channel(4020)]);
        case WAVELENGTH_SHIFT -> {
          double shift = (double) anomaly.details().get("shift");
          assertThat(Math.abs(shift)).isBetween(2.4, 4.8);
          assertThat(peak(found, 5579) - peak(clean, 5579)).isCloseTo(shift, within(0.8));
        }
        case STAR_IN_FIBRES -> {
          assertThat((double) anomaly.details().get("temperature")).isBetween(3800.0, 8000.0);
          assertThat(median(added)).isGreaterThan(0.3);
        }
        case OVERSUBTRACTION -> {
          assertThat(Arrays.stream(found).filter(f -> f < 0).count()).isGreaterThan(2000);
          assertThat(median(added)).isCloseTo(-1.6 * anomaly.strength() * median, within(1e-4));
        }
      }
    }
  }

  @Test
  void magnitudesAreThoseOfTheSpoiltSpectra() {
    double[] g = Photometry.on(CLEAN.wavelength()).magnitudes(SKY.catalog().flux()).of("g");
    double[] table = SKY.catalog().observations().doubles("SKY_MAG_G_SPEC");
    double[] before = CLEAN.observations().doubles("SKY_MAG_G_SPEC");
    for (Anomaly anomaly : SKY.truth().anomalies()) {
      if (anomaly.kind() == AnomalyKind.STAR_IN_FIBRES) {
        assertThat(table[anomaly.row()]).isCloseTo(g[anomaly.row()], within(1e-6));
        assertThat(table[anomaly.row()]).isLessThan(before[anomaly.row()] - 0.02);
      }
    }
  }

  @Test
  void theTruthIsWrittenInTheLayoutOfItsReaders() throws IOException {
    Path file = folder.resolve("sky.truth.json");
    SKY.truth().write(file);
    JsonNode json = new ObjectMapper().readTree(file.toFile());
    assertThat(json.get("n_rows").asInt()).isEqualTo(ROWS);
    assertThat(json.get("seed").asInt()).isEqualTo(11);
    assertThat(json.get("kinds")).hasSize(10);
    assertThat(json.get("kinds").get(5).asText()).isEqualTo("laser_589");
    List<Integer> smoky =
        StreamSupport.stream(json.get("wildfire_rows").spliterator(), false)
            .map(JsonNode::asInt)
            .toList();
    double[] night = CLEAN.observations().doubles("NIGHT");
    assertThat(smoky)
        .isNotEmpty()
        .isEqualTo(
            IntStream.range(0, ROWS)
                .filter(row -> KnownBadNights.contains(night[row]))
                .boxed()
                .toList());
    SkyCondition[] conditions = SkyCondition.classify(CLEAN.observations());
    assertThat(json.get("class_counts").get("twilight").asLong())
        .isEqualTo(Arrays.stream(conditions).filter(c -> c == SkyCondition.TWILIGHT).count());
    assertThat(json.get("eclipse_rows").isArray()).isTrue();
    assertThat(json.get("anomalies")).hasSize(30);
    for (int i = 0; i < 30; i++) {
      JsonNode entry = json.get("anomalies").get(i);
      Anomaly anomaly = SKY.truth().anomalies().get(i);
      assertThat(entry.get("row").asInt()).isEqualTo(anomaly.row());
      assertThat(entry.get("expid").asInt()).isEqualTo(anomaly.expid());
      assertThat(entry.get("kind").asText()).isEqualTo(anomaly.kind().label());
      assertThat(entry.get("strength").asDouble()).isEqualTo(anomaly.strength());
      assertThat(entry.get("wave_range").get(0).asDouble()).isEqualTo(anomaly.from());
      assertThat(entry.get("wave_range").get(1).asDouble()).isEqualTo(anomaly.to());
      anomaly.details().keySet().forEach(name -> assertThat(entry.has(name)).isTrue());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 25, 1000})
  void tooManyAnomaliesAreRefused(int ofEachKind) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SkySimulator.simulateWithAnomalies(200, 1, ofEachKind))
        .withMessageContaining("rows outside the nights of smoke");
  }

  private static int channel(double wavelength) {
    return (int) Math.round((wavelength - 3600) / 0.8);
  }

  private static double peak(double[] flux, double near) {
    int best = channel(near - 10);
    for (int i = best; i < channel(near + 10); i++) {
      best = flux[i] > flux[best] ? i : best;
    }
    return 3600 + 0.8 * best;
  }

  private static double median(double[] values) {
    return Arrays.stream(values).sorted().toArray()[values.length / 2];
  }

  private static double[] doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }
}
