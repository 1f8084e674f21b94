package org.desisky.data.simulate;

/** The place of the Mayall telescope: its sidereal time, horizon, and view of the Moon. */
final class KittPeak {
  static final double LATITUDE = 31.964;
  static final double LONGITUDE = -111.600;
  private static final double HEIGHT_M = 2097;
  private static final Turn TO_HORIZON = Turn.by(90 - LATITUDE);

  /** Mountain Standard Time, the whole year. */
  static final double HOURS_FROM_UTC = -7;

  private KittPeak() {}

  /** Local mean sidereal time in degrees: Meeus (1998), eq. 12.4; UT1 is taken as UTC. */
  static double siderealTime(double mjd) {
    double degrees = 280.46061837 + 360.98564736629 * (mjd - 51544.5) + LONGITUDE;
    return degrees - 360 * StrictMath.floor(degrees / 360);
  }

  /** From right ascensions to hour angles, at a sidereal time in degrees. */
  static Turn toHourAngles(double siderealTime) {
    return Turn.by(-siderealTime);
  }

  /** Azimuth (from north through east) and altitude, without refraction. */
  static Direction horizontal(Direction ofDate, Turn toHourAngles) {
    Direction hourAngle = ofDate.aboutZ(toHourAngles);
    Direction south = hourAngle.aboutY(TO_HORIZON);
    return new Direction(-south.x(), south.y(), south.z());
  }

  /**
   * The Moon as seen from here, equator and equinox of date: its geocentric place less the
   * observer's, on the ellipsoid of Meeus (1998), ch. 11.
   */
  static Direction topocentric(Direction moon, double distanceKm, double siderealTime) {
    double u = StrictMath.atan(0.99664719 * StrictMath.tan(StrictMath.toRadians(LATITUDE)));
    double lat = StrictMath.toRadians(LATITUDE);
    double h = HEIGHT_M / 6378140;
    double sin = 0.99664719 * StrictMath.sin(u) + h * StrictMath.sin(lat);
    double cos = StrictMath.cos(u) + h * StrictMath.cos(lat);
    double radius = 6378.14 / distanceKm;
    double angle = StrictMath.toRadians(siderealTime);
    return Direction.towards(
        moon.x() - radius * cos * StrictMath.cos(angle),
        moon.y() - radius * cos * StrictMath.sin(angle),
        moon.z() - radius * sin);
  }

  /** Airmass of a true altitude in degrees: Kasten and Young 1989, Applied Optics 28, 4735. */
  static double airmass(double altitude) {
    return 1
        / (StrictMath.sin(StrictMath.toRadians(altitude))
            + 0.50572 * StrictMath.pow(altitude + 6.07995, -1.6364));
  }
}
