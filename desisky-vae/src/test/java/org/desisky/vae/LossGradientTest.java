package org.desisky.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.core.engine.Scalars;
import org.desisky.core.noise.Noise;

/** The gradient of each term of the loss, against differences of the term itself. */
class LossGradientTest {
  private static final int BATCH = 3;
  private static final int CHANNELS = 7;
  private static final int LATENT = 3;
  private static final float STEP = 0x1p-6f;

  @EachEngine
  void ofTheReconstructionInAnyUnit(Compute compute) {
    float[] each = {0.5f, 1, 2, 3, 0.1f, 1, 4};
    for (float[] unit : List.of(new float[0], new float[] {2.5f}, each)) {
      for (ReconstructionTerm term : ReconstructionTerm.values()) {
        InfoVaeLoss loss =
            new InfoVaeLoss(0, 0, new RbfKernel(1), MmdEstimate.BIASED, term, unit, 0);
        check(compute, loss, LossTerms::recon);
      }
    }
  }

  @EachEngine
  void ofTheDivergence(Compute compute) {
    check(compute, loss(new RbfKernel(1), MmdEstimate.BIASED), LossTerms::kl);
  }

  @EachEngine
  void ofTheDiscrepancyWithEachKernelAndEstimate(Compute compute) {
    for (Kernel kernel :
        List.of(
            new RbfKernel(0.8),
            new InverseMultiquadricKernel(1.3),
            KernelWidth.multi().kernel(KernelShape.RBF, LATENT),
            KernelWidth.multi().kernel(KernelShape.IMQ, LATENT))) {
      for (MmdEstimate estimate : MmdEstimate.values()) {
        check(compute, loss(kernel, estimate), LossTerms::mmd);
      }
    }
  }

  /**
   * No gradient flows through the choice of the width, so it is held while differences are taken.
   */
  @EachEngine
  void ofTheDiscrepancyWithAWidthFromTheBatch(Compute compute) {
    try (NDManager scope = compute.newManager()) {
      float[] z = inputs(scope).get(2).toFloatArray();
      float[] p = prior(scope).toFloatArray();
      Kernel median = KernelWidth.median().kernel(KernelShape.RBF, LATENT);
      Kernel held = median.fittedTo(new HostDiscrepancy(z, p, LATENT)::squaredDistances);
      float[] gradients = gradients(compute, loss(median, MmdEstimate.BIASED), LossTerms::mmd, 2);
      assertThat(gradients)
          .isEqualTo(gradients(compute, loss(held, MmdEstimate.BIASED), LossTerms::mmd, 2));
    }
    check(compute, loss(new RbfKernel(2.1), MmdEstimate.BIASED), LossTerms::total);
  }

  private static InfoVaeLoss loss(Kernel kernel, MmdEstimate estimate) {
    return new InfoVaeLoss(0.3, 2, kernel, estimate, ReconstructionTerm.MSE, new float[0], 0);
  }

  /** Compares with respect to mean, logvar, latent and output in turn. */
  private static void check(Compute compute, InfoVaeLoss loss, Function<LossTerms, NDArray> term) {
    boolean any = false;
    for (int input = 0; input < 4; input++) {
      float[] gradient = gradients(compute, loss, term, input);
      float[] difference = differences(compute, loss, term, input);
      float largest = 0;
      for (float value : difference) {
        largest = Math.max(largest, Math.abs(value));
      }
      any |= largest > 1e-2;
      for (int i = 0; i < gradient.length; i++) {
        assertThat(gradient[i])
            .as("input %d, element %d", input, i)
            .isCloseTo(difference[i], within(2e-3f * largest + 1e-5f));
      }
    }
    assertThat(any).isTrue();
  }

  private static float[] gradients(
      Compute compute, InfoVaeLoss loss, Function<LossTerms, NDArray> term, int input) {
    try (NDManager scope = compute.newManager()) {
      NDList inputs = inputs(scope);
      inputs.get(input).setRequiresGradient(true);
      try (GradientCollector collector = compute.newGradientCollector()) {
        // A term that does not depend on the input must still be one to differentiate.
        NDArray none = Scalars.times(inputs.get(input).sum(), 0);
        collector.backward(term.apply(loss.terms(x(scope), inputs, prior(scope))).add(none));
      }
      return inputs.get(input).getGradient().toFloatArray();
    }
  }

  private static float[] differences(
      Compute compute, InfoVaeLoss loss, Function<LossTerms, NDArray> term, int input) {
    try (NDManager scope = compute.newManager()) {
      float[] values = inputs(scope).get(input).toFloatArray();
      List<Float> results = new ArrayList<>();
      for (int i = 0; i < values.length; i++) {
        float above = value(scope, loss, term, input, values, i, STEP);
        float below = value(scope, loss, term, input, values, i, -STEP);
        results.add((above - below) / (2 * STEP));
      }
      float[] differences = new float[values.length];
      for (int i = 0; i < differences.length; i++) {
        differences[i] = results.get(i);
      }
      return differences;
    }
  }

  private static float value(
      NDManager owner,
      InfoVaeLoss loss,
      Function<LossTerms, NDArray> term,
      int input,
      float[] values,
      int changed,
      float change) {
    try (NDManager scope = owner.newSubManager()) {
      NDList inputs = inputs(scope);
      float[] moved = values.clone();
      moved[changed] += change;
      inputs.set(input, scope.create(moved, inputs.get(input).getShape()));
      return term.apply(loss.terms(x(scope), inputs, prior(scope))).getFloat();
    }
  }

  private static NDList inputs(NDManager scope) {
    return new NDList(
        normal(scope, "mean", LATENT),
        normal(scope, "logvar", LATENT),
        normal(scope, "latent", LATENT),
        normal(scope, "output", CHANNELS));
  }

  private static NDArray x(NDManager scope) {
    return normal(scope, "x", CHANNELS);
  }

  private static NDArray prior(NDManager scope) {
    return normal(scope, "prior", LATENT);
  }

  private static NDArray normal(NDManager scope, String name, int columns) {
    float[] values = Noise.of(11).stream(name).normals(BATCH * columns);
    return scope.create(values, new Shape(BATCH, columns));
  }
}
