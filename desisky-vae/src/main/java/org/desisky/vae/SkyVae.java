package org.desisky.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.HostMemory;
import org.desisky.core.engine.Scalars;
import org.desisky.core.noise.Noise;

/**
 * A variational autoencoder for sky spectra: it encodes D channels as a normal distribution over d
 * latents and decodes latents to D channels.
 *
 * <pre>
 *   encoder  D → 1000 → 800 → 600 → 500 → 300 → d      common_fc
 *   heads    d → d → d, one each for mean and logvar    mean_fc, log_var_fc
 *   decoder  d → 300 → 500 → 600 → 800 → 1000 → D      decoder_fcs
 * </pre>
 *
 * Layers are linear with a ReLU between each two of a stack and none after its last, so none stands
 * between the encoder and the heads. The names on the right are those of the Python package.
 *
 * <p>As a DJL {@code Block} it takes spectra (B, D), optionally noise ε (B, d), and gives mean,
 * logvar, latent (B, d) and output (B, D), in this order. While training, logvar is clipped to ±10
 * where it scales ε, since in the first batches its exponential could drown everything else. The
 * methods on {@link FloatMatrix} do the same for plain numbers. All are float32 in the unit of the
 * training data.
 */
public final class SkyVae extends AbstractBlock implements AutoCloseable {
  /** With more, a layer had more weights than an array holds. */
  static final int MOST_CHANNELS = 2_000_000;

  /** With more, a layer of the heads had. */
  static final int MOST_LATENTS = 40_000;

  private final int inChannels;
  private final int latentDim;
  private final Noise noise;
  private final Network network;
  private final List<Parameter> allParameters;
  private final AtomicLong draws = new AtomicLong();
  private Residence residence;
  private volatile Optional<CheckpointHeader> header = Optional.empty();

  /**
   * The network without memory for its weights, as DJL has it: {@code initialize} draws them, each
   * from U(−1/√fan_in, 1/√fan_in), the same for a seed on every engine and device.
   *
   * @param inChannels D, 2 to {@value #MOST_CHANNELS}
   * @param latentDim d, 1 to {@value #MOST_LATENTS}
   * @param seed of the weights, and of ε where none is given
   */
  public SkyVae(int inChannels, int latentDim, long seed) {
    super((byte) 1);
    if (inChannels < 2 || inChannels > MOST_CHANNELS) {
      throw new IllegalArgumentException(
          "a spectrum must have 2 to " + MOST_CHANNELS + " channels, not " + inChannels);
    }
    if (latentDim < 1 || latentDim > MOST_LATENTS) {
      throw new IllegalArgumentException(
          "the latent dimension must be 1 to " + MOST_LATENTS + ", not " + latentDim);
    }
    this.inChannels = inChannels;
    this.latentDim = latentDim;
    noise = Noise.of(seed);
    network = new Network(inChannels, latentDim);
    network.stacks().forEach(stack -> addChildBlock(stack.name(), stack));
    allParameters = getParameters().values();
    Noise weights = noise.stream("weights");
    leaves().forEach(leaf -> leaf.beginsWith(weights));
  }

  /** The weights with which {@link #create} makes a model of this size from a seed. */
  public Weights randomWeights(long seed) {
    Noise weights = Noise.of(seed).stream("weights");
    return new Weights(leaves().stream().map(leaf -> leaf.drawn(weights)).toList());
  }

  /**
   * A new model with random weights, ready for use; close it to free them. They are frozen, as
   * {@link #gradients} and the trainer of this library need it; a DJL {@code Trainer} needs {@code
   * freezeParameters(false)} first.
   */
  public static SkyVae create(int inChannels, int latentDim, long seed, Compute compute) {
    return new SkyVae(inChannels, latentDim, seed).ready(compute);
  }

  /**
   * The model of a checkpoint, ours or the Python package's, ready for use; close it to free it.
   * Its weights are frozen, as those of {@link #create}.
   *
   * @throws CorruptCheckpointException if the file cannot be trusted
   */
  public static SkyVae load(Path checkpoint, Compute compute) {
    return compute.apart(() -> WeightLoading.load(checkpoint, compute));
  }

  /** A model with the weights given, in the order of {@link #leaves()}. */
  static SkyVae of(int inChannels, int latentDim, Weights weights, Compute compute) {
    weights.checkFits(new Network(inChannels, latentDim).leaves()); // before there is room for them
    SkyVae vae = WeightLoading.empty(inChannels, latentDim, compute);
    try {
      vae.setWeights(weights); // as what the arrays begin with, they would be held for ever
      return vae;
    } catch (RuntimeException | Error e) {
      vae.close();
      throw e;
    }
  }

  /** This model, of which a checkpoint tells that. */
  SkyVae toldBy(CheckpointHeader told) {
    header = Optional.of(told);
    return this;
  }

  /** This model with memory for its weights on a device. */
  SkyVae ready(Compute compute) {
    return compute.apart(
        () -> {
          residence = new Residence(compute);
          // Engines need not record what is done with them, neither in use nor in training.
          freezeParameters(true);
          try {
            initialize(residence.manager(), DataType.FLOAT32, new Shape(1, inChannels));
            return this;
          } catch (RuntimeException | Error e) {
            close();
            throw e;
          }
        });
  }

  /**
   * The engine and device this model lives on.
   *
   * @throws IllegalStateException if it was made as a plain DJL block
   */
  public Compute compute() {
    return requireReady().compute();
  }

  /**
   * How large layers of batches are computed here, on which last digits depend: {@code
   * convolutions} or {@code products}.
   */
  public String layers() {
    return Convolution.suits(requireReady().manager()) ? "convolutions" : "products";
  }

  /** A new owner of arrays on this model's device, freed with the model at the latest. */
  public NDManager newScope() {
    return requireReady().manager().newSubManager();
  }

  /**
   * What the checkpoint tells that the weights are from, of its training and its wavelengths; empty
   * for a model that was made anew, or whose weights may have changed since: that were set, as by a
   * training, or are not frozen any more.
   */
  public Optional<CheckpointHeader> header() {
    return header;
  }

  @Override
  public void freezeParameters(boolean freeze) {
    if (!freeze) {
      header = Optional.empty();
    }
    super.freezeParameters(freeze);
  }

  /** Channels of a spectrum, D. */
  public int inChannels() {
    return inChannels;
  }

  /** Numbers that stand for a spectrum, d. */
  public int latentDim() {
    return latentDim;
  }

  /** How many weights the model has. */
  public long parameterCount() {
    return leaves().stream().mapToLong(leaf -> leaf.shape().size()).sum();
  }

  /** All weights, in the order of the checkpoint format. */
  List<Leaf> leaves() {
    return network.leaves();
  }

  /**
   * The parameters by their names in the Python package's tree, such as {@code
   * common_fc.layers[0].weight}, in the order of the checkpoint format.
   */
  public Map<String, Parameter> namedParameters() {
    Map<String, Parameter> named = new LinkedHashMap<>();
    leaves().forEach(leaf -> named.put(leaf.name(), leaf.parameter()));
    return named;
  }

  /**
   * A copy of all weights.
   *
   * @throws IllegalStateException if the model is closed
   */
  public Weights weights() {
    Supplier<Weights> copy = () -> new Weights(leaves().stream().map(Leaf::values).toList());
    return residence == null ? copy.get() : residence.reading(copy);
  }

  /**
   * Overwrites all weights, once no other thread encodes, decodes or copies them.
   *
   * @throws IllegalArgumentException if they are of another model's sizes
   * @throws IllegalStateException if the model is closed
   */
  public void setWeights(Weights weights) {
    List<Leaf> leaves = leaves();
    weights.checkFits(leaves);
    Runnable copy =
        () -> {
          header = Optional.empty();
          for (int i = 0; i < leaves.size(); i++) {
            HostMemory.copy(
                FloatBuffer.wrap(weights.values().get(i)), leaves.get(i).parameter().getArray());
          }
        };
    if (residence == null) {
      copy.run();
    } else {
      residence.changing(copy);
    }
  }

  /**
   * The distributions of latents of spectra, (N, D) to twice (N, d). Any number of threads may load
   * models, encode and decode; where the engine does not allow that, they wait for each other. A
   * training does not wait: on such an engine nobody may do any of it meanwhile ({@link
   * Compute#takesManyThreads}).
   *
   * @throws IllegalArgumentException if the spectra have another number of channels
   * @throws IllegalStateException if the model is closed
   */
  public Latents encode(FloatMatrix spectra) {
    checkColumns(spectra, inChannels, "channels");
    List<FloatMatrix> out = apply(spectra, network::encodeRows, latentDim, latentDim);
    return new Latents(out.get(0), out.get(1));
  }

  /** The distribution of latents of one spectrum of D channels. */
  public Latents encode(float... spectrum) {
    return encode(FloatMatrix.row(spectrum));
  }

  /**
   * The spectra that latents stand for, (N, d) to (N, D).
   *
   * @throws IllegalArgumentException if the latents are of another dimension, or more than a matrix
   *     holds the spectra of
   * @throws IllegalStateException if the model is closed
   */
  public FloatMatrix decode(FloatMatrix latents) {
    checkColumns(latents, latentDim, "latents");
    return apply(latents, network::decodeRows, inChannels).get(0);
  }

  /** What is done with rows, be it by {@link LayerStack#convolve} or not. */
  private interface OfRows {
    NDList of(NDArray rows, boolean convolves);
  }

  private List<FloatMatrix> apply(FloatMatrix input, OfRows function, int... columns) {
    Residence home = requireReady();
    return home.reading(
        () ->
            Batches.apply(
                home.manager(), input, rows -> function.of(rows, home.convolves(rows)), columns));
  }

  /** The spectrum that d latents stand for. */
  public float[] decode(float... latents) {
    return decode(FloatMatrix.row(latents)).row(0);
  }

  /**
   * The full forward pass.
   *
   * @param noise gives row <em>k</em> its ε by {@code noise.at(k)}
   */
  public VaeOutput forward(FloatMatrix spectra, Noise noise) {
    Latents latents = encode(spectra);
    FloatMatrix latent = latents.sample(noise);
    return new VaeOutput(latents.mean(), latents.logvar(), latent, decode(latent));
  }

  /** The spectra as the model sees them: decoded from the means of their latents, without noise. */
  public FloatMatrix reconstruct(FloatMatrix spectra) {
    return decode(encode(spectra).mean());
  }

  /**
   * For each spectrum the mean over channels of (flux − reconstruction)², from the means of the
   * latents; in flux units squared.
   */
  public float[] reconstructionError(FloatMatrix spectra) {
    double[] error = ReconstructionError.of(spectra, reconstruct(spectra));
    float[] rounded = new float[error.length];
    for (int row = 0; row < error.length; row++) {
      rounded[row] = (float) error[row];
    }
    return rounded;
  }

  /** Mean and logvar, each (B, d), of spectra (B, D), as tensors. */
  public NDList encode(ParameterStore parameters, NDArray spectra, boolean training) {
    return network.encode(parameters, spectra, training);
  }

  /** Spectra (B, D) of latents (B, d), as tensors. */
  public NDArray decode(ParameterStore parameters, NDArray latents, boolean training) {
    return network.decode(parameters, latents, training);
  }

  /** mean + ε·exp(½·logvar), as tensors. */
  public static NDArray sample(NDArray mean, NDArray logvar, NDArray epsilon) {
    return noise(logvar, epsilon).add(mean);
  }

  /** ε·exp(½·logvar), as tensors. */
  static NDArray noise(NDArray logvar, NDArray epsilon) {
    return Scalars.times(logvar, 0.5).exp().mul(epsilon);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameters,
      NDList inputs,
      boolean training,
      PairList<String, Object> options) {
    NDArray x = inputs.get(0);
    NDArray epsilon = inputs.size() > 1 ? inputs.get(1) : drawEpsilon(x);
    NDList encoded = encode(parameters, x, training);
    NDArray mean = encoded.get(0);
    NDArray logvar = encoded.get(1);
    NDArray latent = sample(mean, training ? InfoVaeLoss.clipped(logvar) : logvar, epsilon);
    return new NDList(mean, logvar, latent, decode(parameters, latent, training));
  }

  /**
   * The loss of a batch as in training, and its gradients, whether parameters are frozen or not.
   * Only these are made: the model stays as it is. They and all that is computed on the way belong
   * to the managers of what is given, best one that is closed after each batch, and its children.
   * One thread at a time may do this in a process.
   *
   * @param x spectra, (B, D) for any B from 1 on; all three arrays are float32
   * @param epsilon noise, (B, d), on the device or, best, on the CPU
   * @param prior a sample of the standard normal prior, (n, d) for any n from 1 on; likewise
   * @throws IllegalArgumentException if an array is of another type or shape
   * @throws org.desisky.core.DesiskyException if something else records gradients, which the engine
   *     tells only for a kernel that is not written for plain numbers
   * @throws IllegalStateException if the model was made as a plain DJL block, or is closed
   */
  public LossGradients gradients(InfoVaeLoss loss, NDArray x, NDArray epsilon, NDArray prior) {
    BatchChecks.check(x, epsilon, prior, inChannels, latentDim);
    Map<Parameter, NDArray> gradients = new HashMap<>(2 * allParameters.size());
    LossValues terms =
        holding(
            () -> new Backpropagation(network).run(loss, x, epsilon, prior, compute(), gradients));
    return new LossGradients(terms, allParameters.stream().map(gradients::get).toList());
  }

  private NDArray drawEpsilon(NDArray x) {
    int batch = Math.toIntExact(x.getShape().get(0));
    float[] epsilon =
        noise.stream("forward").at(draws.getAndIncrement()).normals(batch * latentDim);
    return HostMemory.create(
        x.getManager(), FloatBuffer.wrap(epsilon), new Shape(batch, latentDim));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    long batch = inputShapes[0].get(0);
    Shape latent = new Shape(batch, latentDim);
    return new Shape[] {latent, latent, latent, new Shape(batch, inChannels)};
  }

  @Override
  protected void initializeChildBlocks(NDManager owner, DataType dataType, Shape... inputShapes) {
    Shape latents = new Shape(inputShapes[0].get(0), latentDim);
    network.initialize(owner, dataType, inputShapes[0], latents);
  }

  /**
   * Does work of many steps, such as training, that needs the memory of the weights and of
   * {@linkplain #newScope scopes}, which is not freed before it ends. The model may be closed
   * meanwhile: then the next step fails with an {@link IllegalStateException}.
   *
   * @throws IllegalStateException if the model is closed, or was made as a plain DJL block
   */
  public <T> T holding(Supplier<T> work) {
    return requireReady().holding(work);
  }

  private Residence requireReady() {
    if (residence == null) {
      throw new IllegalStateException(
          "this SkyVae has no device: use SkyVae.create or SkyVae.load, or call it as a DJL block");
    }
    return residence;
  }

  private static void checkColumns(FloatMatrix values, int expected, String what) {
    if (values.columns() != expected) {
      throw new IllegalArgumentException(
          "the model takes " + expected + " " + what + ", but each row has " + values.columns());
    }
  }

  /**
   * Frees the weights, if this model owns them, once nothing is computed with them any more: waits
   * for other threads that encode, decode or copy. A training does not hold this up: it ends at its
   * next step, with an {@link IllegalStateException}, and frees them then.
   */
  @Override
  public void close() {
    if (residence != null) {
      residence.close();
    }
  }
}
