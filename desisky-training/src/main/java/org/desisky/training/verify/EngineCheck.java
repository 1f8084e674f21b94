package org.desisky.training.verify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import com.google.common.base.Verify;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.HostMemory;
import org.desisky.training.optimizer.Adam;
import org.desisky.training.optimizer.SkyOptimizer;
import org.desisky.vae.InfoVaeLoss;
import org.desisky.vae.Kernel;
import org.desisky.vae.LossGradients;
import org.desisky.vae.RbfKernel;
import org.desisky.vae.ReconstructionTerm;
import org.desisky.vae.SkyVae;
import org.desisky.vae.Weights;

/**
 * Three steps of training on an engine and a device, held against the same three steps of the
 * Python package: a small model (24 channels, 3 latents) from fixed weights, one batch, given
 * noise, Adam with clipping. They are made twice: as a training makes them, with the kernel in
 * Java, and with a kernel that is the engine's to compute and to derive. So every operation of the
 * model, the loss and their gradients takes part.
 */
public final class EngineCheck {
  /** How many steps are made. */
  public static final int STEPS = 3;

  private EngineCheck() {}

  /**
   * Makes the steps.
   *
   * @throws org.desisky.core.DesiskyException if the engine fails at it
   */
  public static EngineCheckResult run(Compute compute) {
    Kernel kernel = new RbfKernel(RbfKernel.automaticSigma(Reference.LATENTS));
    Kernel ofTensors = squares -> kernel.of(squares);
    Reference reference = Reference.load();
    return run(compute, reference, kernel).worse(run(compute, reference, ofTensors));
  }

  private static EngineCheckResult run(Compute compute, Reference reference, Kernel kernel) {
    List<Double> losses = new ArrayList<>();
    List<Double> norms = new ArrayList<>();
    String device;
    try (SkyVae vae =
            SkyVae.create(Reference.CHANNELS, Reference.LATENTS, Reference.ANY_SEED, compute);
        SkyOptimizer optimizer = Adam.of(Reference.RATE).clippedTo(Reference.MOST_NORM)) {
      vae.setWeights(startingWeights(vae.weights()));
      device = deviceOf(vae);
      List<Parameter> parameters = vae.getParameters().values();
      for (int step = 0; step <= STEPS; step++) {
        try (NDManager scope = vae.newScope()) {
          LossGradients made = gradients(vae, kernel, reference, step, scope);
          losses.add(made.loss().total());
          if (step < STEPS) {
            norms.add(optimizer.step(parameters, made.gradients()));
          }
        }
      }
    }
    return EngineCheckResult.of(compute, device, losses, norms, reference);
  }

  /** Where the weights really lie: the device that their arrays name. */
  private static String deviceOf(SkyVae vae) {
    NDArray array = vae.getParameters().valueAt(0).getArray();
    return array.getDevice().isGpu() ? "gpu:" + array.getDevice().getDeviceId() : "cpu";
  }

  private static LossGradients gradients(
      SkyVae vae, Kernel kernel, Reference reference, int step, NDManager scope) {
    InfoVaeLoss loss =
        new InfoVaeLoss(
            Reference.BETA,
            Reference.LAMBDA,
            kernel,
            ReconstructionTerm.HALF_MSE,
            Reference.ANY_SEED);
    NDArray x = array(scope, reference.spectra(), 0, Reference.CHANNELS);
    NDArray epsilon = array(scope, reference.epsilon(), step, Reference.LATENTS);
    NDArray prior = array(scope, reference.prior(), step, Reference.LATENTS);
    return vae.gradients(loss, x, epsilon, prior);
  }

  private static NDArray array(NDManager scope, float[] values, int block, int columns) {
    int size = Reference.ROWS * columns;
    FloatBuffer part = FloatBuffer.wrap(values, block * size, size);
    return HostMemory.create(scope, part, new Shape(Reference.ROWS, columns));
  }

  /**
   * The reference's first weights: a hash of each number's position, between ±1/√(inputs). Arrays
   * come in pairs, a layer's weights and biases.
   */
  static Weights startingWeights(Weights sizes) {
    List<float[]> values = new ArrayList<>();
    for (int k = 0; k < sizes.values().size(); k++) {
      int layer = k / 2;
      float[] weights = sizes.values().get(2 * layer);
      float[] biases = sizes.values().get(2 * layer + 1);
      Verify.verify(weights.length % biases.length == 0, "arrays are no pairs");
      int inputs = weights.length / biases.length;
      double scale = 1 / Math.sqrt(inputs);
      int key = k % 2 == 0 ? layer : layer + 1000;
      float[] array = new float[k % 2 == 0 ? weights.length : biases.length];
      for (int i = 0; i < array.length; i++) {
        array[i] = (float) ((2 * (hash(i, key) & 0xFFFFFFFFL) / 4294967296.0 - 1) * scale);
      }
      values.add(array);
    }
    return new Weights(values);
  }

  private static int hash(int position, int key) {
    int h = position * 0x9E3779B1 + key * 0x85EBCA77;
    h ^= h >>> 15;
    h *= 0x2C1B3C6D;
    h ^= h >>> 12;
    h *= 0x297A2D39;
    return h ^ h >>> 15;
  }
}
