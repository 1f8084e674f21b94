package org.desisky.core.engine;

import java.util.List;

/**
 * The engines that tests run on: all of the class path, on the CPU; with {@code
 * -Ddesisky.test.device=gpu} those that can use the GPU, on the first.
 */
public final class TestEngines {
  private static final String DEVICE = System.getProperty("desisky.test.device", "cpu");

  private TestEngines() {}

  public static List<Compute> all() {
    if (DEVICE.equals("cpu")) {
      return onCpu();
    }
    List<Compute> found =
        Engines.describe().stream()
            .filter(engine -> engine.devices().stream().anyMatch(name -> name.startsWith(DEVICE)))
            .map(engine -> Compute.of(engine.name(), DEVICE))
            .toList();
    if (found.isEmpty()) {
      throw new IllegalStateException("no engine of the class path has a device " + DEVICE);
    }
    return found;
  }

  /** All engines of the class path, on the CPU. */
  public static List<Compute> onCpu() {
    return Engines.names().stream().map(name -> Compute.of(name, "cpu")).toList();
  }
}
