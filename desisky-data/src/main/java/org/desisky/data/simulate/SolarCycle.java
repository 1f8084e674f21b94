package org.desisky.data.simulate;

import java.time.LocalDate;
import java.util.List;
import org.desisky.data.internal.ResourceTable;

/** The 10.7 cm radio flux of the Sun through the rise of cycle 25, with its 27-day rotation. */
final class SolarCycle {
  private final double[] mjd;
  private final double[] flux;

  SolarCycle() {
    List<String[]> rows = ResourceTable.rows(SolarCycle.class, "solar-flux.csv");
    mjd = rows.stream().mapToDouble(r -> LocalDate.parse(r[0]).toEpochDay() + 40587).toArray();
    flux = ResourceTable.column(rows, 1);
  }

  /** In solar flux units (1e-22 W m-2 Hz-1). */
  double flux(double at) {
    return Numbers.interpolate(mjd, flux, at) * (1 + 0.07 * Numbers.cosTurns((at - 59200) / 27));
  }

  /** The activity on which airglow depends: 0 at 85 sfu, 1 at 185 sfu. */
  double activity(double at) {
    return (flux(at) - 85) / 100;
  }
}
