package org.desisky.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.desisky.core.io.AtomicFiles;
import org.desisky.data.BadCatalogException;
import org.desisky.data.SkyCatalog;
import org.desisky.report.SpectrumFigure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code desisky data plot}. */
@Command(
    name = "plot",
    description = "Draw a spectrum of a catalogue.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class DataPlotCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "A catalogue: FITS, gzipped or not, or .npz.")
  Path file;

  @Option(
      names = "--row",
      required = true,
      paramLabel = "N",
      description = "Which row, counted from 0.")
  int row;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description =
          "The figure, .png or .svg (default: beside FILE, named after it and the row, as .png).")
  Path output;

  @Override
  public Integer call() {
    if (row < 0) {
      throw new ParameterException(spec.commandLine(), "row must be 0 or more, not " + row);
    }
    Talk talk = Talk.of(spec);
    Path figure = (output == null ? beside() : output).toAbsolutePath().normalize();
    try {
      SpectrumFigure.requireFormat(figure);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    AtomicFiles.checkReplaceable(figure);
    SkyCatalog catalog = SkyCatalog.read(file);
    if (row >= catalog.rows()) {
      throw new BadCatalogException(
          file + ": row " + row + " is not there: the rows are 0 to " + (catalog.rows() - 1));
    }
    SpectrumFigure.write(catalog, row, figure);
    talk.result(figure.toString());
    return 0;
  }

  private Path beside() {
    String name =
        String.valueOf(file.getFileName()).replaceFirst("(?i)\\.(fits?(\\.gz)?|npz)$", "");
    return file.resolveSibling(name + ".row" + row + ".png");
  }
}
