package org.desisky.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.pca.PrincipalComponents;
import org.desisky.data.SkyCatalog;
import org.desisky.data.simulate.Anomaly;
import org.desisky.data.simulate.AnomalyKind;
import org.desisky.data.simulate.SimulatedSky;
import org.desisky.data.simulate.SkySimulator;
import org.desisky.training.scaling.Scaling;
import org.desisky.vae.PrincipalStart;
import org.desisky.vae.SkyVae;
import org.desisky.vae.Standardisation;
import org.desisky.vae.anomaly.AnomalyDetector;
import org.desisky.vae.anomaly.AnomalyScore;
import org.junit.jupiter.api.Test;

/** A sodium laser, which a model answers with both lines of sodium. */
class StrangeLineTest {
  private static final int LATENTS = 8;

  @Test
  void aLaserIsToldWhereItShinesAndNotWhereTheOtherLineIsMissing() {
    SkyCatalog learn = SkySimulator.simulate(500, 1);
    SimulatedSky sky = SkySimulator.simulateWithAnomalies(120, 2, 6);
    int[] rows =
        sky.truth().anomalies().stream()
            .filter(anomaly -> anomaly.kind() == AnomalyKind.LASER_589)
            .mapToInt(Anomaly::row)
            .toArray();
    FloatMatrix flux = learn.flux();
    int[] all = IntStream.range(0, flux.rows()).toArray();
    // As a model is when its training begins: the principal components of scaled channels.
    Standardisation scaling = Scaling.CHANNEL.fit(flux, all).orElseThrow();
    float[] scaled = flux.toArray();
    scaling.apply(scaled, flux.rows());
    PrincipalComponents components =
        PrincipalComponents.fit(FloatMatrix.of(scaled, flux.rows(), flux.columns()), all, LATENTS);
    try (SkyVae vae = SkyVae.create(flux.columns(), LATENTS, 1, Compute.auto())) {
      vae.setWeights(scaling.fold(PrincipalStart.weights(vae, components, new double[LATENTS], 1)));
      AnomalyDetector detector =
          AnomalyDetector.fit(vae, flux.part(0, 350), learn.wavelength())
              .calibrated(flux.part(350, 150), 0.05);
      List<AnomalyScore> scores = detector.score(sky.catalog().flux().select(rows));
      assertThat(scores).hasSize(6);
      for (AnomalyScore score : scores) {
        assertThat(score.flagged()).isTrue();
        assertThat(score.reason()).matches("a spike at 589[12] Å, .*");
        assertThat(learn.wavelength()[score.firstChannel()]).isBetween(5888.0, 5892.0);
        assertThat(learn.wavelength()[score.lastChannel()]).isBetween(5891.0, 5895.0);
      }
      assertThat(scores.stream().map(AnomalyScore::reason))
          .anyMatch(reason -> reason.endsWith(" sigma, with a hole beside it"));
    }
  }
}
