package org.desisky.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.core.engine.HostMemory;
import org.desisky.core.noise.Noise;

/** The gradients of a {@link Backpropagation} are those that the engine derives. */
class BackpropagationTest {
  /**
   * For convolutions; and, for gradients in halves, with no output left over, one, two and three.
   */
  private static final int[] CHANNELS = {300, 2100, 2101, 2104, 2105};

  private static final int LATENT = 4;
  private static final Kernel KERNEL = new RbfKernel(0.8);

  /** As a user's own may be, which Java cannot compute: the engine does, as on a GPU. */
  private static final Kernel OF_TENSORS = squares -> KERNEL.of(squares);

  private final Noise noise = Noise.of(5);
  private int channels = CHANNELS[0];
  private int rows = 24;
  private float[] logvar = new float[LATENT];
  private boolean priorIsEpsilon;
  private boolean frozen = true;
  private float[] unit = {};
  private ReconstructionTerm term = ReconstructionTerm.MSE;
  private List<Kernel> kernels = List.of(KERNEL, OF_TENSORS);
  private InfoVaeLoss loss = loss(KERNEL);
  private LossValues values;

  private InfoVaeLoss loss(Kernel kernel) {
    return new InfoVaeLoss(0.3, 2, kernel, MmdEstimate.BIASED, term, unit, 0);
  }

  @EachEngine
  void gradientsAreTheEngines(Compute compute) {
    for (int number : CHANNELS) {
      channels = number;
      compareGradients(compute);
      kernels = List.of(KERNEL); // of the latents alone, whatever the channels
    }
  }

  /** Too few for convolutions. */
  @EachEngine
  void gradientsOfFewRowsAreTheEngines(Compute compute) {
    for (int number : new int[] {7, 1}) {
      rows = number;
      compareGradients(compute);
    }
  }

  /** As in the last batch of an epoch, and the first of the next. */
  @EachEngine
  void gradientsOfBatchesOfChangingSizeAreTheEngines(Compute compute) {
    int[] sizes = {24, 16, 24};
    Map<Integer, Map<String, float[]>> expected = new HashMap<>();
    for (int number : sizes) {
      rows = number;
      expected.put(number, gradients(compute, this::byTheEngine));
    }
    EachProduct.with(
        compute,
        () -> {
          try (SkyVae vae = SkyVae.create(channels, LATENT, 1, compute)) {
            for (int number : sizes) {
              rows = number;
              assertSame(gradients(vae, this::byHand), expected.get(number));
            }
          }
        });
  }

  @EachEngine
  void gradientsOfEachReconstructionAreTheEngines(Compute compute) {
    float[] differing = noise.uniforms(channels, 2);
    for (int i = 0; i < differing.length; i++) {
      differing[i] = 2.5f + differing[i];
    }
    for (float[] each : List.of(new float[] {1.5f}, differing)) {
      for (ReconstructionTerm one : ReconstructionTerm.values()) {
        unit = each;
        term = one;
        compareGradients(compute);
        kernels = List.of(KERNEL);
      }
    }
  }

  /** No gradient comes from where logvar is clipped. */
  @EachEngine
  void gradientsOfClippedVariancesAreTheEngines(Compute compute) {
    logvar = new float[] {12, -12, 0.5f, -0.5f};
    compareGradients(compute);
  }

  @EachEngine
  void gradientsAreTheEnginesWhereThePriorsSampleIsTheNoise(Compute compute) {
    priorIsEpsilon = true;
    compareGradients(compute);
  }

  /** On a thread of its own, where some engines record all that is done with such parameters. */
  @EachEngine
  void gradientsAreTheSameWhereParametersAreNotFrozen(Compute compute) throws Exception {
    frozen = false;
    CompletableFuture.runAsync(
            () -> compareGradients(compute), task -> new Thread(task, "unfrozen").start())
        .get();
  }

  @EachEngine
  void arraysOfAnotherShapeOrTypeAreRefused(Compute compute) {
    try (SkyVae vae = SkyVae.create(channels, LATENT, 1, compute);
        NDManager scope = compute.newManager()) {
      NDArray x = normal(scope, "x", channels);
      NDArray fitting = normal(scope, "epsilon", LATENT);
      NDArray wide = normal(scope, "epsilon", LATENT + 1);
      NDArray one = scope.zeros(new Shape(1, LATENT));
      NDArray precise = fitting.toType(DataType.FLOAT64, true);
      NDArray none = scope.zeros(new Shape(0, channels));
      NDArray flat = x.flatten();
      assertRefused(() -> vae.gradients(loss, wide, fitting, fitting), "spectra");
      assertRefused(() -> vae.gradients(loss, none, fitting, fitting), "spectra");
      assertRefused(() -> vae.gradients(loss, flat, fitting, fitting), "spectra");
      assertRefused(
          () -> vae.gradients(loss, x.toType(DataType.FLOAT64, true), fitting, fitting), "spectra");
      assertRefused(() -> vae.gradients(loss, x, wide, fitting), "noise");
      assertRefused(() -> vae.gradients(loss, x, precise, fitting), "noise");
      assertRefused(() -> vae.gradients(loss, x, fitting, wide), "sample of the prior");
      assertRefused(() -> vae.gradients(loss, x, fitting, precise), "sample of the prior");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> vae.gradients(loss, x, one, fitting))
          .withMessage("there are " + rows + " spectra, but the noise is for 1");
      assertThat(vae.gradients(loss, x, fitting, one).loss().isFinite()).isTrue();
    }
  }

  private static void assertRefused(ThrowingCallable call, String what) {
    assertThatIllegalArgumentException()
        .isThrownBy(call)
        .withMessageStartingWith("the " + what + " must be float32, one row or more of ");
  }

  private void compareGradients(Compute compute) {
    EachProduct.with(compute, () -> compareGradientsSo(compute));
  }

  private void compareGradientsSo(Compute compute) {
    loss = loss(KERNEL);
    Map<String, float[]> expected = gradients(compute, this::byTheEngine);
    LossValues atOnce = values;
    for (Kernel kernel : kernels) {
      loss = loss(kernel);
      Map<String, float[]> actual = gradients(compute, this::byHand);
      assertThat(values.total()).isCloseTo(atOnce.total(), withinPercentage(1e-3));
      assertThat(values.recon()).isCloseTo(atOnce.recon(), withinPercentage(1e-3));
      assertSame(actual, expected);
    }
  }

  private static void assertSame(Map<String, float[]> actual, Map<String, float[]> expected) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (name, values) -> {
          float largest = 0;
          for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
          }
          assertThat(largest).as(name).isPositive();
          float[] others = actual.get(name);
          assertThat(others).as(name).hasSameSizeAs(values);
          float farthest = 0;
          for (int i = 0; i < values.length; i++) {
            farthest = Math.max(farthest, Math.abs(values[i] - others[i]));
          }
          assertThat(farthest).as(name).isLessThan(1e-5f * largest);
        });
  }

  /** Gives the gradients of a model's weights, in their order. */
  private interface Pass {
    List<NDArray> run(SkyVae vae, NDArray x, NDArray epsilon, NDArray prior);
  }

  private Map<String, float[]> gradients(Compute compute, Pass pass) {
    try (SkyVae vae = SkyVae.create(channels, LATENT, 1, compute)) {
      return gradients(vae, pass);
    }
  }

  private Map<String, float[]> gradients(SkyVae vae, Pass pass) {
    try (NDManager scope = vae.compute().newManager()) {
      NDArray bias = vae.namedParameters().get("log_var_fc.layers[2].bias").getArray();
      HostMemory.copy(FloatBuffer.wrap(logvar), bias);
      NDArray x = normal(scope, "x", channels);
      NDArray epsilon = normal(scope, "epsilon", LATENT);
      NDArray prior = priorIsEpsilon ? epsilon : normal(scope, "prior", LATENT);
      Map<String, float[]> gradients = new LinkedHashMap<>();
      Iterator<String> names = vae.namedParameters().keySet().iterator();
      for (NDArray gradient : pass.run(vae, x, epsilon, prior)) {
        gradients.put(names.next(), gradient.toFloatArray());
        gradient.close();
      }
      return gradients;
    }
  }

  private List<NDArray> byTheEngine(SkyVae vae, NDArray x, NDArray epsilon, NDArray prior) {
    vae.freezeParameters(false);
    try (GradientCollector collector = vae.compute().newGradientCollector()) {
      NDManager scope = x.getManager();
      NDList out = vae.forward(new ParameterStore(scope, false), new NDList(x, epsilon), true);
      LossTerms terms = loss.terms(x, out, prior);
      collector.backward(terms.total());
      values = terms.values();
    }
    return vae.leaves().stream().map(leaf -> leaf.parameter().getArray().getGradient()).toList();
  }

  private List<NDArray> byHand(SkyVae vae, NDArray x, NDArray epsilon, NDArray prior) {
    vae.freezeParameters(frozen);
    LossGradients made = vae.gradients(loss, x, epsilon, prior);
    values = made.loss();
    return made.gradients();
  }

  private NDArray normal(NDManager scope, String name, int columns) {
    float[] values = noise.stream(name).normals(rows * columns);
    return HostMemory.create(scope, FloatBuffer.wrap(values), new Shape(rows, columns));
  }
}
