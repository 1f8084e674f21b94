package org.desisky.training;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.desisky.core.io.AtomicFiles;
import org.desisky.vae.LossValues;

/**
 * A training history as a table: one row an epoch, epochs counted from 0, empty where not
 * validated.
 */
public final class HistoryCsv {
  private static final String HEAD =
      "epoch,train_loss,train_recon,train_kl,train_mmd,test_loss,test_recon,test_kl,test_mmd,"
          + "learning_rate,seconds,kernel_overlap\n";

  private HistoryCsv() {}

  /** Writes the history, atomically. */
  public static void write(Path path, VaeTrainingHistory history) {
    AtomicFiles.write(path, out -> write(out, history));
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
