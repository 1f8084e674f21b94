package org.desisky.data.simulate;

import java.util.List;
import org.desisky.core.noise.Noise;

/**
 * What the instrument makes of the light: small shifts and changes of focus in each arm, gains, a
 * colour tilt, the arms faded into one another, and noise (DESI Collaboration 2022, AJ 164, 207).
 */
final class Spectrograph {
  private static final double SHIFT = 0.015;
  private static final double FOCUS = 0.012;
  private static final double GAIN = 0.004;
  private static final double TILT = 0.006;

  // Central differences of eighth order (Fornberg 1988, Mathematics of Computation 51, 699).
  private static final double[] FIRST = {4.0 / 5, -1.0 / 5, 4.0 / 105, -1.0 / 280};
  private static final double[] SECOND = {8.0 / 5, -1.0 / 5, 8.0 / 315, -1.0 / 560};
  private static final double SECOND_CENTRE = -205.0 / 72;

  private final double[] blueWeight = new double[Grid.CHANNELS];
  private final double[] redWeight = new double[Grid.CHANNELS];
  private final double[] noiseShape = new double[Grid.CHANNELS];

  Spectrograph() {
    for (int i = 0; i < Grid.CHANNELS; i++) {
      double w = Grid.wavelength(i);
      double pastBlue = smoothStep((w - 5660) / (5930 - 5660));
      blueWeight[i] = 1 - pastBlue;
      redWeight[i] = pastBlue * (1 - smoothStep((w - 7470) / (7720 - 7470)));
      noiseShape[i] =
          1
              + 9 * StrictMath.exp(-(w - 3600) / 170)
              + 2 * StrictMath.exp((w - 9824) / 120)
              + 0.9 * Numbers.bell(w, 5795, 60)
              + 0.6 * Numbers.bell(w, 7595, 60);
    }
  }

  private static double smoothStep(double x) {
    double u = Numbers.clamp(x, 0, 1);
    return u * u * (3 - 2 * u);
  }

  /** Writes the recorded spectrum of an exposure, from what its arms see. */
  void record(Exposure exposure, List<ArmModel> arms, Light light, float[] target, int offset) {
    double[] flux = new double[Grid.CHANNELS];
    Noise noise = exposure.noise().stream("instrument");
    for (ArmModel model : arms) {
      Arm arm = model.arm();
      Noise own = noise.stream(arm.name());
      double[] seen = shifted(model.spectrum(light), SHIFT * own.normal(0), FOCUS * own.normal(1));
      double gain = 1 + GAIN * own.normal(2);
      for (int i = 0; i < seen.length; i++) {
        int channel = arm.first() + i;
        flux[channel] += weight(arm, channel) * gain * seen[i];
      }
    }
    double tilt = TILT * noise.normal(0);
    double scale = 0.0048 * StrictMath.sqrt(900 / exposure.seconds());
    Noise readout = exposure.noise().stream("readout");
    for (int i = 0; i < Grid.CHANNELS; i++) {
      double f = flux[i] * (1 + tilt * (2.0 * i / (Grid.CHANNELS - 1) - 1));
      double sigma = scale * StrictMath.sqrt(0.8 * f + 0.15 + 0.0018 * f * f) * noiseShape[i];
      target[offset + i] = (float) (f + sigma * readout.normal(i));
    }
    // The pipeline leaves the last channel empty.
    target[offset + Grid.CHANNELS - 1] = 0;
  }

  /** What part of the joined spectrum an arm makes up at a channel, 0 to 1. */
  double weight(Arm arm, int channel) {
    if (arm == Arm.BLUE) {
      return blueWeight[channel];
    }
    return arm == Arm.RED ? redWeight[channel] : 1 - blueWeight[channel] - redWeight[channel];
  }

  /**
   * A spectrum moved by {@code shift} Å and widened by {@code variance} Å², both small against the
   * line spread function: its Taylor series to second order.
   */
  static double[] shifted(double[] flux, double shift, double variance) {
    double first = -shift / Grid.STEP;
    double second = (shift * shift + variance) / (2 * Grid.STEP * Grid.STEP);
    int reach = FIRST.length;
    double[] moved = flux.clone();
    for (int i = reach; i < flux.length - reach; i++) {
      double slope = 0;
      double bend = SECOND_CENTRE * flux[i];
      for (int k = 1; k <= reach; k++) {
        slope += FIRST[k - 1] * (flux[i + k] - flux[i - k]);
        bend += SECOND[k - 1] * (flux[i + k] + flux[i - k]);
      }
      moved[i] += first * slope + second * bend;
    }
    return moved;
  }
}
