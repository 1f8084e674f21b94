package org.desisky.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.desisky.training.EpochRecord;
import org.desisky.training.Retry;
import org.desisky.training.TrainingObserver;
import org.desisky.training.VaeTrainingConfig;
import org.desisky.training.VaeTrainingHistory;
import org.desisky.vae.LossValues;

/** How a run goes: a bar on a terminal, a line now and then in a pipe. */
abstract class Progress implements TrainingObserver, AutoCloseable {
  private static final int USUAL_COLUMNS = 79;

  private final int mostEpochs;
  private int epochs;
  private int earlierEpochs;

  private Progress(int mostEpochs) {
    this.mostEpochs = mostEpochs;
  }

  /**
   * Of a run.
   *
   * @param mostEpochs it ends with this one, if the settings have more
   */
  static Progress of(VaeTrainingConfig config, int mostEpochs, Talk talk) {
    return talk.watched() ? new Bar(mostEpochs) : new Lines(mostEpochs, talk, config.printEvery());
  }

  @Override
  public void started(int allEpochs, int batchesPerEpoch) {
    epochs = Math.min(allEpochs, mostEpochs);
  }

  @Override
  public void resumed(VaeTrainingHistory history, int batch) {
    earlierEpochs = history.epochs().size();
  }

  int epochs() {
    return epochs;
  }

  /** How many epochs were over when this run began. */
  int earlierEpochs() {
    return earlierEpochs;
  }

  @Override
  public void close() {
    // Nothing is open unless a bar is.
  }

  /** A bar of the terminal's width. */
  static ProgressBarBuilder bar(String task) {
    return bar(task, columns());
  }

  static ProgressBarBuilder bar(String task, int columns) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(250)
        .setConsumer(new ConsoleProgressBarConsumer(System.err, columns));
  }

  /** As the user says, else what the terminal has: where a bar is wider, each update is a line. */
  private static int columns() {
    String told = System.getenv().getOrDefault("COLUMNS", "");
    if (told.matches("[1-9]\\d{0,3}")) {
      return Integer.parseInt(told);
    }
    String size = terminalSize();
    return size.matches("\\d+ [1-9]\\d{0,3}")
        ? Integer.parseInt(size.substring(size.indexOf(' ') + 1)) - 1
        : USUAL_COLUMNS;
  }

  /** Rows and columns; the terminal is asked itself, wherever standard input and output go. */
  private static String terminalSize() {
    try {
      Process process =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return ""; // another system
    }
  }

  /** A duration for a person. */
  static String duration(long seconds) {
    Duration time = Duration.ofSeconds(seconds);
    return time.toHours() > 0
        ? String.format(Locale.ROOT, "%d h %02d min", time.toHours(), time.toMinutesPart())
        : String.format(Locale.ROOT, "%d min %02d s", time.toMinutes(), time.toSecondsPart());
  }

  /** The losses of the last epoch, and less and less of them; what was tested goes first. */
  static List<String> shorterAndShorter(VaeTrainingHistory history) {
    EpochRecord last = history.epochs().get(history.epochs().size() - 1);
    String train = "train " + number(last.train().total());
    String best = history.bestEpoch().isEmpty() ? "" : "best " + number(history.bestTestLoss());
    return last.test()
        .map(test -> "test " + number(test.total()))
        .map(test -> List.of(losses(history), test + "  " + best, test))
        .orElseGet(() -> List.of(losses(history), best.isEmpty() ? train : best));
  }

  /** The first of some texts that fits into so many letters, else the last. */
  static String fitting(List<String> texts, int letters) {
    return texts.stream()
        .filter(text -> text.length() <= letters)
        .findFirst()
        .orElseGet(() -> texts.get(texts.size() - 1));
  }

  private static String losses(VaeTrainingHistory history) {
    EpochRecord last = history.epochs().get(history.epochs().size() - 1);
    StringBuilder text = new StringBuilder("train ").append(number(last.train().total()));
    last.test().ifPresent(test -> text.append("  test ").append(number(test.total())));
    history
        .bestEpoch()
        .ifPresent(
            best ->
                text.append("  best ")
                    .append(number(history.bestTestLoss()))
                    .append(" (epoch ")
                    .append(best + 1)
                    .append(')'));
    return text.toString();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }

  /** A bar that fills with the steps made and tells the losses and the time left. */
  private static final class Bar extends Progress {
    /** What stands before the message, but for the number of steps, which stands there twice. */
    private static final int BEFORE_MESSAGE = "Training 100% [=] / (00:00:00 / 00:00:00) ".length();

    private final int columns = columns();
    private ProgressBar bar;
    private List<String> losses = List.of();
    private int batchesPerEpoch;

    Bar(int mostEpochs) {
      super(mostEpochs);
    }

    @Override
    public void started(int allEpochs, int batches) {
      super.started(allEpochs, batches);
      batchesPerEpoch = batches;
      bar = bar("Training", columns).setInitialMax((long) epochs() * batchesPerEpoch).build();
    }

    @Override
    public void resumed(VaeTrainingHistory history, int batch) {
      super.resumed(history, batch);
      bar.stepTo((long) history.epochs().size() * batchesPerEpoch + batch);
      if (!history.epochs().isEmpty()) {
        losses = shorterAndShorter(history);
      }
    }

    @Override
    public void retried(Retry retry, VaeTrainingHistory history, int batch) {
      bar.stepTo((long) history.epochs().size() * batchesPerEpoch + batch);
    }

    @Override
    public void batchEnded(int epoch, int batch, LossValues loss) {
      show(epoch, losses.isEmpty() ? List.of("train " + number(loss.total())) : losses);
      bar.step();
    }

    @Override
    public void epochEnded(VaeTrainingHistory history) {
      losses = shorterAndShorter(history);
      show(history.epochs().size() - 1, losses);
    }

    private void show(int epoch, List<String> texts) {
      String of = "epoch " + (epoch + 1) + "/" + epochs() + "  ";
      int steps = 2 * Long.toString((long) epochs() * batchesPerEpoch).length();
      bar.setExtraMessage(of + fitting(texts, columns - BEFORE_MESSAGE - steps - of.length()));
    }

    @Override
    public void close() {
      if (bar != null) {
        bar.close();
      }
    }
  }

  /** A line every so many epochs, and for the first and the last. */
  private static final class Lines extends Progress {
    private final Talk talk;
    private final int every;
    private final long began = System.nanoTime();

    Lines(int mostEpochs, Talk talk, int every) {
      super(mostEpochs);
      this.talk = talk;
      this.every = every;
    }

    @Override
    public void epochEnded(VaeTrainingHistory history) {
      int done = history.epochs().size();
      if (done != earlierEpochs() + 1 && done != epochs() && done % every != 0) {
        return;
      }
      EpochRecord last = history.epochs().get(done - 1);
      double elapsed = (System.nanoTime() - began) / 1e9;
      long left = Math.round(elapsed / (done - earlierEpochs()) * (epochs() - done));
      talk.say(
          String.format(
              Locale.ROOT,
              "Epoch %d/%d  %s  (recon %.4g, KL %.4g, MMD %.4g)  %s left",
              done,
              epochs(),
              losses(history),
              last.train().recon(),
              last.train().kl(),
              last.train().mmd(),
              duration(left)));
    }
  }
}
