package org.desisky.vae;

import org.desisky.core.FloatMatrix;

/**
 * What the encoder says of each spectrum: a normal distribution in latent space.
 *
 * @param mean one row a spectrum, one column a latent dimension
 * @param logvar the logarithm of the variance, of the same shape, not clipped
 */
public record Latents(FloatMatrix mean, FloatMatrix logvar) {}
