package org.desisky.data.simulate;

import java.util.ArrayList;
import java.util.List;
import org.desisky.data.internal.ResourceTable;

/** Every airglow line: where it lies, how bright it is on average, and what it varies with. */
final class AirglowLines {
  private static final double MEAN_OXYGEN = 290;

  /** Lines that brighten and fade together. */
  enum Group {
    OI_GREEN,
    OI_RED,
    SODIUM,
    NITROGEN,
    HYDROGEN,
    POTASSIUM,
    OI_RECOMBINATION,
    NITROGEN_IONS,
    OXYGEN,
    HYDROXYL
  }

  /**
   * One line.
   *
   * @param wavelength vacuum Å
   * @param rayleigh mean zenith brightness at 85 sfu
   * @param band of a hydroxyl line, such as {@code 8-3}; empty for others
   * @param energy of the upper rotational level in cm⁻¹, for hydroxyl
   */
  record Line(Group group, double wavelength, double rayleigh, String band, double energy) {

    /** Mean flux in catalogue units times Å. */
    double flux() {
      return rayleigh * Numbers.fluxOfRayleigh(wavelength);
    }

    /** The upper vibrational level of a hydroxyl line. */
    int upperLevel() {
      return band.charAt(0) - '0';
    }
  }

  private AirglowLines() {}

  /** All lines, those of a hydroxyl band together. */
  static List<Line> all() {
    List<Line> lines = new ArrayList<>();
    for (String[] row : ResourceTable.rows(AirglowLines.class, "airglow-lines.csv")) {
      lines.add(
          line(Group.valueOf(row[0]), Double.parseDouble(row[1]), Double.parseDouble(row[2])));
    }
    addOxygen(lines);
    addNitrogenIons(lines, 3915.5, 0.75);
    addNitrogenIons(lines, 4279.5, 0.25);
    for (String[] row : ResourceTable.rows(AirglowLines.class, "oh-lines.csv")) {
      lines.add(
          new Line(
              Group.HYDROXYL,
              Double.parseDouble(row[1]),
              Double.parseDouble(row[2]),
              row[0],
              Double.parseDouble(row[3])));
    }
    return List.copyOf(lines);
  }

  private static Line line(Group group, double wavelength, double rayleigh) {
    return new Line(group, wavelength, rayleigh, "", 0);
  }

  // O2 b-X (0-1): P and R branches of line pairs 1.5 Å apart (fit to Noll et al. 2012).
  private static void addOxygen(List<Line> lines) {
    double total = 0;
    for (int j = 0; j <= 14; j++) {
      total += 4 * oxygenWeight(j);
    }
    for (int j = 0; j <= 14; j++) {
      double rayleigh = MEAN_OXYGEN * oxygenWeight(j) / total;
      double p = 8650.6 + 4.65 * j + 0.075 * j * j;
      double r = 8642.0 - 4.3 * j + 0.13 * j * j;
      for (double at : new double[] {p - 0.75, p + 0.75, r - 0.75, r + 0.75}) {
        lines.add(line(Group.OXYGEN, at, rayleigh));
      }
    }
  }

  private static double oxygenWeight(int j) {
    return (j + 0.7) * StrictMath.exp(-j * (j + 1) / 26.0);
  }

  // A band of N2+ (first negative system): a head, shaded towards the violet.
  private static void addNitrogenIons(List<Line> lines, double head, double share) {
    double total = 0;
    for (int i = 0; i < 14; i++) {
      total += StrictMath.exp(-i / 4.0);
    }
    for (int i = 0; i < 14; i++) {
      lines.add(
          line(Group.NITROGEN_IONS, head - 1.5 * i, share * StrictMath.exp(-i / 4.0) / total));
    }
  }
}
