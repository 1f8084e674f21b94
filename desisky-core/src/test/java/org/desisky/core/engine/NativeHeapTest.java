package org.desisky.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class NativeHeapTest {
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
      double held = ResidentMemory.mib();
      assertThat(NativeHeap.trim()).isTrue();
      assertThat(held - ResidentMemory.mib()).isGreaterThan(50);
      assertThat(last.getFloat(16383)).isEqualTo(1);
    }
  }

  /** It came with Java 21, and later to 17.0.9. */
  private static boolean hasTheCall(Runtime.Version version) {
    return version.feature() >= 21
        || (version.feature() == 17 && version.compareTo(Runtime.Version.parse("17.0.9")) >= 0);
  }
}
