package org.desisky.training;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.desisky.core.DesiskyException;
import org.desisky.core.io.AtomicFiles;
import org.desisky.vae.LossValues;

/**
 * Writes the losses of every batch to a table: {@code epoch,batch,rows,loss,recon,kl,mmd}, where
 * {@code rows} is {@code train} or {@code test}; epochs and batches count from 0. The file grows as
 * training goes on, and is complete after each epoch. Where a run is resumed or goes back, the
 * lines of what is done again are replaced.
 */
public final class CsvObserver implements TrainingObserver {
  private static final String HEAD = "epoch,batch,rows,loss,recon,kl,mmd";

  private final Path path;
  private BufferedWriter out;

  /** Writes to a file, which is replaced with the first batch of a run that is not resumed. */
  public CsvObserver(Path path) {
    this.path = path;
  }

  @Override
  public void retried(Retry retry, VaeTrainingHistory history, int batch) {
    resumed(history, batch);
  }

  @Override
  public void resumed(VaeTrainingHistory history, int batch) {
    close();
    int epoch = history.epochs().size();
    List<String> kept = List.of(HEAD);
    if (Files.exists(path)) {
      try {
        kept =
            Files.readAllLines(path, StandardCharsets.US_ASCII).stream()
                .filter(line -> line.equals(HEAD) || isBefore(line, epoch, batch))
                .toList();
      } catch (IOException e) {
        throw failed(e);
      }
    }
    String text = String.join("\n", kept) + "\n";
    AtomicFiles.write(path, file -> file.write(text.getBytes(StandardCharsets.US_ASCII)));
    open(StandardOpenOption.APPEND);
  }

  /** Whether a line is of an epoch that is over, or of a step of this one that was made. */
  private static boolean isBefore(String line, int epoch, int batch) {
    String[] fields = line.split(",", -1);
    if (fields.length != 7 || !fields[0].matches("\\d{1,9}") || !fields[1].matches("\\d{1,9}")) {
      return false;
    }
    int at = Integer.parseInt(fields[0]);
    return at < epoch
        || (at == epoch && fields[2].equals("train") && Integer.parseInt(fields[1]) < batch);
  }

  @Override
  public void batchEnded(int epoch, int batch, LossValues loss) {
    line(epoch, batch, "train", loss);
  }

  @Override
  public void testBatchEnded(int epoch, int batch, LossValues loss) {
    line(epoch, batch, "test", loss);
  }

  private void line(int epoch, int batch, String rows, LossValues loss) {
    if (out == null) {
      open(StandardOpenOption.TRUNCATE_EXISTING);
      write(HEAD + "\n");
    }
    write(
        epoch
            + ","
            + batch
            + ","
            + rows
            + ","
            + loss.total()
            + ","
            + loss.recon()
            + ","
            + loss.kl()
            + ","
            + loss.mmd()
            + "\n");
  }

  @Override
  public void epochEnded(VaeTrainingHistory history) {
    try {
      if (out != null) {
        out.flush();
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public void ended(VaeTrainingResult result) {
    close();
  }

  @Override
  public void failed(RuntimeException failure) {
    close();
  }

  private void open(StandardOpenOption how) {
    close();
    try {
      if (path.toAbsolutePath().getParent() != null) {
        Files.createDirectories(path.toAbsolutePath().getParent());
      }
      out =
          Files.newBufferedWriter(
              path,
              StandardCharsets.US_ASCII,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              how);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void write(String text) {
    try {
      out.write(text);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void close() {
    try {
      if (out != null) {
        out.close();
      }
    } catch (IOException e) {
      throw failed(e);
    } finally {
      out = null;
    }
  }

  private DesiskyException failed(IOException e) {
    return new DesiskyException("cannot write " + path + ": " + AtomicFiles.reason(e), e);
  }

  @Override
  public String toString() {
    return "the table of batches " + path;
  }
}
