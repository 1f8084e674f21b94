package org.desisky.data.simulate;

import org.desisky.data.enrich.LunarEclipse;

/**
 * Where Sun and Moon are, from the main terms of their series: the Sun to 0.02 degrees, the Moon to
 * 0.03 degrees from 1950 to 2050.
 *
 * <p>Sun: "Low-precision formulas for the Sun's coordinates", Astronomical Almanac, section C.
 * Moon: the largest terms of Meeus, Astronomical Algorithms (1998), tables 47.A and 47.B.
 *
 * @param sun geocentric, equator and equinox of date
 * @param sunDistance in astronomical units
 * @param moon geocentric, equator and equinox of date
 * @param moonDistance in kilometres
 */
record SunMoon(Direction sun, double sunDistance, Direction moon, double moonDistance) {
  private static final double AU_KM = 149597870.7;
  private static final double EARTH_RADIUS_KM = 6378.14;
  // TT - UTC, 69.184 s from 2017 on.
  private static final double TT_MINUS_UTC_DAYS = 69.184 / 86400;

  // D, M, M', F, sine in 1e-6 degrees (longitude), cosine in metres (distance).
  private static final int[][] LONGITUDE = {
    {0, 0, 1, 0, 6288774, -20905355},
    {2, 0, -1, 0, 1274027, -3699111},
    {2, 0, 0, 0, 658314, -2955968},
    {0, 0, 2, 0, 213618, -569925},
    {0, 1, 0, 0, -185116, 48888},
    {0, 0, 0, 2, -114332, -3149},
    {2, 0, -2, 0, 58793, 246158},
    {2, -1, -1, 0, 57066, -152138},
    {2, 0, 1, 0, 53322, -170733},
    {2, -1, 0, 0, 45758, -204586},
    {0, 1, -1, 0, -40923, -129620},
    {1, 0, 0, 0, -34720, 108743},
    {0, 1, 1, 0, -30383, 104755},
    {2, 0, 0, -2, 15327, 10321},
    {0, 0, 1, 2, -12528, 0},
    {0, 0, 1, -2, 10980, 79661},
    {4, 0, -1, 0, 10675, -34782},
    {0, 0, 3, 0, 10034, -23210},
    {4, 0, -2, 0, 8548, -21636},
    {2, 1, -1, 0, -7888, 24208},
    {2, 1, 0, 0, -6766, 30824},
    {1, 0, -1, 0, -5163, -8379},
    {1, 1, 0, 0, 4987, -16675},
    {2, -1, 1, 0, 4036, -12831},
    {2, 0, 2, 0, 3994, -10445},
    {4, 0, 0, 0, 3861, -11650},
    {2, 0, -3, 0, 3665, 14403}
  };

  // D, M, M', F, sine in 1e-6 degrees (latitude).
  private static final int[][] LATITUDE = {
    {0, 0, 0, 1, 5128122},
    {0, 0, 1, 1, 280602},
    {0, 0, 1, -1, 277693},
    {2, 0, 0, -1, 173237},
    {2, 0, -1, 1, 55413},
    {2, 0, -1, -1, 46271},
    {2, 0, 0, 1, 32573},
    {0, 0, 2, 1, 17198},
    {2, 0, 1, -1, 9266},
    {0, 0, 2, -1, 8822},
    {2, -1, 0, -1, 8216},
    {2, 0, -2, -1, 4324},
    {2, 0, 1, 1, 4200}
  };

  /** At a modified Julian date (UTC). */
  static SunMoon at(double mjdUtc) {
    double t = centuries(mjdUtc);
    double days = t * 36525;
    double g = sunAnomaly(days);
    double sunDistance = 1.00014 - 0.01671 * StrictMath.cos(g) - 0.00014 * StrictMath.cos(2 * g);

    double d = radians(297.8501921 + 445267.1114034 * t - 0.0018819 * t * t);
    double m = radians(357.5291092 + 35999.0502909 * t);
    double mm = radians(134.9633964 + 477198.8675055 * t + 0.0087414 * t * t);
    double f = radians(93.2720950 + 483202.0175233 * t - 0.0036539 * t * t);
    double eccentricity = 1 - 0.002516 * t;
    double longitude = 0;
    double metres = 385000560;
    for (int[] term : LONGITUDE) {
      double angle = term[0] * d + term[1] * m + term[2] * mm + term[3] * f;
      double weight = term[1] == 0 ? 1 : eccentricity;
      longitude += weight * term[4] * StrictMath.sin(angle);
      metres += weight * term[5] * StrictMath.cos(angle);
    }
    double latitude = 0;
    for (int[] term : LATITUDE) {
      double angle = term[0] * d + term[1] * m + term[2] * mm + term[3] * f;
      latitude += (term[1] == 0 ? 1 : eccentricity) * term[4] * StrictMath.sin(angle);
    }
    double meanLongitude = 218.3164477 + 481267.88123421 * t - 0.0015786 * t * t;
    return new SunMoon(
        sunAt(days, g),
        sunDistance,
        Direction.of(meanLongitude + longitude * 1e-6, latitude * 1e-6)
            .aboutX(Turn.by(obliquity(days))),
        metres / 1000);
  }

  /** The Sun alone, as {@link #at} has it. */
  static Direction sunAt(double mjdUtc) {
    double days = centuries(mjdUtc) * 36525;
    return sunAt(days, sunAnomaly(days));
  }

  private static Direction sunAt(double days, double g) {
    double longitude =
        280.460 + 0.9856474 * days + 1.915 * StrictMath.sin(g) + 0.020 * StrictMath.sin(2 * g);
    return Direction.of(longitude, 0).aboutX(Turn.by(obliquity(days)));
  }

  private static double sunAnomaly(double days) {
    return radians(357.528 + 0.9856003 * days);
  }

  private static double obliquity(double days) {
    return 23.439 - 4e-7 * days;
  }

  private static double centuries(double mjdUtc) {
    return Coordinates.centuries(mjdUtc + TT_MINUS_UTC_DAYS);
  }

  /** The angle Sun, Moon, Earth: 0 at full moon, 180 at new moon. Meeus (1998), ch. 48. */
  double phaseAngle() {
    double elongation = radians(sun.separation(moon));
    double sunKm = sunDistance * AU_KM;
    return StrictMath.toDegrees(
        StrictMath.atan2(
            sunKm * StrictMath.sin(elongation), moonDistance - sunKm * StrictMath.cos(elongation)));
  }

  /**
   * The part of the Moon's disc inside the Earth's umbra: two circles that overlap, the umbra with
   * its radius after Danjon (1951), L'Astronomie 65, 51.
   */
  double umbralFraction() {
    double parallax = StrictMath.toDegrees(StrictMath.asin(EARTH_RADIUS_KM / moonDistance));
    double moonRadius = 0.2725 * parallax;
    double umbra = 1.01 * parallax + (8.794 - 959.63) / 3600 / sunDistance;
    double distance = 180 - sun.separation(moon);
    return LunarEclipse.covered(distance, umbra, moonRadius);
  }

  private static double radians(double degrees) {
    return StrictMath.toRadians(degrees % 360);
  }
}
