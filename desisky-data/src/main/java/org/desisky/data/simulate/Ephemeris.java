package org.desisky.data.simulate;

/** Sun, Moon and sidereal time over Kitt Peak at one moment, and how a target stands to them. */
final class Ephemeris {
  private final Coordinates.Precession precession;
  private final Turn toHourAngles;
  private final SunMoon bodies;
  private final Direction moon;
  private final Direction sunHorizontal;
  private final Direction moonHorizontal;

  private Ephemeris(double mjd) {
    precession = Coordinates.Precession.to(mjd);
    double siderealTime = KittPeak.siderealTime(mjd);
    toHourAngles = KittPeak.toHourAngles(siderealTime);
    bodies = SunMoon.at(mjd);
    moon = KittPeak.topocentric(bodies.moon(), bodies.moonDistance(), siderealTime);
    sunHorizontal = KittPeak.horizontal(bodies.sun(), toHourAngles);
    moonHorizontal = KittPeak.horizontal(moon, toHourAngles);
  }

  /** At a modified Julian date (UTC). */
  static Ephemeris at(double mjd) {
    return new Ephemeris(mjd);
  }

  /** The Sun's altitude alone, in degrees: that of the ephemeris of a moment. */
  static double sunAltitude(double mjd) {
    Turn toHourAngles = KittPeak.toHourAngles(KittPeak.siderealTime(mjd));
    return KittPeak.horizontal(SunMoon.sunAt(mjd), toHourAngles).latitude();
  }

  double sunAltitude() {
    return sunHorizontal.latitude();
  }

  double moonAltitude() {
    return moonHorizontal.latitude();
  }

  /** A target's place, from its ICRS direction. */
  Geometry geometry(Direction target) {
    Direction ofDate = precession.ofDate(target);
    Direction horizontal = KittPeak.horizontal(ofDate, toHourAngles);
    return new Geometry(
        horizontal.latitude(),
        horizontal.longitude(),
        bodies.sun().separation(ofDate),
        moon.separation(ofDate),
        sunHorizontal.latitude(),
        sunHorizontal.longitude(),
        moonHorizontal.latitude(),
        bodies.phaseAngle(),
        bodies.umbralFraction(),
        Coordinates.eclipticLatitude(target),
        Coordinates.galacticLatitude(target));
  }

  /** The altitude of a target alone, in degrees. */
  double altitude(Direction target) {
    return KittPeak.horizontal(precession.ofDate(target), toHourAngles).latitude();
  }
}
