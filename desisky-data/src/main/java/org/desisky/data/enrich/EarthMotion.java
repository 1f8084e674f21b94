package org.desisky.data.enrich;

import org.jastronomy.jsofa.JSOFA;

/**
 * Where the Earth is and how it moves, by the IAU SOFA routine epv00 (VSOP2000). Axes are those of
 * the GCRS.
 *
 * @param fromSun the Earth's centre as seen from the Sun's, in astronomical units
 * @param sunDistance in astronomical units
 * @param velocity in units of that of light, barycentric
 * @param lorentz √(1 − v²)
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record EarthMotion(double[] fromSun, double sunDistance, double[] velocity, double lorentz) {
  static final double LIGHT_AU_PER_DAY = 173.14463267424034;

  /** At a modified Julian date, terrestrial time. */
  static EarthMotion at(double tt) {
    double[][] heliocentric = new double[2][3];
    double[][] barycentric = new double[2][3];
    JSOFA.jauEpv00(SunMoonPosition.MJD_ZERO, tt, heliocentric, barycentric);
    double[] velocity = new double[3];
    double speed = 0;
    for (int i = 0; i < 3; i++) {
      velocity[i] = barycentric[1][i] / LIGHT_AU_PER_DAY;
      speed += velocity[i] * velocity[i];
    }
    return new EarthMotion(
        heliocentric[0], length(heliocentric[0]), velocity, Math.sqrt(1 - speed));
  }

  /** The direction from which light comes to the moving Earth, of a unit vector at rest. */
  double[] aberrated(double[] direction) {
    return JSOFA.jauAb(direction, velocity, sunDistance, lorentz);
  }

  static double length(double[] v) {
    return Math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
  }
}
