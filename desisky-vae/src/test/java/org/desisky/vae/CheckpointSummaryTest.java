package org.desisky.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.desisky.core.io.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointSummaryTest {
  @TempDir Path folder;

  @Test
  void itTellsWhatIsInTheFile() throws Exception {
    Path file = Golden.gunzip("01_checkpoint/vae_nested.eqx.gz", folder);
    CheckpointSummary summary = CheckpointSummary.read(file);
    assertThat(summary.bytes()).isEqualTo(Files.size(file));
    assertThat(summary.sha256()).isEqualTo(Sha256.of(file));
    assertThat(summary.header().toJson()).isEqualTo(CheckpointHeader.read(file).toJson());
    assertThat(summary.arrays()).hasSize(32);
    assertThat(summary.nonFinite()).isZero();
    long expected = 0;
    List<float[]> weights = Golden.formulaWeights(24, 3).values();
    for (int i = 0; i < 32; i++) {
      float[] values = weights.get(i);
      CheckpointSummary.ArraySummary array = summary.arrays().get(i);
      double sum = 0;
      double least = values[0];
      double greatest = values[0];
      for (float value : values) {
        sum += value;
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
      }
      double squares = 0;
      for (float value : values) {
        double away = value - sum / values.length;
        squares += away * away;
      }
      assertThat(array.count()).isEqualTo(values.length);
      assertThat(array.least()).isEqualTo(least);
      assertThat(array.greatest()).isEqualTo(greatest);
      assertThat(array.mean()).isCloseTo(sum / values.length, within(1e-9));
      assertThat(array.deviation()).isCloseTo(Math.sqrt(squares / values.length), within(1e-7));
      expected += values.length;
    }
    assertThat(summary.parameterCount()).isEqualTo(expected);
    assertThat(summary.arrays().get(0).name()).isEqualTo("common_fc.layers[0].weight");
    assertThat(summary.arrays().get(0).shape()).containsExactly(1000, 24);
  }

  /** A mean that is large beside the spread does not take the spread's digits. */
  @Test
  void aLargeMeanLeavesTheDeviation() {
    List<float[]> weights = new ArrayList<>(Golden.formulaWeights(24, 3).values());
    float[] far = weights.get(0).clone();
    for (int i = 0; i < far.length; i++) {
      far[i] = i % 2 == 0 ? 1e8f : 1e8f + 8;
    }
    weights.set(0, far);
    Path file = folder.resolve("far.eqx");
    new Checkpoint(CheckpointHeader.of(24, 3), new Weights(weights)).write(file);
    CheckpointSummary.ArraySummary array = CheckpointSummary.read(file).arrays().get(0);
    assertThat(array.mean()).isEqualTo(1e8 + 4);
    assertThat(array.deviation()).isEqualTo(4);
  }

  /** Nobody can use such a model, but whoever asks what is wrong with it gets to know. */
  @Test
  void weightsThatAreNotFiniteAreCounted() {
    Path file = Golden.gunzip("01_checkpoint/variants/nan_weight.eqx.gz", folder);
    CheckpointSummary summary = CheckpointSummary.read(file);
    assertThat(summary.nonFinite()).isEqualTo(1);
    assertThat(summary.arrays().stream().filter(array -> array.nonFinite() > 0)).hasSize(1);
    assertThat(summary.arrays()).allMatch(array -> Double.isFinite(array.mean()));
  }

  @Test
  void aDamagedFileIsRefused() {
    Path file = Golden.gunzip("01_checkpoint/variants/truncated_mid_leaf.eqx.gz", folder);
    assertThatThrownBy(() -> CheckpointSummary.read(file))
        .isInstanceOf(CorruptCheckpointException.class)
        .hasMessageContaining("decoder_fcs.layers[2].weight");
  }
}
