package org.desisky.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.io.BadFileException;
import org.desisky.core.io.FullPath;
import org.desisky.core.io.Sha256;
import org.desisky.data.FluxRebinning;
import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCatalogFile;
import org.desisky.inference.ModelGrid;
import org.desisky.report.GenerationJson;
import org.desisky.report.MeasuresJson;
import org.desisky.report.ModelReport;
import org.desisky.report.ReportWriter;
import org.desisky.report.evaluation.Evaluation;
import org.desisky.report.evaluation.EvaluationData;
import org.desisky.report.evaluation.Generation;
import org.desisky.report.evaluation.SkyDensity;
import org.desisky.training.EpochRecord;
import org.desisky.training.HistoryCsv;
import org.desisky.training.VaeTrainingHistory;
import org.desisky.training.scaling.ReconUnits;
import org.desisky.vae.CheckpointHeader;
import org.desisky.vae.SkyVae;

/** The job of {@code report}: from a model and a catalogue to a page. */
final class ReportJob {
  private final ReportCommand options;
  private final Talk talk;

  ReportJob(ReportCommand options, Talk talk) {
    this.options = options;
    this.talk = talk;
  }

  void run() {
    long start = System.nanoTime();
    Path model = options.modelOptions.model(talk);
    CheckpointHeader header = CheckpointHeader.read(model);
    Path path = options.modelOptions.data(options.spectra.dataPath, talk);
    Evaluation evaluation;
    Optional<Generation> generation;
    Path page = FullPath.of(options.output);
    boolean isOwnSplit;
    try (SkyCatalogFile file = SkyCatalogFile.open(path)) {
      talk.say("Read the head of " + file);
      Optional<FluxRebinning> rebinning = options.spectra.rebinning(file, header, talk);
      RowChoice choice = options.rowOptions.choice();
      int[] chosen = choice.choose(path, file.observations(), talk).rows;
      RowChoice quality = new RowChoice(choice.qualityFilter(), Optional.empty(), Optional.empty());
      int[] good = quality.choose(path, file.observations(), Talk.SILENT).rows;
      BitSet bad = BadRows.of(file, rebinning);
      int leftOut = BadRows.count(bad, good);
      BadRows.tellLeftOut(leftOut, talk);
      TestedRows rows = TestedRows.find(file, header, good, chosen, row -> !bad.get(row), anew());
      isOwnSplit = rows.isOwnSplit;
      talk.say(rows.description);
      EvaluationData data = data(file, rows, rebinning, header);
      Compute compute = options.computeOptions.choose(options.spec.commandLine());
      try (SkyVae vae = SkyVae.load(model, compute)) {
        talk.say("Measuring with " + compute);
        evaluation = Evaluation.of(vae, data);
        generation = generation(vae, evaluation);
        ModelReport.Builder report = report(model, header, file, leftOut, evaluation, vae);
        RunReport.addSections(report, evaluation, vae, generation);
        ReportWriter.write(report.build(), page);
      }
    }
    if (options.json) {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put("output", page.toString());
      json.put("model", FullPath.of(model).toString());
      json.put("data", FullPath.of(path).toString());
      json.put("own_split", isOwnSplit);
      json.set("measures", MeasuresJson.of(evaluation));
      generation.ifPresent(found -> json.set("generated", GenerationJson.of(found)));
      json.put("seconds", (System.nanoTime() - start) / 1e9);
      talk.result(json.toString());
    } else {
      talk.say(ReportWriter.headline(evaluation));
      talk.result(page.toString());
    }
  }

  /** With a density of the training rows that are of the choice, as all that is measured on is. */
  private static Optional<Generation> generation(SkyVae vae, Evaluation evaluation) {
    EvaluationData data = evaluation.data();
    return SkyDensity.of(vae, data.catalog(), data.trainAlike())
        .flatMap(density -> Generation.of(vae, evaluation, density));
  }

  private TestedRows.Anew anew() {
    return new TestedRows.Anew(options.splitBy, options.valSplit, options.seed);
  }

  /** The spectra in use, on the model's wavelengths, in the file's order. */
  private static EvaluationData data(
      SkyCatalogFile file,
      TestedRows rows,
      Optional<FluxRebinning> rebinning,
      CheckpointHeader header) {
    int[] used =
        Stream.of(rows.train, rows.test, rows.calibration)
            .flatMapToInt(IntStream::of)
            .sorted()
            .toArray();
    FloatMatrix flux = FluxRebinning.brought(file.flux(used), rebinning);
    double[] wavelength = ModelGrid.wavelength(file, header);
    SkyCatalog catalog =
        SkyCatalog.of(wavelength, flux, file.observations().select(used))
            .withFluxUnit(file.fluxUnit());
    EvaluationData data =
        EvaluationData.of(
                catalog, used, places(used, rows.train), places(used, rows.test), rows.description)
            .ofChosen(places(used, rows.trainAlike));
    return rows.isOwnSplit ? data.ofTraining(places(used, rows.calibration)) : data;
  }

  private static int[] places(int[] used, int[] rows) {
    return IntStream.of(rows).map(row -> Arrays.binarySearch(used, row)).toArray();
  }

  private ModelReport.Builder report(
      Path model,
      CheckpointHeader header,
      SkyCatalogFile file,
      int leftOut,
      Evaluation evaluation,
      SkyVae vae) {
    String name = String.valueOf(model.getFileName());
    ModelReport.Builder report =
        ModelReport.builder(name.endsWith(".eqx") ? name.substring(0, name.length() - 4) : name);
    history(model, header, report);
    Map<String, String> data = new LinkedHashMap<>();
    data.put("File", file.toString());
    data.put("Rows fitted to (PCA)", String.valueOf(evaluation.data().train().length));
    data.put("Rows measured on", String.valueOf(evaluation.data().test().length));
    options.rowOptions.choice().subset().ifPresent(subset -> data.put("Subset", subset.label()));
    options.rowOptions.choice().where().ifPresent(where -> data.put("Where", where.toString()));
    data.put("Left out as not finite", String.valueOf(leftOut));
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Checkpoint", FullPath.of(model).toString());
    facts.put("SHA-256", Sha256.of(model));
    flatten("", header.toJson(), facts);
    return report
        .evaluation(evaluation, vae)
        .facts("Data", data)
        .facts("Model", facts)
        .facts("Provenance", RunReport.provenance(vae));
  }

  /** The header's entries, a row each; long lists by their length. */
  private static void flatten(String path, JsonNode node, Map<String, String> rows) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String name = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
      JsonNode value = entry.getValue();
      if (value.isObject()) {
        flatten(name, value, rows);
      } else if (value.isArray() && value.size() > 8) {
        rows.put(name, value.size() + " values");
      } else {
        rows.put(name, value.isTextual() ? value.textValue() : value.toString());
      }
    }
  }

  /** The training history beside a checkpoint, where it is of the run that made it. */
  private void history(Path model, CheckpointHeader header, ModelReport.Builder report) {
    String name = String.valueOf(model.getFileName());
    if (!name.endsWith(".eqx")) {
      return;
    }
    Path csv = model.resolveSibling(name.substring(0, name.length() - 4) + ".history.csv");
    if (!Files.exists(csv)) {
      return;
    }
    try {
      VaeTrainingHistory history = HistoryCsv.read(csv);
      if (isOf(history, header)) {
        report.history(history).reconUnits(reconUnits(header));
      } else {
        String stale = csv.getFileName() + " beside the model is of another run; it is left out";
        talk.warn(stale);
        report.note(stale + ".");
      }
    } catch (BadFileException e) {
      talk.warn(e.getMessage() + "; the page has no training curves");
    }
  }

  private static ReconUnits reconUnits(CheckpointHeader header) {
    return header
        .get(CheckpointHeader.JAVA_KEY)
        .map(ours -> ours.path("recon_units").asText())
        .filter(ReconUnits.NOISE.label()::equals)
        .map(noise -> ReconUnits.NOISE)
        .orElse(ReconUnits.FLUX);
  }

  /** Whether a history holds the epoch that a checkpoint is from, with its losses. */
  private static boolean isOf(VaeTrainingHistory history, CheckpointHeader header) {
    JsonNode training = header.get("training").orElse(JsonNodeFactory.instance.objectNode());
    for (EpochRecord epoch : history.epochs()) {
      if (epoch.epoch() == training.path("epoch").asInt(-1)) {
        return epoch.train().total() == training.path("train_loss").asDouble(Double.NaN);
      }
    }
    return false;
  }
}
