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
  private static final double LIGHT_AU_PER_DAY = 173.14463267424034;

  /** Everything about the Earth at J2000.0 that ecliptic places need. */
  private static final Earth EARTH = Earth.atJ2000();

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
    double[] seen = JSOFA.jauAb(direction, EARTH.velocity, EARTH.sunDistance, EARTH.lorentz);
    return of(JSOFA.jauC2s(JSOFA.jauRxp(EARTH.toEcliptic, seen)));
  }

  private static SkyCoordinates of(JSOFA.SphericalCoordinate place) {
    return new SkyCoordinates(
        Math.toDegrees(JSOFA.jauAnp(place.alpha)), Math.toDegrees(place.delta));
  }

  /**
   * The Earth at one moment.
   *
   * @param velocity in units of that of light, barycentric
   * @param lorentz √(1 − v²)
   * @param sunDistance in astronomical units
   * @param toEcliptic from GCRS axes to those of the true ecliptic and equinox
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Earth(
      double[] velocity, double lorentz, double sunDistance, double[][] toEcliptic) {
    static Earth atJ2000() {
      double[][] heliocentric = new double[2][3];
      double[][] barycentric = new double[2][3];
      JSOFA.jauEpv00(J2000, 0, heliocentric, barycentric);
      double[] velocity = new double[3];
      double speed = 0;
      double distance = 0;
      for (int i = 0; i < 3; i++) {
        velocity[i] = barycentric[1][i] / LIGHT_AU_PER_DAY;
        speed += velocity[i] * velocity[i];
        distance += heliocentric[0][i] * heliocentric[0][i];
      }
      double[][] toEcliptic = JSOFA.jauPnm06a(J2000, 0);
      double obliquity = JSOFA.jauObl06(J2000, 0) + JSOFA.jauNut06a(J2000, 0).deps;
      JSOFA.jauRx(obliquity, toEcliptic); // turns the matrix in place
      return new Earth(velocity, Math.sqrt(1 - speed), Math.sqrt(distance), toEcliptic);
    }
  }
}
