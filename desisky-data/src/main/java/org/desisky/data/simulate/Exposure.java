package org.desisky.data.simulate;

import org.desisky.core.noise.Noise;

/**
 * One exposure of the log.
 *
 * @param mjd when it began (UTC); its geometry is that of this moment
 * @param seconds how long it lasted
 * @param target the centre of the tile, ICRS
 * @param transparency of the sky, whether or not it was measured
 * @param noise all that is random in this exposure alone
 */
record Exposure(
    Night night,
    double mjd,
    double seconds,
    int tile,
    Direction target,
    Geometry geometry,
    double transparency,
    Noise noise) {

  /** What part of the light clouds take, not less than 0. */
  double cloud() {
    return Math.max(0, 1 - transparency);
  }

  /** The condition by the colouring rule. */
  Condition condition() {
    double sun = geometry.sunAltitude();
    double moon = geometry.moonAltitude();
    if (sun < -20 && moon < -5) {
      return Condition.DARK;
    }
    if (sun > -20 && moon <= -5) {
      return Condition.TWILIGHT;
    }
    if (sun < -20 && moon > 5 && geometry.moonFraction() > 0.5 && geometry.moonSeparation() <= 90) {
      return Condition.MOON;
    }
    return Condition.OTHER;
  }

  /** Kinds of sky, and what part of a catalogue each makes up. */
  enum Condition {
    DARK(0.55),
    MOON(0.20),
    TWILIGHT(0.115),
    OTHER(0.135);

    final double share;

    Condition(double share) {
      this.share = share;
    }
  }
}
