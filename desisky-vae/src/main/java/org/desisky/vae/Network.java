package org.desisky.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import com.google.common.primitives.Ints;
import java.util.List;

/** The layers of a {@link SkyVae}: encoder, two heads and decoder, as its Javadoc draws them. */
final class Network {
  private static final int[] HIDDEN = {1000, 800, 600, 500, 300};

  private final LayerStack encoder;
  private final LayerStack meanHead;
  private final LayerStack logvarHead;
  private final LayerStack decoder;

  /** Without memory for the weights. */
  Network(int inChannels, int latentDim) {
    int[] sizes = Ints.concat(new int[] {inChannels}, HIDDEN, new int[] {latentDim});
    encoder = new LayerStack("common_fc", sizes);
    meanHead = new LayerStack("mean_fc", latentDim, latentDim, latentDim);
    logvarHead = new LayerStack("log_var_fc", latentDim, latentDim, latentDim);
    Ints.reverse(sizes);
    decoder = new LayerStack("decoder_fcs", sizes);
  }

  /** How many units the narrowest layer between channels and latents has. */
  static int narrowestLayer() {
    return HIDDEN[HIDDEN.length - 1];
  }

  LayerStack encoder() {
    return encoder;
  }

  LayerStack meanHead() {
    return meanHead;
  }

  LayerStack logvarHead() {
    return logvarHead;
  }

  LayerStack decoder() {
    return decoder;
  }

  /** All stacks, in the order of the checkpoint format. */
  List<LayerStack> stacks() {
    return List.of(encoder, meanHead, logvarHead, decoder);
  }

  /** All weights, in the order of the checkpoint format. */
  List<Leaf> leaves() {
    return stacks().stream().flatMap(stack -> stack.leaves().stream()).toList();
  }

  /**
   * Makes room for the weights and fills it.
   *
   * @param spectra (B, D)
   * @param latents (B, d)
   */
  void initialize(NDManager owner, DataType type, Shape spectra, Shape latents) {
    for (LayerStack stack : stacks()) {
      stack.initialize(owner, type, stack == encoder ? spectra : latents);
    }
  }

  /** Mean and logvar, each (B, d), of spectra (B, D). */
  NDList encode(ParameterStore parameters, NDArray spectra, boolean training) {
    NDList encoded = encoder.forward(parameters, new NDList(spectra), training);
    return heads(parameters, encoded, training);
  }

  private NDList heads(ParameterStore parameters, NDList encoded, boolean training) {
    return new NDList(
        meanHead.forward(parameters, encoded, training).singletonOrThrow(),
        logvarHead.forward(parameters, encoded, training).singletonOrThrow());
  }

  /** Spectra (B, D) of latents (B, d). */
  NDArray decode(ParameterStore parameters, NDArray latents, boolean training) {
    return decoder.forward(parameters, new NDList(latents), training).singletonOrThrow();
  }

  /**
   * As {@link #encode}, in use, where nothing is recorded for gradients.
   *
   * @param convolves whether by {@link LayerStack#convolve}
   */
  NDList encodeRows(NDArray spectra, boolean convolves) {
    return convolves
        ? heads(store(spectra), new NDList(encoder.convolve(spectra)), false)
        : encode(store(spectra), spectra, false);
  }

  /** As {@link #decode}, in use; otherwise as {@link #encodeRows}. */
  NDList decodeRows(NDArray latents, boolean convolves) {
    return new NDList(
        convolves ? decoder.convolve(latents) : decode(store(latents), latents, false));
  }

  private static ParameterStore store(NDArray x) {
    return new ParameterStore(x.getManager(), false);
  }
}
