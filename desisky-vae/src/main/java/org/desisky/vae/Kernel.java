package org.desisky.vae;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import java.util.function.Supplier;

/** A positive definite kernel that depends on distance alone, and is 1 at distance 0. */
public interface Kernel {
  /** The kernel's values, elementwise, for squared Euclidean distances. */
  NDArray of(NDArray squaredDistance);

  /**
   * The kernel for plain numbers, if it is written for them, too; asked of what {@link #fittedTo}
   * gives. Training and its tests then need no engine for it, which for so few numbers takes twice
   * as long as Java or more. A DJL trainer still goes by {@link #of}.
   */
  default Optional<OfNumbers> ofNumbers() {
    return Optional.empty();
  }

  /**
   * The kernel to use for a batch; itself, unless its width comes from the batch. No gradient flows
   * through the choice.
   *
   * @param squaredDistances gives the squared distances of all pairs of different points in the
   *     batch, latents and the prior's sample together, in any order; of no pair where there is
   *     only one point, and of some millions of pairs, evenly taken, where there are more. Each
   *     call gives an array of its own
   * @return a kernel that is the same however often this is asked for a batch
   */
  default Kernel fittedTo(Supplier<double[]> squaredDistances) {
    return this;
  }

  /** A kernel for plain numbers: the same as {@link Kernel#of}, and exactly 1 at distance 0. */
  interface OfNumbers {
    /** The kernel's value for a squared distance, from 0 on. */
    double value(double squaredDistance);

    /**
     * Its derivative by the squared distance, finite from 0 on: different points may lie at one
     * place.
     *
     * @param value what {@link #value} gives for this distance
     */
    double slope(double squaredDistance, double value);
  }
}
