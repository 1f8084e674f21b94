package org.desisky.vae;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.desisky.core.engine.Scalars;

/**
 * The mean of kernels, such as of one shape at several widths: some of them see latents at whatever
 * distance they are (Li, Swersky and Zemel, "Generative Moment Matching Networks", ICML 2015).
 *
 * @param kernels at least one
 */
public record KernelMixture(List<Kernel> kernels) implements Kernel {
  /** Checks what is given. */
  public KernelMixture {
    if (kernels.isEmpty()) {
      throw new IllegalArgumentException("a mixture needs a kernel");
    }
    kernels = List.copyOf(kernels);
  }

  @Override
  public NDArray of(NDArray squaredDistance) {
    NDArray sum = kernels.get(0).of(squaredDistance);
    for (Kernel kernel : kernels.subList(1, kernels.size())) {
      sum = sum.add(kernel.of(squaredDistance));
    }
    return Scalars.times(sum, 1.0 / kernels.size());
  }

  @Override
  public Kernel fittedTo(NDArray latents, NDArray priors, NDArray cross) {
    return new KernelMixture(
        kernels.stream().map(kernel -> kernel.fittedTo(latents, priors, cross)).toList());
  }
}
