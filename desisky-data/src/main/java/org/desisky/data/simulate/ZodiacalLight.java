package org.desisky.data.simulate;

/**
 * Zodiacal light by elongation and ecliptic latitude (a fit to table 17 of Leinert et al. 1998,
 * A&amp;AS 127, 1) and diffuse galactic light: sunlight, slightly reddened.
 */
final class ZodiacalLight {
  /** Flux at 5500 Å, in catalogue units, of one S10: a star of V = 10 per square degree. */
  private static final double S10 = Numbers.fluxOfV(27.78);

  private ZodiacalLight() {}

  /** Zodiacal light in S10 units. */
  static double zodiacal(double elongation, double eclipticLatitude) {
    double fromAntisun = 180 - Math.max(elongation, 50);
    double onEcliptic =
        140
            + 62 * StrictMath.pow(fromAntisun / 90, 3.2)
            + 25 * StrictMath.exp(-(fromAntisun / 12) * (fromAntisun / 12));
    double b = Math.min(Math.abs(eclipticLatitude), 60);
    double height = 1 - Numbers.sinDegrees(b) / Numbers.sinDegrees(60);
    return 60 + (onEcliptic - 60) * StrictMath.pow(Math.max(0, height), 1.35);
  }

  /** Diffuse galactic light in S10 units. */
  static double galactic(double galacticLatitude) {
    return Math.min(45, 6 / Math.max(1e-3, Math.abs(Numbers.sinDegrees(galacticLatitude))));
  }

  /** By what to multiply the solar spectrum at the nodes, above the atmosphere. */
  static double[] factor(Geometry geometry) {
    double level =
        S10
            * (zodiacal(geometry.sunSeparation(), geometry.eclipticLatitude())
                + 0.6 * galactic(geometry.galacticLatitude()));
    return Grid.atNodes(w -> level * StrictMath.pow(w / 5500, 0.25));
  }
}
