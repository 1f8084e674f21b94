package org.desisky.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.desisky.core.EvenRows;
import org.desisky.core.FloatMatrix;
import org.desisky.data.SkyCatalog;
import org.desisky.report.evaluation.EvaluationData;
import org.desisky.vae.SkyVae;
import org.desisky.vae.anomaly.AnomalyDetector;
import org.desisky.vae.anomaly.AnomalyScore;
import org.desisky.vae.anomaly.Threshold;

/**
 * The section of the page that shows the oddest of the spectra a model is measured on: what is
 * usual is learnt from the training rows. How often a usual spectrum scores high is told by the
 * rows held back for that, or by the test rows where there are too few of them.
 */
public final class AnomalySection {
  private static final String HEADING = "Anomalies";
  private static final double FALSE_POSITIVE_RATE = 1e-3;
  private static final int MOST_ROWS = 20;
  private static final int MOST_FIGURES = 6;

  /** What the figures may take in the page, three float32 a channel and spectrum as base64. */
  private static final long BYTES = 1_000_000;

  private static final double BYTES_A_CHANNEL = 3 * Float.BYTES * 4 / 3.0;

  private final EvaluationData data;
  private final SkyVae vae;
  private final AnomalyDetector detector;

  private AnomalySection(EvaluationData data, SkyVae vae, AnomalyDetector detector) {
    this.data = data;
    this.vae = vae;
    this.detector = detector;
  }

  /**
   * The section; where the rows are too few for it, it says so. It takes about as long as {@link
   * AnomalyDetector#fit}.
   *
   * @param vae the model, which is used now and not kept
   */
  public static ReportSection of(EvaluationData data, SkyVae vae) {
    int[] test = data.test();
    int[] calibrating = isHeldBack(data) ? data.calibration() : test;
    int needed = AnomalyDetector.fewestReferenceRows(vae.latentDim());
    if (data.train().length < needed || calibrating.length < AnomalyDetector.FEWEST_ROWS) {
      return tooFew(data, needed, calibrating.length);
    }
    SkyCatalog catalog = data.catalog();
    FloatMatrix spectra = catalog.flux().select(test);
    AnomalyDetector detector;
    try {
      detector =
          AnomalyDetector.fit(vae, learning(data), catalog.wavelength())
              .calibrated(
                  calibrating == test ? spectra : catalog.flux().select(calibrating),
                  FALSE_POSITIVE_RATE);
    } catch (IllegalArgumentException e) { // too few are left of those that a sky can have
      return ReportSection.of(HEADING)
          .with(
              new ReportPart.Paragraph(
                  "What is odd cannot be told: " + e.getMessage() + ".", false));
    }
    List<AnomalyScore> ranked = new ArrayList<>(detector.score(spectra));
    ranked.replaceAll(score -> score.withRow(test[score.row()]));
    ranked.sort(Comparator.comparingDouble(AnomalyScore::score).reversed());
    return new AnomalySection(data, vae, detector).section(ranked);
  }

  /** Whether there are rows enough that neither trained the model nor picked its epoch. */
  private static boolean isHeldBack(EvaluationData data) {
    return data.calibration().length >= AnomalyDetector.FEWEST_ROWS;
  }

  private static ReportSection tooFew(EvaluationData data, int needed, int calibrating) {
    String text =
        String.format(
            Locale.ROOT,
            "There are too few spectra for this: it takes %d training spectra to learn what is usual"
                + " and %d others to tell how often usual ones score high, and there are %d and %d.",
            needed,
            AnomalyDetector.FEWEST_ROWS,
            data.train().length,
            calibrating);
    return ReportSection.of(HEADING).with(new ReportPart.Paragraph(text, false));
  }

  /** Training spectra, evenly taken: no more than a detector learns from. */
  private static FloatMatrix learning(EvaluationData data) {
    int[] train = IntStream.of(data.train()).sorted().toArray();
    int[] rows = EvenRows.among(train, AnomalyDetector.MOST_REFERENCE_ROWS);
    return data.catalog().flux().select(rows);
  }

  private ReportSection section(List<AnomalyScore> ranked) {
    Threshold threshold = detector.threshold();
    long flagged = ranked.stream().filter(AnomalyScore::flagged).count();
    String text =
        String.format(
            Locale.ROOT,
            "The oddest of the test spectra, by what is usual among the training spectra. A score is"
                + " −ln of how rarely usual spectra reach what is oddest about one. Of %d spectra %s"
                + " flagged, for a score above %.2f, which one in a thousand usual spectra should"
                + " have. %s; %s above it, so that the true rate lies from %.2g to %.2g (95 %%). The"
                + " command anomalies ranks all spectra of a catalogue.",
            ranked.size(),
            are(flagged, ""),
            threshold.score(),
            calibration(threshold),
            are(threshold.above(), " of them"),
            threshold.lowest(),
            threshold.highest());
    return withFigures(
        ReportSection.of(HEADING).with(new ReportPart.Paragraph(text, false)).with(table(ranked)),
        ranked);
  }

  private static String are(long count, String of) {
    return count == 0 ? "none is" : count + of + (count == 1 ? " is" : " are");
  }

  /** What calibrated the threshold, as the beginning of a sentence. */
  private String calibration(Threshold threshold) {
    if (isHeldBack(data)) {
      return "The threshold was calibrated on "
          + threshold.rows()
          + " spectra that neither trained the model nor picked its best epoch";
    }
    return data.isOfTraining()
        ? "Since "
            + (data.calibration().length == 0 ? "no" : "too few")
            + " spectra were held back for that, the threshold was calibrated on the test"
            + " spectra, which picked the best epoch and may fit a little better than new ones"
        : "The threshold was calibrated on these very spectra"
            + (threshold.rows() < data.test().length ? ", but for those that no sky has" : "");
  }

  private ReportPart table(List<AnomalyScore> ranked) {
    RowLabels labels = new RowLabels(data);
    List<List<String>> rows = new ArrayList<>();
    for (AnomalyScore score : ranked.subList(0, Math.min(MOST_ROWS, ranked.size()))) {
      rows.add(
          List.of(
              labels.of(score.row()),
              String.format(Locale.ROOT, "%.2f", score.score()),
              String.format(Locale.ROOT, "%.2g", score.pValue()),
              score.flagged() ? "yes" : "no",
              score.reason()));
    }
    return new ReportPart.DataTable(
        "The " + rows.size() + " oddest test spectra",
        List.of("spectrum", "score", "p-value", "flagged", "what is odd"),
        rows);
  }

  private ReportSection withFigures(ReportSection section, List<AnomalyScore> ranked) {
    SkyCatalog catalog = data.catalog();
    ChannelAxis axis = ChannelAxis.of(catalog);
    String unit = FluxUnit.of(catalog);
    int room = (int) (BYTES / (BYTES_A_CHANNEL * catalog.channels()));
    int shown = Math.min(ranked.size(), Math.max(1, Math.min(MOST_FIGURES, room)));
    Curves.Builder spectra =
        Curves.builder("The oddest spectra", axis.x())
            .axes(axis.label(), FluxUnit.axis(unit))
            .series("spectrum", Curves.Style.FIRST)
            .series("reconstruction", Curves.Style.SECOND);
    Curves.Builder residuals =
        Curves.builder("Their residuals", axis.x())
            .axes(axis.label(), FluxUnit.axis("residual", unit))
            .series("residual", Curves.Style.SECOND);
    for (AnomalyScore score : ranked.subList(0, shown)) {
      FloatMatrix one = catalog.flux().select(new int[] {score.row()});
      String name = "row " + data.fileRow(score.row());
      ExampleReconstruction odd =
          ExampleReconstruction.of(name, one.row(0), vae.reconstruct(one).row(0));
      spectra.variant(name, doubles(odd.flux()), doubles(odd.reconstruction()));
      residuals.variant(name, odd.residual());
    }
    String how = " Drag sideways to zoom, double-click for the whole range.";
    return section
        .with(
            new ReportPart.Figure(
                spectra.build(), "The first of them and what the model makes of them." + how))
        .with(
            new ReportPart.Figure(
                residuals.build(), "What the model leaves of them: flux − reconstruction." + how));
  }

  private static double[] doubles(float[] numbers) {
    return IntStream.range(0, numbers.length).mapToDouble(i -> numbers[i]).toArray();
  }
}
