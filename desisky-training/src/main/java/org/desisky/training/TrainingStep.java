package org.desisky.training;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.HostMemory;
import org.desisky.core.noise.Noise;
import org.desisky.vae.InfoVaeLoss;
import org.desisky.vae.LossGradients;
import org.desisky.vae.LossValues;
import org.desisky.vae.SkyVae;
import org.desisky.vae.Standardisation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loss and gradients of a batch of rows. All arrays made on the way are freed with the batch. On a
 * GPU the spectra lie there, if they have room, until this is closed.
 */
public final class TrainingStep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingStep.class);

  private final SkyVae vae;
  private final FloatMatrix spectra;
  private final InfoVaeLoss loss;
  private final int usualRows;
  private final BatchSpectra batches;
  private final HostBatch ownBatch;
  private final List<Parameter> parameters;
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
    parameters = vae.getParameters().values();
    usualRows = Math.min(config.batchSize(), spectra.rows());
    batches = batchSpectra();
    ownBatch = newBatch();
  }

  /** On a GPU, if they have room; batches are the same wherever they come from. */
  private BatchSpectra batchSpectra() {
    long free = vae.compute().freeDeviceMemory();
    if (DeviceSpectra.fit(spectra, vae.parameterCount(), usualRows, free)) {
      try {
        return new DeviceSpectra(vae.newScope(), spectra, standardisation);
      } catch (EngineException e) {
        LOG.warn("the spectra do not fit on the GPU, and are brought batch by batch", e);
      }
    }
    return new HostSpectra(spectra, standardisation);
  }

  /** Memory for a batch, to be gathered while steps are made with others. */
  HostBatch newBatch() {
    return new HostBatch(usualRows, batches.room(), vae.latentDim());
  }

  /** Puts rows to learn from, mixed if the settings say so, and their noise into a batch. */
  void gatherMixed(HostBatch target, int[] rows, Noise noise) {
    gather(target, rows, noise, mixing);
  }

  /** Puts rows and their noise into a batch; from any thread. */
  void gather(HostBatch target, int[] rows, Noise noise) {
    gather(target, rows, noise, SpectrumMixing.NONE);
  }

  private void gather(HostBatch target, int[] rows, Noise noise, SpectrumMixing mixed) {
    target.clear(rows.length);
    batches.gather(target, rows, mixed.draw(rows.length, noise));
    normal(noise.stream("epsilon"), rows.length, target.epsilon());
    normal(noise.stream("prior"), rows.length, target.prior());
    target.flip();
  }

  private void normal(Noise noise, int rows, FloatBuffer target) {
    for (int i = 0; i < rows * vae.latentDim(); i++) {
      target.put((float) noise.normal(i));
    }
  }

  /**
   * The loss of rows, mixed if the settings say so, and its gradients; close them before the next
   * step.
   */
  public Gradients gradients(int[] rows, Noise noise) {
    gatherMixed(ownBatch, rows, noise);
    return gradients(ownBatch);
  }

  /** The loss of a gathered batch and its gradients; close them before the next step. */
  Gradients gradients(HostBatch gathered) {
    NDManager scope = vae.newScope();
    try {
      // What the noise is for is done in Java, with desisky's own kernels, so it stays near.
      Batch batch = new Batch(scope, gathered, scope.newSubManager(Device.cpu()));
      LossGradients made = vae.gradients(loss, batch.x, batch.epsilon, batch.prior);
      return new Gradients(scope, made.loss(), parameters, made.gradients());
    } catch (Throwable e) {
      scope.close();
      throw e;
    }
  }

  /** The loss of rows, without gradients. */
  public LossValues loss(int[] rows, Noise noise) {
    gather(ownBatch, rows, noise);
    return loss(ownBatch);
  }

  /** The loss of a gathered batch, without gradients. */
  LossValues loss(HostBatch gathered) {
    try (NDManager scope = vae.newScope()) {
      return new Batch(scope, gathered, scope).forward(new ParameterStore(scope, false));
    }
  }

  /** Rows as the model sees them, (N, D), of any number. */
  FloatMatrix seen(int... rows) {
    float[] seen = spectra.select(rows).toArray();
    standardisation.ifPresent(units -> units.apply(seen, rows.length));
    return FloatMatrix.of(seen, rows.length, spectra.columns());
  }

  /** How much the kernel sees of rows' latents; see {@link InfoVaeLoss#overlap}. */
  double overlap(int[] rows, Noise noise) {
    gather(ownBatch, rows, noise);
    try (NDManager scope = vae.newScope()) {
      Batch batch = new Batch(scope, ownBatch, scope);
      NDList encoded = vae.encode(new ParameterStore(scope, false), batch.x, false);
      NDArray logvar = encoded.get(1).clip(-InfoVaeLoss.BOUND, InfoVaeLoss.BOUND);
      NDArray latent = SkyVae.sample(encoded.get(0), logvar, batch.epsilon);
      return loss.overlap(latent, batch.prior);
    }
  }

  @Override
  public void close() {
    batches.close();
  }

  /** Spectra and noise of one batch as tensors. */
  private final class Batch {
    private final NDArray x;
    private final NDArray epsilon;
    private final NDArray prior;

    Batch(NDManager scope, HostBatch gathered, NDManager ofNoise) {
      Shape latent = new Shape(gathered.rows(), vae.latentDim());
      x = batches.of(gathered, scope);
      epsilon = HostMemory.create(ofNoise, gathered.epsilon(), latent);
      prior = priorIsNoise ? epsilon : HostMemory.create(ofNoise, gathered.prior(), latent);
    }

    LossValues forward(ParameterStore parameters) {
      NDList out = vae.forward(parameters, new NDList(x, epsilon), true);
      return loss.values(x, out, prior);
    }
  }
}
