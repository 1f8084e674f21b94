package org.desisky.vae;

import ai.djl.ndarray.NDArray;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.desisky.core.engine.HostMemory;

/**
 * A kernel as wide as the median distance of all pairs in a batch, latents and prior's sample
 * together (Gretton et al., "A Kernel Two-Sample Test", JMLR 13, 2012, section 8).
 */
record MedianKernel(KernelShape shape) implements Kernel {
  /** Where more than half of all points are the same, any width will do. */
  private static final double LEAST = 1e-3;

  @Override
  public NDArray of(NDArray squaredDistance) {
    throw new IllegalStateException("its width comes from a batch: call fittedTo first");
  }

  @Override
  public Kernel fittedTo(NDArray latents, NDArray priors, NDArray cross) {
    float[] pairs =
        new float
            [pairs(latents.getShape().get(0))
                + pairs(priors.getShape().get(0))
                + Math.toIntExact(cross.size())];
    int at = addPairs(latents, pairs, 0);
    at = addPairs(priors, pairs, at);
    floats(cross).get(pairs, at, pairs.length - at);
    Arrays.sort(pairs); // NaN comes last
    double median = Math.sqrt(pairs[pairs.length / 2]);
    return shape.of(Double.isFinite(median) ? Math.max(median, LEAST) : 1);
  }

  private static int pairs(long n) {
    return Math.toIntExact(n * (n - 1) / 2);
  }

  private static int addPairs(NDArray square, float[] target, int start) {
    int n = Math.toIntExact(square.getShape().get(0));
    FloatBuffer values = floats(square);
    int at = start;
    for (int row = 1; row < n; row++) {
      values.get(row * n, target, at, row);
      at += row;
    }
    return at;
  }

  private static FloatBuffer floats(NDArray array) {
    try (NDArray value = array.stopGradient()) {
      return HostMemory.floats(value);
    }
  }
}
