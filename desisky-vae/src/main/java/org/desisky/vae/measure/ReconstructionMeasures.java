package org.desisky.vae.measure;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.desisky.core.FloatMatrix;

/**
 * How far reconstructions are from spectra, per spectrum and per channel, in the unit of the flux
 * and in units of the noise. With residuals r = flux − reconstruction and a noise σ of each channel
 *
 * <pre>
 *   of a spectrum   mean over channels of r²      and of (r/σ)²
 *   of a channel    mean over spectra of r        and √ of the mean over spectra of r²
 * </pre>
 *
 * <p>Sums are float64. A spectrum with a residual that is not finite has NaN, and does not count
 * for channels. Immutable.
 */
public final class ReconstructionMeasures {
  private final double[] noise;
  private final double[] errors;
  private final double[] errorsInNoise;
  private final double[] means;
  private final double[] squares;
  private final int finite;

  private ReconstructionMeasures(Builder builder) {
    noise = builder.noise;
    errors = builder.errors.build().toArray();
    errorsInNoise = builder.errorsInNoise.build().toArray();
    means = builder.sums.clone();
    squares = builder.squares.clone();
    finite = builder.finite;
    for (int c = 0; c < means.length; c++) {
      means[c] /= finite;
      squares[c] /= finite;
    }
  }

  /**
   * Measures reconstructions of spectra.
   *
   * @param noise of each channel in the unit of the flux, above 0
   * @throws IllegalArgumentException if the sizes disagree
   */
  public static ReconstructionMeasures of(
      FloatMatrix spectra, FloatMatrix reconstruction, double[] noise) {
    return builder(noise).add(spectra, reconstruction).build();
  }

  /** Starts measuring spectra that come in parts. */
  public static Builder builder(double... noise) {
    return new Builder(noise);
  }

  /** How many spectra. */
  public int rows() {
    return errors.length;
  }

  /** How many channels a spectrum has. */
  public int channels() {
    return noise.length;
  }

  /** How many spectra have finite residuals alone. */
  public int finiteRows() {
    return finite;
  }

  /** Of each spectrum the mean squared residual, in flux units squared. */
  public double[] meanSquaredErrors() {
    return errors.clone();
  }

  /** Of each spectrum the mean over channels of (residual/noise)²: 1 is as good as the noise. */
  public double[] meanSquaredErrorsInNoise() {
    return errorsInNoise.clone();
  }

  /** Of each channel the mean residual, in flux units: what reconstructions lack on average. */
  public double[] meanResiduals() {
    return means.clone();
  }

  /** Of each channel the root mean square residual, in flux units. */
  public double[] rootMeanSquares() {
    return Arrays.stream(squares).map(Math::sqrt).toArray();
  }

  /** Of each channel the root mean square residual, over its noise. */
  public double[] rootMeanSquaresInNoise() {
    double[] relative = rootMeanSquares();
    for (int c = 0; c < relative.length; c++) {
      relative[c] /= noise[c];
    }
    return relative;
  }

  @Override
  public String toString() {
    return rows() + " reconstructions of " + channels() + " channels";
  }

  /** Measures spectra part by part. */
  public static final class Builder {
    private final double[] noise;
    private final double[] sums;
    private final double[] squares;
    private final ImmutableDoubleArray.Builder errors = ImmutableDoubleArray.builder();
    private final ImmutableDoubleArray.Builder errorsInNoise = ImmutableDoubleArray.builder();
    private int finite;

    private Builder(double[] noise) {
      for (int c = 0; c < noise.length; c++) {
        boolean usable = noise[c] > 0 && Double.isFinite(noise[c]);
        checkArgument(usable, "the noise of channel %s is %s", c, String.valueOf(noise[c]));
      }
      this.noise = noise.clone();
      sums = new double[noise.length];
      squares = new double[noise.length];
    }

    /**
     * Measures more spectra.
     *
     * @throws IllegalArgumentException if the sizes disagree
     */
    public Builder add(FloatMatrix spectra, FloatMatrix reconstruction) {
      checkArgument(
          spectra.rows() == reconstruction.rows() && spectra.columns() == reconstruction.columns(),
          "%s does not reconstruct %s",
          reconstruction,
          spectra);
      checkArgument(
          spectra.columns() == noise.length,
          "noise of %s channels for spectra of %s",
          noise.length,
          spectra.columns());
      double[] residual = new double[noise.length];
      for (int row = 0; row < spectra.rows(); row++) {
        FloatBuffer flux = spectra.view(row, 1);
        FloatBuffer again = reconstruction.view(row, 1);
        for (int c = 0; c < residual.length; c++) {
          residual[c] = (double) flux.get(c) - again.get(c);
        }
        add(residual);
      }
      return this;
    }

    private void add(double[] residual) {
      double sum = 0;
      double sumInNoise = 0;
      for (int c = 0; c < residual.length; c++) {
        double square = residual[c] * residual[c];
        sum += square;
        sumInNoise += square / (noise[c] * noise[c]);
      }
      if (!Double.isFinite(sum)) {
        errors.add(Double.NaN);
        errorsInNoise.add(Double.NaN);
        return;
      }
      errors.add(sum / residual.length);
      errorsInNoise.add(sumInNoise / residual.length);
      finite++;
      for (int c = 0; c < residual.length; c++) {
        sums[c] += residual[c];
        squares[c] += residual[c] * residual[c];
      }
    }

    /** What was measured; more can be added afterwards. */
    public ReconstructionMeasures build() {
      return new ReconstructionMeasures(this);
    }
  }
}
