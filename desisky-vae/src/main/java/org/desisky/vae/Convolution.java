package org.desisky.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.convolutional.Conv2d;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.desisky.core.engine.HostMemory;

/**
 * A linear layer's product x·Wᵀ as a convolution with kernels of a single pixel.
 *
 * <p>Where an array's axes can change places without a copy, engines have faster kernels for that
 * than for plain products: PyTorch gives convolutions to oneDNN, which on an AMD processor takes a
 * third to a half of the time that its other library needs for the product and its gradients
 * (docs/performance.md).
 */
final class Convolution {
  /** For smaller layers the preparations cost more than is gained. */
  private static final long SMALLEST_WEIGHT = 1 << 17;

  private static final int FEWEST_ROWS = 8;
  private static final Map<String, Boolean> SUITED = new ConcurrentHashMap<>();

  private Convolution() {}

  /** Whether arrays of a manager's engine and device are suited to it. */
  static boolean suits(NDManager manager) {
    return !manager.getDevice().isGpu()
        && SUITED.computeIfAbsent(
            manager.getEngine().getEngineName(),
            engine -> HostMemory.transposesWithoutCopy(manager));
  }

  /** Whether the product of rows x (B, in) with a weight of (out, in) is faster so. */
  static boolean pays(NDArray x, int in, int out) {
    return (long) in * out >= SMALLEST_WEIGHT
        && x.getShape().get(0) >= FEWEST_ROWS
        && suits(x.getManager());
  }

  /**
   * The product, with gradients. The weight is taken for an image of one channel an input and one
   * pixel an output, and each row for a kernel: so both gradients are fast, too.
   *
   * @param x (B, in)
   * @param weight (out, in)
   * @return (B, out), as a view of memory in the order (out, B), owned by the manager of {@code x}
   */
  static NDArray product(NDArray x, NDArray weight) {
    long rows = x.getShape().get(0);
    long out = weight.getShape().get(0);
    long in = weight.getShape().get(1);
    NDArray seen = weight.reshape(1, out, 1, in);
    seen.attach(x.getManager()); // a weight outlives its batches
    NDArray image = seen.transpose(0, 3, 1, 2);
    NDArray kernels = x.reshape(rows, in, 1, 1);
    return Conv2d.conv2d(image, kernels).singletonOrThrow().reshape(rows, out);
  }

  /**
   * The gradient of {@code x} in {@link #product}, g·W, as a product forward: engines take twice as
   * long for it backward. The weight is an image of one channel an output and one pixel an input.
   *
   * @param gradient of the product, (B, out)
   * @param weight (out, in), neither with gradients of its own
   * @return (B, in), owned by the manager of {@code gradient}
   */
  static NDArray gradientOfRows(NDArray gradient, NDArray weight) {
    long rows = gradient.getShape().get(0);
    long out = weight.getShape().get(0);
    long in = weight.getShape().get(1);
    NDArray kernels = gradient.reshape(rows, out, 1, 1);
    try (NDArray image = weight.reshape(1, out, 1, in)) {
      NDArray convolved = Conv2d.conv2d(image, kernels).singletonOrThrow();
      convolved.attach(gradient.getManager());
      return convolved.reshape(rows, in);
    }
  }

  /**
   * The product without gradients, plus a bias, of an image of one channel an input and one pixel a
   * row with one kernel an output: the faster way round for very many rows.
   *
   * @param image (1, in, B, 1)
   * @return (1, out, B, 1)
   */
  static NDArray ofImage(NDArray image, NDArray weight, NDArray bias) {
    long out = weight.getShape().get(0);
    long in = weight.getShape().get(1);
    try (NDArray kernels = weight.reshape(out, in, 1, 1)) {
      return Conv2d.conv2d(image, kernels, bias).singletonOrThrow();
    }
  }
}
