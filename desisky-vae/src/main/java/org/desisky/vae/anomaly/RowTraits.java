package org.desisky.vae.anomaly;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.desisky.vae.density.LatentMixture;

/** The traits of one spectrum as numbers, the higher the odder, and where they lie. */
final class RowTraits {
  static final int[] SPIKE = {1, 2, 4};
  static final int[] BAND = {8, 32, 128};
  static final int[] REGION = {512, 2048};

  /** How far from a hole, in channels, the line may be that the model answered with it. */
  private static final int BESIDE = 12;

  /** Such a line stands out by itself, by so many standard deviations and this part of the hole. */
  private static final double CLEARLY = 10;

  private static final double PART = 0.25;

  /** No line leaves a wider hole, in channels. */
  private static final int WIDEST_HOLE = 8;

  private final Map<Trait, Double> values = new EnumMap<>(Trait.class);
  private final Map<Trait, WindowScan.Window> windows = new EnumMap<>(Trait.class);
  private final Map<Trait, WindowScan.Window> lines = new EnumMap<>(Trait.class);

  /** So far above the densest latents of the reference, in log-density, all count as usual. */
  private static final double ABOVE_DENSEST = 100;

  /**
   * The traits of a spectrum.
   *
   * @param densest the highest log-density of latents of the reference
   */
  static RowTraits of(
      float[] flux,
      float[] reconstruction,
      float[] latents,
      ResidualModel residuals,
      LatentMixture density,
      double densest) {
    RowTraits traits = new RowTraits();
    ResidualModel.Whitened whitened = residuals.whiten(flux, reconstruction);
    traits.scan(Trait.SPIKE, whitened, SPIKE);
    traits.scan(Trait.BAND, whitened, BAND);
    traits.scan(Trait.REGION, whitened, REGION);
    traits.values.put(Trait.NOISE, Math.log(whitened.noise()));
    traits.values.put(Trait.SHAPE, Math.log1p(whitened.shape()));
    double below = densest + ABOVE_DENSEST - density.logDensity(latents);
    traits.values.put(Trait.LATENTS, Math.log1p(Math.max(0, below)));
    return traits;
  }

  private void scan(Trait trait, ResidualModel.Whitened whitened, int[] widths) {
    WindowScan.Window window = WindowScan.of(whitened.remainder(), widths);
    windows.put(trait, window);
    values.put(trait, Math.log1p(Math.abs(window.sigmas())));
    lineBeside(window, whitened.remainder()).ifPresent(line -> lines.put(trait, line));
  }

  /**
   * A strange line that the model takes for one it knows, which it then makes together with others
   * that are not there: a laser at 5891 Å for both lines of sodium. The hole that the absent one
   * leaves is the larger, but the line is what is odd.
   */
  private static Optional<WindowScan.Window> lineBeside(
      WindowScan.Window hole, double[] remainder) {
    if (hole.sigmas() >= 0 || hole.width() > WIDEST_HOLE) {
      return Optional.empty();
    }
    WindowScan.Window line =
        WindowScan.above(remainder, hole.first() - BESIDE, hole.last() + BESIDE, SPIKE);
    double least = Math.max(CLEARLY, -PART * hole.sigmas());
    return line.sigmas() >= least ? Optional.of(line) : Optional.empty();
  }

  /** Whether a line is told in place of a larger hole beside it. */
  boolean isBesideHole(Trait trait) {
    return lines.containsKey(trait);
  }

  double value(Trait trait) {
    return values.get(trait);
  }

  /** That with the farthest window of all, in standard deviations. */
  private Trait farthest() {
    Trait farthest = Trait.SPIKE;
    for (Trait trait : windows.keySet()) {
      if (Math.abs(windows.get(trait).sigmas()) > Math.abs(windows.get(farthest).sigmas())) {
        farthest = trait;
      }
    }
    return farthest;
  }

  /** Where a trait lies; one that has no place lies where the spectrum is farthest off. */
  WindowScan.Window window(Trait trait) {
    Trait placed = windows.containsKey(trait) ? trait : farthest();
    return lines.getOrDefault(placed, windows.get(placed));
  }
}
