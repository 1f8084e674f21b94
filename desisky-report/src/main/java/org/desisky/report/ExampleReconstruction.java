package org.desisky.report;

import static com.google.common.base.Preconditions.checkArgument;

/** One spectrum and what the model made of it. Immutable. */
public final class ExampleReconstruction {
  private final String label;
  private final float[] flux;
  private final float[] reconstruction;

  private ExampleReconstruction(String label, float[] flux, float[] reconstruction) {
    this.label = label;
    this.flux = flux.clone();
    this.reconstruction = reconstruction.clone();
  }

  /**
   * Takes a spectrum and its reconstruction.
   *
   * @param label what a reader tells it by, such as {@code row 812 · EXPID 70123 · dark}
   * @throws IllegalArgumentException if the two have not the same number of channels
   */
  public static ExampleReconstruction of(String label, float[] flux, float[] reconstruction) {
    checkArgument(
        flux.length == reconstruction.length && flux.length > 0,
        "%s: a spectrum of %s channels and a reconstruction of %s",
        label,
        flux.length,
        reconstruction.length);
    return new ExampleReconstruction(label, flux, reconstruction);
  }

  /** What a reader tells it by. */
  public String label() {
    return label;
  }

  /** How many channels the spectrum has. */
  public int channels() {
    return flux.length;
  }

  /** A copy of the spectrum. */
  public float[] flux() {
    return flux.clone();
  }

  /** A copy of the reconstruction. */
  public float[] reconstruction() {
    return reconstruction.clone();
  }

  /** Flux minus reconstruction, channel by channel. */
  public double[] residual() {
    double[] residual = new double[flux.length];
    for (int i = 0; i < residual.length; i++) {
      residual[i] = (double) flux[i] - reconstruction[i];
    }
    return residual;
  }

  /** In how many channels both the spectrum and its reconstruction are finite. */
  public int finiteChannels() {
    int finite = 0;
    for (double difference : residual()) {
      if (Double.isFinite(difference)) {
        finite++;
      }
    }
    return finite;
  }

  /** The mean squared residual over the channels where it is finite; NaN if there is none. */
  public double meanSquaredError() {
    double sum = 0;
    int finite = 0;
    for (double difference : residual()) {
      if (Double.isFinite(difference)) {
        sum += difference * difference;
        finite++;
      }
    }
    return finite == 0 ? Double.NaN : sum / finite;
  }

  @Override
  public String toString() {
    return "ExampleReconstruction[" + label + ", " + flux.length + " channels]";
  }
}
