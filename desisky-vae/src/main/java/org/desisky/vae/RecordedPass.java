package org.desisky.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;

/**
 * A forward pass of a {@link SkyVae} in training, from which gradients flow back.
 *
 * <p>The engine could do all of it at once. But what the decoder's last and widest layer takes gets
 * its gradient faster by a product of our own than by the engine's automatic one. So, where that
 * pays, the loss is derived in two steps: first the reconstruction by the output alone; then, with
 * the gradient of the layer's input computed from that, all that comes before, as if the loss were
 * linear in output and input with these gradients for factors. By the chain rule it is the same.
 */
public final class RecordedPass {
  private final LayerStack decoder;
  private final ParameterStore parameters;
  private final NDArray hidden;
  private final NDArray output;
  private final NDArray seen;
  private final boolean inTwoSteps;
  private final NDList predictions;

  private RecordedPass(
      LayerStack decoder,
      ParameterStore parameters,
      NDList latents,
      NDArray hidden,
      NDArray output,
      NDArray seen,
      boolean inTwoSteps) {
    this.decoder = decoder;
    this.parameters = parameters;
    this.hidden = hidden;
    this.output = output;
    this.seen = seen;
    this.inTwoSteps = inTwoSteps;
    predictions = new NDList(latents).addAll(new NDList(seen));
  }

  /** Goes on from mean, logvar and latent. */
  static RecordedPass decoding(LayerStack decoder, ParameterStore parameters, NDList latents) {
    NDArray hidden = decoder.beforeLast(parameters, latents.get(2), true);
    if (!decoder.lastPays(hidden)) {
      NDArray output = decoder.last(parameters, hidden, true);
      return new RecordedPass(decoder, parameters, latents, hidden, output, output, false);
    }
    NDArray output = decoder.last(parameters, hidden.stopGradient(), true);
    NDArray seen = output.stopGradient();
    seen.setRequiresGradient(true);
    return new RecordedPass(decoder, parameters, latents, hidden, output, seen, true);
  }

  /** Mean, logvar, latent (B, d) and output (B, D), for {@link InfoVaeLoss#terms}. */
  public NDList predictions() {
    return predictions;
  }

  /** Gives each weight its gradient of the total loss; once. */
  public void backward(LossTerms loss, GradientCollector collector) {
    if (!inTwoSteps) {
      collector.backward(loss.total());
      return;
    }
    collector.backward(loss.recon());
    NDArray byOutput = seen.getGradient();
    NDArray byHidden = decoder.gradientBeforeLast(parameters, byOutput);
    NDArray linear = output.mul(byOutput).sum().add(hidden.mul(byHidden).sum());
    collector.backward(linear.add(loss.kl()).add(loss.mmd()));
  }
}
