package org.desisky.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.nio.FloatBuffer;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.HostMemory;
import org.desisky.core.noise.Noise;
import org.desisky.vae.InfoVaeLoss;
import org.desisky.vae.LossTerms;
import org.desisky.vae.LossValues;
import org.desisky.vae.RbfKernel;
import org.desisky.vae.SkyVae;

/**
 * Loss and gradients of a batch of rows. All arrays made on the way are freed with the batch. While
 * steps are made, the model belongs to them: freeze its parameters when done.
 */
public final class TrainingStep {
  private final SkyVae vae;
  private final FloatMatrix spectra;
  private final InfoVaeLoss loss;
  private final FloatBuffer staging;
  private final GradientTape tape;

  /** Steps over rows of {@code spectra}, of at most the batch size of the settings. */
  public TrainingStep(SkyVae vae, FloatMatrix spectra, VaeTrainingConfig config) {
    this.vae = vae;
    this.spectra = spectra;
    loss =
        new InfoVaeLoss(
            config.beta(),
            config.lam(),
            new RbfKernel(config.sigmaFor(vae.latentDim())),
            config.reconstruction(),
            config.randomSeed());
    tape = new GradientTape(vae);
    staging =
        FloatBuffer.allocate(
            Math.multiplyExact(Math.min(config.batchSize(), spectra.rows()), spectra.columns()));
  }

  /** The loss of rows and its gradients; close them before the next step. */
  public Gradients gradients(int[] rows, Noise noise) {
    NDManager scope = vae.newScope();
    try {
      Batch batch = new Batch(scope, rows, noise);
      GradientTape.Recording recording = tape.record(scope);
      LossTerms terms;
      try (GradientCollector collector = vae.compute().newGradientCollector()) {
        terms = batch.forward(recording);
        collector.backward(terms.total());
      }
      return new Gradients(scope, terms.values(), tape.parameters(), recording.gradients());
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
  }

  /** The loss of rows, without gradients. */
  public LossValues loss(int[] rows, Noise noise) {
    try (NDManager scope = vae.newScope()) {
      return new Batch(scope, rows, noise).forward(new ParameterStore(scope, false)).values();
    }
  }

  /** Spectra and noise of one batch as tensors. */
  private final class Batch {
    private final NDArray x;
    private final NDArray epsilon;
    private final NDArray prior;

    Batch(NDManager scope, int[] rows, Noise noise) {
      staging.clear();
      for (int row : rows) {
        spectra.copyRow(row, staging);
      }
      staging.flip();
      x = HostMemory.create(scope, staging, new Shape(rows.length, spectra.columns()));
      epsilon = normal(scope, noise.stream("epsilon"), rows.length);
      prior = normal(scope, noise.stream("prior"), rows.length);
    }

    private NDArray normal(NDManager scope, Noise noise, int rows) {
      float[] numbers = noise.normals(rows * vae.latentDim());
      return HostMemory.create(scope, FloatBuffer.wrap(numbers), new Shape(rows, vae.latentDim()));
    }

    LossTerms forward(ParameterStore parameters) {
      NDList out = vae.forward(parameters, new NDList(x, epsilon), true);
      return loss.terms(x, out, prior);
    }
  }
}
