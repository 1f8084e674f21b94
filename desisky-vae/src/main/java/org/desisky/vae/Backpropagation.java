package org.desisky.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Parameter;
import java.util.Map;
import org.desisky.core.engine.Compute;

/**
 * One batch's way through a {@link SkyVae} as in training, and back.
 *
 * <p>The layers' gradients are products of our own, which are faster than those that engines derive
 * and need nothing recorded by the engine (docs/performance.md). What becomes of mean and logvar,
 * the sample and the regularisation, is a {@link Bottleneck}'s to compute: these are few numbers,
 * (B, d) each.
 */
final class Backpropagation {
  private final LayerStack encoder;
  private final LayerStack meanHead;
  private final LayerStack logvarHead;
  private final LayerStack decoder;

  Backpropagation(Network network) {
    encoder = network.encoder();
    meanHead = network.meanHead();
    logvarHead = network.logvarHead();
    decoder = network.decoder();
  }

  /** Of the loss, its terms; into {@code gradients}, one for each weight. */
  LossValues run(
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
    Bottleneck bottleneck = bottleneck(loss, last(means), last(logvars), epsilon, prior, compute);
    NDList decoded = decoder.record(bottleneck.latent());
    NDArray difference = last(decoded).sub(columns);
    NDArray recon = loss.reconstruction(difference);
    NDArray byOutput = loss.gradientOfReconstruction(difference);
    NDArray byLatent = decoder.gradientOfInput(decoder.backward(decoded, byOutput, gradients));
    NDList byHeads = bottleneck.backward(byLatent);
    NDArray byMean = meanHead.backward(means, byHeads.get(0), gradients);
    NDArray byLogvar = logvarHead.backward(logvars, byHeads.get(1), gradients);
    NDArray byEncoded = meanHead.gradientOfInput(byMean).add(logvarHead.gradientOfInput(byLogvar));
    encoder.backward(encoded, byEncoded, gradients);
    return bottleneck.loss(recon);
  }

  private static Bottleneck bottleneck(
      InfoVaeLoss loss,
      NDArray mean,
      NDArray logvar,
      NDArray epsilon,
      NDArray prior,
      Compute compute) {
    return HostBottleneck.of(loss, mean, logvar, epsilon, prior)
        .orElseGet(() -> new EngineBottleneck(loss, mean, logvar, epsilon, prior, compute));
  }

  private static NDArray last(NDList recorded) {
    return recorded.get(recorded.size() - 1);
  }
}
