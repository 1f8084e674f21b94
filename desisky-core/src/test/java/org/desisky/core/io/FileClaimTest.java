package org.desisky.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Claims within a process; those of others are tested with the packaged program. */
class FileClaimTest {
  @TempDir Path folder;

  @Test
  void onlyOneHolderHasItUntilItIsGivenUp() throws IOException {
    Path file = folder.resolve(".lock");
    try (FileClaim first = FileClaim.tryTake(file).orElseThrow()) {
      assertThat(FileClaim.tryTake(folder.resolve("./.lock"))).isEmpty();
      assertThat(first).isNotNull();
    }
    FileClaim.tryTake(file).orElseThrow().close();
    assertThat(file).exists();
  }

  @Test
  void aFailureLeavesNothingClaimed() throws IOException {
    Path file = Files.createDirectory(folder.resolve(".lock"));
    assertThatThrownBy(() -> FileClaim.tryTake(file)).isInstanceOf(IOException.class);
    Files.delete(file);
    FileClaim.tryTake(file).orElseThrow().close();
  }
}
