package org.desisky.data.simulate;

/**
 * Twilight: its brightness at the zenith by the Sun's depression (Patat, Ugolnikov and Postylyakov
 * 2006, A&amp;A 455, 385), brighter towards the Sun; sunlight made blue by scattering, less what
 * ozone takes on the long way through the stratosphere.
 */
final class Twilight {
  private static final double DEEPEST = 24;

  private Twilight() {}

  /** V magnitude per square arcsecond at the zenith, of twilight alone. */
  static double zenithMagnitude(double depression) {
    double d = Numbers.clamp(depression, 5, 14.5) - 5;
    return 11.84 + 1.411 * d - 0.041 * d * d + 0.62 * Math.max(0, depression - 14.5);
  }

  /** By what to multiply the solar spectrum at the nodes; null when there is no twilight. */
  static double[] factor(Geometry geometry) {
    double depression = -geometry.sunAltitude();
    if (depression > DEEPEST) {
      return null;
    }
    double towardsSun =
        Numbers.sinDegrees(geometry.zenithDistance())
            * Numbers.cosDegrees(geometry.azimuth() - geometry.sunAzimuth());
    double level =
        Numbers.fluxOfV(zenithMagnitude(depression))
            * StrictMath.exp(1.25 * towardsSun)
            * StrictMath.sqrt(Numbers.opticalAirmass(geometry.zenithDistance()));
    double ozone = Atmosphere.ozone(5500);
    return Grid.atNodes(
        w ->
            level
                * StrictMath.pow(w / 5500, -2)
                * StrictMath.exp(-4 * (Atmosphere.ozone(w) - ozone)));
  }
}
