package org.desisky.data.simulate;

/** From ICRS (taken as the equator and equinox of J2000) to the other systems of the sky. */
final class Coordinates {
  private static final double J2000 = 51544.5;
  private static final Turn TO_ECLIPTIC = Turn.by(-23.4392911);

  /** The galactic pole: Hipparcos, ESA SP-1200. */
  private static final Direction POLE = Direction.of(192.85948, 27.12825);

  private Coordinates() {}

  /** Julian centuries from J2000. */
  static double centuries(double mjd) {
    return (mjd - J2000) / 36525;
  }

  /** To the mean equator and equinox of a date: Meeus, Astronomical Algorithms (1998), ch. 21. */
  record Precession(Turn zeta, Turn theta, Turn z) {
    static Precession to(double mjd) {
      double t = centuries(mjd);
      return new Precession(
          Turn.by((2306.2181 + 0.30188 * t) * t / 3600),
          Turn.by((2004.3109 - 0.42665 * t) * t / 3600),
          Turn.by((2306.2181 + 1.09468 * t) * t / 3600));
    }

    Direction ofDate(Direction icrs) {
      return icrs.aboutZ(zeta).aboutY(theta).aboutZ(z);
    }
  }

  /** Ecliptic latitude in degrees, ecliptic of J2000. */
  static double eclipticLatitude(Direction icrs) {
    return icrs.aboutX(TO_ECLIPTIC).latitude();
  }

  /** Galactic latitude in degrees. */
  static double galacticLatitude(Direction icrs) {
    return 90 - icrs.separation(POLE);
  }
}
