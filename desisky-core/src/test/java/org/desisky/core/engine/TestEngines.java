package org.desisky.core.engine;

import java.util.List;

/** The engines that tests run on: all of the class path, on the CPU. */
public final class TestEngines {
  private TestEngines() {}

  public static List<Compute> all() {
    return Engines.names().stream().map(name -> Compute.of(name, "cpu")).toList();
  }
}
