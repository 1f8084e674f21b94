package org.desisky.cli;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBar;
import org.desisky.inference.RunWatch;

/** How work on rows goes: a bar on a terminal, in a pipe a line now and then. */
final class RowProgress implements AutoCloseable {
  private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final String task;
  private final long total;
  private final Talk talk;
  private final ProgressBar bar;
  private final long start = System.nanoTime();
  private long lastLine = start;
  private long done;

  RowProgress(String task, long total, Talk talk) {
    this.task = task;
    this.total = total;
    this.talk = talk;
    bar = talk.watched() ? Progress.bar(task).setInitialMax(total).build() : null;
  }

  /** What is told of rows done, and ends the work on Ctrl-C. */
  RunWatch watch() {
    return new RunWatch(this::advanced, Interrupts::requested);
  }

  private void advanced(int rows) {
    done += rows;
    if (bar != null) {
      bar.stepBy(rows);
      return;
    }
    long now = System.nanoTime();
    if (now - lastLine >= LINE_NANOS && done < total) {
      lastLine = now;
      double seconds = (now - start) / 1e9;
      talk.say(
          String.format(
              Locale.ROOT,
              "%s: %d of %d spectra (%d %%), %s left",
              task,
              done,
              total,
              done * 100 / total,
              Progress.duration(Math.round(seconds / done * (total - done)))));
    }
  }

  double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
