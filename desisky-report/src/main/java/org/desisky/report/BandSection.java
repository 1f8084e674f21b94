package org.desisky.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.desisky.data.SkyCatalog;
import org.desisky.report.evaluation.BandComparison;
import org.desisky.report.evaluation.Evaluation;
import org.desisky.report.evaluation.EvaluationData;

/** Magnitudes and airglow of reconstructions against those of the spectra. */
final class BandSection {
  private static final String HEADING = "Magnitudes and airglow";

  /** Of one spectrum there is no distribution. */
  private static final int FEWEST_ROWS = 2;

  private BandSection() {}

  /** The section; where there is nothing to compare, it says why. */
  static ReportSection of(Evaluation evaluation) {
    List<BandComparison> bands = evaluation.bands();
    if (bands.isEmpty()) {
      return ReportSection.of(HEADING)
          .with(new ReportPart.Paragraph(whyNone(evaluation.data()), false));
    }
    List<Curves> panels = bands.stream().map(BandSection::panel).toList();
    ReportSection section =
        begun(evaluation.data().catalog())
            .with(
                new ReportPart.Panels(
                    panels,
                    "Cumulative distributions over the test spectra: the share of spectra whose"
                        + " value is at most that on the axis. EMD is the earth mover's distance"
                        + " between the distribution of the reconstructions and that of the spectra,"
                        + " in the unit of the axis: of the model, and of PCA. Drag sideways to"
                        + " zoom, double-click for all."));
    Map<String, List<List<String>>> tables = new LinkedHashMap<>();
    for (BandComparison band : bands) {
      tables.computeIfAbsent(band.unit(), unit -> new ArrayList<>()).add(row(band));
    }
    for (Map.Entry<String, List<List<String>>> table : tables.entrySet()) {
      section = section.with(table(table.getKey(), table.getValue()));
    }
    List<String> lost = new ArrayList<>();
    for (BandComparison band : bands) {
      int model = band.model().values().notFinite();
      int pca = band.pca().values().notFinite();
      if (model + pca > 0) {
        lost.add(String.format(Locale.ROOT, "%s (model %d, PCA %d)", band.name(), model, pca));
      }
    }
    return lost.isEmpty()
        ? section
        : section.with(
            new ReportPart.Paragraph(
                "Reconstructions without a finite value, because their flux in the band is"
                    + " negative or zero, are left out: "
                    + String.join(", ", lost)
                    + ".",
                true));
  }

  /** With a warning where the flux is said to be in another unit than bands take it for. */
  private static ReportSection begun(SkyCatalog catalog) {
    ReportSection section = ReportSection.of(HEADING);
    String unit = FluxUnit.of(catalog);
    return unit.isEmpty() || unit.equals(FluxUnit.DESI)
        ? section
        : section.with(
            new ReportPart.Paragraph(
                "The flux is in "
                    + unit
                    + ", as its file says. Magnitudes and airglow take its numbers for "
                    + FluxUnit.DESI
                    + ", here and below.",
                true));
  }

  private static String whyNone(EvaluationData data) {
    if (!data.catalog().hasWavelength()) {
      return "Magnitudes and airglow take the wavelengths of the spectra, which are not known.";
    }
    if (data.test().length < FEWEST_ROWS) {
      return String.format(
          Locale.ROOT,
          "There are too few spectra for this: it takes %d test spectra to compare distributions,"
              + " and there is %d.",
          FEWEST_ROWS,
          data.test().length);
    }
    return "There is no band and no line that the spectra cover and in which their values differ.";
  }

  private static ReportPart table(String unit, List<List<String>> rows) {
    return new ReportPart.DataTable(
        "In "
            + unit
            + ": reconstruction less spectrum, mean and standard deviation, and earth mover's"
            + " distance",
        List.of(
            "band",
            "mean of spectra",
            "model, mean",
            "model, deviation",
            "model, EMD",
            "PCA, mean",
            "PCA, deviation",
            "PCA, EMD",
            "smaller EMD"),
        rows);
  }

  private static List<String> row(BandComparison band) {
    double model = band.model().earthMoversDistance();
    double pca = band.pca().earthMoversDistance();
    return List.of(
        band.name(),
        ReportText.number(band.truth().mean()),
        ReportText.number(band.model().differences().mean()),
        ReportText.number(band.model().differences().standardDeviation()),
        ReportText.number(model),
        ReportText.number(band.pca().differences().mean()),
        ReportText.number(band.pca().differences().standardDeviation()),
        ReportText.number(pca),
        smaller(model, pca));
  }

  /** Which has the smaller distance; it is not the one that has none, NaN. */
  static String smaller(double model, double pca) {
    int order = Double.compare(model, pca); // for which NaN is larger than any other
    return order < 0 ? "model" : order > 0 ? "PCA" : "neither";
  }

  private static Curves panel(BandComparison band) {
    String note =
        "EMD: model "
            + ReportText.number(band.model().earthMoversDistance())
            + " · PCA "
            + ReportText.number(band.pca().earthMoversDistance());
    return new CdfPanel(band.name(), band.unit(), note)
        .with("spectra", Curves.Style.FIRST, band.truth())
        .with("PCA", Curves.Style.THIRD, band.pca().values())
        .with("model", Curves.Style.SECOND, band.model().values())
        .curves();
  }
}
