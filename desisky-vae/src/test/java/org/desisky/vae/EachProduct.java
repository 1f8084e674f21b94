package org.desisky.vae;

/** Both ways in which layers are computed on a CPU, whichever is this processor's. */
final class EachProduct {
  private EachProduct() {}

  /** Runs a test with layers as convolutions, where the engine can, and with plain products. */
  static void with(Runnable test) {
    String before = System.getProperty(Convolution.ASKED);
    try {
      for (boolean convolutions : new boolean[] {true, false}) {
        System.setProperty(Convolution.ASKED, Boolean.toString(convolutions));
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
}
