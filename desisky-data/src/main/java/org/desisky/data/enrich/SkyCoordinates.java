package org.desisky.data.enrich;

import org.jastronomy.jsofa.JSOFA;

/**
 * A longitude and a latitude on the sky.
 *
 * @param longitude in degrees, from 0 to 360
 * @param latitude in degrees, from −90 to 90
 */
public record SkyCoordinates(double longitude, double latitude) {
  private static final double J2000 = 2451545.0;

  private static final EarthMotion EARTH = EarthMotion.at(J2000 - SunMoonPosition.MJD_ZERO);

  /** From GCRS axes to those of the true ecliptic and equinox of J2000.0. */
  private static final double[][] TO_ECLIPTIC = toEcliptic();

  /**
   * Galactic coordinates (IAU 1958, by the rotation of the Hipparcos catalogue, ESA SP-1200).
   *
   * @param ra right ascension in degrees, ICRS
   * @param dec declination in degrees, ICRS
   * @return NaN for both where either is NaN
   */
  public static SkyCoordinates galactic(double ra, double dec) {
    JSOFA.SphericalCoordinate place = JSOFA.jauIcrs2g(Math.toRadians(ra), Math.toRadians(dec));
    return of(place);
  }

  /**
   * Ecliptic coordinates as seen from the Earth's centre: true ecliptic and equinox of J2000.0,
   * aberration by the Earth's motion at that moment included (up to 20.5″, as in astropy's {@code
   * GeocentricTrueEcliptic}); deflection of light by the Sun is not.
   *
   * @param ra right ascension in degrees, ICRS
   * @param dec declination in degrees, ICRS
   * @return NaN for both where either is NaN
   */
  public static SkyCoordinates ecliptic(double ra, double dec) {
    double[] direction = JSOFA.jauS2c(Math.toRadians(ra), Math.toRadians(dec));
    return of(JSOFA.jauC2s(JSOFA.jauRxp(TO_ECLIPTIC, EARTH.aberrated(direction))));
  }

  private static SkyCoordinates of(JSOFA.SphericalCoordinate place) {
    return new SkyCoordinates(
        Math.toDegrees(JSOFA.jauAnp(place.alpha)), Math.toDegrees(place.delta));
  }

  private static double[][] toEcliptic() {
    double[][] toEcliptic = JSOFA.jauPnm06a(J2000, 0);
    double obliquity = JSOFA.jauObl06(J2000, 0) + JSOFA.jauNut06a(J2000, 0).deps;
    JSOFA.jauRx(obliquity, toEcliptic); // turns the matrix in place
    return toEcliptic;
  }
}
