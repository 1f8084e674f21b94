package org.desisky.report;

import java.util.Map;
import java.util.Optional;
import org.desisky.training.EpochRecord;
import org.desisky.training.VaeTrainingHistory;
import org.desisky.vae.LossValues;

/** Reports to test with. */
final class Samples {
  static final int CHANNELS = 7781;
  static final String UNIT = "1e-17 erg/s/cm²/Å/arcsec²";

  private Samples() {}

  /** The wavelengths of a DESI sky spectrum. */
  static double[] wavelength() {
    double[] wavelength = new double[CHANNELS];
    for (int i = 0; i < CHANNELS; i++) {
      wavelength[i] = 3600 + 0.8 * i;
    }
    return wavelength;
  }

  /** A spectrum with a few lines, and a reconstruction that is off by 0.5 everywhere. */
  static ExampleReconstruction example(String label, int channels) {
    float[] flux = new float[channels];
    float[] reconstruction = new float[channels];
    for (int i = 0; i < channels; i++) {
      flux[i] = (float) (2 + Math.sin(i / 300.0) + (i % 500 == 250 ? 80 : 0));
      reconstruction[i] = flux[i] - 0.5f;
    }
    return ExampleReconstruction.of(label, flux, reconstruction);
  }

  /** A falling loss that is lowest three epochs before the end. */
  static VaeTrainingHistory history(int epochs) {
    VaeTrainingHistory history = VaeTrainingHistory.empty();
    for (int i = 0; i < epochs; i++) {
      LossValues train = losses(Math.exp(-i / 5.0) + 0.1);
      LossValues test = losses(Math.exp(-i / 5.0) + 0.1 + (i > epochs - 4 ? 1 : 0));
      history = history.plus(new EpochRecord(i, train, Optional.of(test), 1e-3, 2));
    }
    return history;
  }

  static LossValues losses(double recon) {
    return new LossValues(recon + 0.011, recon, 0.001, 0.01);
  }

  static EpochRecord untested(int epoch, LossValues train) {
    return new EpochRecord(epoch, train, Optional.empty(), 1e-3, 2);
  }

  /** A report with everything in it. */
  static ModelReport full(int examples) {
    ModelReport.Builder report =
        ModelReport.builder("run 7")
            .history(history(40))
            .wavelength(wavelength())
            .fluxUnit(UNIT)
            .facts("Settings", Map.of("Latent dimension", "8"))
            .facts("Provenance", Map.of("Seed", "42"))
            .note("interrupted after epoch 40");
    for (int i = 0; i < examples; i++) {
      report.example(example("row " + i + " · dark", CHANNELS));
    }
    return report.build();
  }
}
