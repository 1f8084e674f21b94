package org.desisky.vae;

import org.desisky.core.FloatMatrix;

/**
 * The full forward pass, one row a spectrum.
 *
 * @param mean means of the latents
 * @param logvar logarithms of their variances, not clipped
 * @param latent the latents drawn: mean + ε·exp(½·logvar)
 * @param output the spectra decoded from them, in the unit of the input
 */
public record VaeOutput(
    FloatMatrix mean, FloatMatrix logvar, FloatMatrix latent, FloatMatrix output) {}
