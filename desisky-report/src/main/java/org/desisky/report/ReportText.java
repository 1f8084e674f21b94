package org.desisky.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.desisky.training.EpochRecord;
import org.desisky.training.VaeTrainingHistory;
import org.desisky.vae.LossValues;

/** What the report says in words. Epochs are counted from 1 here. */
final class ReportText {
  private ReportText() {}

  /** Four significant digits. */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "not a number";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "infinite" : "minus infinite";
    }
    return value == 0 ? "0" : String.format(Locale.ROOT, "%.4g", value);
  }

  /** So many principal components. */
  static String components(int count) {
    return count == 1 ? "1 principal component" : count + " principal components";
  }

  /** So many test spectra. */
  static String testSpectra(int count) {
    return count == 1 ? "1 test spectrum" : count + " test spectra";
  }

  /** The most important thing in one sentence: how good the model is, or else how the run went. */
  static String headline(ModelReport report) {
    return report.evaluation().map(Verdict::headline).orElseGet(() -> headline(report.history()));
  }

  /** Sentences that go with the headline. */
  static List<String> details(ModelReport report) {
    if (report.evaluation().isEmpty()) {
      return details(report.history());
    }
    List<String> details = new ArrayList<>(Verdict.details(report.evaluation().get()));
    if (!report.history().epochs().isEmpty()) {
      details.add(headline(report.history()));
      details.addAll(details(report.history()));
    }
    return details;
  }

  /** The outcome of the run in one sentence. */
  static String headline(VaeTrainingHistory history) {
    if (history.epochs().isEmpty()) {
      return "No epoch was completed.";
    }
    int last = last(history).epoch() + 1;
    Optional<EpochRecord> best = best(history);
    if (best.isPresent()) {
      return String.format(
          Locale.ROOT,
          "Best test loss %s, after epoch %d of %d.",
          number(history.bestTestLoss()),
          best.get().epoch() + 1,
          last);
    }
    boolean validated = history.epochs().stream().anyMatch(epoch -> epoch.test().isPresent());
    return String.format(
        Locale.ROOT,
        "Trained to epoch %d; %s.",
        last,
        validated
            ? "no epoch has a finite test loss"
            : "no epoch was validated, so there is no test loss");
  }

  /** Sentences that go with the headline. */
  static List<String> details(VaeTrainingHistory history) {
    List<String> details = new ArrayList<>();
    if (history.epochs().isEmpty()) {
      return details;
    }
    EpochRecord last = last(history);
    Optional<EpochRecord> best = best(history);
    if (best.isEmpty()) {
      details.add("Training loss in the last epoch: " + number(last.train().total()) + ".");
    } else if (best.get().epoch() == last.epoch()) {
      if (history.epochs().size() > 1) {
        details.add("The lowest test loss is that of the last epoch.");
      }
    } else if (last.test().isPresent()) {
      details.add("Test loss after the last epoch: " + number(last.test().get().total()) + ".");
    }
    double seconds = history.epochs().stream().mapToDouble(EpochRecord::seconds).sum();
    if (Double.isFinite(seconds) && seconds > 0) {
      int count = history.epochs().size();
      details.add(count + (count == 1 ? " epoch" : " epochs") + " took " + duration(seconds) + ".");
    }
    return details;
  }

  /** A time such as {@code 2 h 5 min}, {@code 3 min 20 s} or {@code 4.2 s}. */
  static String duration(double seconds) {
    if (seconds < 60) {
      return String.format(Locale.ROOT, seconds < 10 ? "%.1f s" : "%.0f s", seconds);
    }
    long whole = Math.round(seconds);
    long hours = whole / 3600;
    long minutes = whole % 3600 / 60;
    return hours > 0 ? hours + " h " + minutes + " min" : minutes + " min " + whole % 60 + " s";
  }

  /** The rows of the table of losses: the best epoch and the last one, train and test. */
  static List<LossRow> lossRows(VaeTrainingHistory history) {
    List<LossRow> rows = new ArrayList<>();
    if (history.epochs().isEmpty()) {
      return rows;
    }
    EpochRecord last = last(history);
    Optional<EpochRecord> best = best(history);
    if (best.isPresent() && best.get().epoch() != last.epoch()) {
      addRows(rows, best.get(), "best");
      addRows(rows, last, "last");
    } else {
      addRows(rows, last, best.isPresent() ? "best and last" : "last");
    }
    return rows;
  }

  private static void addRows(List<LossRow> rows, EpochRecord epoch, String which) {
    String name = "Epoch " + (epoch.epoch() + 1) + " (" + which + ")";
    rows.add(new LossRow(name, "train", epoch.train()));
    epoch.test().ifPresent(test -> rows.add(new LossRow(name, "test", test)));
  }

  /** The error of an example, and over how many channels it is taken where not over all. */
  static String meanSquaredError(ExampleReconstruction example) {
    String error = number(example.meanSquaredError());
    int finite = example.finiteChannels();
    return finite == example.channels()
        ? error
        : error + " over the " + finite + " of " + example.channels() + " channels that are finite";
  }

  /** The record of the best epoch; empty where there is none. */
  static Optional<EpochRecord> best(VaeTrainingHistory history) {
    int best = history.bestEpoch().orElse(-1);
    return history.epochs().stream().filter(epoch -> epoch.epoch() == best).findFirst();
  }

  private static EpochRecord last(VaeTrainingHistory history) {
    return history.epochs().get(history.epochs().size() - 1);
  }

  /** One row of the table of losses. */
  record LossRow(String epoch, String rows, LossValues losses) {}
}
