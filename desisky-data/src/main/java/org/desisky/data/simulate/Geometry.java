package org.desisky.data.simulate;

/**
 * How a target stands to the horizon, the Sun and the Moon; degrees throughout.
 *
 * @param altitude of the target, without refraction
 * @param azimuth from north through east
 * @param sunSeparation target to Sun
 * @param moonSeparation target to Moon, as seen from the mountain
 * @param phaseAngle of the Moon, 0 when full
 * @param umbralFraction the part of the Moon's disc in the Earth's umbra
 */
record Geometry(
    double altitude,
    double azimuth,
    double sunSeparation,
    double moonSeparation,
    double sunAltitude,
    double sunAzimuth,
    double moonAltitude,
    double phaseAngle,
    double umbralFraction,
    double eclipticLatitude,
    double galacticLatitude) {

  /** Zenith distance. */
  double zenithDistance() {
    return 90 - altitude;
  }

  /** The part of the Moon's disc that the Sun lights. */
  double moonFraction() {
    return (1 + StrictMath.cos(StrictMath.toRadians(phaseAngle))) / 2;
  }

  /** Airmass as a telescope logs it. */
  double airmass() {
    return KittPeak.airmass(altitude);
  }
}
