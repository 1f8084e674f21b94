package org.desisky.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineFailureTest {
  @TempDir Path folder;

  /** What loaders say, word for word. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "/t/libtorch_cpu.so: /lib64/libc.so.6: version `GLIBC_2.28' not found (required by x)|SYSTEM_TOO_OLD|GLIBC_2.28",
        "/t/libc10.so: /lib64/libstdc++.so.6: version `GLIBCXX_3.4.29' not found|SYSTEM_TOO_OLD|GLIBCXX_3.4.29",
        "/t/libtorch.so: /t/libtorch.so: wrong ELF class: ELFCLASS32|WRONG_PLATFORM|wrong ELF class",
        "/t/l.so: cannot open shared object file: Exec format error|WRONG_PLATFORM|Exec format",
        "Can't load AARCH 64 .so on a AMD 64 platform|WRONG_PLATFORM|AARCH",
        "libcuda.so.1: cannot open shared object file: No such file or directory|NO_GPU_DRIVER|libcuda.so.1",
        "libcudart.so.12: cannot open shared object file|CUDA_MISMATCH|libcudart.so.12",
        "libgomp.so.1: cannot open shared object file: No such file|NATIVES_BROKEN|libgomp.so.1",
        "Native Library /t/cu124/libc10.so already loaded in another classloader|NATIVES_BROKEN|a loader that they share",
        "Failed to create temporary file for /com/sun/jna/x.so library: JNA temporary directory '/t' is not writable|CACHE_NOT_WRITABLE|there is no folder to unpack the library to"
      })
  void whatALoaderSaysIsUnderstood(String said, EngineProblem problem, String named) {
    EngineUnavailableException failure =
        EngineFailure.of("Abacus", new EngineException("Failed", new UnsatisfiedLinkError(said)));
    assertThat(failure.problem()).isEqualTo(problem);
    assertThat(failure).hasMessageContaining(named).hasMessageStartingWith("Abacus ");
    assertThat(failure.engine()).contains("Abacus");
    assertThat(failure.getMessage().lines()).hasSize(1);
  }

  @Test
  void nativesThatAreNotThereAndCannotBeFetched() {
    EngineUnavailableException failure =
        EngineFailure.of("Abacus", new EngineException("x", new IOException("Offline mode")));
    assertThat(failure.problem()).isEqualTo(EngineProblem.NATIVES_MISSING);
    assertThat(failure).hasMessageContaining(Engines.platform());
  }

  @Test
  void aFolderThatCannotBeWritten() {
    EngineUnavailableException failure =
        EngineFailure.of("Abacus", new EngineException("x", new AccessDeniedException("/a/b")));
    assertThat(failure.problem()).isEqualTo(EngineProblem.CACHE_NOT_WRITABLE);
    assertThat(failure).hasMessageEndingWith(": access denied (/a/b)");
  }

  @Test
  void aGpuWithoutItsDriverIsSeen() throws IOException {
    assertThat(GpuObstacle.find(folder)).isEmpty();
    device("0000:00:01.0", "0x8086", "0x030000");
    device("0000:00:02.0", "0x10de", "0x040300"); // its sound, not its display
    assertThat(GpuObstacle.find(folder)).isEmpty();
    device("0000:00:03.0", "0x10de", "0x030200");
    assertThat(GpuObstacle.find(folder).map(GpuObstacle::problem))
        .contains(EngineProblem.NO_GPU_DRIVER);
    Path version = Files.createDirectories(folder.resolve("proc/driver/nvidia"));
    Files.writeString(
        version.resolve("version"),
        "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.183.01  Sun May 12 19:39:15 UTC\n");
    Optional<GpuObstacle> obstacle = GpuObstacle.find(folder);
    assertThat(obstacle.map(GpuObstacle::problem)).contains(EngineProblem.NO_CUDA_RUNTIME);
    assertThat(obstacle.orElseThrow().text()).contains("535.183.01");
  }

  @Test
  void workIsDoneAlsoWhereNothingCanBeLocked() throws IOException {
    AtomicInteger done = new AtomicInteger();
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(EngineStart.alone(file.resolve("cache"), done::incrementAndGet)).isEqualTo(1);
    assertThat(EngineStart.alone(folder, done::incrementAndGet)).isEqualTo(2);
    assertThat(EngineStart.alone(folder, done::incrementAndGet)).isEqualTo(3);
  }

  /** As where two class loaders of a process each have a copy of it. */
  @Test
  void workWaitsForWhoHoldsTheLockInThisProcess() throws Exception {
    CompletableFuture<Integer> work;
    try (FileChannel other =
        FileChannel.open(
            folder.resolve(".desisky.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      other.lock();
      work = CompletableFuture.supplyAsync(() -> EngineStart.alone(folder, () -> 1));
      assertThatThrownBy(() -> work.get(200, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
    }
    assertThat(work.get(10, TimeUnit.SECONDS)).isEqualTo(1);
  }

  private void device(String name, String vendor, String type) throws IOException {
    Path device = Files.createDirectories(folder.resolve("sys/bus/pci/devices").resolve(name));
    Files.writeString(device.resolve("vendor"), vendor + "\n");
    Files.writeString(device.resolve("class"), type + "\n");
  }
}
