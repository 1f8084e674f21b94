package org.desisky.data.simulate;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.desisky.core.noise.Noise;
import org.desisky.data.simulate.AirglowLines.Group;
import org.desisky.data.simulate.AirglowLines.Line;

/**
 * How bright the airglow is at an exposure: groups of lines that vary apart from each other, mostly
 * from night to night, and the pseudo-continua beneath them (Noll et al. 2012, A&amp;A 543, A92;
 * Patat 2008, A&amp;A 481, 575; Evans et al. 2010, GeoRL 37, L22105 for the orange bump).
 */
final class Airglow {
  private static final double EARTH_RADIUS_KM = 6371;
  private static final double MESOSPHERE_KM = 90;
  private static final double THERMOSPHERE_KM = 270;
  private static final double MEAN_TEMPERATURE = 200;
  // hc/k in cm K.
  private static final double SECOND_RADIATION = 1.4388;
  // The part of the variance of a group's logarithm that changes from night to night.
  private static final double NIGHTLY = 0.8;

  private final List<Line> lines = AirglowLines.all();
  private final double[] flux = lines.stream().mapToDouble(Line::flux).toArray();
  private final SolarCycle cycle = new SolarCycle();

  /** The vacuum wavelengths of the lines, in the order of {@link Glow#lines}. */
  double[] wavelengths() {
    return lines.stream().mapToDouble(Line::wavelength).toArray();
  }

  /**
   * Airglow towards one target.
   *
   * @param lines flux of each line, catalogue units times Å
   * @param continuum level of the broad continuum
   * @param orange level of the FeO and NO2 bump
   * @param herzberg level of the O2 bands in the blue
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Glow(double[] lines, double continuum, double orange, double herzberg) {}

  /** How much longer the path through a layer is than at the zenith (van Rhijn 1921). */
  static double path(double zenithDistance, double heightKm) {
    double s = EARTH_RADIUS_KM * Numbers.sinDegrees(zenithDistance) / (EARTH_RADIUS_KM + heightKm);
    return 1 / StrictMath.sqrt(1 - s * s);
  }

  /** The airglow of an exposure, above the lower atmosphere. */
  Glow glow(Exposure exposure) {
    double low = path(exposure.geometry().zenithDistance(), MESOSPHERE_KM);
    Map<Group, Double> levels = levels(exposure);
    double[] rotation = rotation(exposure);
    double[] lineFlux = new double[flux.length];
    for (int i = 0; i < lineFlux.length; i++) {
      lineFlux[i] = flux[i] * levels.get(lines.get(i).group()) * rotation[i];
    }
    return new Glow(
        lineFlux,
        0.25 * StrictMath.pow(low, 0.9) * vary(exposure, "continuum", 0.10),
        0.16 * low * vary(exposure, "orange", 0.35),
        0.10 * low * vary(exposure, "herzberg", 0.30));
  }

  /** The brightness of each group as a multiple of its mean at the zenith. */
  private Map<Group, Double> levels(Exposure exposure) {
    Geometry g = exposure.geometry();
    double mjd = exposure.mjd();
    double low = path(g.zenithDistance(), MESOSPHERE_KM);
    double high = path(g.zenithDistance(), THERMOSPHERE_KM);
    double activity = cycle.activity(mjd);
    double year = Numbers.year(mjd);
    double sinceDusk = exposure.night().hoursSinceDusk(mjd);
    double toDawn = exposure.night().hoursToDawn(mjd);
    double hydroxyl =
        vary(exposure, "hydroxyl", 0.26) * (1 + 0.25 * activity) * wave(exposure, "hydroxyl", 0.05);

    Map<Group, Double> levels = new EnumMap<>(Group.class);
    levels.put(Group.HYDROXYL, low * hydroxyl);
    levels.put(Group.OXYGEN, low * vary(exposure, "oxygen", 0.30) * (0.5 + 0.5 * hydroxyl));
    levels.put(
        Group.OI_GREEN,
        low
            * vary(exposure, "green", 0.38)
            * (1 + 0.6 * activity)
            * (1 + 0.15 * Numbers.cosTurns(2 * (year - 0.27)))
            * wave(exposure, "green", 0.10));
    levels.put(
        Group.OI_RED,
        high
            * vary(exposure, "red", 0.5)
            * (0.30 + 1.5 * StrictMath.exp(-sinceDusk / 2.2) + 0.35 * StrictMath.exp(-toDawn / 1.2))
            * (1 + 1.3 * activity));
    levels.put(
        Group.SODIUM,
        low
            * vary(exposure, "sodium", 0.35)
            * (1 + 0.55 * Numbers.cosTurns(year - 0.9))
            * (1 + 0.03 * twilight(g, 2)));
    levels.put(Group.NITROGEN, high * vary(exposure, "nitrogen", 0.4));
    levels.put(
        Group.HYDROGEN,
        vary(exposure, "hydrogen", 0.4)
            * (1 + 1.5 * Numbers.bell(g.galacticLatitude(), 0, 15) + 0.5 * twilight(g, 3)));
    levels.put(Group.POTASSIUM, low * vary(exposure, "potassium", 0.4));
    levels.put(
        Group.OI_RECOMBINATION,
        high
            * vary(exposure, "recombination", 0.4)
            * (0.1 + StrictMath.exp(-sinceDusk / 3))
            * (1 + 2 * activity));
    levels.put(Group.NITROGEN_IONS, 0.8 * twilight(g, 2));
    return levels;
  }

  /**
   * The distribution of hydroxyl over rotational levels (Boltzmann, each band keeping its sum) and
   * over vibrational levels; 1 for all other lines.
   */
  private double[] rotation(Exposure exposure) {
    Noise noise = exposure.night().noise().stream("rotation");
    double winter = Numbers.cosTurns(Numbers.year(exposure.mjd()));
    double drift = exposure.night().wander(noise, exposure.mjd());
    double temperature =
        MEAN_TEMPERATURE + 12 * (0.7 * noise.normal(0) + 0.7 * winter + 0.35 * drift);
    double tilt = 0.06 * noise.normal(1);
    double shift = SECOND_RADIATION * (1 / temperature - 1 / MEAN_TEMPERATURE);
    double[] factor = new double[flux.length];
    Map<String, double[]> sums = new HashMap<>();
    for (int i = 0; i < factor.length; i++) {
      Line line = lines.get(i);
      factor[i] = 1;
      if (line.group() == Group.HYDROXYL) {
        factor[i] = StrictMath.exp(-line.energy() * shift);
        double[] sum = sums.computeIfAbsent(line.band(), b -> new double[2]);
        sum[0] += line.rayleigh();
        sum[1] += line.rayleigh() * factor[i];
      }
    }
    for (int i = 0; i < factor.length; i++) {
      Line line = lines.get(i);
      if (line.group() == Group.HYDROXYL) {
        double[] sum = sums.get(line.band());
        factor[i] *= sum[0] / sum[1] * (1 + tilt * (line.upperLevel() - 7) / 2);
      }
    }
    return factor;
  }

  // Resonance and fluorescence where the Sun still lights the upper atmosphere.
  private static double twilight(Geometry geometry, double degrees) {
    return StrictMath.exp((geometry.sunAltitude() + 18) / degrees);
  }

  // Log-normal, the larger part from night to night, the rest drifting through the night.
  private static double vary(Exposure exposure, String name, double sigma) {
    Noise noise = exposure.night().noise().stream(name);
    double number =
        StrictMath.sqrt(NIGHTLY) * noise.normal(0)
            + StrictMath.sqrt(1 - NIGHTLY) * exposure.night().wander(noise, exposure.mjd());
    return Numbers.logNormal(sigma, number);
  }

  // Gravity waves: a period of three hours.
  private static double wave(Exposure exposure, String name, double amplitude) {
    double phase = exposure.night().noise().stream(name).uniform(50);
    return 1 + amplitude * Numbers.cosTurns(exposure.mjd() * 8 + phase);
  }

  /** The broad continuum at level 1: a slope and shallow bumps. */
  static double continuumShape(double w) {
    return 0.75
        + 0.30 * (w - 3600) / 6200
        + 0.04 * Numbers.bell(w, 4400, 350)
        + 0.10 * Numbers.bell(w, 5300, 300)
        + 0.18 * Numbers.bell(w, 8000, 900);
  }

  /** The orange bump at level 1. */
  static double orangeShape(double w) {
    return 0.75 * Numbers.bell(w, 5950, 190) + 0.5 * Numbers.bell(w, 6230, 260);
  }

  /** The Herzberg and Chamberlain bands of O2 at level 1: a blend, always the same. */
  static double[] herzbergShape() {
    Noise noise = Noise.of(3600).stream("herzberg");
    double[] shape = new double[Grid.FINE_POINTS];
    double at = Grid.FINE_FIRST;
    for (long i = 0; at < 5000; i++) {
      at += 3 + 8 * noise.uniform(3 * i);
      double sigma = 2.1 + 6.4 * noise.uniform(3 * i + 1);
      double envelope =
          Numbers.clamp((4950 - at) / 500, 0, 1) * (0.7 + 0.5 * Numbers.bell(at, 3850, 250));
      // Bands 7 Å apart on average, of this height, have a mean of the envelope.
      double height = envelope * 7 / (sigma * Numbers.SQRT_2PI) * 2 * noise.uniform(3 * i + 2);
      int from = index(at - 5 * sigma);
      int to = index(at + 5 * sigma);
      for (int j = Math.max(0, from); j <= to; j++) {
        shape[j] += height * Numbers.bell(Grid.fine(j), at, sigma);
      }
    }
    return shape;
  }

  private static int index(double wavelength) {
    return (int) StrictMath.round((wavelength - Grid.FINE_FIRST) / Grid.FINE_STEP);
  }
}
