package org.desisky.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.Iterators;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.desisky.core.DesiskyException;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.io.AtomicFiles;
import org.desisky.core.io.FullPath;
import org.desisky.data.BadCatalogException;
import org.desisky.data.FluxRebinning;
import org.desisky.data.SkyCatalogFile;
import org.desisky.inference.AnomalyTable;
import org.desisky.inference.CatalogInference;
import org.desisky.inference.ModelGrid;
import org.desisky.tables.StreamColumn;
import org.desisky.tables.StreamWriter;
import org.desisky.vae.CheckpointHeader;
import org.desisky.vae.SkyVae;
import org.desisky.vae.anomaly.AnomalyDetector;
import org.desisky.vae.anomaly.AnomalyScore;
import org.desisky.vae.anomaly.Threshold;

/** The job of {@code anomalies}: from a model and a catalogue to a ranked table. */
final class AnomaliesJob {
  private static final int TOLD = 5;

  private final AnomaliesCommand options;
  private final Talk talk;
  private final long start = System.nanoTime();

  AnomaliesJob(AnomaliesCommand options, Talk talk) {
    this.options = options;
    this.talk = talk;
  }

  void run() {
    Path model = options.modelOptions.model(talk);
    CheckpointHeader header = CheckpointHeader.read(model);
    Path data = options.modelOptions.data(options.spectra.dataPath, talk);
    try (SkyCatalogFile file = SkyCatalogFile.open(data)) {
      talk.say("Read the head of " + file);
      Optional<FluxRebinning> rebinning = options.spectra.rebinning(file, header, talk);
      int[] rows = options.rowOptions.choice().choose(data, file.observations(), talk).rows;
      UsualSpectra.Source usual = UsualSpectra.source(header, options.reference, data);
      options.target.check(options.spec.commandLine(), model, data, usual.path());
      Task task = new Task(model, header, file, rebinning, rows, usual.isTrainedOn());
      if (isSame(usual.path(), data)) {
        run(task, file);
      } else {
        try (SkyCatalogFile other = SkyCatalogFile.open(usual.path())) {
          run(task, other);
        }
      }
    }
  }

  /**
   * What is to be scored, and whether the model was trained on the file that tells what is usual.
   */
  @SuppressWarnings("ArrayRecordComponent") // made and used in one place
  private record Task(
      Path model,
      CheckpointHeader header,
      SkyCatalogFile file,
      Optional<FluxRebinning> rebinning,
      int[] rows,
      boolean isTrainedOn) {
    double[] wavelength() {
      return ModelGrid.wavelength(file, header);
    }
  }

  private static boolean isSame(Path one, Path other) {
    try {
      return Files.isSameFile(one, other);
    } catch (IOException e) {
      throw new DesiskyException(one + " cannot be looked at: " + AtomicFiles.reason(e), e);
    }
  }

  private void run(Task task, SkyCatalogFile usualFile) {
    Optional<FluxRebinning> usualRebinning =
        usualFile == task.file
            ? task.rebinning
            : options.spectra.rebinning(usualFile, task.header, talk);
    UsualSpectra usual = UsualSpectra.in(usualFile, task.header, task.isTrainedOn);
    UsualWords words = new UsualWords(usual, task.file, task.rows, options.reference != null);
    Compute compute = options.computeOptions.choose(options.spec.commandLine());
    try (SkyVae vae = SkyVae.load(task.model, compute)) {
      talk.say(words.description() + " Computing with " + compute + ".");
      words.warning().ifPresent(talk::warn);
      AnomalyDetector detector = detector(vae, usual, usualRebinning, task.wavelength());
      talk.say(threshold(detector.threshold()));
      AnomalyTable table = score(vae, detector, task, words);
      tell(table, detector.threshold(), task, words);
    }
  }

  private AnomalyDetector detector(
      SkyVae vae, UsualSpectra usual, Optional<FluxRebinning> rebinning, double[] wavelength) {
    FloatMatrix learning =
        finite(FluxRebinning.brought(usual.file().flux(usual.learning()), rebinning));
    int needed = AnomalyDetector.fewestReferenceRows(vae.latentDim());
    if (learning.rows() < needed) {
      throw UsualSpectra.tooFew(usual.file(), learning.rows(), UsualSpectra.TO_LEARN, needed);
    }
    AnomalyDetector learnt;
    try {
      learnt = AnomalyDetector.fit(vae, learning, wavelength);
    } catch (IllegalArgumentException e) {
      throw useless(usual.file(), e);
    }
    int[] rows = usual.calibrating();
    int[] count = {0};
    try (RowProgress progress = new RowProgress("Calibrating", rows.length, talk)) {
      Iterator<FloatMatrix> spectra =
          Iterators.transform(
              inference(vae, rebinning).spectra(usual.file(), rows),
              flux -> {
                FloatMatrix finite = finite(flux);
                count[0] += finite.rows();
                progress.watch().done().accept(flux.rows());
                return finite;
              });
      return learnt.calibrated(spectra, options.falsePositiveRate);
    } catch (IllegalArgumentException e) {
      if (count[0] < AnomalyDetector.FEWEST_ROWS) {
        throw UsualSpectra.tooFew(
            usual.file(), count[0], UsualSpectra.TO_CALIBRATE, AnomalyDetector.FEWEST_ROWS);
      }
      throw useless(usual.file(), e);
    }
  }

  /** Where a file's spectra cannot tell what is usual. */
  private static BadCatalogException useless(SkyCatalogFile file, IllegalArgumentException why) {
    return new BadCatalogException(file.path() + ": " + why.getMessage(), why);
  }

  private static FloatMatrix finite(FloatMatrix flux) {
    int[] finite = IntStream.range(0, flux.rows()).filter(flux::isFinite).toArray();
    return finite.length == flux.rows() ? flux : flux.select(finite);
  }

  private static CatalogInference inference(SkyVae vae, Optional<FluxRebinning> rebinning) {
    CatalogInference inference = CatalogInference.of(vae);
    return rebinning.map(inference::resampling).orElse(inference);
  }

  private AnomalyTable score(SkyVae vae, AnomalyDetector detector, Task task, UsualWords words) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("PROGRAM", "desisky " + Version.text());
    parameters.put("MODEL", String.valueOf(task.model.getFileName()));
    parameters.put("DATA", String.valueOf(task.file.path().getFileName()));
    parameters.put("USUAL", words.description());
    words.warning().ifPresent(text -> parameters.put("WARNING", text));
    parameters.put("FPR", detector.threshold().falsePositiveRate());
    parameters.put("THRESHOLD", detector.threshold().score());
    return Interrupts.endingGently(
        () -> {
          try (RowProgress progress = new RowProgress("Scoring", task.rows.length, talk)) {
            AnomalyTable table =
                AnomalyTable.of(
                    detector,
                    inference(vae, task.rebinning).onBad(options.onBad),
                    task.file,
                    task.rows,
                    task.wavelength(),
                    parameters,
                    progress.watch());
            if (table.rows() == 0) {
              throw BadRows.all(task.file, task.rows.length);
            }
            options.target.write(path -> StreamWriter.write(table, path));
            return table;
          }
        });
  }

  private static String threshold(Threshold threshold) {
    boolean isExtrapolated = threshold.rows() * threshold.falsePositiveRate() < 1;
    return String.format(
        Locale.ROOT,
        "Flagged is what scores above %.2f: %d of the %d spectra that calibrated it do, so that"
            + " the true rate lies from %.2g to %.2g (95 %%)%s",
        threshold.score(),
        threshold.above(),
        threshold.rows(),
        threshold.lowest(),
        threshold.highest(),
        isExtrapolated ? "; they are too few for the rate asked for, so it is extrapolated" : "");
  }

  private void tell(AnomalyTable table, Threshold threshold, Task task, UsualWords words) {
    int skipped = task.rows.length - table.ranked().size();
    BadRows.tellLeftOut(skipped, talk);
    if (words.learntAndScored() > 0) {
      talk.say(
          InferenceJob.count(words.learntAndScored())
              + " of those scored are among those learnt from, or that trained the model: they may"
              + " seem a little more usual than they are");
    }
    talk.say(
        String.format(
            Locale.ROOT,
            "%d of %s flagged, of which some %.2g would be by chance%s",
            table.flagged(),
            InferenceJob.count(table.ranked().size()),
            threshold.falsePositiveRate() * table.ranked().size(),
            table.flagged() == 0 ? "" : "; the oddest:"));
    table.ranked().stream()
        .filter(AnomalyScore::flagged)
        .limit(TOLD)
        .forEach(score -> talk.say("  " + line(score, table)));
    options.target.tell(talk, path -> json(table, threshold, task, words, path, skipped));
  }

  private static String line(AnomalyScore score, AnomalyTable table) {
    long expid = table.expid(score.row());
    return "row "
        + score.row()
        + (expid == StreamColumn.UNKNOWN ? "" : ", EXPID " + expid)
        + ": "
        + score.reason();
  }

  private String json(
      AnomalyTable table,
      Threshold threshold,
      Task task,
      UsualWords words,
      Path output,
      int skipped) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("output", output.toString());
    json.put("model", FullPath.of(task.model).toString());
    json.put("data", FullPath.of(task.file.path()).toString());
    json.put("rows", table.ranked().size());
    json.put("flagged", table.flagged());
    json.put("bad_rows", table.bad());
    json.put("skipped_rows", skipped);
    json.put("resampled", task.rebinning.isPresent());
    json.set("usual", words.json());
    ObjectNode limit = json.putObject("threshold");
    limit.put("false_positive_rate", threshold.falsePositiveRate());
    limit.put("score", threshold.score());
    limit.put("calibration_rows", threshold.rows());
    limit.put("above", threshold.above());
    limit.put("rate_lowest", threshold.lowest());
    limit.put("rate_highest", threshold.highest());
    json.put("seconds", (System.nanoTime() - start) / 1e9);
    return json.toString();
  }
}
