package org.desisky.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.desisky.core.io.FullPath;
import org.desisky.data.CatalogPart;
import org.desisky.data.CatalogSummary;
import org.desisky.data.SkyCondition;
import org.desisky.data.SkySubset;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code desisky data info}. */
@Command(
    name = "info",
    description = "Show what is in a catalogue.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class DataInfoCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "A catalogue: FITS, gzipped or not, or .npz.")
  Path file;

  @Option(names = "--json", description = "Print one JSON object instead.")
  boolean json;

  @Override
  public Integer call() {
    Talk talk = Talk.of(spec);
    CatalogSummary summary = CatalogSummary.read(file);
    if (json) {
      talk.result(toJson(summary));
    } else {
      print(summary, talk);
    }
    return 0;
  }

  private void print(CatalogSummary summary, Talk talk) {
    talk.result(file + ": " + summary.format());
    for (CatalogPart part : summary.parts()) {
      talk.result(
          String.format(
                  Locale.ROOT,
                  "  %-12s %-26s %-14s %s",
                  part.name(),
                  part.type(),
                  part.shape(),
                  part.unit())
              .stripTrailing());
    }
    talk.result("Spectra", summary.rows() + " of " + summary.channels() + " channels");
    talk.result(
        "Wavelengths",
        summary
            .wavelengths()
            .map(range -> range.first() + " to " + range.last() + " Å, in vacuum")
            .orElse("not known"));
    talk.result("Flux unit", summary.fluxUnit().isEmpty() ? "not given" : summary.fluxUnit());
    summary
        .nights()
        .ifPresent(
            nights ->
                talk.result(
                    "Nights",
                    nights.count()
                        + ", from "
                        + nights.first()
                        + " to "
                        + nights.last()
                        + (nights.unknownRows() == 0
                            ? ""
                            : "; not known of " + nights.unknownRows() + " rows")));
    summary.exposures().ifPresent(count -> talk.result("Exposures", count.toString()));
    if (!summary.conditions().isEmpty()) {
      talk.result("Conditions", counts(summary.conditions(), SkyCondition::label));
    }
    if (!summary.subsets().isEmpty()) {
      talk.result("Subsets", counts(summary.subsets(), SkySubset::label));
    }
    summary
        .badNightRows()
        .ifPresent(rows -> talk.result("Bad nights", rows + " rows (known bad nights)"));
    talk.result("Not finite", summary.nonFiniteRows() + " rows with NaN or infinite flux");
    if (!summary.columns().isEmpty()) {
      talk.result(
          "Columns",
          summary.columns().stream()
              .map(
                  column ->
                      column.name() + (column.unit().isEmpty() ? "" : " [" + column.unit() + "]"))
              .collect(Collectors.joining(", ")));
    }
  }

  private static <K> String counts(Map<K, Integer> counts, Function<K, String> label) {
    return counts.entrySet().stream()
        .map(entry -> label.apply(entry.getKey()) + " " + entry.getValue())
        .collect(Collectors.joining(", "));
  }

  private String toJson(CatalogSummary summary) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("path", FullPath.of(file).toString());
    root.put("format", summary.format());
    ArrayNode parts = root.putArray("parts");
    for (CatalogPart part : summary.parts()) {
      parts
          .addObject()
          .put("name", part.name())
          .put("type", part.type())
          .put("shape", part.shape())
          .put("unit", part.unit());
    }
    root.put("rows", summary.rows());
    root.put("channels", summary.channels());
    summary
        .wavelengths()
        .ifPresentOrElse(
            range ->
                root.put("wavelength_first", range.first())
                    .put("wavelength_last", range.last())
                    .put("wavelength_unit", "Angstrom"),
            () ->
                root.putNull("wavelength_first")
                    .putNull("wavelength_last")
                    .putNull("wavelength_unit"));
    root.put("flux_unit", summary.fluxUnit());
    ObjectNode nights = root.putObject("nights");
    summary
        .nights()
        .ifPresent(
            range ->
                nights
                    .put("first", range.first())
                    .put("last", range.last())
                    .put("count", range.count())
                    .put("unknown_rows", range.unknownRows()));
    root.put("exposures", summary.exposures().orElse(null));
    ObjectNode conditions = root.putObject("conditions");
    summary.conditions().forEach((condition, count) -> conditions.put(condition.label(), count));
    ObjectNode subsets = root.putObject("subsets");
    summary.subsets().forEach((subset, count) -> subsets.put(subset.label(), count));
    root.put("bad_night_rows", summary.badNightRows().orElse(null));
    root.put("nonfinite_rows", summary.nonFiniteRows());
    ArrayNode columns = root.putArray("columns");
    for (CatalogSummary.ColumnHead column : summary.columns()) {
      columns
          .addObject()
          .put("name", column.name())
          .put("unit", column.unit())
          .put("description", column.description());
    }
    return root.toString();
  }
}
