package org.desisky.data.simulate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.desisky.core.noise.Noise;
import org.desisky.data.internal.ResourceTable;

/**
 * Spoils spectra that have been recorded. Which rows, and all that is random about them, depends on
 * the seed and on the row alone.
 */
final class AnomalyInjector {
  private static final double FIRST = Grid.FIRST;
  private static final double LAST = Grid.wavelength(Grid.CHANNELS - 1);
  private static final double WEAKEST = 0.6;
  private static final double STRONGEST = 1.2;

  // Typical heights at strength 1, in units of flux.
  private static final double SPIKE = 25;
  private static final double LAMPS = 8;
  private static final double LASER = 350;
  private static final double TRAIL = 0.4;
  private static final double STAR = 1.5;

  // Vacuum wavelength and height of the aurora of nitrogen ions and atomic oxygen.
  private static final double[][] AURORA = {
    {3915.5, 22}, {4279.3, 9}, {4710.0, 3}, {5578.9, 280}, {6302.0, 120}, {6365.5, 40}
  };

  private final Noise noise;
  private final Spectrograph spectrograph;
  private final double[] solar = new double[Grid.CHANNELS];

  AnomalyInjector(Noise noise, Spectrograph spectrograph, List<ArmModel> arms) {
    this.noise = noise;
    this.spectrograph = spectrograph;
    for (ArmModel model : arms) {
      double[] seen = model.solar();
      for (int i = 0; i < seen.length; i++) {
        int channel = model.arm().first() + i;
        solar[channel] += spectrograph.weight(model.arm(), channel) * seen[i];
      }
    }
  }

  /** What was done to one row, but for the row itself. */
  private record Change(double from, double to, Map<String, Object> details) {
    static Change everywhere(Map<String, Object> details) {
      return new Change(FIRST, LAST, details);
    }
  }

  /**
   * Spoils one row of a block.
   *
   * @param expid of the row, for the table of truth
   */
  Anomaly spoil(AnomalyKind kind, int row, int expid, float[] block) {
    Noise own = noise.stream(kind.label()).at(row);
    double strength = WEAKEST + (STRONGEST - WEAKEST) * own.uniform(0);
    int offset = row * Grid.CHANNELS;
    double[] flux = new double[Grid.CHANNELS];
    for (int i = 0; i < flux.length; i++) {
      flux[i] = block[offset + i];
    }
    Change change = change(kind, flux, strength, own.stream("shape"));
    // The last channel stays empty, as the pipeline leaves it.
    for (int i = 0; i < flux.length - 1; i++) {
      block[offset + i] = (float) flux[i];
    }
    return new Anomaly(row, expid, kind, strength, change.from, change.to, change.details);
  }

  private Change change(AnomalyKind kind, double[] flux, double strength, Noise own) {
    return switch (kind) {
      case COSMIC_RAY -> cosmicRay(flux, strength, own);
      case DEAD_BAND -> deadBand(flux, strength, own);
      case ARM_GAIN -> armGain(flux, strength, own);
      case LAMP_LEAK -> lamps(flux, strength);
      case AURORA -> lines(flux, AURORA, strength);
      case LASER_589 -> lines(flux, new double[][] {{5891.58, LASER}}, strength);
      case SATELLITE -> satellite(flux, strength);
      case WAVELENGTH_SHIFT -> shift(flux, strength, own);
      case STAR_IN_FIBRES -> star(flux, strength, own);
      case OVERSUBTRACTION -> oversubtraction(flux, strength);
    };
  }

  private static Change cosmicRay(double[] flux, double strength, Noise own) {
    int hits = 2 + (int) (4 * own.uniform(0));
    List<Double> wave = new ArrayList<>();
    int low = Grid.CHANNELS;
    int high = 0;
    for (int hit = 0; hit < hits; hit++) {
      Noise one = own.at(hit);
      int channel = 2 + (int) ((Grid.CHANNELS - 5) * one.uniform(0));
      double height = SPIKE * strength * (0.5 + one.uniform(1));
      flux[channel - 1] += 0.2 * height * (1 + one.uniform(2));
      flux[channel] += height;
      flux[channel + 1] += 0.2 * height * (1 + one.uniform(3));
      wave.add(Grid.wavelength(channel));
      low = Math.min(low, channel - 1);
      high = Math.max(high, channel + 1);
    }
    return new Change(Grid.wavelength(low), Grid.wavelength(high), Map.of("wave", wave));
  }

  private static Change deadBand(double[] flux, double strength, Noise own) {
    int width = (int) (125 * strength / Grid.STEP);
    int first = (int) ((Grid.CHANNELS - 1 - width) * own.uniform(0));
    Arrays.fill(flux, first, first + width, 0);
    double from = Grid.wavelength(first);
    double to = Grid.wavelength(first + width - 1);
    return new Change(from, to, Map.of("wave", List.of(from, to)));
  }

  private Change armGain(double[] flux, double strength, Noise own) {
    Arm arm = List.of(Arm.values()).get((int) (3 * own.uniform(0)));
    double gain = 1 + 0.35 * strength;
    for (int channel = arm.first(); channel <= arm.last(); channel++) {
      flux[channel] *= 1 + (gain - 1) * spectrograph.weight(arm, channel);
    }
    return new Change(
        Grid.wavelength(arm.first()),
        Grid.wavelength(arm.last()),
        Map.of("arm", letter(arm), "gain", gain));
  }

  private static String letter(Arm arm) {
    return switch (arm) {
      case BLUE -> "b";
      case RED -> "r";
      case INFRARED -> "z";
    };
  }

  private static Change lamps(double[] flux, double strength) {
    List<String[]> rows = ResourceTable.rows(AnomalyInjector.class, "arc-lines.csv");
    double[] air = ResourceTable.column(rows, 1);
    double[] brightness = ResourceTable.column(rows, 2);
    double[][] lines = new double[air.length][];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = new double[] {Numbers.vacuum(air[i]), LAMPS * brightness[i]};
    }
    return lines(flux, lines, strength);
  }

  /** Adds lines, each a vacuum wavelength and a height. */
  private static Change lines(double[] flux, double[][] lines, double strength) {
    double from = LAST;
    double to = FIRST;
    for (double[] line : lines) {
      double sigma = armAt(line[0]).sigma(line[0]);
      int middle = (int) StrictMath.round((line[0] - FIRST) / Grid.STEP);
      int reach = (int) (6 * sigma / Grid.STEP);
      for (int i = middle - reach; i <= middle + reach; i++) {
        flux[i] += strength * line[1] * Numbers.bell(Grid.wavelength(i), line[0], sigma);
      }
      from = Math.min(from, Grid.wavelength(middle - reach));
      to = Math.max(to, Grid.wavelength(middle + reach));
    }
    return new Change(from, to, Map.of());
  }

  /** The arm that weighs most at a wavelength: they are joined at 5795 and 7595 Å. */
  private static Arm armAt(double wavelength) {
    if (wavelength < 5795) {
      return Arm.BLUE;
    }
    return wavelength < 7595 ? Arm.RED : Arm.INFRARED;
  }

  private Change satellite(double[] flux, double strength) {
    for (int i = 0; i < flux.length; i++) {
      double reddening = StrictMath.pow(Grid.wavelength(i) / 5500, 0.7);
      flux[i] += TRAIL * strength * solar[i] * reddening;
    }
    return Change.everywhere(Map.of());
  }

  private static Change shift(double[] flux, double strength, Noise own) {
    double shift = (own.uniform(0) < 0.5 ? -4 : 4) * strength;
    double[] before = flux.clone();
    for (int i = 0; i < flux.length; i++) {
      double at = Numbers.clamp(i - shift / Grid.STEP, 0, flux.length - 2);
      int left = (int) at;
      double part = at - left;
      flux[i] = (1 - part) * before[left] + part * before[left + 1];
    }
    return Change.everywhere(Map.of("shift", shift));
  }

  private Change star(double[] flux, double strength, Noise own) {
    double temperature = 3800 + 4200 * own.uniform(0);
    for (int i = 0; i < flux.length; i++) {
      double w = Grid.wavelength(i);
      // The Sun's lines on a black body of the star's temperature in place of the Sun's.
      double colour = blackBody(w, temperature) / blackBody(w, 5772);
      double at5500 = blackBody(5500, temperature) / blackBody(5500, 5772);
      flux[i] += STAR * strength * solar[i] * colour / at5500;
    }
    return Change.everywhere(Map.of("temperature", temperature));
  }

  /** Planck's law per wavelength, without its constant. */
  private static double blackBody(double angstrom, double kelvin) {
    return StrictMath.pow(angstrom, -5) / StrictMath.expm1(1.438776877e8 / (angstrom * kelvin));
  }

  private static Change oversubtraction(double[] flux, double strength) {
    double[] sorted = flux.clone();
    Arrays.sort(sorted);
    double taken = 1.6 * strength * sorted[sorted.length / 2];
    for (int i = 0; i < flux.length; i++) {
      flux[i] -= taken;
    }
    return Change.everywhere(Map.of());
  }
}
