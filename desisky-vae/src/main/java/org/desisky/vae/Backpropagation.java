package org.desisky.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import java.util.Map;
import org.desisky.core.engine.Compute;

/**
 * One batch's way through a {@link SkyVae} as in training, and back.
 *
 * <p>The layers' gradients are products of our own, which are faster than those that engines derive
 * and need nothing recorded by the engine (docs/performance.md). What becomes of mean and logvar,
 * the sample and the regularisation, is the engine's to derive: these are few numbers, (B, d) each,
 * and a kernel can be anything.
 */
final class Backpropagation {
  private final LayerStack encoder;
  private final LayerStack meanHead;
  private final LayerStack logvarHead;
  private final LayerStack decoder;

  Backpropagation(
      LayerStack encoder, LayerStack meanHead, LayerStack logvarHead, LayerStack decoder) {
    this.encoder = encoder;
    this.meanHead = meanHead;
    this.logvarHead = logvarHead;
    this.decoder = decoder;
  }

  /** Of the loss, its terms; into {@code gradients}, one for each weight. */
  LossTerms run(
      InfoVaeLoss loss,
      NDArray x,
      NDArray epsilon,
      NDArray prior,
      Compute compute,
      Map<Parameter, NDArray> gradients) {
    NDList encoded = encoder.record(x);
    // The way forward is faster on rows, the gradient of the first weight on columns.
    NDArray columns = Convolution.inOrderOfColumns(x);
    encoded.set(0, columns);
    NDList means = meanHead.record(last(encoded));
    NDList logvars = logvarHead.record(last(encoded));
    NDArray mean = derivable(last(means));
    NDArray logvar = derivable(last(logvars));
    LossTerms terms;
    try (GradientCollector collector = compute.newGradientCollector()) {
      NDArray latent = SkyVae.sample(mean, SkyVae.bounded(logvar), epsilon);
      NDList decoded = decoder.record(latent.stopGradient());
      NDArray difference = last(decoded).sub(columns);
      terms = loss.termsOfDifference(difference, new NDList(mean, logvar, latent), prior);
      NDArray byOutput = loss.gradientOfReconstruction(difference);
      NDArray byLatent = decoder.gradientOfInput(decoder.backward(decoded, byOutput, gradients));
      // The decoder's part, as if the reconstruction were linear in the latents: by the chain rule
      // its gradients are the same.
      NDArray reconstruction = latent.mul(byLatent.stopGradient()).sum();
      collector.backward(reconstruction.add(terms.kl()).add(terms.mmd()));
    }
    NDArray byMean = meanHead.backward(means, mean.getGradient(), gradients);
    NDArray byLogvar = logvarHead.backward(logvars, logvar.getGradient(), gradients);
    NDArray byEncoded = meanHead.gradientOfInput(byMean).add(logvarHead.gradientOfInput(byLogvar));
    encoder.backward(encoded, byEncoded, gradients);
    return terms;
  }

  private static NDArray last(NDList recorded) {
    return recorded.get(recorded.size() - 1);
  }

  /** An array from which derivatives are taken, whatever it was computed from. */
  private static NDArray derivable(NDArray array) {
    NDArray start = array.stopGradient();
    start.setRequiresGradient(true);
    return start;
  }
}
