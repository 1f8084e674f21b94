package org.desisky.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/**
 * What stands between the heads and the decoder, for one batch in training: the sample of the
 * latents and its regularisation, and the way back.
 */
interface Bottleneck {
  /** The latents drawn, (B, d). */
  NDArray latent();

  /**
   * The gradients of the loss by mean and logvar, each (B, d).
   *
   * @param byLatent that of the reconstruction by the latents, (B, d)
   */
  NDList backward(NDArray byLatent);

  /** The loss with the reconstruction term given. */
  LossValues loss(NDArray recon);
}
