package org.desisky.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.channels.Channel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

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
  void givingItUpTwiceTakesNobodysAway() throws IOException {
    Path file = folder.resolve(".lock");
    FileClaim first = FileClaim.tryTake(file).orElseThrow();
    first.close();
    try (FileClaim second = FileClaim.tryTake(file).orElseThrow()) {
      first.close();
      assertThat(FileClaim.tryTake(file)).isEmpty();
      assertThat(second).isNotNull();
    }
  }

  @Test
  void copiesOfTheClassRespectEachOther() throws Exception {
    URL[] classes = {
      FileClaim.class.getProtectionDomain().getCodeSource().getLocation(),
      LoggerFactory.class.getProtectionDomain().getCodeSource().getLocation()
    };
    try (FileClaim held = FileClaim.tryTake(folder.resolve(".lock")).orElseThrow();
        URLClassLoader apart = new URLClassLoader(classes, null)) {
      Class<?> copy = apart.loadClass(FileClaim.class.getName());
      assertThat(copy).isNotSameAs(held.getClass());
      // The file is not even opened, since closing it again would give the lock up.
      Files.delete(folder.resolve(".lock"));
      Object taken = copy.getMethod("tryTake", Path.class).invoke(null, folder.resolve(".lock"));
      assertThat(taken).isEqualTo(Optional.empty());
      assertThat(folder).isEmptyDirectory();
    }
  }

  /** Else work that is done would be told as work that could not begin, and an error by another. */
  @Test
  void whatFailsAtTheEndTakesNobodysPlace() {
    Channel broken =
        new Channel() {
          @Override
          public boolean isOpen() {
            return true;
          }

          @Override
          public void close() throws IOException {
            throw new IOException("as if");
          }
        };
    FileClaim claim = new FileClaim(FileClaim.OF_THIS_PROCESS + "a.lock", broken);
    assertThatNoException().isThrownBy(claim::close);
    assertThatThrownBy(
            () -> {
              try (claim) {
                throw new IllegalStateException("before");
              }
            })
        .hasMessage("before")
        .hasNoSuppressedExceptions();
  }

  @Test
  void aFailureLeavesNothingClaimed() throws IOException {
    Path file = Files.createDirectory(folder.resolve(".lock"));
    assertThatThrownBy(() -> FileClaim.tryTake(file)).isInstanceOf(IOException.class);
    Files.delete(file);
    FileClaim.tryTake(file).orElseThrow().close();
  }
}
