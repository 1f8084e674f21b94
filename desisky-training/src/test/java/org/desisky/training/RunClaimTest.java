package org.desisky.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.desisky.core.DesiskyException;
import org.desisky.core.io.FileClaim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunClaimTest {
  @TempDir Path folder;

  private VaeTrainingConfig run(Path saveDir) {
    return VaeTrainingConfig.builder().saveDir(saveDir).runName("run").build();
  }

  @Test
  void oneRunHasItAtATime() {
    try (FileClaim first = RunClaim.take(run(folder))) {
      assertThat(first).isNotNull();
      assertThatThrownBy(() -> RunClaim.take(run(folder)))
          .isInstanceOf(DesiskyException.class)
          .hasMessageContaining("another run named 'run' is going on in " + folder);
      assertThatThrownBy(() -> RunClaim.requireFree(run(folder)))
          .isInstanceOf(DesiskyException.class)
          .hasMessageContaining("another run named 'run' is going on in " + folder);
    }
    RunClaim.requireFree(run(folder));
    RunClaim.take(run(folder)).close();
  }

  @Test
  void aFolderThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> RunClaim.take(run(file)))
        .isInstanceOf(DesiskyException.class)
        .hasMessageContaining("cannot lock " + file);
  }
}
