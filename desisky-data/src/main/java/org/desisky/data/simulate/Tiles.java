package org.desisky.data.simulate;

import org.desisky.core.noise.Noise;

/**
 * The tiles of the survey: 25,000 places, the same for every seed, between declinations −19 and 79
 * and mostly away from the Milky Way.
 */
final class Tiles {
  static final int FIRST_ID = 1000;

  private static final int COUNT = 25000;
  private static final int TRIES = 600;
  private static final double LOWEST_ALTITUDE = 31.8;

  private final Direction[] centres = new Direction[COUNT];

  /** Made once, when the first catalogue is simulated. */
  private static final class Survey {
    private static final Tiles TILES = new Tiles();
  }

  /** All of them. */
  static Tiles all() {
    return Survey.TILES;
  }

  private Tiles() {
    Noise noise = Noise.of(25000).stream("tiles");
    long index = 0;
    double south = Numbers.sinDegrees(-19);
    double north = Numbers.sinDegrees(79.3);
    for (int i = 0; i < COUNT; ) {
      double declination =
          StrictMath.toDegrees(StrictMath.asin(south + (north - south) * noise.uniform(index++)));
      Direction centre = Direction.of(360 * noise.uniform(index++), declination);
      double b = Math.abs(Coordinates.galacticLatitude(centre));
      // Few tiles lie in the plane, all of those beyond 30 degrees from it.
      if (noise.uniform(index++) < 0.02 + 0.98 * Numbers.clamp((b - 14) / 16, 0, 1)) {
        centres[i++] = centre;
      }
    }
  }

  /** The centre of a tile, ICRS. */
  Direction direction(int tile) {
    return centres[tile];
  }

  /** Whether a tile stands high enough, and far enough from Sun and Moon. */
  static boolean observable(Ephemeris sky, Direction target) {
    Geometry place = sky.geometry(target);
    return place.altitude() > LOWEST_ALTITUDE
        && place.moonSeparation() > 31.5
        && place.sunSeparation() > 48;
  }

  /** An observable tile, high ones more often than low ones; −1 if none is found. */
  int choose(Ephemeris sky, Noise noise) {
    boolean twilight = sky.sunAltitude() > -20;
    for (int i = 0; i < TRIES; i++) {
      int tile = (int) (COUNT * noise.uniform(2L * i));
      Direction target = centres[tile];
      double altitude = sky.altitude(target);
      if (altitude < LOWEST_ALTITUDE) {
        continue;
      }
      double liking = StrictMath.exp(-3.0 * (KittPeak.airmass(altitude) - 1));
      if (noise.uniform(2L * i + 1) < liking && observable(sky, target)) {
        // In twilight most tiles lie towards the Sun, as they set first or have just risen.
        boolean towardsSun = sky.geometry(target).sunSeparation() <= 110;
        if (!twilight || towardsSun || noise.uniform(100_000L + i) < 0.3) {
          return tile;
        }
      }
    }
    return -1;
  }
}
