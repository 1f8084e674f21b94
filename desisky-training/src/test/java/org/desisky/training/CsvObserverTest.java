package org.desisky.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.desisky.core.DesiskyException;
import org.desisky.vae.LossValues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of batches, where a run or its disk fails. */
class CsvObserverTest {
  private static final String HEAD = "epoch,batch,rows,loss,recon,kl,mmd\n";
  private static final LossValues LOSS = new LossValues(3, 1, 1, 1);
  private static final String REST = ",train,3.0,1.0,1.0,1.0\n";

  @TempDir Path folder;

  @Test
  void whatWasToldBeforeAStateIsOnDisk() throws IOException {
    Path path = folder.resolve("steps.csv");
    CsvObserver table = new CsvObserver(path);
    table.started(1, 4);
    table.batchEnded(0, 0, LOSS);
    table.batchEnded(0, 1, LOSS);
    table.stateTaken();
    assertThat(path).hasContent(HEAD + "0,0" + REST + "0,1" + REST);
    table.batchEnded(0, 2, LOSS);
    CsvObserver next = new CsvObserver(path);
    next.started(1, 4);
    next.resumed(VaeTrainingHistory.empty(), 2);
    next.batchEnded(0, 2, LOSS);
    next.epochEnded(VaeTrainingHistory.empty());
    assertThat(path).hasContent(HEAD + "0,0" + REST + "0,1" + REST + "0,2" + REST);
  }

  @Test
  void aLineWithoutAnEndIsDropped() throws IOException {
    Path path = folder.resolve("steps.csv");
    Files.writeString(path, HEAD + "0,0" + REST + "0,1,train,3.0,1.0,1.0,0.1");
    new CsvObserver(path).resumed(VaeTrainingHistory.empty(), 2);
    assertThat(Files.readString(path)).isEqualTo(HEAD + "0,0" + REST);
  }

  /** A name with no room for that of the hidden file beside it. */
  @Test
  void whatCannotBeRewrittenIsNeverEmptied() throws IOException {
    Path path = folder.resolve("x".repeat(250) + ".csv");
    Files.writeString(path, HEAD + "0,0" + REST);
    CsvObserver table = new CsvObserver(path);
    table.started(1, 4);
    assertThatThrownBy(() -> table.resumed(VaeTrainingHistory.empty(), 1))
        .isInstanceOf(DesiskyException.class)
        .hasMessageContaining("cannot write");
    table.batchEnded(0, 1, LOSS);
    table.stateTaken();
    table.epochEnded(VaeTrainingHistory.empty());
    assertThat(Files.readString(path)).isEqualTo(HEAD + "0,0" + REST);
    table.started(1, 4);
    table.batchEnded(0, 0, LOSS);
    table.failed(new DesiskyException("it failed"));
    assertThat(Files.readString(path)).isEqualTo(HEAD + "0,0" + REST);
  }
}
