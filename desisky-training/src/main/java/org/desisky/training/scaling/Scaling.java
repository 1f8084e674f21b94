package org.desisky.training.scaling;

import java.util.Arrays;
import java.util.Optional;
import org.desisky.core.ChannelMoments;
import org.desisky.core.FloatMatrix;
import org.desisky.core.Labelled;
import org.desisky.vae.Standardisation;

/** In which units a model is trained. The one that is saved takes and gives flux all the same. */
public enum Scaling implements Labelled {
  /** Flux as it is. */
  NONE,
  /** Flux less the mean of its channel, over one standard deviation for all channels. */
  GLOBAL,
  /**
   * Flux less the mean of its channel, over the channel's standard deviation: at least a thousandth
   * of the global one, and that where a channel does not vary at all.
   */
  CHANNEL;

  private static final double LEAST_SHARE = 1e-3;

  /**
   * The means and deviations of rows; empty for {@link #NONE}.
   *
   * @throws IllegalArgumentException if a row has a number that is not finite
   */
  public Optional<Standardisation> fit(FloatMatrix spectra, int[] rows) {
    if (this == NONE) {
      return Optional.empty();
    }
    ChannelMoments moments = ChannelMoments.of(spectra, rows);
    double all = Math.sqrt(Arrays.stream(moments.variance()).average().orElse(0));
    double global = all > 0 ? all : 1;
    double[] scale = new double[spectra.columns()];
    Arrays.fill(scale, global);
    if (this == CHANNEL) {
      for (int c = 0; c < scale.length; c++) {
        double own = Math.sqrt(moments.variance()[c]);
        scale[c] = own == 0 ? global : Math.max(own, LEAST_SHARE * global);
      }
    }
    return Optional.of(new Standardisation(moments.mean(), scale));
  }
}
