package org.desisky.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.desisky.report.evaluation.Evaluation;
import org.desisky.report.evaluation.Scores;
import org.desisky.vae.measure.PairedComparison;
import org.desisky.vae.measure.PairedComparison.Outcome;

/** How a model does beside principal components, in sentences. */
final class Verdict {
  private static final double MANY_TIMES = 3;
  private static final double TOO_MANY_TIMES = 1e6;

  private Verdict() {}

  /** By the mean squared error in flux units, which is what both are fitted for. */
  static String headline(Evaluation evaluation) {
    PairedComparison flux = evaluation.scores().inFlux();
    if (flux.count() == 0) {
      return "The reconstructions are not finite: nothing can be measured.";
    }
    String pca = ReportText.components(evaluation.components());
    String errors =
        "mean squared error "
            + ReportText.number(flux.mean())
            + " against "
            + ReportText.number(flux.otherMean())
            + difference(flux);
    return switch (flux.outcome()) {
      case BETTER -> "This model reconstructs better than " + pca + ": " + errors + ".";
      case WORSE -> "This model loses to " + pca + ": " + errors + ".";
      case ALIKE ->
          "This model reconstructs no better and no worse than " + pca + ": " + errors + ".";
      case UNKNOWN ->
          "One spectrum cannot tell whether this model reconstructs better than "
              + pca
              + ": "
              + errors
              + ".";
    };
  }

  /** What the headline leaves out: noise units, conditions in which the outcome is another. */
  static List<String> details(Evaluation evaluation) {
    List<String> details = new ArrayList<>();
    PairedComparison flux = evaluation.scores().inFlux();
    if (flux.count() == 0) {
      return details;
    }
    if (flux.outcome() != Outcome.UNKNOWN) {
      details.add(
          String.format(
              Locale.ROOT,
              "It is closer on %.0f %% of the %d test spectra.",
              100 * flux.shareBetter(),
              flux.count()));
    }
    int leftOut = evaluation.scores().model().rows() - flux.count();
    if (leftOut > 0) {
      details.add(
          String.format(
              Locale.ROOT,
              "That leaves out %s whose reconstruction is not finite.",
              ReportText.testSpectra(leftOut)));
    }
    PairedComparison noise = evaluation.scores().inNoise();
    details.add(
        "In units of the noise the mean squared errors are "
            + ReportText.number(noise.mean())
            + " and "
            + ReportText.number(noise.otherMean())
            + (noise.outcome() == Outcome.WORSE && flux.outcome() != Outcome.WORSE
                ? ": there the model loses."
                : noise.outcome() == Outcome.BETTER && flux.outcome() != Outcome.BETTER
                    ? ": there the model does better."
                    : "."));
    String losing =
        evaluation.conditions().entrySet().stream()
            .filter(entry -> entry.getValue().inFlux().outcome() == Outcome.WORSE)
            .map(entry -> entry.getKey().label())
            .collect(Collectors.joining(", "));
    if (!losing.isEmpty() && flux.outcome() != Outcome.WORSE) {
      details.add("It loses under these conditions: " + losing + ".");
    }
    return details;
  }

  /** Who has the smaller error, if that is clear. */
  static String winner(PairedComparison comparison) {
    return switch (comparison.outcome()) {
      case BETTER -> "model";
      case WORSE -> "PCA";
      case ALIKE -> "neither";
      case UNKNOWN -> "unknown";
    };
  }

  /** Whether the model loses, in flux units. */
  static boolean loses(Scores scores) {
    return scores.inFlux().outcome() == Outcome.WORSE;
  }

  private static String difference(PairedComparison comparison) {
    double ratio = comparison.ratio();
    if (!Double.isFinite(ratio)) {
      return "";
    }
    if (ratio > TOO_MANY_TIMES) {
      return " (more than a million times as high)";
    }
    double percent = 100 * Math.abs(ratio - 1);
    return ratio < MANY_TIMES
        ? String.format(Locale.ROOT, " (%.1f %% %s)", percent, ratio < 1 ? "lower" : "higher")
        : String.format(Locale.ROOT, " (%.0f times as high)", ratio);
  }
}
