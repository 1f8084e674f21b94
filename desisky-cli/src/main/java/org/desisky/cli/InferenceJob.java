package org.desisky.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.desisky.core.engine.Compute;
import org.desisky.core.io.FullPath;
import org.desisky.core.noise.Noise;
import org.desisky.data.FluxRebinning;
import org.desisky.data.SkyCatalogFile;
import org.desisky.inference.CatalogInference;
import org.desisky.inference.InferenceRows;
import org.desisky.inference.ModelGrid;
import org.desisky.tables.StreamWriter;
import org.desisky.vae.CheckpointHeader;
import org.desisky.vae.SkyVae;
import picocli.CommandLine;

/** The job of {@code infer-vae}: from a model and a catalogue to a file of latents and spectra. */
final class InferenceJob {
  private final InferVaeCommand options;
  private final Talk talk;

  InferenceJob(InferVaeCommand options, Talk talk) {
    this.options = options;
    this.talk = talk;
  }

  /** What model and spectra share, found before the engine starts. */
  @SuppressWarnings("ArrayRecordComponent") // made and used in one place
  private record Plan(
      Path model,
      Optional<FluxRebinning> rebinning,
      double[] wavelength,
      Map<String, String> parameters) {}

  int run() {
    Path model = options.modelOptions.model(talk);
    CheckpointHeader header = CheckpointHeader.read(model);
    Path data = options.modelOptions.data(options.spectra.dataPath, talk);
    options.target.check(options.spec.commandLine(), data, model);
    try (SkyCatalogFile file = SkyCatalogFile.open(data)) {
      talk.say("Read the head of " + file);
      Plan plan = plan(model, header, file);
      int[] rows = rows(file);
      Compute compute = options.computeOptions.choose(options.spec.commandLine());
      talk.say("Inferring " + count(rows.length) + " with " + compute);
      try (SkyVae vae = SkyVae.load(model, compute)) {
        infer(vae, file, rows, plan);
      }
    }
    return CommandLine.ExitCode.OK;
  }

  private Plan plan(Path model, CheckpointHeader header, SkyCatalogFile file) {
    Optional<FluxRebinning> rebinning = options.spectra.rebinning(file, header, talk);
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("PROGRAM", "desisky " + Version.text());
    parameters.put("MODEL", String.valueOf(model.getFileName()));
    parameters.put("DATA", String.valueOf(file.path().getFileName()));
    parameters.put("LATENTS", options.sample ? "sampled, seed " + options.seed : "means");
    return new Plan(model, rebinning, ModelGrid.wavelength(file, header), parameters);
  }

  private int[] rows(SkyCatalogFile file) {
    int[] rows = options.rowOptions.choice().choose(file.path(), file.observations(), talk).rows;
    Integer samples = options.samples;
    return samples != null && samples < rows.length ? Arrays.copyOf(rows, samples) : rows;
  }

  private void infer(SkyVae vae, SkyCatalogFile file, int[] chosen, Plan plan) {
    CatalogInference inference = CatalogInference.of(vae).onBad(options.onBad);
    if (plan.rebinning.isPresent()) {
      inference = inference.resampling(plan.rebinning.get());
    }
    if (options.sample) {
      inference = inference.sampling(Noise.of(options.seed).stream("infer"));
    }
    InferenceRows rows;
    int skipped;
    double seconds;
    try (RowProgress progress = new RowProgress("Inferring", chosen.length, talk)) {
      rows =
          new InferenceRows(
              inference,
              file,
              chosen,
              plan.wavelength,
              file.hasDoubleFlux(),
              plan.parameters,
              progress.watch());
      skipped = chosen.length - Math.toIntExact(rows.rows());
      if (rows.rows() == 0) {
        throw BadRows.all(file, skipped);
      }
      InferenceRows results = rows;
      Interrupts.endingGently(
          () -> {
            options.target.write(path -> StreamWriter.write(results, path));
            return results;
          });
      seconds = progress.seconds();
    }
    tell(rows, skipped, plan, vae.compute(), seconds);
  }

  private void tell(InferenceRows rows, int skipped, Plan plan, Compute compute, double seconds) {
    BadRows.tellLeftOut(skipped, talk);
    if (rows.badRows() > 0) {
      talk.warn(
          count(rows.badRows())
              + (rows.badRows() == 1 ? " has" : " have")
              + " NaN or infinite flux; results there are NaN, and 'bad' says so (--on-bad skip"
              + " leaves them out)");
    }
    if (rows.failedRows() > 0) {
      talk.warn(
          "the model makes nothing finite of "
              + count(rows.failedRows())
              + " with finite flux; the mean error is that of the others");
    }
    talk.say(
        String.format(
            Locale.ROOT,
            "Mean reconstruction error %.6g of %s, in %.1f s",
            rows.meanError(),
            count(Math.toIntExact(rows.rows()) - rows.badRows() - rows.failedRows()),
            seconds));
    options.target.tell(talk, path -> json(rows, skipped, plan, compute, path, seconds));
  }

  private static String json(
      InferenceRows rows, int skipped, Plan plan, Compute compute, Path output, double seconds) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("output", output.toString());
    json.put("model", FullPath.of(plan.model).toString());
    json.put("rows", rows.rows());
    json.put("bad_rows", rows.badRows());
    json.put("failed_rows", rows.failedRows());
    json.put("skipped_rows", skipped);
    json.put("resampled", plan.rebinning.isPresent());
    if (Double.isNaN(rows.meanError())) {
      json.putNull("mean_recon_error");
    } else {
      json.put("mean_recon_error", rows.meanError());
    }
    json.put("engine", compute.engineName());
    json.put("device", compute.deviceName());
    json.put("seconds", seconds);
    return json.toString();
  }

  static String count(int spectra) {
    return spectra == 1 ? "1 spectrum" : spectra + " spectra";
  }
}
