package org.desisky.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.desisky.core.io.AtomicFiles;
import org.desisky.core.io.FullPath;
import org.desisky.data.SplitRule;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code desisky report}. */
@Command(
    name = "report",
    description = {
      "Measure a model on spectra, beside principal components of as many numbers, and write one"
          + " page that shows it all.",
      "Where the checkpoint was trained on this file, it is measured on its own test rows. Else the"
          + " rows are split anew, by --split-by, --val-split and --seed: principal components are"
          + " fitted to one part, and everything is measured on the other, of which --subset and"
          + " --where choose. What is generated is of the same choice."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class ReportCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin ModelOptions modelOptions;

  @Mixin SpectraOptions spectra;

  @Mixin RowOptions rowOptions;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      defaultValue = "report.html",
      description = "The page to write, .html or .htm.")
  Path output;

  @Option(
      names = "--split-by",
      paramLabel = "WHAT",
      defaultValue = "row",
      description = "What stays together where rows are split anew: row, night or exposure.")
  SplitRule splitBy;

  @Option(
      names = "--val-split",
      defaultValue = "0.1",
      description = "Part of the rows that is measured on, where rows are split anew.")
  double valSplit;

  @Option(names = "--seed", defaultValue = "42", description = "Seed of that split.")
  long seed;

  @Option(
      names = "--json",
      description =
          "Print one JSON object with the measures as the last line on standard output, in place of"
              + " the page's path.")
  boolean json;

  @Mixin ComputeOptions computeOptions;

  @Override
  public Integer call() {
    try {
      DataSelection.check(valSplit, seed);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    String name = String.valueOf(output.getFileName()).toLowerCase(Locale.ROOT);
    if (!name.endsWith(".html") && !name.endsWith(".htm")) {
      throw new ParameterException(
          spec.commandLine(), "output " + output + " must end in .html: it is a page");
    }
    if (Files.isDirectory(output)) {
      throw new ParameterException(spec.commandLine(), "output " + output + " is a folder");
    }
    AtomicFiles.checkReplaceable(FullPath.of(output));
    new ReportJob(this, Talk.of(spec)).run();
    return CommandLine.ExitCode.OK;
  }
}
