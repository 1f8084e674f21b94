package org.desisky.training;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.desisky.core.io.AtomicFiles;
import org.desisky.core.io.BadFileException;
import org.desisky.vae.LossValues;

/**
 * A training history as a table: one row an epoch, epochs counted from 0, empty where not
 * validated.
 */
public final class HistoryCsv {
  private static final String HEAD =
      "epoch,train_loss,train_recon,train_kl,train_mmd,test_loss,test_recon,test_kl,test_mmd,"
          + "learning_rate,seconds,kernel_overlap\n";

  private static final Splitter COMMA = Splitter.on(',');

  private HistoryCsv() {}

  /** Writes the history, atomically. */
  public static void write(Path path, VaeTrainingHistory history) {
    AtomicFiles.write(path, out -> write(out, history));
  }

  /**
   * Reads a history that {@link #write(Path, VaeTrainingHistory)} wrote; a column {@code
   * kernel_overlap} may be missing.
   *
   * @throws BadFileException if there is no such file, or it is something else; the message names
   *     the line
   */
  public static VaeTrainingHistory read(Path path) {
    List<String> lines;
    try {
      lines = Files.readAllLines(path, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new BadFileException(path, AtomicFiles.reason(e), e);
    }
    if (lines.isEmpty() || !isHead(lines.get(0))) {
      throw new BadFileException(path, "is no training history: its first line is another");
    }
    int cells = COMMA.splitToList(lines.get(0)).size();
    List<EpochRecord> epochs = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      try {
        epochs.add(epoch(COMMA.splitToList(lines.get(i)), cells));
      } catch (IllegalArgumentException e) {
        throw new BadFileException(path, "line " + (i + 1) + " is no epoch of a history", e);
      }
    }
    return new VaeTrainingHistory(epochs);
  }

  private static boolean isHead(String line) {
    String head = HEAD.strip();
    return line.equals(head) || line.equals(head.substring(0, head.lastIndexOf(',')));
  }

  private static EpochRecord epoch(List<String> cells, int expected) {
    if (cells.size() != expected) {
      throw new IllegalArgumentException(cells.size() + " cells");
    }
    return new EpochRecord(
        Integer.parseInt(cells.get(0)),
        losses(cells.subList(1, 5)),
        cells.get(5).isEmpty() ? Optional.empty() : Optional.of(losses(cells.subList(5, 9))),
        Double.parseDouble(cells.get(9)),
        Double.parseDouble(cells.get(10)),
        cells.size() > 11 ? Double.parseDouble(cells.get(11)) : Double.NaN);
  }

  private static LossValues losses(List<String> cells) {
    return new LossValues(
        Double.parseDouble(cells.get(0)),
        Double.parseDouble(cells.get(1)),
        Double.parseDouble(cells.get(2)),
        Double.parseDouble(cells.get(3)));
  }

  private static void write(OutputStream out, VaeTrainingHistory history) throws IOException {
    StringBuilder text = new StringBuilder(HEAD);
    for (EpochRecord epoch : history.epochs()) {
      text.append(epoch.epoch()).append(',');
      append(text, Optional.of(epoch.train()));
      append(text, epoch.test());
      text.append(epoch.learningRate()).append(',').append(epoch.seconds()).append(',');
      text.append(epoch.kernelOverlap()).append('\n');
    }
    out.write(text.toString().getBytes(StandardCharsets.US_ASCII));
  }

  private static void append(StringBuilder text, Optional<LossValues> loss) {
    loss.ifPresentOrElse(
        l ->
            text.append(l.total())
                .append(',')
                .append(l.recon())
                .append(',')
                .append(l.kl())
                .append(',')
                .append(l.mmd())
                .append(','),
        () -> text.append(",,,,"));
  }
}
