package org.desisky.data.simulate;

/** A turn about an axis, worked out once for the many directions that are turned by it. */
record Turn(double cos, double sin) {
  /** A turn by an angle in degrees. */
  static Turn by(double degrees) {
    double angle = StrictMath.toRadians(degrees);
    return new Turn(StrictMath.cos(angle), StrictMath.sin(angle));
  }
}
