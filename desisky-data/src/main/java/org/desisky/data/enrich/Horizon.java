package org.desisky.data.enrich;

import org.jastronomy.jsofa.JSOFA;
import org.jastronomy.jsofa.JSOFAIllegalParameter;
import org.jastronomy.jsofa.JSOFAInternalError;

/**
 * How high Sun and Moon stand over Kitt Peak, in degrees, without refraction; UT1 is taken as UTC,
 * which is right to 0.004 degrees.
 */
final class Horizon {
  private static final double LONGITUDE = Math.toRadians(-111.600);
  private static final double LATITUDE = Math.toRadians(31.964);
  private static final double HEIGHT_M = 2097;
  private static final double AU_M = 149597870700.0;
  private static final int WGS84 = 1;
  private static final double[] PLACE = place();

  private final double sunAltitude;
  private final double moonAltitude;

  private Horizon(double mjdUtc, SunMoonPosition position) {
    double[][] toDate = JSOFA.jauPnm06a(SunMoonPosition.MJD_ZERO, position.tt());
    double sidereal =
        JSOFA.jauGst06(
            SunMoonPosition.MJD_ZERO, mjdUtc, SunMoonPosition.MJD_ZERO, position.tt(), toDate);
    double[][] toEarth = toDate;
    JSOFA.jauRz(sidereal, toEarth); // turns the matrix in place
    sunAltitude = altitude(toEarth, position.sun(), position.sunDistance());
    moonAltitude = altitude(toEarth, position.moon(), position.moonDistance());
  }

  static Horizon at(double mjdUtc, SunMoonPosition position) {
    return new Horizon(mjdUtc, position);
  }

  double sunAltitude() {
    return sunAltitude;
  }

  double moonAltitude() {
    return moonAltitude;
  }

  private static double altitude(double[][] toEarth, double[] direction, double distance) {
    double[] body = JSOFA.jauRxp(toEarth, direction);
    double up = 0;
    double square = 0;
    double[] zenith = JSOFA.jauS2c(LONGITUDE, LATITUDE);
    for (int i = 0; i < 3; i++) {
      double seen = body[i] * distance - PLACE[i];
      up += seen * zenith[i];
      square += seen * seen;
    }
    return Math.toDegrees(Math.asin(up / Math.sqrt(square)));
  }

  /** The telescope from the Earth's centre, in astronomical units. */
  private static double[] place() {
    try {
      double[] metres = JSOFA.jauGd2gc(WGS84, LONGITUDE, LATITUDE, HEIGHT_M);
      return new double[] {metres[0] / AU_M, metres[1] / AU_M, metres[2] / AU_M};
    } catch (JSOFAIllegalParameter | JSOFAInternalError e) {
      throw new IllegalStateException("the place of the telescope", e);
    }
  }
}
