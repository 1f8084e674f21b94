package org.desisky.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.desisky.core.DesiskyException;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCatalogWriter;
import org.desisky.data.simulate.SkySimulator;
import org.desisky.training.EpochRecord;
import org.desisky.training.Start;
import org.desisky.training.VaeTrainingConfig;
import org.desisky.vae.Checkpoint;
import org.desisky.vae.Latents;
import org.desisky.vae.SkyVae;

/** The whole way from spectra to a report, small in rows and epochs and full in channels. */
final class SimulatedSelftest {
  private static final int ROWS = 300;
  private static final int EPOCHS = 4;

  private final Compute compute;
  private final Path folder;
  private final SelftestTraining training;
  private final Talk talk;

  SimulatedSelftest(Compute compute, Path folder, Talk talk) {
    this.compute = compute;
    this.folder = folder;
    training = new SelftestTraining(compute, folder, talk);
    this.talk = talk;
  }

  void run(Checklist checks) {
    talk.say("Trying the engines, each in a process of its own ...");
    for (EnginesVerifyCommand.Verdict verdict : EnginesVerifyCommand.verify()) {
      checks.tell(verdict.name(), verdict.passed(), verdict.text());
    }
    checks.untilStopped(() -> check(checks));
  }

  private void check(Checklist checks) {
    SkyCatalog sky =
        checks.step(
            "simulate",
            () -> SkySimulator.simulate(ROWS, SelftestTraining.SEED),
            SkyCatalog::toString);
    Path file = folder.resolve("sky.fits");
    checks.step("write and read FITS", () -> roundTrip(sky, file), text -> text);
    talk.say("Training a full-size model with " + compute + " ...");
    TrainingJob.Outcome outcome =
        checks.step("train", () -> train(file), SimulatedSelftest::losses);
    Path checkpoint = outcome.result().checkpoint().orElseThrow();
    checks.step("save and load", () -> sameAgain(checkpoint), text -> text);
    checks.step("encode and decode", () -> encode(checkpoint, sky), text -> text);
    checks.step("report", () -> report(outcome), text -> text);
  }

  private static String roundTrip(SkyCatalog sky, Path file) {
    SkyCatalogWriter.write(sky, file, List.of("Simulated night-sky spectra, not observations."));
    SkyCatalog read = SkyCatalog.read(file);
    require(Arrays.equals(read.wavelength(), sky.wavelength()), "wavelengths came back changed");
    require(read.flux().equals(sky.flux()), "fluxes came back changed");
    require(
        read.observations().names().equals(sky.observations().names()),
        "columns came back changed");
    for (String column : new String[] {"MJD", "EXPID", "SUNALT", "MOONALT"}) {
      require(
          Arrays.equals(read.observations().doubles(column), sky.observations().doubles(column)),
          column + " came back changed");
    }
    return String.format(
        Locale.ROOT, "%.1f MB, every number the same", file.toFile().length() / 1e6);
  }

  /** From random weights, so that there is something to learn. */
  private TrainingJob.Outcome train(Path file) {
    VaeTrainingConfig.Builder settings =
        VaeTrainingConfig.best()
            .start(Start.UNIFORM)
            .learningRate(1e-3)
            .batchSize(16)
            .epochs(EPOCHS);
    TrainingJob.Outcome outcome = training.on(file, settings, false, true);
    List<EpochRecord> epochs = outcome.result().history().epochs();
    double first = epochs.get(0).train().total();
    double last = epochs.get(epochs.size() - 1).train().total();
    require(last < 0.9 * first, "the loss did not fall: " + losses(outcome));
    return outcome;
  }

  private static String losses(TrainingJob.Outcome outcome) {
    List<EpochRecord> epochs = outcome.result().history().epochs();
    return String.format(
        Locale.ROOT,
        "loss from %.3g to %.3g in %d epochs, %.1f s with the report",
        epochs.get(0).train().total(),
        epochs.get(epochs.size() - 1).train().total(),
        epochs.size(),
        outcome.seconds());
  }

  private String sameAgain(Path checkpoint) {
    Path again = folder.resolve("again.eqx");
    Checkpoint.read(checkpoint).write(again);
    try {
      require(Files.mismatch(checkpoint, again) < 0, "a checkpoint read and written again differs");
      return String.format(
          Locale.ROOT, "%.1f MB, the same to the byte", Files.size(checkpoint) / 1e6);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String encode(Path checkpoint, SkyCatalog sky) {
    FloatMatrix spectra = sky.flux();
    try (SkyVae vae = SkyVae.load(checkpoint, compute)) {
      Latents latents = vae.encode(spectra);
      double error = meanSquare(spectra, vae.decode(latents.mean()));
      double told = mean(vae.reconstructionError(spectra));
      require(
          Math.abs(error - told) <= 1e-4 * error,
          "the reconstruction error is " + told + ", and from the spectra " + error);
      double spread = SkyStatistics.varianceAboutMean(spectra);
      require(
          error < spread,
          "the error " + error + " is no better than that of the mean spectrum, " + spread);
      return String.format(
          Locale.ROOT,
          "mean squared error %.3g (%.3g for the mean spectrum), %d latents",
          error,
          spread,
          latents.mean().columns());
    }
  }

  private String report(TrainingJob.Outcome outcome) {
    Path page =
        outcome
            .report()
            .orElseThrow(() -> new DesiskyException("none was written: " + training.warnings()));
    try {
      String html = Files.readString(page);
      require(
          html.contains("Example reconstructions") && html.stripTrailing().endsWith("</html>"),
          "the page is not whole");
      return String.format(Locale.ROOT, "%.1f MB", Files.size(page) / 1e6);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new DesiskyException(otherwise);
    }
  }

  private static double meanSquare(FloatMatrix a, FloatMatrix b) {
    double sum = 0;
    for (int row = 0; row < a.rows(); row++) {
      for (int c = 0; c < a.columns(); c++) {
        double difference = a.get(row, c) - b.get(row, c);
        sum += difference * difference;
      }
    }
    return sum / ((double) a.rows() * a.columns());
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
