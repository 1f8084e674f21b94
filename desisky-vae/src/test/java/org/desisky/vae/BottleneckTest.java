package org.desisky.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.List;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.core.noise.Noise;

/** Each {@link Bottleneck} gives what the engine derives from the loss as it is written. */
class BottleneckTest {
  private static final int LATENT = 3;
  private static final List<Kernel> KERNELS =
      List.of(
          new RbfKernel(0.8),
          new InverseMultiquadricKernel(1.3),
          KernelWidth.multi().kernel(KernelShape.IMQ, LATENT),
          KernelWidth.median().kernel(KernelShape.RBF, LATENT),
          new KernelMixture(
              List.of(new RbfKernel(0.5), KernelWidth.median().kernel(KernelShape.IMQ, LATENT))));

  private int rows = 9;
  private int priorRows = 7;
  private float spread = 1;
  private double beta = 0.3;
  private double lam = 2;
  private boolean priorIsEpsilon;

  @EachEngine
  void withEachKernelAndEstimate(Compute compute) {
    for (Kernel kernel : KERNELS) {
      for (MmdEstimate estimate : MmdEstimate.values()) {
        compare(compute, kernel, estimate);
      }
    }
  }

  /** No gradient comes from where a latent or a logvar is clipped, as most are here. */
  @EachEngine
  void whereMuchIsClipped(Compute compute) {
    spread = 15;
    for (Kernel kernel : KERNELS) {
      compare(compute, kernel, MmdEstimate.BIASED);
    }
  }

  @EachEngine
  void ofASinglePoint(Compute compute) {
    for (int[] sizes : new int[][] {{1, 1}, {1, 4}, {4, 1}}) {
      rows = sizes[0];
      priorRows = sizes[1];
      for (MmdEstimate estimate : MmdEstimate.values()) {
        for (Kernel kernel : KERNELS) {
          compare(compute, kernel, estimate);
        }
      }
    }
  }

  @EachEngine
  void whereThePriorsSampleIsTheNoise(Compute compute) {
    priorRows = rows;
    priorIsEpsilon = true;
    compare(compute, new RbfKernel(0.8), MmdEstimate.BIASED);
  }

  /** No divergence, and a discrepancy that counts the other way round. */
  @EachEngine
  void withOtherWeights(Compute compute) {
    for (double[] weights : new double[][] {{0, 2}, {0, 0}, {2, 0.5}}) {
      beta = weights[0];
      lam = weights[1];
      compare(compute, new RbfKernel(0.8), MmdEstimate.BIASED);
    }
  }

  /** A training ends where its loss is not finite, be it of numbers that a float cannot hold. */
  @EachEngine
  void whatIsNotFiniteShowsInTheLoss(Compute compute) {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, 3e19f}) {
      try (NDManager scope = compute.newManager()) {
        Inputs in = new Inputs(scope);
        in.mean.set(new NDIndex(0, 0), bad);
        InfoVaeLoss loss = loss(new RbfKernel(0.8), MmdEstimate.BIASED);
        NDArray recon = in.byLatent.sum();
        assertThat(in.onEngine(loss, compute).loss(recon).isFinite()).isFalse();
        assertThat(in.onHost(loss).loss(recon).isFinite()).isFalse();
      }
    }
  }

  /** A kernel that is not written for plain numbers is the engine's to derive. */
  @EachEngine
  void ofAKernelForTensorsOnly(Compute compute) {
    Kernel laplace = squares -> squares.add(1e-6f).sqrt().neg().exp();
    try (NDManager scope = compute.newManager()) {
      Inputs in = new Inputs(scope);
      InfoVaeLoss loss = loss(laplace, MmdEstimate.BIASED);
      assertThat(HostBottleneck.of(loss, in.mean, in.logvar, in.epsilon, in.prior)).isEmpty();
      check(in.byTheEngine(loss, compute), in.by(in.onEngine(loss, compute)));
    }
  }

  private void compare(Compute compute, Kernel kernel, MmdEstimate estimate) {
    try (NDManager scope = compute.newManager()) {
      Inputs in = new Inputs(scope);
      InfoVaeLoss loss = loss(kernel, estimate);
      List<float[]> expected = in.byTheEngine(loss, compute);
      check(expected, in.by(in.onEngine(loss, compute)));
      check(expected, in.by(in.onHost(loss)));
    }
  }

  private InfoVaeLoss loss(Kernel kernel, MmdEstimate estimate) {
    return new InfoVaeLoss(beta, lam, kernel, estimate, ReconstructionTerm.MSE, new float[0], 0);
  }

  private static void check(List<float[]> expected, List<float[]> actual) {
    checkSame(expected.get(0), actual.get(0), "latent");
    checkSame(expected.get(1), actual.get(1), "by mean");
    checkSame(expected.get(2), actual.get(2), "by logvar");
    checkSame(expected.get(3), actual.get(3), "loss");
  }

  private static float[] values(LossValues loss) {
    return new float[] {
      (float) loss.total(), (float) loss.recon(), (float) loss.kl(), (float) loss.mmd()
    };
  }

  private static void checkSame(float[] expected, float[] actual, String what) {
    float largest = 1;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertThat(actual).as(what).containsExactly(expected, within(3e-6f * largest));
  }

  /** What a bottleneck takes. */
  private final class Inputs {
    private final NDArray mean;
    private final NDArray logvar;
    private final NDArray epsilon;
    private final NDArray prior;
    private final NDArray byLatent;

    Inputs(NDManager scope) {
      mean = normal(scope, "mean", rows, spread);
      logvar = normal(scope, "logvar", rows, spread);
      epsilon = normal(scope, "epsilon", rows, 1);
      prior = priorIsEpsilon ? epsilon : normal(scope, "prior", priorRows, 1);
      byLatent = normal(scope, "gradient", rows, 1);
    }

    private NDArray normal(NDManager scope, String name, int count, float scale) {
      float[] values = Noise.of(5).stream(name).normals(count * LATENT);
      return scope.create(values, new Shape(count, LATENT)).mul(scale);
    }

    Bottleneck onEngine(InfoVaeLoss loss, Compute compute) {
      return new EngineBottleneck(loss, mean, logvar, epsilon, prior, compute);
    }

    Bottleneck onHost(InfoVaeLoss loss) {
      return HostBottleneck.of(loss, mean, logvar, epsilon, prior).orElseThrow();
    }

    /** The reconstruction is a linear function of the latents. */
    List<float[]> by(Bottleneck bottleneck) {
      NDArray latent = bottleneck.latent();
      NDList gradients = bottleneck.backward(byLatent);
      return List.of(
          latent.toFloatArray(),
          gradients.get(0).toFloatArray(),
          gradients.get(1).toFloatArray(),
          values(bottleneck.loss(latent.mul(byLatent).sum())));
    }

    List<float[]> byTheEngine(InfoVaeLoss loss, Compute compute) {
      NDArray m = mean.duplicate();
      NDArray v = logvar.duplicate();
      m.setRequiresGradient(true);
      v.setRequiresGradient(true);
      NDArray latent;
      LossTerms terms;
      try (GradientCollector collector = compute.newGradientCollector()) {
        latent = SkyVae.sample(m, InfoVaeLoss.clipped(v), epsilon);
        terms =
            loss.weighted(
                latent.mul(byLatent).sum(),
                InfoVaeLoss.divergence(m, v),
                loss.discrepancy(latent, prior));
        collector.backward(terms.total());
      }
      return List.of(
          latent.toFloatArray(),
          m.getGradient().toFloatArray(),
          v.getGradient().toFloatArray(),
          values(terms.values()));
    }
  }
}
