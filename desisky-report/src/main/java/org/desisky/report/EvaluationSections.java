package org.desisky.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.desisky.data.SkyCondition;
import org.desisky.report.evaluation.Evaluation;
import org.desisky.report.evaluation.Scores;
import org.desisky.vae.SkyVae;
import org.desisky.vae.measure.Compression;
import org.desisky.vae.measure.EmpiricalDistribution;
import org.desisky.vae.measure.PairedComparison;

/** The sections of the page that tell how good a model is. */
final class EvaluationSections {
  private static final int MOST_CHANNELS_BY_CONDITION = 20_000;

  private final Evaluation evaluation;
  private final String fluxUnit;

  EvaluationSections(Evaluation evaluation, String fluxUnit) {
    this.evaluation = evaluation;
    this.fluxUnit = fluxUnit;
  }

  /** Errors in numbers, model beside principal components. */
  ReportSection measures() {
    String unit = fluxUnit.isEmpty() ? "flux²" : FluxUnit.squared(fluxUnit);
    ReportSection section =
        ReportSection.of("Measures")
            .with(paragraph(evaluation.data().split()))
            .with(
                paragraph(
                    "The error of a spectrum is the mean over its channels of (flux −"
                        + " reconstruction)², with reconstructions from the means of the latents."
                        + " It is given in "
                        + unit
                        + ", and in units of the noise: there each residual is divided by the noise"
                        + " of its channel, which is what "
                        + ReportText.components(evaluation.noiseComponents())
                        + (evaluation.noiseComponents() == 1 ? " leaves" : " leave")
                        + " of the training spectra, root mean square; 1 is as good as that."
                        + " PCA stands for "
                        + ReportText.components(evaluation.components())
                        + ", fitted to the same training spectra."))
            .with(statistics());
    if (evaluation.conditions().size() > 1) {
      section = section.with(byCondition());
    }
    return section.with(compression());
  }

  private static ReportPart paragraph(String text) {
    return new ReportPart.Paragraph(text, false);
  }

  private ReportPart statistics() {
    PairedComparison flux = evaluation.scores().inFlux();
    PairedComparison noise = evaluation.scores().inNoise();
    List<EmpiricalDistribution> columns =
        List.of(flux.errors(), flux.others(), noise.errors(), noise.others());
    Map<String, ToDoubleFunction<EmpiricalDistribution>> statistics = new LinkedHashMap<>();
    statistics.put("mean", EmpiricalDistribution::mean);
    statistics.put("standard deviation", EmpiricalDistribution::standardDeviation);
    statistics.put("smallest", EmpiricalDistribution::min);
    statistics.put("5 %", column -> column.quantile(0.05));
    statistics.put("25 %", column -> column.quantile(0.25));
    statistics.put("median", EmpiricalDistribution::median);
    statistics.put("75 %", column -> column.quantile(0.75));
    statistics.put("95 %", column -> column.quantile(0.95));
    statistics.put("99 %", column -> column.quantile(0.99));
    statistics.put("largest", EmpiricalDistribution::max);
    List<List<String>> rows = new ArrayList<>();
    statistics.forEach(
        (name, statistic) -> {
          List<String> row = new ArrayList<>(List.of(name));
          columns.forEach(column -> row.add(ReportText.number(statistic.applyAsDouble(column))));
          rows.add(row);
        });
    return new ReportPart.DataTable(
        "Errors of " + ReportText.testSpectra(flux.count()),
        List.of("", "model", "PCA", "model, in noise", "PCA, in noise"),
        rows);
  }

  private ReportPart byCondition() {
    List<List<String>> rows = new ArrayList<>();
    evaluation
        .conditions()
        .forEach(
            (condition, scores) -> {
              PairedComparison flux = scores.inFlux();
              PairedComparison noise = scores.inNoise();
              rows.add(
                  List.of(
                      condition.label(),
                      String.valueOf(flux.count()),
                      ReportText.number(flux.mean()),
                      ReportText.number(flux.otherMean()),
                      ReportText.number(noise.mean()),
                      ReportText.number(noise.otherMean()),
                      String.format(Locale.ROOT, "%.0f %%", 100 * flux.shareBetter()),
                      Verdict.winner(flux)));
            });
    return new ReportPart.DataTable(
        "Mean errors by condition; smaller is clear at two standard errors",
        List.of(
            "condition",
            "spectra",
            "model",
            "PCA",
            "model, in noise",
            "PCA, in noise",
            "model closer on",
            "smaller"),
        rows);
  }

  private ReportPart compression() {
    Compression compression = evaluation.compression();
    PairedComparison flux = evaluation.scores().inFlux();
    String[] columns = {
      String.format(Locale.ROOT, "%,d", compression.bytesIn()),
      String.format(Locale.ROOT, "%,d", compression.bytesOut()),
      String.format(Locale.ROOT, "%.0f : 1", compression.ratio())
    };
    long pcaBytes = (long) Float.BYTES * (evaluation.components() + 1) * compression.channels();
    return new ReportPart.DataTable(
        "As a compressor, in bytes of float32",
        List.of("", "bytes in", "bytes out", "ratio", "mean error", "bytes of the code itself"),
        List.of(
            List.of(
                "model",
                columns[0],
                columns[1],
                columns[2],
                ReportText.number(flux.mean()),
                String.format(Locale.ROOT, "%,d", compression.modelBytes())),
            List.of(
                "PCA",
                columns[0],
                String.format(Locale.ROOT, "%,d", (long) Float.BYTES * evaluation.components()),
                String.format(
                    Locale.ROOT,
                    "%.0f : 1",
                    (double) compression.channels() / evaluation.components()),
                ReportText.number(flux.otherMean()),
                String.format(Locale.ROOT, "%,d", pcaBytes))));
  }

  /** The latents of test spectra. */
  ReportSection latents(SkyVae vae) {
    LatentPoints points = LatentPoints.of(evaluation, vae);
    StringBuilder caption = new StringBuilder("The means of the latents of ");
    caption.append(
        points.size() < points.allPoints()
            ? points.size() + " of the " + points.allPoints() + " test spectra, chosen at random"
            : "the " + ReportText.testSpectra(points.allPoints()));
    if (points.latents().length < points.allLatents()) {
      caption.append("; of the ").append(points.allLatents());
      caption.append(" latents those ").append(points.latents().length);
      caption.append(" that vary most");
    }
    if (points.catalogColumns() > LatentPoints.MOST_COLUMNS) {
      caption.append("; of the ").append(points.catalogColumns());
      caption.append(" columns of the catalogue the first ").append(LatentPoints.MOST_COLUMNS);
    }
    caption.append(
        ". Point at a spectrum to see its observation; a click keeps it until the next click or"
            + " Escape. With the figure in focus the arrow keys go from spectrum to spectrum, + and"
            + " − zoom, 0 shows all. Drag to zoom.");
    if (points.latents().length > 1) {
      caption.append(" A click on a small panel brings its pair to the large one.");
    }
    return ReportSection.of("Latents").with(new ReportPart.Latents(points, caption.toString()));
  }

  /** Errors channel by channel. */
  ReportSection channels() {
    ChannelAxis axis =
        ChannelAxis.of(
            evaluation.data().catalog().wavelength(), evaluation.scores().model().channels());
    Curves.Builder flux =
        Curves.builder("Error in flux", axis.x())
            .axes(axis.label(), FluxUnit.axis("rms residual", fluxUnit))
            .logarithmic()
            .series("noise", Curves.Style.MUTED)
            .series("PCA", Curves.Style.THIRD)
            .series("model", Curves.Style.SECOND);
    Curves.Builder noise =
        Curves.builder("Error in units of the noise", axis.x())
            .axes(axis.label(), "rms residual / noise")
            .logarithmic()
            .series("noise", Curves.Style.MUTED)
            .series("PCA", Curves.Style.THIRD)
            .series("model", Curves.Style.SECOND);
    Curves.Builder mean =
        Curves.builder("Mean residual in units of the noise", axis.x())
            .axes(axis.label(), "mean residual / noise")
            .series("PCA", Curves.Style.THIRD)
            .series("model", Curves.Style.SECOND);
    double[] ones = new double[axis.x().length];
    Arrays.fill(ones, 1);
    Map<String, Scores> variants = new LinkedHashMap<>();
    variants.put("all", evaluation.scores());
    if (evaluation.conditions().size() > 1 && axis.x().length <= MOST_CHANNELS_BY_CONDITION) {
      for (Map.Entry<SkyCondition, Scores> entry : evaluation.conditions().entrySet()) {
        variants.put(entry.getKey().label(), entry.getValue());
      }
    }
    variants.forEach(
        (name, scores) -> {
          flux.variant(
              name,
              evaluation.noise(),
              scores.pca().rootMeanSquares(),
              scores.model().rootMeanSquares());
          noise.variant(
              name,
              ones,
              scores.pca().rootMeanSquaresInNoise(),
              scores.model().rootMeanSquaresInNoise());
          mean.variant(
              name, inNoise(scores.pca().meanResiduals()), inNoise(scores.model().meanResiduals()));
        });
    String how = " Drag sideways to zoom, double-click for the whole range.";
    return ReportSection.of("Error against wavelength")
        .with(
            new ReportPart.Figure(
                flux.build(),
                "Root mean square over the test spectra of flux − reconstruction, channel by"
                    + " channel, and the noise."
                    + how))
        .with(
            new ReportPart.Figure(
                noise.build(), "The same, divided by the noise of the channel." + how))
        .with(
            new ReportPart.Figure(
                mean.build(),
                "Mean over the test spectra of flux − reconstruction: what is always missing (above"
                    + " 0) or too much (below), divided by the noise."
                    + how));
  }

  private double[] inNoise(double[] residuals) {
    double[] noise = evaluation.noise();
    for (int c = 0; c < residuals.length; c++) {
      residuals[c] /= noise[c];
    }
    return residuals;
  }
}
