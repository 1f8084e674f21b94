package org.desisky.vae;

import ai.djl.ndarray.NDArray;
import com.google.common.math.Quantiles;
import java.util.function.Supplier;

/**
 * A kernel as wide as the median distance of all pairs in a batch, latents and prior's sample
 * together (Gretton et al., "A Kernel Two-Sample Test", JMLR 13, 2012, section 8).
 */
record MedianKernel(KernelFamily shape) implements Kernel {
  /** Where more than half of all points are the same, any width will do. */
  private static final double LEAST = 1e-3;

  @Override
  public NDArray of(NDArray squaredDistance) {
    throw new IllegalStateException("its width comes from a batch: call fittedTo first");
  }

  @Override
  public Kernel fittedTo(Supplier<double[]> squaredDistances) {
    double[] squares = squaredDistances.get();
    double median = Math.sqrt(upperMedian(squares));
    return shape
        .of(Double.isFinite(median) ? Math.max(median, LEAST) : 1)
        .fittedTo(squaredDistances);
  }

  /** Of the two in the middle of an even number the larger; NaN if any is. */
  private static double upperMedian(double... values) {
    int last = values.length - 1;
    return last < 1
        ? (last < 0 ? Double.NaN : values[0])
        : Quantiles.scale(last).index(values.length / 2).computeInPlace(values);
  }
}
