package org.desisky.data.simulate;

/**
 * Scattered moonlight (Krisciunas and Schaefer 1991, PASP 103, 1033), with a spectrum of reflected
 * sunlight (Kieffer and Stone 2005, AJ 129, 2887) scattered by air and aerosol (Jones et al. 2013,
 * A&amp;A 560, A91).
 */
final class Moonlight {
  private static final double K_V = 0.162;

  private Moonlight() {}

  /** V magnitude per square arcsecond of moonlight alone, from eqs. 3, 15, 19 to 21. */
  static double magnitude(
      double phaseAngle, double separation, double moonZenithDistance, double zenithDistance) {
    double lunar = -12.73 + 0.026 * phaseAngle + 4e-9 * StrictMath.pow(phaseAngle, 4);
    double illuminance = StrictMath.pow(10, -0.4 * (lunar + 16.57));
    double brightness =
        (rayleigh(separation) + mie(separation))
            * illuminance
            * StrictMath.pow(10, -0.4 * K_V * Numbers.opticalAirmass(moonZenithDistance))
            * (1 - StrictMath.pow(10, -0.4 * K_V * Numbers.opticalAirmass(zenithDistance)));
    return (20.7233 - StrictMath.log(brightness / 34.08)) / 0.92104;
  }

  private static double rayleigh(double separation) {
    double c = Numbers.cosDegrees(separation);
    return StrictMath.pow(10, 5.36) * (1.06 + c * c);
  }

  private static double mie(double separation) {
    return StrictMath.pow(10, 6.15 - separation / 40);
  }

  /** By what to multiply the solar spectrum at the nodes; null when there is no moonlight. */
  static double[] factor(Exposure exposure, double[] extinction) {
    Geometry g = exposure.geometry();
    double risen = 1 / (1 + StrictMath.exp(-(g.moonAltitude() + 0.8) / 0.9));
    double uneclipsed = 1 - g.umbralFraction();
    if (risen < 1e-8 || uneclipsed == 0) {
      return null;
    }
    double moonZenith = Math.min(90, 90 - g.moonAltitude());
    double level =
        Numbers.fluxOfV(
                magnitude(g.phaseAngle(), g.moonSeparation(), moonZenith, g.zenithDistance()))
            * (1 + 0.25 * StrictMath.exp(-g.phaseAngle() / 6))
            * risen
            * uneclipsed
            * Numbers.logNormal(0.10, exposure.noise().stream("moonlight").normal(0))
            * (1 + 1.1 * exposure.cloud());
    double air = rayleigh(g.moonSeparation());
    double share = air / (air + mie(g.moonSeparation()));
    double moonMass = Numbers.opticalAirmass(moonZenith);
    double mass = Numbers.opticalAirmass(g.zenithDistance());
    double kv = Atmosphere.extinction(5500, exposure.night().aerosol());
    double normal = scattered(kv, mass);
    double[] factor = new double[Grid.NODES];
    for (int i = 0; i < factor.length; i++) {
      double x = Grid.node(i) / 5500;
      factor[i] =
          level
              * StrictMath.pow(x, 0.85)
              * (share * StrictMath.pow(x, -4.05) + (1 - share) * StrictMath.pow(x, -1.2))
              * StrictMath.pow(10, -0.4 * (extinction[i] - kv) * moonMass)
              * scattered(extinction[i], mass)
              / normal;
    }
    return factor;
  }

  /** The power of the telluric transmission that data calibrated on stars keep. */
  static double telluricPower(Geometry geometry) {
    double moonZenith = Math.min(90, 90 - geometry.moonAltitude());
    return 0.15 + 0.12 * Numbers.opticalAirmass(moonZenith);
  }

  private static double scattered(double k, double airmass) {
    return (1 - StrictMath.pow(10, -0.4 * k * airmass)) / k;
  }
}
