package org.desisky.training.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.vae.Golden;
import org.desisky.vae.SkyVae;
import org.desisky.vae.Weights;
import org.junit.jupiter.api.Test;

class EngineCheckTest {
  @EachEngine
  void threeStepsAreThoseOfTheReference(Compute compute) {
    EngineCheckResult result = EngineCheck.run(compute);
    assertThat(result.passed()).as(result.toString()).isTrue();
    assertThat(result.placed()).isEqualTo(compute.deviceName());
    assertThat(result.engine()).startsWith(compute.engineName());
  }

  @Test
  void theReferenceIsThatOfTheGoldenCase() {
    Reference reference = Reference.load();
    var golden = Golden.json("05_optim/optim_expected.json").get("results").get("clip_adam");
    for (int i = 0; i <= EngineCheck.STEPS; i++) {
      assertThat(reference.losses()[i]).isEqualTo(golden.get("loss").get(i).doubleValue());
    }
    assertThat(reference.spectra()).isEqualTo(Golden.matrix("05_optim/x.npy").toArray());
    Weights weights =
        EngineCheck.startingWeights(
            new SkyVae(Reference.CHANNELS, Reference.LATENTS, 0).randomWeights(1));
    List<float[]> expected = Golden.hashWeights(24, 3).values();
    assertThat(weights.values()).hasSameSizeAs(expected);
    for (int k = 0; k < expected.size(); k++) {
      for (int i = 0; i < expected.get(k).length; i++) {
        assertThat(Math.abs(weights.values().get(k)[i] - expected.get(k)[i])).isLessThan(1e-7f);
      }
    }
  }

  @Test
  void ofTwoChecksTheWorseCounts() {
    EngineCheckResult good = new EngineCheckResult("E", "cpu", "cpu", 1e-7, 1e-5, 1e-5);
    EngineCheckResult far = new EngineCheckResult("E", "cpu", "cpu", 1e-8, 1e-3, Double.NaN);
    EngineCheckResult elsewhere = new EngineCheckResult("E", "cpu", "gpu:0", 0, 0, 0);
    EngineCheckResult both = new EngineCheckResult("E", "cpu", "cpu", 1e-7, 1e-3, Double.NaN);
    assertThat(good.worse(far)).isEqualTo(both).isEqualTo(far.worse(good));
    assertThat(good.worse(elsewhere).passed()).isFalse();
    assertThat(elsewhere.worse(good).passed()).isFalse();
    assertThat(good.worse(good)).isEqualTo(good);
  }

  @Test
  void differencesAndNumbersThatAreNoneFail() {
    assertThat(new EngineCheckResult("E", "cpu", "cpu", 1e-7, 1e-5, 1e-5).passed()).isTrue();
    assertThat(new EngineCheckResult("E", "cpu", "cpu", 1e-4, 1e-5, 1e-5).passed()).isFalse();
    assertThat(new EngineCheckResult("E", "cpu", "cpu", 1e-7, 1e-3, 1e-5).passed()).isFalse();
    assertThat(new EngineCheckResult("E", "cpu", "cpu", 1e-7, 1e-5, 0.1).passed()).isFalse();
    assertThat(new EngineCheckResult("E", "cpu", "cpu", Double.NaN, 0, 0).passed()).isFalse();
    assertThat(new EngineCheckResult("E", "gpu:0", "cpu", 0, 0, 0).passed()).isFalse();
  }
}
