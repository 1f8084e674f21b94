package org.desisky.training;

import java.io.BufferedWriter;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.desisky.core.DesiskyException;
import org.desisky.core.io.AtomicFiles;
import org.desisky.vae.LossValues;

/**
 * Writes the losses of every batch to a table: {@code epoch,batch,rows,loss,recon,kl,mmd}, where
 * {@code rows} is {@code train} or {@code test}; epochs and batches count from 0. The file grows as
 * training goes on, and is complete after each epoch and wherever a state is taken. Where a run is
 * resumed or goes back, the lines of what is done again are replaced; where that fails, the table
 * stays as it is and gets no more lines.
 */
public final class CsvObserver implements TrainingObserver {
  private static final String HEAD = "epoch,batch,rows,loss,recon,kl,mmd";

  private final Path path;

  /** Not a channel, which an interruption of the thread would close. */
  private FileOutputStream file;

  private Writer out;

  /** Whether the file has lines of this run, which are never given up as a whole. */
  private boolean hasLines;

  /** Writes to a file, which is replaced with the first batch of a run that is not resumed. */
  public CsvObserver(Path path) {
    this.path = path;
  }

  @Override
  public void started(int epochs, int batchesPerEpoch) {
    hasLines = false;
    close();
  }

  @Override
  public void retried(Retry retry, VaeTrainingHistory history, int batch) {
    resumed(history, batch);
  }

  @Override
  public void resumed(VaeTrainingHistory history, int batch) {
    hasLines = true;
    close();
    int epoch = history.epochs().size();
    StringBuilder kept = new StringBuilder(HEAD).append('\n');
    lines().filter(line -> isBefore(line, epoch, batch)).forEach(l -> kept.append(l).append('\n'));
    AtomicFiles.write(path, to -> to.write(kept.toString().getBytes(StandardCharsets.US_ASCII)));
    open(true);
  }

  /** The lines that are there; what has no end was torn off. */
  private Stream<String> lines() {
    if (!Files.exists(path)) {
      return Stream.empty();
    }
    try {
      String text = Files.readString(path, StandardCharsets.ISO_8859_1);
      return text.substring(0, text.lastIndexOf('\n') + 1).lines();
    } catch (IOException e) {
      throw failed(e);
    }
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
    if (out == null && hasLines) {
      return;
    }
    if (out == null) {
      open(false);
      hasLines = true;
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
    flush();
  }

  @Override
  public void stateTaken() {
    flush();
    try {
      if (file != null) {
        file.getFD().sync();
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void flush() {
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

  private void open(boolean appending) {
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      file = new FileOutputStream(path.toFile(), appending);
      out = new BufferedWriter(new OutputStreamWriter(file, StandardCharsets.US_ASCII));
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
      file = null;
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
