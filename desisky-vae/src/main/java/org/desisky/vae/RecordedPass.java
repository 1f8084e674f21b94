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
 * pays, the gradient of the reconstruction by the output, which is known, is taken through that
 * layer here; the engine then derives all that comes before as if the loss were linear in the
 * layer's output and input, with these gradients for factors. By the chain rule it is the same.
 */
public final class RecordedPass {
  private final LayerStack decoder;
  private final ParameterStore parameters;
  private final NDList latents;
  private final NDArray hidden;

  /** Goes on from mean, logvar and latent. */
  RecordedPass(LayerStack decoder, ParameterStore parameters, NDList latents) {
    this.decoder = decoder;
    this.parameters = parameters;
    this.latents = latents;
    hidden = decoder.beforeLast(parameters, latents.get(2), true);
  }

  /**
   * Gives each weight its gradient of the total loss; once.
   *
   * @param x the spectra that went in, (B, D)
   * @param prior a sample of the standard normal prior, (n, d) for any n
   * @return the loss
   */
  public LossTerms backward(
      InfoVaeLoss loss, NDArray x, NDArray prior, GradientCollector collector) {
    return inTwoSteps()
        ? backwardInTwoSteps(loss, x, prior, collector)
        : backwardAtOnce(loss, x, prior, collector);
  }

  /** Whether the last layer is left to us. */
  boolean inTwoSteps() {
    return decoder.lastPays(hidden);
  }

  private LossTerms backwardAtOnce(
      InfoVaeLoss loss, NDArray x, NDArray prior, GradientCollector collector) {
    NDArray output = decoder.last(parameters, hidden, true);
    LossTerms terms = loss.termsOfDifference(output.sub(x), latents, prior);
    collector.backward(terms.total());
    return terms;
  }

  private LossTerms backwardInTwoSteps(
      InfoVaeLoss loss, NDArray x, NDArray prior, GradientCollector collector) {
    NDArray output = decoder.last(parameters, hidden.stopGradient(), true);
    NDArray difference = output.stopGradient().sub(x);
    LossTerms terms = loss.termsOfDifference(difference, latents, prior);
    NDArray byOutput = loss.gradientOfReconstruction(difference);
    NDArray byHidden = decoder.gradientBeforeLast(parameters, byOutput);
    NDArray linear = output.mul(byOutput).sum().add(hidden.mul(byHidden).sum());
    collector.backward(linear.add(terms.kl()).add(terms.mmd()));
    return terms;
  }
}
