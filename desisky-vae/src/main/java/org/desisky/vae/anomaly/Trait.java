package org.desisky.vae.anomaly;

/** What can be odd about a spectrum, each measured by one number. */
public enum Trait {
  /** One to four channels far off the reconstruction. */
  SPIKE,
  /** A run of 8 to 128 channels off the reconstruction together. */
  BAND,
  /** A large part of the spectrum, 512 channels or more, off the reconstruction together. */
  REGION,
  /** The channels scatter about the reconstruction more than others' do. */
  NOISE,
  /** The residual as a whole has a shape that residuals do not have. */
  SHAPE,
  /** The latents lie where those of other spectra do not. */
  LATENTS
}
