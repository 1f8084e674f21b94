package org.desisky.vae;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
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
  public Optional<OfNumbers> ofNumbers() {
    List<OfNumbers> parts = kernels.stream().flatMap(k -> k.ofNumbers().stream()).toList();
    return parts.size() == kernels.size() ? Optional.of(new Mean(parts)) : Optional.empty();
  }

  private record Mean(List<OfNumbers> parts) implements OfNumbers {
    @Override
    public double value(double squaredDistance) {
      double sum = 0;
      for (OfNumbers part : parts) {
        sum += part.value(squaredDistance);
      }
      return sum / parts.size();
    }

    @Override
    public double slope(double squaredDistance, double value) {
      double sum = 0;
      for (OfNumbers part : parts) {
        sum += part.slope(squaredDistance, part.value(squaredDistance));
      }
      return sum / parts.size();
    }
  }

  @Override
  public Kernel fittedTo(Supplier<double[]> squaredDistances) {
    return new KernelMixture(
        kernels.stream().map(kernel -> kernel.fittedTo(squaredDistances)).toList());
  }
}
