package org.desisky.vae;

import ai.djl.ndarray.NDManager;
import org.desisky.core.engine.Compute;

/** Both ways in which layers are computed on a CPU, whichever is this processor's. */
final class EachProduct {
  private EachProduct() {}

  /** Runs a test with layers as convolutions, where the engine can, and with plain products. */
  static void with(Compute compute, Runnable test) {
    String before = System.getProperty(Convolution.ASKED);
    try {
      System.setProperty(Convolution.ASKED, "false");
      test.run();
      System.setProperty(Convolution.ASKED, "true");
      if (convolves(compute)) {
        test.run();
      }
    } finally {
      if (before == null) {
        System.clearProperty(Convolution.ASKED);
      } else {
        System.setProperty(Convolution.ASKED, before);
      }
    }
  }

  private static boolean convolves(Compute compute) {
    try (NDManager manager = compute.newManager()) {
      return Convolution.suits(manager);
    }
  }
}
