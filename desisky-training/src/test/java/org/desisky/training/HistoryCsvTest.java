package org.desisky.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.desisky.core.io.BadFileException;
import org.desisky.vae.LossValues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryCsvTest {
  @TempDir Path folder;

  @Test
  void whatIsWrittenIsReadAgain() {
    LossValues losses = new LossValues(0.1 + 0.2, 1e-30, -0.0, 3e10);
    VaeTrainingHistory history =
        VaeTrainingHistory.empty()
            .plus(new EpochRecord(0, losses, Optional.empty(), 1e-3, 2.5))
            .plus(new EpochRecord(1, losses, Optional.of(losses), 1e-4, 0.125, 0.75));
    Path csv = folder.resolve("x.history.csv");

    HistoryCsv.write(csv, history);

    assertThat(HistoryCsv.read(csv)).isEqualTo(history);
  }

  @Test
  void anOlderFileWithoutTheOverlapIsRead() throws IOException {
    Path csv = folder.resolve("old.csv");
    Files.writeString(
        csv,
        """
        epoch,train_loss,train_recon,train_kl,train_mmd,test_loss,test_recon,test_kl,test_mmd,\
        learning_rate,seconds
        0,6,1,2,3,,,,,0.001,1.5
        """);

    EpochRecord epoch = HistoryCsv.read(csv).epochs().get(0);

    assertThat(epoch.train()).isEqualTo(new LossValues(6, 1, 2, 3));
    assertThat(epoch.test()).isEmpty();
    assertThat(epoch.seconds()).isEqualTo(1.5);
    assertThat(epoch.kernelOverlap()).isNaN();
  }

  @Test
  void whatIsNoHistoryIsNamedWithItsLine() throws IOException {
    Path other = Files.writeString(folder.resolve("other.csv"), "a,b\n1,2\n");
    Path empty = Files.createFile(folder.resolve("empty.csv"));
    Path torn = folder.resolve("torn.csv");
    HistoryCsv.write(torn, VaeTrainingHistory.empty());
    Files.writeString(torn, Files.readString(torn) + "0,1,2\n");

    assertThatThrownBy(() -> HistoryCsv.read(other))
        .isInstanceOf(BadFileException.class)
        .hasMessageContaining("other.csv")
        .hasMessageContaining("no training history");
    assertThatThrownBy(() -> HistoryCsv.read(empty)).isInstanceOf(BadFileException.class);
    assertThatThrownBy(() -> HistoryCsv.read(torn)).hasMessageContaining("line 2");
    assertThatThrownBy(() -> HistoryCsv.read(folder.resolve("none.csv")))
        .isInstanceOf(BadFileException.class)
        .hasMessageContaining("none.csv");
  }
}
