package org.desisky.data.simulate;

/** A direction on the sphere, as a unit vector; angles are in degrees. */
record Direction(double x, double y, double z) {

  /**
   * The direction at a longitude (right ascension, azimuth) and latitude (declination, altitude).
   */
  static Direction of(double longitude, double latitude) {
    double lon = StrictMath.toRadians(longitude);
    double lat = StrictMath.toRadians(latitude);
    double c = StrictMath.cos(lat);
    return new Direction(c * StrictMath.cos(lon), c * StrictMath.sin(lon), StrictMath.sin(lat));
  }

  /** The direction of a vector of any length. */
  static Direction towards(double x, double y, double z) {
    double length = StrictMath.sqrt(x * x + y * y + z * z);
    return new Direction(x / length, y / length, z / length);
  }

  /** Between 0 and 360. */
  double longitude() {
    double degrees = StrictMath.toDegrees(StrictMath.atan2(y, x));
    return degrees < 0 ? degrees + 360 : degrees;
  }

  /** Between −90 and 90. */
  double latitude() {
    return StrictMath.toDegrees(StrictMath.atan2(z, StrictMath.sqrt(x * x + y * y)));
  }

  /** The angle to another direction, between 0 and 180. */
  double separation(Direction other) {
    double cx = y * other.z - z * other.y;
    double cy = z * other.x - x * other.z;
    double cz = x * other.y - y * other.x;
    double dot = x * other.x + y * other.y + z * other.z;
    return StrictMath.toDegrees(
        StrictMath.atan2(StrictMath.sqrt(cx * cx + cy * cy + cz * cz), dot));
  }

  /** The same direction in axes turned about x by an angle: equatorial from ecliptic axes. */
  Direction aboutX(Turn turn) {
    double c = turn.cos();
    double s = turn.sin();
    return new Direction(x, c * y - s * z, s * y + c * z);
  }

  /** The same direction in axes turned about z, so that longitudes grow by an angle. */
  Direction aboutZ(Turn turn) {
    double c = turn.cos();
    double s = turn.sin();
    return new Direction(c * x - s * y, s * x + c * y, z);
  }

  /** The same direction in axes turned about y, so that the x axis moves towards z. */
  Direction aboutY(Turn turn) {
    double c = turn.cos();
    double s = turn.sin();
    return new Direction(c * x - s * z, y, s * x + c * z);
  }
}
