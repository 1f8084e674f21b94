package org.desisky.vae;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.noise.Noise;

/**
 * What the encoder says of each spectrum: a normal distribution in latent space.
 *
 * @param mean one row a spectrum, one column a latent dimension
 * @param logvar the logarithm of the variance, of the same shape, not clipped
 */
public record Latents(FloatMatrix mean, FloatMatrix logvar) {
  /** Checks what is given. */
  public Latents {
    checkArgument(
        mean.rows() == logvar.rows() && mean.columns() == logvar.columns(),
        "means are %s and logvars %s",
        mean,
        logvar);
  }

  /**
   * Draws from each distribution: mean + ε·exp(½·logvar), (N, d).
   *
   * @param noise gives row <em>k</em> its ε by {@code noise.at(k)}
   */
  public FloatMatrix sample(Noise noise) {
    return sample(IntStream.range(0, mean.rows()).toArray(), noise);
  }

  /**
   * As {@link #sample(Noise)}, with rows that have numbers of their own, so that a row gets the
   * same ε in whatever batch it is.
   *
   * @param numbers of the rows, one each; row <em>i</em> gets its ε by {@code noise.at(numbers[i])}
   * @throws IllegalArgumentException if there are more or fewer
   */
  public FloatMatrix sample(int[] numbers, Noise noise) {
    int rows = mean.rows();
    int d = mean.columns();
    checkArgument(numbers.length == rows, "%s numbers for %s rows", numbers.length, rows);
    float[] drawn = new float[rows * d];
    for (int row = 0; row < rows; row++) {
      float[] epsilon = noise.at(numbers[row]).normals(d);
      for (int k = 0; k < d; k++) {
        double deviation = Math.exp(0.5 * logvar.get(row, k));
        drawn[row * d + k] = (float) (mean.get(row, k) + epsilon[k] * deviation);
      }
    }
    return FloatMatrix.of(drawn, rows, d);
  }
}
