package org.desisky.data.simulate;

/** Sun, Moon and sidereal time over Kitt Peak at one moment, and how a target stands to them. */
final class Ephemeris {
  private final double mjd;
  private final double siderealTime;
  private final SunMoon bodies;
  private final Direction moon;
  private final Direction sunHorizontal;
  private final Direction moonHorizontal;

  private Ephemeris(double mjd) {
    this.mjd = mjd;
    siderealTime = KittPeak.siderealTime(mjd);
    bodies = SunMoon.at(mjd);
    moon = KittPeak.topocentric(bodies.moon(), bodies.moonDistance(), siderealTime);
    sunHorizontal = KittPeak.horizontal(bodies.sun(), siderealTime);
    moonHorizontal = KittPeak.horizontal(moon, siderealTime);
  }

  /** At a modified Julian date (UTC). */
  static Ephemeris at(double mjd) {
    return new Ephemeris(mjd);
  }

  double sunAltitude() {
    return sunHorizontal.latitude();
  }

  double moonAltitude() {
    return moonHorizontal.latitude();
  }

  /** A target's place, from its ICRS direction. */
  Geometry geometry(Direction target) {
    Direction ofDate = Coordinates.ofDate(target, mjd);
    Direction horizontal = KittPeak.horizontal(ofDate, siderealTime);
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
    return KittPeak.horizontal(Coordinates.ofDate(target, mjd), siderealTime).latitude();
  }
}
