package org.desisky.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class EnginesTest {
  @Test
  void findsTheEnginesOfThePlatform() {
    assertThat(Engines.names()).isNotEmpty();
  }

  @EachEngine
  void eachEngineDescribesItself(Compute compute) {
    EngineInfo info =
        Engines.describe().stream()
            .filter(engine -> engine.name().equals(compute.engineName()))
            .findFirst()
            .orElseThrow();
    assertThat(info.failure()).isEmpty();
    assertThat(info.devices()).startsWith("cpu");
    assertThat(info.version()).matches("\\d+\\.\\d+.*");
    assertThat(info.library()).isPresent();
  }

  @EachEngine
  void anEngineIsFoundByItsNameInAnyCase(Compute compute) {
    String shouted = compute.engineName().toUpperCase(Locale.ROOT);
    assertThat(Compute.of(shouted, "CPU").engineName()).isEqualTo(compute.engineName());
  }

  /** As threads of a pool that a program did not make, and those of a web server. */
  @Test
  void theThreadsOwnClassLoaderNeedNotKnowTheEngines() {
    List<String> names = Engines.names();
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    ClassLoader platform = ClassLoader.getPlatformClassLoader();
    thread.setContextClassLoader(platform);
    try {
      assertThat(Engines.names()).isEqualTo(names);
      assertThat(Compute.auto().engineName()).isIn(names);
      assertThat(thread.getContextClassLoader()).isSameAs(platform);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void autoTellsWhyItChose() {
    Compute compute = Compute.auto();
    assertThat(compute.reason()).isNotBlank();
    assertThat(compute.toString()).contains(compute.engineName(), compute.deviceName());
  }

  @Test
  void anUnknownEngineIsRefusedWithTheOnesThereAre() {
    assertThatThrownBy(() -> Compute.of("abacus", "cpu"))
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessageContaining("abacus")
        .hasMessageContaining(Engines.names().get(0));
  }

  /** The framework reads the environment once, so that only words can be tried here. */
  @Test
  void aDefaultThatTheFrameworkDoesNotKnowIsToldWithTheOneMeant() {
    Throwable why = new ExceptionInInitializerError(new IllegalStateException("Unknown: x"));
    List<String> there = List.of("PyTorch", "MXNet");
    assertThat(Engines.unlisted("mxnet", there, why))
        .endsWith("says 'mxnet', but the framework knows it as MXNet");
    assertThat(Engines.unlisted("x", there, why))
        .endsWith(
            "says 'x', which is not on the class path; unset it, or name what is there:"
                + " PyTorch, MXNet");
    assertThat(Engines.unlisted("MXNet", there, why)).endsWith("cannot be listed: Unknown: x");
    assertThat(Engines.unlisted(null, there, why)).endsWith("cannot be listed: Unknown: x");
  }

  @EachEngine
  void aGpuThatIsNotThereIsRefused(Compute compute) {
    assertThatThrownBy(() -> Compute.of(compute.engineName(), "gpu:999"))
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessageContaining("gpu:999");
  }

  @Test
  void aDeviceThatMakesNoSenseIsRefused() {
    assertThatThrownBy(() -> Compute.of("auto", "toaster"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("toaster");
  }

  /** As one on the class path for other models, whose sums another engine makes, or nobody. */
  @EachEngine
  void anEngineThatOnlyRunsFinishedModelsIsPassedOver(Compute compute) {
    String other = compute.engineName();
    FinishedModels borrowing = FinishedModels.besides(other, "Borrowing beside " + other);
    FinishedModels ofABrokenOne = FinishedModels.besidesABrokenOne("Borrowing in vain, " + other);
    FinishedModels without =
        FinishedModels.alone(
            "Without beside " + other, new UnsupportedOperationException("not here"));
    List<EngineUnavailableException> failures = new ArrayList<>();
    List<String> names =
        List.of(
            borrowing.getEngineName(),
            ofABrokenOne.getEngineName(),
            without.getEngineName(),
            other);
    assertThat(Engines.automatic(names, "cpu", failures).engineName()).isEqualTo(other);
    assertThat(failures)
        .hasSize(3)
        .extracting(EngineUnavailableException::problem)
        .containsOnly(EngineProblem.NO_TENSORS);
    assertThatThrownBy(() -> EngineStart.start(without.getEngineName()))
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessageStartingWith(
            without.getEngineName() + " is on the class path but has no tensors")
        .hasMessageContaining("not here");
  }

  @Test
  void anEngineWhoseFirstSumFailsIsBroken() {
    FinishedModels broken =
        FinishedModels.alone("Broken", new IllegalArgumentException("no kernel for this machine"));
    for (int time = 0; time < 2; time++) {
      assertThatThrownBy(() -> EngineStart.start(broken.getEngineName()))
          .isInstanceOfSatisfying(
              EngineUnavailableException.class,
              e -> assertThat(e.problem()).isEqualTo(EngineProblem.NATIVES_BROKEN))
          .hasMessageContaining("no kernel for this machine");
    }
  }

  @EachEngine
  void numbersGoInAndComeOutUnchanged(Compute compute) {
    float[] numbers = {1.5f, -2f, Float.MIN_VALUE, 3e38f, 0f, -0f};
    try (NDManager manager = compute.newManager()) {
      NDArray array = HostMemory.create(manager, FloatBuffer.wrap(numbers), new Shape(2, 3));
      assertThat(array.toFloatArray()).containsExactly(numbers);
      boolean shared = HostMemory.isShared(array);
      assertThat(HostMemory.isShared(array)).isEqualTo(shared);
      assertThat(array.toFloatArray()).containsExactly(numbers);
    }
  }

  /** Where an engine works behind the program's back, a copy waits for readers of the array. */
  @EachEngine
  void aCollectionWhileACopyWaitsLeavesTheNumbersAsTheyAre(Compute compute) throws Exception {
    float[] numbers = new float[256];
    Arrays.fill(numbers, 1.5f);
    try (NDManager manager = compute.newManager()) {
      NDArray array = manager.zeros(new Shape(numbers.length));
      // Only compiled code forgets a buffer before its method is done.
      for (int i = 0; i < 5000; i++) {
        HostMemory.copy(FloatBuffer.wrap(numbers), array);
      }
      NDArray matrix = manager.ones(new Shape(1200, 1200));
      for (int round = 0; round < 4; round++) {
        NDArray product = matrix.dot(matrix).dot(matrix).dot(matrix);
        NDArray reader = product.sum().reshape(1).mul(array);
        AtomicBoolean copied = new AtomicBoolean();
        Thread collector = new Thread(() -> collectUntil(copied));
        collector.start();
        try {
          HostMemory.copy(FloatBuffer.wrap(numbers), array);
        } finally {
          copied.set(true);
          collector.join();
        }
        assertThat(array.toFloatArray()).containsExactly(numbers);
        assertThat(reader.toFloatArray()).doesNotContain(0f);
      }
    }
  }

  private static void collectUntil(AtomicBoolean done) {
    do {
      System.gc();
    } while (!done.get());
  }
}
