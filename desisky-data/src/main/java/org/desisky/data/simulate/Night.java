package org.desisky.data.simulate;

import java.time.LocalDate;
import org.desisky.core.noise.Noise;
import org.desisky.data.KnownBadNights;

/**
 * A night: its date, when its dark hours begin and end, and its weather.
 *
 * @param day modified Julian date of the local noon's calendar date
 * @param dusk when the Sun sinks through −10 degrees (MJD, UTC)
 * @param dawn when it rises through −10 degrees
 * @param noise all that is random in this night
 */
record Night(int day, double dusk, double dawn, Noise noise) {
  /** The Sun's altitude between which exposures are taken. */
  static final double SUN_LIMIT = -10;

  private static final double NOON = 0.5 - KittPeak.HOURS_FROM_UTC / 24;

  /** The night that begins on a day. */
  static Night of(int day, Noise root) {
    double midnight = day + NOON + 0.5;
    return new Night(
        day,
        crossing(midnight, midnight - 0.5),
        crossing(midnight, midnight + 0.5),
        root.stream("night").at(day));
  }

  private static double crossing(double dark, double light) {
    double below = dark;
    double above = light;
    for (int i = 0; i < 24; i++) {
      double middle = (below + above) / 2;
      if (Ephemeris.sunAltitude(middle) < SUN_LIMIT) {
        below = middle;
      } else {
        above = middle;
      }
    }
    return below;
  }

  /** The date of the noon before the night, as YYYYMMDD. */
  int date() {
    LocalDate date = LocalDate.ofEpochDay(day - 40587L);
    return date.getYear() * 10000 + date.getMonthValue() * 100 + date.getDayOfMonth();
  }

  double hoursSinceDusk(double mjd) {
    return Math.max(0, (mjd - dusk) * 24);
  }

  double hoursToDawn(double mjd) {
    return Math.max(0, (dawn - mjd) * 24);
  }

  /** Whether wildfire smoke lay over the mountain. */
  boolean smoky() {
    return KnownBadNights.contains(date());
  }

  /** Added light of a smoky night at 4200 Å, in catalogue units; 0 in others. */
  double smokeLight() {
    return smoky() ? 0.25 + 0.35 * noise.stream("smoke").uniform(0) : 0;
  }

  /** Whether the dome stayed shut: rainy nights, and the maintenance of summer 2021. */
  boolean closed() {
    double monsoon = Numbers.bell(day, 59434, 16) + (day > 59405 && day < 59465 ? 0.75 : 0);
    return !smoky() && noise.stream("dome").uniform(0) < 0.16 + monsoon;
  }

  /** Aerosol as a multiple of its mean. */
  double aerosol() {
    return Numbers.logNormal(0.35, noise.stream("aerosol").normal(0));
  }

  /** Water vapour above the mountain in mm, most in late summer. */
  double vapour() {
    double season = 1 + 0.75 * Numbers.cosTurns(Numbers.year(day) - 0.61);
    return Numbers.clamp(
        4.2 * season * StrictMath.exp(0.45 * noise.stream("vapour").normal(0)) + 1, 2, 20);
  }

  /** How much of the light of a star comes through the clouds; 1 in a clear sky, give or take. */
  double transparency(double mjd) {
    Noise clouds = noise.stream("clouds");
    double clear = 1.015 + 0.035 * clouds.normal(0);
    if (clouds.uniform(1) > 0.3) {
      return clear;
    }
    double thickness = StrictMath.pow(clouds.uniform(2), 1.5);
    double drift = 0.5 + 0.5 * wander(clouds.stream("drift"), mjd) / 1.5;
    return Math.max(0.05, clear * (1 - thickness * Numbers.clamp(drift, 0, 1.1)));
  }

  /** A slow, smooth course through the night of mean 0 and variance 1. */
  double wander(Noise phases, double mjd) {
    double hours = (mjd - day) * 24;
    return Numbers.cosTurns(hours / 3.1 + phases.uniform(100))
        + Numbers.cosTurns(hours / 7.3 + phases.uniform(101));
  }
}
