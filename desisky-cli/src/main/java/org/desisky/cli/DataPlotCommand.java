package org.desisky.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.desisky.core.FloatMatrix;
import org.desisky.core.io.AtomicFiles;
import org.desisky.core.io.FullPath;
import org.desisky.data.BadCatalogException;
import org.desisky.data.FluxRebinning;
import org.desisky.data.SkyCatalogFile;
import org.desisky.inference.ModelGrid;
import org.desisky.report.ExampleReconstruction;
import org.desisky.report.Figures;
import org.desisky.report.FluxUnit;
import org.desisky.report.ModelReport;
import org.desisky.report.SpectrumFigure;
import org.desisky.vae.CheckpointHeader;
import org.desisky.vae.SkyVae;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
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

  @Option(
      names = "--model-path",
      paramLabel = "FILE",
      description =
          "Draw what this model makes of the spectrum, too, and the difference; as .png alone.")
  Path model;

  @Option(
      names = "--resample",
      description = "Bring a spectrum on another wavelength grid to the model's.")
  boolean resample;

  @Mixin ComputeOptions computeOptions;

  @Override
  public Integer call() {
    if (row < 0) {
      throw new ParameterException(spec.commandLine(), "row must be 0 or more, not " + row);
    }
    ParseResult given = spec.commandLine().getParseResult();
    Talk talk = Talk.of(spec);
    Path figure = FullPath.of(output == null ? beside() : output);
    try {
      SpectrumFigure.requireFormat(figure);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    boolean isSvg = figure.toString().toLowerCase(Locale.ROOT).endsWith(".svg");
    if (isSvg && given.hasMatchedOption("--model-path")) {
      throw new ParameterException(
          spec.commandLine(), "with --model-path the figure is a .png, not " + output);
    }
    boolean drawsModel = model != null && !isSvg;
    if (!drawsModel) {
      refuseModelOptions(
          given, model == null ? "; name it with --model-path" : ", and a figure as .svg has none");
    }
    AtomicFiles.checkReplaceable(figure);
    if (drawsModel) {
      drawReconstruction(figure, talk);
      talk.result(figure.toString());
      return 0;
    }
    try (SkyCatalogFile catalog = SkyCatalogFile.open(file)) {
      checkRow(catalog.rows());
      SpectrumFigure.write(catalog, row, figure);
    }
    talk.result(figure.toString());
    return 0;
  }

  /** Looks at the command line alone: what a user's settings say for all commands does no harm. */
  private void refuseModelOptions(ParseResult given, String why) {
    for (String option : new String[] {"--resample", "--engine", "--device"}) {
      if (given.hasMatchedOption(option)) {
        throw new ParameterException(spec.commandLine(), option + " is for a model" + why);
      }
    }
  }

  private void checkRow(int rows) {
    if (row >= rows) {
      throw new BadCatalogException(
          file + ": row " + row + " is not there: the rows are 0 to " + (rows - 1));
    }
  }

  private void drawReconstruction(Path figure, Talk talk) {
    CheckpointHeader header = CheckpointHeader.read(model);
    try (SkyCatalogFile catalog = SkyCatalogFile.open(file)) {
      checkRow(catalog.rows());
      Optional<FluxRebinning> rebinning = SpectraOptions.rebinning(catalog, header, resample, talk);
      FloatMatrix flux = FluxRebinning.brought(catalog.flux(row, 1), rebinning);
      if (!flux.isFinite(0)) {
        throw BadRows.one(catalog, row);
      }
      try (SkyVae vae = SkyVae.load(model, computeOptions.choose(spec.commandLine()))) {
        FloatMatrix again = vae.reconstruct(flux);
        String title =
            String.format(
                Locale.ROOT,
                "%s, row %d, from the %d numbers that %s makes of it",
                file.getFileName(),
                row,
                vae.latentDim(),
                model.getFileName());
        ModelReport report =
            ModelReport.builder(title)
                .wavelength(ModelGrid.wavelength(catalog, header))
                .fluxUnit(FluxUnit.of(catalog.fluxUnit()))
                .example(ExampleReconstruction.of("row " + row, flux.row(0), again.row(0)))
                .build();
        Figures.reconstructions(report, figure);
      }
    }
  }

  private Path beside() {
    String name =
        String.valueOf(file.getFileName()).replaceFirst("(?i)\\.(fits?(\\.gz)?|npz)$", "");
    return file.resolveSibling(name + ".row" + row + ".png");
  }
}
