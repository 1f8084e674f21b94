package org.desisky.vae;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.core.engine.HostMemory;
import org.desisky.core.noise.Noise;

/** Gradients by a {@link RecordedPass} are those of the engine alone. */
class RecordedPassTest {
  private static final int CHANNELS = 300; // enough for the last layer to be taken by hand
  private static final int LATENT = 4;
  private static final int BATCH = 24;

  private final Noise noise = Noise.of(5);
  private InfoVaeLoss loss;
  private LossValues values;

  @EachEngine
  void gradientsAreTheEngines(Compute compute) {
    for (float[] unit : List.of(new float[0], new float[] {1.5f}, noise.uniforms(CHANNELS, 2))) {
      for (ReconstructionTerm term : ReconstructionTerm.values()) {
        loss = new InfoVaeLoss(0.3, 2, new RbfKernel(0.8), MmdEstimate.BIASED, term, unit, 0);
        compareGradients(compute);
      }
    }
  }

  private void compareGradients(Compute compute) {
    Map<String, float[]> expected = gradients(compute, this::atOnce);
    LossValues atOnce = values;
    Map<String, float[]> actual = gradients(compute, this::recorded);
    assertThat(values).isEqualTo(atOnce);
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

  /** Fills the gradients of a model's weights. */
  private interface Pass {
    void run(SkyVae vae, NDManager scope, GradientCollector collector);
  }

  private Map<String, float[]> gradients(Compute compute, Pass pass) {
    try (SkyVae vae = SkyVae.create(CHANNELS, LATENT, 1, compute);
        NDManager scope = compute.newManager()) {
      vae.freezeParameters(false);
      try (GradientCollector collector = compute.newGradientCollector()) {
        pass.run(vae, scope, collector);
      }
      Map<String, float[]> gradients = new LinkedHashMap<>();
      vae.namedParameters()
          .forEach(
              (name, parameter) -> {
                try (NDArray gradient = parameter.getArray().getGradient()) {
                  gradients.put(name, gradient.toFloatArray());
                }
              });
      return gradients;
    }
  }

  private void atOnce(SkyVae vae, NDManager scope, GradientCollector collector) {
    NDArray x = normal(scope, "x", CHANNELS);
    NDList in = new NDList(x, normal(scope, "epsilon", LATENT));
    NDList out = vae.forward(new ParameterStore(scope, false), in, true);
    LossTerms terms = loss.terms(x, out, normal(scope, "prior", LATENT));
    collector.backward(terms.total());
    values = terms.values();
  }

  private void recorded(SkyVae vae, NDManager scope, GradientCollector collector) {
    NDArray x = normal(scope, "x", CHANNELS);
    ParameterStore parameters = new ParameterStore(scope, false);
    RecordedPass pass = vae.record(parameters, x, normal(scope, "epsilon", LATENT));
    assertThat(pass.inTwoSteps()).isEqualTo(Convolution.suits(scope));
    values = pass.backward(loss, x, normal(scope, "prior", LATENT), collector).values();
  }

  private NDArray normal(NDManager scope, String name, int columns) {
    float[] values = noise.stream(name).normals(BATCH * columns);
    return HostMemory.create(scope, FloatBuffer.wrap(values), new Shape(BATCH, columns));
  }
}
