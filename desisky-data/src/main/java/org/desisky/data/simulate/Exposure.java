package org.desisky.data.simulate;

import org.desisky.core.noise.Noise;
import org.desisky.data.SkyCondition;

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

  /** What brightens its sky. */
  SkyCondition condition() {
    return SkyCondition.of(
        geometry.sunAltitude(),
        geometry.moonAltitude(),
        geometry.moonFraction(),
        geometry.moonSeparation());
  }
}
