package org.desisky.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.io.Folders;
import org.desisky.data.DesiGrid;
import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCondition;
import org.desisky.data.SkySpecVac;
import org.desisky.data.fetch.Fetcher;
import org.desisky.data.fetch.PretrainedWeights;
import org.desisky.data.fetch.RemoteFile;
import org.desisky.data.photometry.SkyBand;
import org.desisky.data.simulate.SkySimulator;
import org.desisky.training.EpochRecord;
import org.desisky.training.VaeTrainingConfig;
import org.desisky.vae.SkyVae;

/**
 * The published catalogue and weights, held against what is known of them; then how the real sky
 * differs from as many simulated spectra. Where a file cannot be had, that is the error of the
 * whole.
 */
final class RealSelftest {
  private static final String INSTEAD = "without --real the selftest needs no network";
  private static final String MODEL = "vae";
  private static final int ROWS = 9176;
  private static final int EPOCHS = 3;

  /** A model trained on these spectra leaves less than this part of their variance. */
  private static final double MOST_LEFT = 0.1;

  private final Compute compute;
  private final boolean offline;
  private final SelftestTraining training;
  private final Talk talk;

  RealSelftest(Compute compute, boolean offline, Path folder, Talk talk) {
    this.compute = compute;
    this.offline = offline;
    training = new SelftestTraining(compute, folder, talk);
    this.talk = talk;
  }

  void run(Checklist checks) {
    RemoteFile published = SkySpecVac.published(SkySpecVac.VERSION);
    RemoteFile pretrained = PretrainedWeights.published(MODEL);
    Path data = Folders.ofUser().data();
    Path models = Folders.ofUser().pretrainedModels();
    Path vac = fetched(published, data, "data fetch");
    Path weights = fetched(pretrained, models, "model fetch " + MODEL);
    checks.untilStopped(
        () -> {
          tellChecksum(published, data, checks);
          tellChecksum(pretrained, models, checks);
          check(vac, weights, checks);
        });
  }

  private Path fetched(RemoteFile file, Path root, String command) {
    String how = "'desisky " + command + "' downloads it";
    return ModelOptions.fetched(file, root, INSTEAD, how, offline, talk);
  }

  private static void tellChecksum(RemoteFile file, Path root, Checklist checks) {
    boolean right = Fetcher.isPublished(file, root);
    checks.tell("checksum", right, (right ? "that of " : "not that of ") + file.title());
  }

  private void check(Path vac, Path weights, Checklist checks) {
    SkyCatalog whole = checks.step("read", () -> SkyCatalog.read(vac), SkyCatalog::toString);
    checks.tell("spectra", whole.rows() == ROWS, whole.rows() + " (" + ROWS + " expected)");
    checks.tell("wavelengths", onDesiGrid(whole), range(whole));
    SkyCatalog sky = checks.step("known bad nights", () -> usable(vac, whole), s -> left(whole, s));
    SkyStatistics real = checks.step("measure", () -> SkyStatistics.of(sky), RealSelftest::held);
    for (SkyStatistics.Expected each : SkyStatistics.EXPECTED) {
      double median = real.median(each.condition(), each.band());
      checks.tell(each.name(), each.holds(median), each.found(median));
    }
    double error = checks.step("pretrained weights", () -> error(weights, sky), this::shown);
    tellLeft("their reconstruction error", error / real.variance(), checks);
    talk.say("Training for " + EPOCHS + " epochs with " + compute + " ...");
    TrainingJob.Outcome outcome =
        checks.step(
            "train",
            () -> training.on(vac, VaeTrainingConfig.best().epochs(EPOCHS), true, false),
            this::losses);
    tellLeft("what training reaches", lastError(outcome) / real.variance(), checks);
    talk.say("Simulating as many spectra, to compare ...");
    SkyCatalog simulated = SkySimulator.simulate(sky.rows(), SelftestTraining.SEED);
    compare(real, SkyStatistics.of(simulated), error, error(weights, simulated), checks);
  }

  private static void tellLeft(String name, double left, Checklist checks) {
    checks.tell(
        name,
        left <= MOST_LEFT,
        String.format(
            Locale.ROOT, "%.3g of the variance is left (at most %.3g expected)", left, MOST_LEFT));
  }

  private static boolean onDesiGrid(SkyCatalog sky) {
    double[] expected = DesiGrid.wavelength();
    double[] found = sky.wavelength();
    if (found.length != expected.length) {
      return false;
    }
    for (int c = 0; c < found.length; c++) {
      if (Math.abs(found[c] - expected[c]) > 1e-3) {
        return false;
      }
    }
    return true;
  }

  private static String range(SkyCatalog sky) {
    double[] wavelength = sky.wavelength();
    return String.format(
        Locale.ROOT,
        "%d channels, %.1f to %.1f Å (%d, %.1f to %.1f Å expected)",
        wavelength.length,
        wavelength[0],
        wavelength[wavelength.length - 1],
        DesiGrid.CHANNELS,
        DesiGrid.FIRST,
        DesiGrid.FIRST + (DesiGrid.CHANNELS - 1) * DesiGrid.STEP);
  }

  private static SkyCatalog usable(Path vac, SkyCatalog whole) {
    int[] rows = RowChoice.GOOD_NIGHTS.choose(vac, whole.observations(), Talk.SILENT).rows;
    SkyCatalog good = whole.select(rows);
    return good.without(good.nonFiniteRows());
  }

  private static String left(SkyCatalog whole, SkyCatalog used) {
    return whole.rows()
        - used.rows()
        + " spectra left out for their night or for NaN, "
        + used.rows()
        + " left";
  }

  private static String held(SkyStatistics sky) {
    return String.format(
        Locale.ROOT,
        "variance %.3g, of which 8 principal components hold %.2f %%",
        sky.variance(),
        100 * sky.heldByEight());
  }

  private String shown(double error) {
    return String.format(Locale.ROOT, "mean squared error %.4g, with %s", error, compute);
  }

  /** The mean squared error of a model's reconstructions. */
  private double error(Path weights, SkyCatalog sky) {
    try (SkyVae vae = SkyVae.load(weights, compute)) {
      double sum = 0;
      for (int first = 0; first < sky.rows(); first += 1024) {
        FloatMatrix part = sky.flux().part(first, Math.min(1024, sky.rows() - first));
        for (float each : vae.reconstructionError(part)) {
          sum += each;
        }
      }
      return sum / sky.rows();
    }
  }

  private String losses(TrainingJob.Outcome outcome) {
    return String.format(
        Locale.ROOT,
        "test loss %s in %.1f s",
        Arrays.toString(
            outcome.result().history().epochs().stream()
                .map(epoch -> String.format(Locale.ROOT, "%.4g", testLoss(epoch)))
                .toArray()),
        outcome.seconds());
  }

  private static double testLoss(EpochRecord epoch) {
    return epoch.test().orElseThrow().total();
  }

  private static double lastError(TrainingJob.Outcome outcome) {
    return outcome.result().history().epochs().get(EPOCHS - 1).test().orElseThrow().recon();
  }

  private static void compare(
      SkyStatistics real,
      SkyStatistics simulated,
      double error,
      double simulatedError,
      Checklist checks) {
    checks.note("", "how the real sky differs from as many simulated spectra:");
    for (SkyCondition condition : SkyCondition.values()) {
      note(
          checks,
          "rows " + condition.label() + ", %",
          100 * real.shares().get(condition),
          100 * simulated.shares().get(condition));
      for (SkyBand band : SkyBand.values()) {
        note(
            checks,
            "median " + band.label() + ", " + condition.label(),
            real.median(condition, band),
            simulated.median(condition, band));
      }
    }
    note(checks, "variance", real.variance(), simulated.variance());
    note(
        checks, "held by 8 components, %", 100 * real.heldByEight(), 100 * simulated.heldByEight());
    note(checks, "error of pretrained weights", error, simulatedError);
  }

  private static void note(Checklist checks, String name, double real, double simulated) {
    checks.note(
        name,
        String.format(
            Locale.ROOT, "%8.3f real, %8.3f simulated, %+.3f", real, simulated, real - simulated));
  }
}
