package org.desisky.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.desisky.core.Printable;
import org.desisky.core.io.FullPath;
import org.desisky.data.BadCatalogException;
import org.desisky.data.WavelengthGrid;
import org.desisky.inference.ModelGrid;
import org.desisky.vae.CheckpointHeader;
import org.desisky.vae.CheckpointSummary;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code desisky inspect}. */
@Command(
    name = "inspect",
    description = {
      "Show what is in a checkpoint: what its header says, its layers, whether its weights are"
          + " finite."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class InspectCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "CHECKPOINT", description = "A checkpoint (.eqx).")
  Path file;

  @Option(names = "--json", description = "Print one JSON object instead.")
  boolean json;

  @Override
  public Integer call() {
    Talk talk = Talk.of(spec);
    CheckpointSummary summary = CheckpointSummary.read(file);
    if (json) {
      talk.result(toJson(summary).toString());
    } else {
      print(summary, talk);
    }
    return CommandLine.ExitCode.OK;
  }

  private void print(CheckpointSummary summary, Talk talk) {
    CheckpointHeader header = summary.header();
    talk.result(file + ": checkpoint of a SkyVAE, " + summary.bytes() + " bytes");
    talk.result("Model", header.inChannels() + " channels, " + header.latentDim() + " latents");
    talk.result("Weights", summary.parameterCount() + ", " + finite(summary));
    talk.result("Wavelengths", Printable.line(Wavelengths.of(header).text()));
    talk.result("SHA-256", summary.sha256());
    talk.result("Schema", String.valueOf(header.schema()));
    tree(talk, "", header.toJson());
    talk.result("");
    talk.result(row("array", "shape", "weights", "least", "greatest", "mean", "deviation"));
    for (CheckpointSummary.ArraySummary array : summary.arrays()) {
      talk.result(
          row(
              array.name(),
              array.shape().stream().map(String::valueOf).collect(Collectors.joining(" x ")),
              String.valueOf(array.count()),
              number(array.least()),
              number(array.greatest()),
              number(array.mean()),
              number(array.deviation())));
    }
  }

  /** The wavelengths that a header tells, or what is wrong with what it says of them. */
  private record Wavelengths(Optional<WavelengthGrid> grid, Optional<String> fault) {
    static Wavelengths of(CheckpointHeader header) {
      try {
        return new Wavelengths(ModelGrid.of(header), Optional.empty());
      } catch (BadCatalogException e) {
        return new Wavelengths(Optional.empty(), Optional.of(e.getMessage()));
      }
    }

    String text() {
      return fault
          .map(told -> told + ": this model cannot be used")
          .or(() -> grid.map(WavelengthGrid::toString))
          .orElse("not known");
    }
  }

  private static String finite(CheckpointSummary summary) {
    return summary.nonFinite() == 0
        ? "all finite"
        : summary.nonFinite()
            + " of them NaN or infinite, first in "
            + summary.arrays().stream()
                .filter(array -> array.nonFinite() > 0)
                .findFirst()
                .orElseThrow()
                .name()
            + ": this model cannot be used";
  }

  /** The header's entries but for its sizes, told above, and long lists, a line each. */
  private static void tree(Talk talk, String path, JsonNode node) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String name = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
      JsonNode value = entry.getValue();
      if (value.isObject()) {
        if (!name.equals("arch")) {
          tree(talk, name, value);
        }
      } else if (!name.equals("schema")) {
        String text =
            value.isArray() && value.size() > 8
                ? value.size() + " values"
                : value.isTextual() ? value.textValue() : value.toString();
        talk.result(Printable.line(name), Printable.line(text));
      }
    }
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, "%-30s %12s %9s %12s %12s %12s %12s", cells);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.5g", value);
  }

  private ObjectNode toJson(CheckpointSummary summary) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("path", FullPath.of(file).toString());
    root.put("bytes", summary.bytes());
    root.put("sha256", summary.sha256());
    root.put("in_channels", summary.header().inChannels());
    root.put("latent_dim", summary.header().latentDim());
    root.put("parameters", summary.parameterCount());
    root.put("finite", summary.nonFinite() == 0);
    root.put("nonfinite_weights", summary.nonFinite());
    Wavelengths wavelengths = Wavelengths.of(summary.header());
    wavelengths
        .grid()
        .ifPresentOrElse(
            grid ->
                root.putObject("wavelength")
                    .put("unit", WavelengthGrid.UNIT)
                    .put("first", grid.first())
                    .put("last", grid.last())
                    .put("channels", grid.channels()),
            () -> root.putNull("wavelength"));
    root.put("wavelength_fault", wavelengths.fault().orElse(null));
    root.set("header", summary.header().toJson());
    for (CheckpointSummary.ArraySummary array : summary.arrays()) {
      ObjectNode node = root.withArray("arrays").addObject();
      node.put("name", array.name());
      array.shape().forEach(node.withArray("shape")::add);
      node.put("weights", array.count());
      put(node, "least", array.least());
      put(node, "greatest", array.greatest());
      put(node, "mean", array.mean());
      put(node, "deviation", array.deviation());
      node.put("nonfinite", array.nonFinite());
    }
    return root;
  }

  /** JSON knows no NaN. */
  private static void put(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.putNull(name);
    }
  }
}
