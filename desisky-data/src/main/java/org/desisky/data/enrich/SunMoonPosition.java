package org.desisky.data.enrich;

import org.jastronomy.jsofa.JSOFA;
import org.jastronomy.jsofa.JSOFAIllegalParameter;
import org.jastronomy.jsofa.JSOFAInternalError;

/**
 * Where Sun and Moon appear from the centre of the Earth, by the IAU SOFA routines epv00 (VSOP2000,
 * Sun within 0.01″) and moon98 (ELP 2000 as of Meeus 1998, Moon within 10″). Light time and
 * aberration are taken into account. Axes are those of the GCRS.
 *
 * @param tt terrestrial time, as a modified Julian date
 * @param sun unit vector
 * @param sunDistance in astronomical units
 * @param moon unit vector
 * @param moonDistance in astronomical units
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SunMoonPosition(
    double tt, double[] sun, double sunDistance, double[] moon, double moonDistance) {
  /** From here on Universal Time is kept with leap seconds: 1972-01-01. */
  static final double FIRST_MJD = 41317;

  /** Up to here the positions are good: 2100-01-01. */
  static final double LAST_MJD = 88069;

  static final double MJD_ZERO = 2400000.5;
  private static final double TT_MINUS_TAI_SECONDS = 32.184;

  /** At a modified Julian date (UTC) between {@link #FIRST_MJD} and {@link #LAST_MJD}. */
  static SunMoonPosition at(double mjdUtc) {
    double tt = mjdUtc + (leapSeconds(mjdUtc) + TT_MINUS_TAI_SECONDS) / 86400;
    EarthMotion earth = EarthMotion.at(tt);
    double[] sun = new double[3];
    for (int i = 0; i < 3; i++) {
      sun[i] = -earth.fromSun()[i] / earth.sunDistance();
    }
    sun = earth.aberrated(sun);

    // The Moon moves along with the Earth: of its aberration only its own light time is left.
    double[][] geocentric = JSOFA.jauMoon98(MJD_ZERO, tt);
    double days = EarthMotion.length(geocentric[0]) / EarthMotion.LIGHT_AU_PER_DAY;
    double[] moon = new double[3];
    for (int i = 0; i < 3; i++) {
      moon[i] = geocentric[0][i] - days * geocentric[1][i];
    }
    double moonDistance = EarthMotion.length(moon);
    for (int i = 0; i < 3; i++) {
      moon[i] /= moonDistance;
    }
    return new SunMoonPosition(tt, sun, earth.sunDistance(), moon, moonDistance);
  }

  /** Whether there are positions for a time; not for NaN. */
  static boolean knownAt(double mjdUtc) {
    return mjdUtc >= FIRST_MJD && mjdUtc <= LAST_MJD;
  }

  private static double leapSeconds(double mjdUtc) {
    try {
      JSOFA.Calendar date = JSOFA.jauJd2cal(MJD_ZERO, mjdUtc);
      return JSOFA.jauDat(date.iy, date.im, date.id, date.fd);
    } catch (JSOFAIllegalParameter | JSOFAInternalError e) {
      throw new IllegalArgumentException("there is no UTC at MJD " + mjdUtc, e);
    }
  }
}
