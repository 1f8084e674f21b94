package org.desisky.vae;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.core.engine.HostMemory;
import org.desisky.core.noise.Noise;

/** A garbage collection between the forward and the backward pass changes no gradient. */
class GarbageCollectionTest {
  private static final int BATCH = 6;
  private static final int CHANNELS = 9;
  private static final int LATENT = 3;

  @EachEngine
  void betweenThePassesLeavesGradientsAsTheyAre(Compute compute) {
    for (Kernel kernel :
        List.of(
            new RbfKernel(0.8),
            new InverseMultiquadricKernel(1.3),
            KernelWidth.multi().kernel(KernelShape.RBF, LATENT))) {
      for (MmdEstimate estimate : MmdEstimate.values()) {
        InfoVaeLoss loss =
            new InfoVaeLoss(
                0.3, 2, kernel, estimate, ReconstructionTerm.HALF_MSE, new float[] {1.5f}, 0);
        float[] undisturbed = gradients(compute, loss, false);
        // Arrays of NaN are equal, too.
        for (float gradient : undisturbed) {
          assertThat(gradient).isFinite();
        }
        assertThat(gradients(compute, loss, true)).isEqualTo(undisturbed);
      }
    }
  }

  /** Of the loss of noise by mean, logvar and output; the latents are drawn from the first two. */
  private static float[] gradients(Compute compute, InfoVaeLoss loss, boolean collect) {
    try (NDManager scope = compute.newManager()) {
      Noise noise = Noise.of(3);
      NDArray mean = normal(scope, noise.stream("mean"), LATENT);
      NDArray logvar = normal(scope, noise.stream("logvar"), LATENT);
      NDArray output = normal(scope, noise.stream("output"), CHANNELS);
      NDArray epsilon = normal(scope, noise.stream("epsilon"), LATENT);
      NDArray prior = normal(scope, noise.stream("prior"), LATENT);
      NDArray x = normal(scope, noise.stream("x"), CHANNELS);
      List<NDArray> variables = List.of(mean, logvar, output);
      variables.forEach(variable -> variable.setRequiresGradient(true));
      try (GradientCollector collector = compute.newGradientCollector()) {
        NDArray latent = SkyVae.sample(mean, logvar, epsilon);
        LossTerms terms = loss.terms(x, new NDList(mean, logvar, latent, output), prior);
        if (collect) {
          collectAndOverwrite();
        }
        collector.backward(terms.total());
      }
      FloatBuffer all = FloatBuffer.allocate(BATCH * (2 * LATENT + CHANNELS));
      variables.forEach(variable -> all.put(HostMemory.floats(variable.getGradient())));
      return all.array();
    }
  }

  /** Frees what Java holds no more, and writes over memory of the size of a number or two. */
  private static void collectAndOverwrite() {
    List<ByteBuffer> taken = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      System.gc();
      for (int i = 0; i < 2000; i++) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 + i % 24);
        while (buffer.hasRemaining()) {
          buffer.put((byte) 0x7f);
        }
        taken.add(buffer);
      }
    }
    assertThat(taken).hasSize(6000);
  }

  private static NDArray normal(NDManager scope, Noise noise, int columns) {
    FloatBuffer numbers = FloatBuffer.wrap(noise.normals(BATCH * columns));
    return HostMemory.create(scope, numbers, new Shape(BATCH, columns));
  }
}
