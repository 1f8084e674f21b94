package org.desisky.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.nio.FloatBuffer;
import java.util.Optional;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.HostMemory;
import org.desisky.core.noise.Noise;
import org.desisky.vae.InfoVaeLoss;
import org.desisky.vae.LossTerms;
import org.desisky.vae.LossValues;
import org.desisky.vae.SkyVae;
import org.desisky.vae.Standardisation;

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
  private final Optional<Standardisation> standardisation;
  private final boolean priorIsNoise;
  private final SpectrumMixing mixing;

  /**
   * Steps over rows of {@code spectra} as they are, of at most the batch size of the settings;
   * without the scaling of the settings, which takes the rows to learn from.
   */
  public TrainingStep(SkyVae vae, FloatMatrix spectra, VaeTrainingConfig config) {
    this(vae, spectra, config, Optional.empty(), new float[0]);
  }

  /**
   * Steps over rows of {@code spectra} in other units.
   *
   * @param standardisation the units of the model; empty for those of the spectra
   * @param unit what reconstruction errors in these units are multiplied by, as {@link InfoVaeLoss}
   *     takes it
   */
  TrainingStep(
      SkyVae vae,
      FloatMatrix spectra,
      VaeTrainingConfig config,
      Optional<Standardisation> standardisation,
      float[] unit) {
    this.vae = vae;
    this.spectra = spectra;
    this.standardisation = standardisation;
    priorIsNoise = config.discrepancy().prior() == PriorSample.SAME_AS_NOISE;
    mixing = new SpectrumMixing(config.mixing());
    loss =
        new InfoVaeLoss(
            config.beta(),
            config.lam(),
            config.discrepancy().kernel(vae.latentDim()),
            config.discrepancy().estimate(),
            config.reconstruction(),
            unit,
            config.randomSeed());
    tape = new GradientTape(vae);
    staging =
        FloatBuffer.allocate(
            Math.multiplyExact(Math.min(config.batchSize(), spectra.rows()), spectra.columns()));
  }

  /**
   * The loss of rows, mixed if the settings say so, and its gradients; close them before the next
   * step.
   */
  public Gradients gradients(int[] rows, Noise noise) {
    NDManager scope = vae.newScope();
    try {
      Batch batch = new Batch(scope, rows, noise, true);
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
      return new Batch(scope, rows, noise, false)
          .forward(new ParameterStore(scope, false))
          .values();
    }
  }

  /** How much the kernel sees of rows' latents; see {@link InfoVaeLoss#overlap}. */
  double overlap(int[] rows, Noise noise) {
    try (NDManager scope = vae.newScope()) {
      Batch batch = new Batch(scope, rows, noise, false);
      NDList encoded = vae.encode(new ParameterStore(scope, false), batch.x, false);
      NDArray logvar = encoded.get(1).clip(-InfoVaeLoss.BOUND, InfoVaeLoss.BOUND);
      NDArray latent = SkyVae.sample(encoded.get(0), logvar, batch.epsilon);
      return loss.overlap(latent, batch.prior);
    }
  }

  /** Spectra and noise of one batch as tensors. */
  private final class Batch {
    private final NDArray x;
    private final NDArray epsilon;
    private final NDArray prior;

    Batch(NDManager scope, int[] rows, Noise noise, boolean mixed) {
      staging.clear();
      for (int row : rows) {
        spectra.copyRow(row, staging);
      }
      if (mixed) {
        mixing.apply(staging, spectra, rows, noise);
      }
      standardisation.ifPresent(units -> units.apply(staging.array(), rows.length));
      staging.flip();
      x = HostMemory.create(scope, staging, new Shape(rows.length, spectra.columns()));
      epsilon = normal(scope, noise.stream("epsilon"), rows.length);
      prior = priorIsNoise ? epsilon : normal(scope, noise.stream("prior"), rows.length);
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
