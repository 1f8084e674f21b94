package org.desisky.vae.anomaly;

import java.util.EnumMap;
import java.util.Map;
import org.desisky.vae.density.LatentMixture;

/** The traits of one spectrum as numbers, the higher the odder, and where they lie. */
final class RowTraits {
  static final int[] SPIKE = {1, 2, 4};
  static final int[] BAND = {8, 32, 128};
  static final int[] REGION = {512, 2048};

  private final Map<Trait, Double> values = new EnumMap<>(Trait.class);
  private final Map<Trait, WindowScan.Window> windows = new EnumMap<>(Trait.class);

  static RowTraits of(
      float[] flux,
      float[] reconstruction,
      float[] latents,
      ResidualModel residuals,
      LatentMixture density) {
    RowTraits traits = new RowTraits();
    ResidualModel.Whitened whitened = residuals.whiten(flux, reconstruction);
    traits.scan(Trait.SPIKE, whitened, SPIKE);
    traits.scan(Trait.BAND, whitened, BAND);
    traits.scan(Trait.REGION, whitened, REGION);
    traits.values.put(Trait.NOISE, Math.log(whitened.noise()));
    traits.values.put(Trait.SHAPE, Math.log1p(whitened.shape()));
    traits.values.put(Trait.LATENTS, Math.log1p(Math.max(0, 100 - density.logDensity(latents))));
    return traits;
  }

  private void scan(Trait trait, ResidualModel.Whitened whitened, int[] widths) {
    WindowScan.Window window = WindowScan.of(whitened.remainder(), widths);
    windows.put(trait, window);
    values.put(trait, Math.log1p(Math.abs(window.sigmas())));
  }

  double value(Trait trait) {
    return values.get(trait);
  }

  /** The farthest window of all widths, in standard deviations. */
  WindowScan.Window farthest() {
    WindowScan.Window farthest = windows.get(Trait.SPIKE);
    for (WindowScan.Window window : windows.values()) {
      if (Math.abs(window.sigmas()) > Math.abs(farthest.sigmas())) {
        farthest = window;
      }
    }
    return farthest;
  }

  WindowScan.Window window(Trait trait) {
    return windows.containsKey(trait) ? windows.get(trait) : farthest();
  }
}
