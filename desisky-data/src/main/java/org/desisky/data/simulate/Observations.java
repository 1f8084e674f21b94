package org.desisky.data.simulate;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.desisky.core.FloatMatrix;
import org.desisky.core.noise.Noise;
import org.desisky.data.Column;
import org.desisky.data.DesiGrid;
import org.desisky.data.ObservationTable;
import org.desisky.data.photometry.Photometry;
import org.desisky.data.photometry.SkyBand;

/** The table that goes with simulated spectra: the columns of the catalogue. */
final class Observations {
  private static final int FIRST_EXPOSURE = 67000;
  private static final double EXPOSURES_PER_DAY = 137;
  private static final double UNMEASURED_GUIDE = 0.15;
  private static final double UNMEASURED_SEEING = 0.10;

  private final List<Exposure> log;

  private Observations(List<Exposure> log) {
    this.log = log;
  }

  /** The table of a log and the spectra of its rows. */
  static ObservationTable of(List<Exposure> log, FloatMatrix flux) {
    return new Observations(log).table(flux);
  }

  private ObservationTable table(FloatMatrix flux) {
    Photometry photometry = Photometry.on(DesiGrid.wavelength());
    return ObservationTable.of(
        log.size(),
        List.of(
            new Column("NIGHT", "", log.stream().mapToInt(e -> e.night().date()).toArray()),
            new Column("EXPID", "", exposureNumbers(log)),
            new Column("TILEID", "", log.stream().mapToInt(Exposure::tile).toArray()),
            column("TILERA", "deg", e -> e.target().longitude()),
            column("TILEDEC", "deg", e -> e.target().latitude()),
            column("MJD", "d", Exposure::mjd),
            column("EXPTIME", "s", Exposure::seconds),
            column("AIRMASS", "", e -> e.geometry().airmass()),
            column("EBV", "mag", Observations::reddening),
            column("SEEING_ETC", "arcsec", Observations::trackedSeeing),
            column("TRANSPARENCY_GFA", "", e -> guided(e) ? e.transparency() : 0),
            column("SEEING_GFA", "arcsec", e -> guided(e) ? seeing(e) : 0),
            new Column("SKY_MAG_G_SPEC", "mag", photometry.magnitudes(flux, SkyBand.G)),
            new Column("SKY_MAG_R_SPEC", "mag", photometry.magnitudes(flux, SkyBand.R)),
            new Column("SKY_MAG_Z_SPEC", "mag", photometry.magnitudes(flux, SkyBand.Z)),
            column("MOONFRAC", "", e -> e.geometry().moonFraction()),
            column("MOONALT", "deg", e -> e.geometry().moonAltitude()),
            column("MOONSEP", "deg", e -> e.geometry().moonSeparation()),
            column("SUNALT", "deg", e -> e.geometry().sunAltitude()),
            column("SUNSEP", "deg", e -> e.geometry().sunSeparation()),
            column("OBSALT", "deg", e -> e.geometry().altitude()),
            column("OBSAZ", "deg", e -> e.geometry().azimuth())));
  }

  private Column column(String name, String unit, ToDoubleFunction<Exposure> value) {
    return new Column(name, unit, log.stream().mapToDouble(value).toArray());
  }

  /**
   * The column EXPID of a log: numbers that grow with time, with gaps for calibrations and for what
   * the catalogue leaves out.
   */
  static int[] exposureNumbers(List<Exposure> log) {
    int[] numbers = new int[log.size()];
    int last = FIRST_EXPOSURE;
    for (int row = 0; row < numbers.length; row++) {
      double days = log.get(row).mjd() - ObservingLog.FIRST_DAY;
      last = Math.max(last + 1, FIRST_EXPOSURE + (int) (EXPOSURES_PER_DAY * days));
      numbers[row] = last;
    }
    return numbers;
  }

  // Whether the guide cameras measured this exposure.
  private static boolean guided(Exposure exposure) {
    return exposure.noise().stream("guide").uniform(0) >= UNMEASURED_GUIDE;
  }

  private static double seeing(Exposure exposure) {
    Noise night = exposure.night().noise().stream("seeing");
    double course = exposure.night().wander(night, exposure.mjd());
    return 1.08 * StrictMath.exp(0.16 * night.normal(0) + 0.12 * course);
  }

  private static double trackedSeeing(Exposure exposure) {
    Noise noise = exposure.noise().stream("tracker");
    return noise.uniform(0) < UNMEASURED_SEEING
        ? 0
        : seeing(exposure) * (1 + 0.05 * noise.normal(1));
  }

  // Galactic dust: more towards the plane, patchy, the same at every visit to a tile.
  private static double reddening(Exposure exposure) {
    double plane =
        Math.max(0.15, Math.abs(Numbers.sinDegrees(exposure.geometry().galacticLatitude())));
    double patch = Noise.of(1998).stream("dust").at(exposure.tile()).normal(0);
    return 0.021 / plane * StrictMath.exp(0.45 * patch);
  }
}
