package org.desisky.vae.measure;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * A model as a compressor of spectra: all numbers are float32.
 *
 * @param channels of a spectrum
 * @param latents that stand for it
 * @param modelBytes size of what decodes and encodes, without which the latents mean nothing
 */
public record Compression(int channels, int latents, long modelBytes) {
  /** Checks the numbers. */
  public Compression {
    checkArgument(channels > 0 && latents > 0, "%s channels, %s latents", channels, latents);
    checkArgument(modelBytes >= 0, "a model of %s bytes", modelBytes);
  }

  /** Bytes of a spectrum. */
  public long bytesIn() {
    return (long) Float.BYTES * channels;
  }

  /** Bytes of its latents. */
  public long bytesOut() {
    return (long) Float.BYTES * latents;
  }

  /** How many times smaller the latents are than the spectrum. */
  public double ratio() {
    return (double) bytesIn() / bytesOut();
  }

  /**
   * From how many spectra on the latents and the model together are smaller than the spectra; −1
   * where they never are.
   */
  public long breakEven() {
    long saved = bytesIn() - bytesOut();
    return saved <= 0 ? -1 : modelBytes / saved + 1;
  }
}
