package org.desisky.vae.anomaly;

/** What can be odd about a spectrum, each measured by one number. */
public enum Trait {
  /** One to four channels far off the reconstruction. */
  SPIKE("a spike"),
  /** A run of 8 to 128 channels off the reconstruction together. */
  BAND("a band"),
  /** A large part of the spectrum, 512 channels or more, off the reconstruction together. */
  REGION("a large part of the spectrum"),
  /** The channels scatter about the reconstruction more than others' do. */
  NOISE("noise"),
  /** The residual as a whole has a shape that residuals do not have. */
  SHAPE("the residual's shape"),
  /** The latents lie where those of other spectra do not. */
  LATENTS("the latents");

  private final String label;

  Trait(String label) {
    this.label = label;
  }

  /** In a few words. */
  public String label() {
    return label;
  }
}
