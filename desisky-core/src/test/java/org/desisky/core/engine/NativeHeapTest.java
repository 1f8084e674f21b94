package org.desisky.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class NativeHeapTest {
  private static final int MIB = 1 << 20;

  /** Arrays too small for places of their own, which lie free below one that is in use. */
  @EachEngine
  @EnabledOnOs(OS.LINUX)
  void whatLiesFreeGoesBackToTheSystem(Compute compute) throws IOException {
    assumeThat(Runtime.version()).matches(NativeHeapTest::hasTheCall);
    try (NDManager scope = compute.newManager()) {
      NDArray last;
      try (NDManager many = scope.newSubManager()) {
        for (int i = 0; i < 2000; i++) {
          many.ones(new Shape(16384));
        }
        last = scope.ones(new Shape(16384));
        assertThat(last.getFloat(16383)).isEqualTo(1);
      }
      double held = residentMib();
      assertThat(NativeHeap.trim()).isTrue();
      assertThat(held - residentMib()).isGreaterThan(50);
      assertThat(last.getFloat(16383)).isEqualTo(1);
    }
  }

  /** It came with Java 21, and later to 17.0.9. */
  private static boolean hasTheCall(Runtime.Version version) {
    return version.feature() >= 21
        || (version.feature() == 17 && version.compareTo(Runtime.Version.parse("17.0.9")) >= 0);
  }

  private static double residentMib() throws IOException {
    String statm = Files.readString(Path.of("/proc/self/statm"));
    return Long.parseLong(Splitter.on(' ').splitToList(statm).get(1)) * 4096.0 / MIB;
  }
}
