package org.desisky.cli;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBar;
import org.desisky.data.fetch.FetchObserver;

/** How a download goes: a bar on a terminal, a line now and then in a pipe. */
final class FetchProgress implements FetchObserver {
  private static final long MEGABYTE = 1_000_000;
  private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final String title;
  private final Talk talk;
  private final boolean bars;
  private ProgressBar bar;
  private OptionalLong total = OptionalLong.empty();
  private long doneAtStart;
  private long start;
  private long lastLine;

  FetchProgress(String title, Talk talk, boolean bars) {
    this.title = title;
    this.talk = talk;
    this.bars = bars;
  }

  @Override
  public void said(String message) {
    ended();
    talk.say(message);
  }

  @Override
  public void started(long done, OptionalLong newTotal) {
    total = newTotal;
    doneAtStart = done;
    start = System.nanoTime();
    lastLine = start;
    if (bars) {
      ended();
      bar =
          Progress.bar("Downloading")
              .setInitialMax(total.orElse(-1))
              .startsFrom(done, Duration.ZERO)
              .setUnit(" MB", MEGABYTE)
              .showSpeed(new DecimalFormat("0.0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
              .build();
    } else {
      talk.say(
          "Downloading "
              + title
              + (total.isPresent() ? ", " + megabytes(total.getAsLong()) : "")
              + (done > 0 ? ", going on at " + megabytes(done) : "")
              + " ...");
    }
  }

  @Override
  public void advanced(long done) {
    if (bar != null) {
      bar.stepTo(done);
      return;
    }
    long now = System.nanoTime();
    if (now - lastLine >= LINE_NANOS) {
      lastLine = now;
      talk.say(line(done, (now - start) / 1e9));
    }
  }

  /** What a line says: how much, how fast, how long still. */
  private String line(long done, double seconds) {
    double rate = (done - doneAtStart) / seconds;
    String text = "  " + megabytes(done);
    if (total.isPresent()) {
      long all = total.getAsLong();
      text += String.format(Locale.ROOT, " of %s (%d %%)", megabytes(all), done * 100 / all);
    }
    text += String.format(Locale.ROOT, ", %.1f MB/s", rate / MEGABYTE);
    if (total.isPresent() && rate > 0) {
      text += ", " + Progress.duration(Math.round((total.getAsLong() - done) / rate)) + " left";
    }
    return text;
  }

  @Override
  public void ended() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", (double) bytes / MEGABYTE);
  }
}
