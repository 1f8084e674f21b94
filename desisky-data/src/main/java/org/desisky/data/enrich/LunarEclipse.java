package org.desisky.data.enrich;

import org.jastronomy.jsofa.JSOFA;

/**
 * How deep the Moon stands in the Earth's umbra, from the positions of Sun and Moon. The umbra has
 * the radius of Danjon (1951, L'Astronomie 65, 51): the Moon's horizontal parallax, enlarged by 1 %
 * for the atmosphere, plus the Sun's parallax less the Sun's radius. NASA's catalogues of eclipses
 * do the same (Espenak and Meeus 2009, NASA/TP-2009-214172).
 */
public final class LunarEclipse {
  private static final double EARTH_RADIUS_AU = 6378.137 / 149597870.7;
  private static final double ATMOSPHERE = 1.01;

  /** The Moon's radius in those of the Earth's equator (IAU 1982). */
  private static final double MOON_RADIUS = 0.2725076;

  private static final double SUN_RADIUS_ARCSEC = 959.63;
  private static final double SUN_PARALLAX_ARCSEC = 8.794143;

  private LunarEclipse() {}

  /**
   * The part of the Moon's disc, by area, that lies in the umbra: 0 outside an eclipse, 1 in a
   * total one, in between while the Moon enters and leaves. The same from everywhere on Earth.
   *
   * @param mjd modified Julian date, UTC
   * @return NaN for times before 1972 or after 2099, and for NaN
   */
  public static double umbralFraction(double mjd) {
    if (!SunMoonPosition.knownAt(mjd)) {
      return Double.NaN;
    }
    Shadow shadow = Shadow.of(SunMoonPosition.at(mjd));
    return covered(shadow.separation, shadow.umbra, shadow.moon);
  }

  /**
   * The umbral magnitude: the part of the Moon's diameter that lies in the umbra; above 1 in a
   * total eclipse, negative outside an umbral one.
   *
   * @param mjd modified Julian date, UTC
   * @return NaN for times before 1972 or after 2099, and for NaN
   */
  public static double umbralMagnitude(double mjd) {
    if (!SunMoonPosition.knownAt(mjd)) {
      return Double.NaN;
    }
    Shadow shadow = Shadow.of(SunMoonPosition.at(mjd));
    return (shadow.umbra + shadow.moon - shadow.separation) / (2 * shadow.moon);
  }

  /**
   * The part of a disc that another covers, by area.
   *
   * @param separation of their centres, 0 or more
   * @param cover radius of the disc that covers, larger than the other's, same unit
   * @param disc radius of the disc that is covered
   * @return from 0 to 1
   */
  public static double covered(double separation, double cover, double disc) {
    if (separation >= cover + disc) {
      return 0;
    }
    if (separation <= cover - disc) {
      return 1;
    }
    double a = (separation * separation + disc * disc - cover * cover) / (2 * separation);
    double b = separation - a;
    double lens = segment(disc, a) + segment(cover, b);
    return Math.min(1, lens / (StrictMath.PI * disc * disc)); // 1 + 2e-16 by rounding
  }

  // What a chord at a distance from the centre cuts off a circle.
  private static double segment(double radius, double distance) {
    double c = Math.max(-1, Math.min(1, distance / radius));
    return radius * radius * (StrictMath.acos(c) - c * StrictMath.sqrt(1 - c * c));
  }

  /** The Moon's centre from the shadow's axis, and both radii, in radians. */
  private record Shadow(double separation, double umbra, double moon) {
    static Shadow of(SunMoonPosition position) {
      double[] away = new double[3];
      for (int i = 0; i < 3; i++) {
        away[i] = -position.sun()[i];
      }
      double parallax = Math.asin(EARTH_RADIUS_AU / position.moonDistance());
      double sun = (SUN_PARALLAX_ARCSEC - SUN_RADIUS_ARCSEC) / position.sunDistance();
      return new Shadow(
          JSOFA.jauSepp(away, position.moon()),
          ATMOSPHERE * parallax + Math.toRadians(sun / 3600),
          Math.asin(MOON_RADIUS * Math.sin(parallax)));
    }
  }
}
