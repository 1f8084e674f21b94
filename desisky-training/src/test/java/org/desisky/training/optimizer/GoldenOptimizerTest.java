package org.desisky.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.core.engine.HostMemory;
import org.desisky.vae.Checkpoint;
import org.desisky.vae.CheckpointHeader;
import org.desisky.vae.Golden;
import org.desisky.vae.InfoVaeLoss;
import org.desisky.vae.LossGradients;
import org.desisky.vae.RbfKernel;
import org.desisky.vae.ReconstructionTerm;
import org.desisky.vae.SkyVae;
import org.desisky.vae.Weights;

/** Golden case 05: twenty steps of each optimizer, within the tolerances stated there. */
class GoldenOptimizerTest {
  /** By how much the reference's norms are off a computation in float64, at worst. */
  private static final double REFERENCE_ROUNDING = 5.83e-5;

  private static final FloatMatrix X = Golden.matrix("05_optim/x.npy");
  private static final FloatMatrix EPSILON = Golden.matrix("05_optim/eps.npy");
  private static final FloatMatrix PRIOR = Golden.matrix("05_optim/prior.npy");
  private static final JsonNode EXPECTED =
      Golden.json("05_optim/optim_expected.json").get("results");

  @EachEngine
  void adamStepsAsInThePythonPackage(Compute compute) {
    follow(compute, Adam.of(1e-3), "adam", 5e-4);
  }

  @EachEngine
  void adamWithASmallRateStepsAsInThePythonPackage(Compute compute) {
    follow(compute, Adam.of(1e-4), "adam_1e4", 5e-5);
  }

  @EachEngine
  void clippedAdamStepsAsInThePythonPackage(Compute compute) {
    follow(compute, Adam.of(1e-3).clippedTo(1), "clip_adam", 5e-4);
  }

  @EachEngine
  void sgdWithMomentumStepsAsInThePythonPackage(Compute compute) {
    follow(compute, Sgd.of(1e-3, 0.9), "sgd", 5e-6);
  }

  @EachEngine
  void stepsOfOneArrayAtATimeAreTheSame(Compute compute) {
    try (SkyVae a = start(compute);
        SkyVae b = start(compute)) {
      SkyOptimizer together = Adam.of(1e-3);
      SkyOptimizer single = Adam.of(1e-3);
      for (int t = 0; t < 3; t++) {
        try (NDManager scope = a.newScope()) {
          together.step(parameters(a), gradients(a, t, scope).gradients());
        }
        try (NDManager scope = b.newScope()) {
          List<NDArray> gradients = gradients(b, t, scope).gradients();
          for (int k = 0; k < gradients.size(); k++) {
            Parameter parameter = parameters(b).get(k);
            single.update(parameter.getId(), parameter.getArray(), gradients.get(k));
          }
        }
      }
      assertThat(a.weights().values())
          .usingElementComparator(Arrays::compare)
          .isEqualTo(b.weights().values());
    }
  }

  private static void follow(
      Compute compute, SkyOptimizer optimizer, String name, double tolerance) {
    JsonNode expected = EXPECTED.get(name);
    try (SkyVae vae = start(compute);
        optimizer) {
      Weights before = vae.weights();
      for (int t = 0; t < 20; t++) {
        double loss;
        double norm;
        try (NDManager scope = vae.newScope()) {
          LossGradients made = gradients(vae, t, scope);
          loss = made.loss().total();
          norm = optimizer.step(parameters(vae), made.gradients());
        }
        double golden = expected.get("loss").get(t).doubleValue();
        assertThat(loss).as("%s loss %d", name, t).isCloseTo(golden, within(tolerance * golden));
        if (optimizer.maxNorm().isPresent()) {
          double goldenNorm = expected.get("grad_global_norm").get(t).doubleValue();
          assertThat(norm).isCloseTo(goldenNorm, within(0.01 * goldenNorm));
        }
      }
      assertNorms(vae, before, expected);
    }
  }

  private static void assertNorms(SkyVae vae, Weights before, JsonNode expected) {
    List<String> names = new ArrayList<>();
    expected.get("final_l2").fieldNames().forEachRemaining(names::add);
    assertThat(names).hasSize(32);
    List<float[]> after = vae.weights().values();
    for (int k = 0; k < names.size(); k++) {
      double norm = 0;
      double change = 0;
      for (int i = 0; i < after.get(k).length; i++) {
        double w = after.get(k)[i];
        norm += w * w;
        change += Math.pow(w - before.values().get(k)[i], 2);
      }
      double goldenNorm = expected.get("final_l2").get(names.get(k)).doubleValue();
      double goldenChange = expected.get("final_change_l2").get(names.get(k)).doubleValue();
      assertThat(Math.sqrt(norm))
          .as(names.get(k))
          .isCloseTo(goldenNorm, within(1e-4 * goldenNorm + REFERENCE_ROUNDING));
      assertThat(Math.sqrt(change))
          .as(names.get(k) + " change")
          .isCloseTo(goldenChange, within(1e-3 * goldenChange));
    }
  }

  private static SkyVae start(Compute compute) {
    return new Checkpoint(CheckpointHeader.of(24, 3), Golden.hashWeights(24, 3)).toModel(compute);
  }

  private static List<Parameter> parameters(SkyVae vae) {
    return vae.getParameters().stream().map(Pair::getValue).toList();
  }

  private static LossGradients gradients(SkyVae vae, int t, NDManager scope) {
    InfoVaeLoss loss =
        new InfoVaeLoss(
            1e-3, 4, new RbfKernel(RbfKernel.automaticSigma(3)), ReconstructionTerm.HALF_MSE, 0);
    NDArray x = rows(scope, X, 0, 16);
    NDArray epsilon = rows(scope, EPSILON, t * 16, 16);
    NDArray prior = rows(scope, PRIOR, t * 16, 16);
    return vae.gradients(loss, x, epsilon, prior);
  }

  private static NDArray rows(NDManager scope, FloatMatrix matrix, int first, int count) {
    FloatBuffer values = FloatBuffer.allocate(count * matrix.columns());
    matrix.copyRows(first, count, values);
    values.flip();
    return HostMemory.create(scope, values, new Shape(count, matrix.columns()));
  }
}
