package org.desisky.vae.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.desisky.core.noise.Noise;
import org.junit.jupiter.api.Test;

class ReasonTest {
  private static final int CHANNELS = 1000;
  private static final Noise NOISE = Noise.of(7);
  private static final Reason REASON =
      new Reason(IntStream.range(0, CHANNELS).mapToDouble(i -> 4000 + 0.8 * i).toArray());

  /** A line each 25 channels or so, of a height of its own, with noise. */
  private static float[] spectrum(int moved, String heights) {
    float[] spectrum = new float[CHANNELS];
    for (int i = 0; i < CHANNELS; i++) {
      spectrum[i] = (float) (5 + 0.1 * NOISE.stream(heights).normal(i));
    }
    for (int line = 1; line < 38; line++) {
      int place = 25 * line + (int) (10 * NOISE.stream("place").uniform(line)) + moved;
      spectrum[place] += (float) (30 * NOISE.stream(heights).uniform(CHANNELS + line));
    }
    return spectrum;
  }

  @Test
  void aMovedSpectrumIsToldAlsoByAReconstructionThatFitsBadly() {
    float[] reconstruction = spectrum(0, "of the model");
    assertThat(REASON.ofShift(spectrum(3, "of the sky"), reconstruction))
        .contains("the whole spectrum seems moved by +2.4 Å");
    assertThat(REASON.ofShift(spectrum(-6, "of the sky"), reconstruction))
        .contains("the whole spectrum seems moved by -4.8 Å");
  }

  @Test
  void whatIsInItsPlaceIsNotMovedHoweverBadlyItFits() {
    float[] flux = spectrum(0, "of the sky");
    assertThat(REASON.ofShift(flux, spectrum(0, "of the model"))).isEmpty();
    flux[500] += 1e4f;
    flux[503] -= 1e4f;
    assertThat(REASON.ofShift(flux, spectrum(0, "of the model"))).isEmpty();
    assertThat(REASON.ofShift(new float[CHANNELS], flux)).isEmpty();
    assertThat(REASON.ofShift(new float[2], new float[2])).isEmpty();
  }
}
