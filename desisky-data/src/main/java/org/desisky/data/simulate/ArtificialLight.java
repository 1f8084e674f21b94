package org.desisky.data.simulate;

import java.util.List;
import org.desisky.data.internal.ResourceTable;

/**
 * The lights of Tucson (azimuth 65 degrees) and Phoenix (330): high-pressure sodium, mercury and
 * white LED lamps (Massey and Foltz 2000, PASP 112, 566; Neugent and Massey 2010, PASP 122, 1246).
 * Their mix stays the same; their level depends on direction, hour and cloud.
 */
final class ArtificialLight {
  private static final double SODIUM = 0.185;
  private static final double MERCURY = 0.46;
  private static final double LED = 0.05;

  private ArtificialLight() {}

  /** The level that an exposure sees, about 1 at the zenith. */
  static double level(Exposure exposure) {
    Geometry g = exposure.geometry();
    double s = Numbers.sinDegrees(g.zenithDistance());
    double tucson = (1 + Numbers.cosDegrees(g.azimuth() - 65)) / 2;
    double phoenix = (1 + Numbers.cosDegrees(g.azimuth() - 330)) / 2;
    double hoursSinceNoon =
        (exposure.mjd() - exposure.night().day()) * 24 + KittPeak.HOURS_FROM_UTC - 12;
    double lateness = Math.max(0, hoursSinceNoon - 9);
    return (1 + 1.1 * s * s * tucson + 0.5 * s * s * phoenix)
        * StrictMath.sqrt(Numbers.opticalAirmass(g.zenithDistance()))
        * (1 - 0.025 * lateness)
        * (1 + 1.8 * exposure.cloud());
  }

  /** The spectrum at level 1 as an arm sees it. */
  static double[] seenBy(Arm arm) {
    double[] seen = arm.blur(Grid.atFinePoints(ArtificialLight::continuum));
    List<String[]> rows = ResourceTable.rows(ArtificialLight.class, "lamp-lines.csv");
    double[] wavelengths = ResourceTable.column(rows, 1);
    double[] flux = ResourceTable.column(rows, 2);
    for (int i = 0; i < wavelengths.length; i++) {
      wavelengths[i] = Numbers.vacuum(wavelengths[i]);
      flux[i] *=
          ("sodium".equals(rows.get(i)[0]) ? SODIUM : MERCURY)
              * Numbers.fluxOfRayleigh(wavelengths[i]);
    }
    new LineProfiles(arm, wavelengths).addTo(seen, flux);
    return seen;
  }

  private static double continuum(double w) {
    double sodium =
        0.9 * Numbers.bell(w, 5915, 150) * (1 - 0.85 * Numbers.bell(w, 5893.5, 12))
            + 0.45 * Numbers.bell(w, 5830, 60)
            + 0.25 * Numbers.bell(w, 6150, 170);
    double led = 2.6 * Numbers.bell(w, 4490, 85) + Numbers.bell(w, 5750, 520);
    return SODIUM * sodium + LED * led;
  }
}
