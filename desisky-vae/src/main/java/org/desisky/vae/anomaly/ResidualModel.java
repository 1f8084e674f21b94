package org.desisky.vae.anomaly;

import com.google.common.math.Quantiles;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.pca.PrincipalComponents;

/**
 * What residuals (flux − reconstruction) usually look like. Each channel has a centre and a scale
 * (median, and median absolute deviation), so that the bright red end does not drown the rest. What
 * remains correlated between channels, because the model cannot follow it, is described by
 * principal components and taken off; what is left is close to independent noise, in which faults
 * stand out.
 */
final class ResidualModel {
  private static final int COMPONENTS = 32;
  private static final int ROWS_PER_COMPONENT = 8;
  private static final int SAMPLE = 2000;
  private static final double CLIP = 8;
  private static final double TO_SIGMA = 1.4826;

  /**
   * When the components are good enough: the last of them describe noise and would never stand
   * still.
   */
  private static final double TOLERANCE = 1e-2;

  /** Few enough for memory; the scores of so many are work for eight cores. */
  private static final int ROWS_AT_ONCE = 1024;

  /** As many as a line of the processor's cache holds, since a column is scattered in memory. */
  private static final int COLUMNS_AT_ONCE = 16;

  /** A channel that hardly varies is no more exact than this part of the usual one. */
  private static final double FLOOR = 0.1;

  /**
   * Float32 has room for what is made of a number of deviations up to this: a fill value has more.
   */
  private static final double MOST = 1e30;

  private final double[] centre;
  private final double[] scale;
  private final PrincipalComponents components;
  private final double[] usual;
  private final double[] remainderScale;

  private ResidualModel(
      double[] centre,
      double[] scale,
      PrincipalComponents components,
      double[] usual,
      double[] remainderScale) {
    this.centre = centre;
    this.scale = scale;
    this.components = components;
    this.usual = usual;
    this.remainderScale = remainderScale;
  }

  /**
   * A residual in units of what is usual.
   *
   * @param remainder by channel, in robust standard deviations
   * @param noise the remainder's own scale before it was divided by it; about 1
   * @param shape the squared Mahalanobis distance of what was taken off
   */
  @SuppressWarnings("ArrayRecordComponent") // made and used in one place
  record Whitened(double[] remainder, double noise, double shape) {}

  /** The model of residuals, one a row, of which a few may be odd. */
  static ResidualModel fit(FloatMatrix residuals, Compute compute) {
    int channels = residuals.columns();
    double[] centre = new double[channels];
    double[] scale = new double[channels];
    robust(residuals, centre, scale);
    int rows = residuals.rows();
    float[] clipped = new float[rows * channels];
    IntStream.range(0, rows)
        .parallel()
        .forEach(
            row -> {
              for (int i = 0; i < channels; i++) {
                double z = (residuals.get(row, i) - centre[i]) / scale[i];
                clipped[row * channels + i] = (float) Math.max(-CLIP, Math.min(CLIP, z));
              }
            });
    FloatMatrix standardised = FloatMatrix.of(clipped, rows, channels);
    int count =
        Math.max(1, Math.min(COMPONENTS, Math.min(rows / ROWS_PER_COMPONENT, channels / 4)));
    PrincipalComponents components =
        PrincipalComponents.in(standardised).tolerance(TOLERANCE).with(compute).fit(count);
    // Of the standardised numbers nothing is left after this: each part is copied before it
    // changes.
    for (int first = 0; first < rows; first += ROWS_AT_ONCE) {
      int some = Math.min(ROWS_AT_ONCE, rows - first);
      takeOff(components.reconstruct(standardised.part(first, some)), clipped, first * channels);
    }
    double[] remainderScale = new double[channels];
    robust(FloatMatrix.of(clipped, rows, channels), new double[channels], remainderScale);
    return new ResidualModel(centre, scale, components, variances(components), remainderScale);
  }

  /** Takes what is explained off rows, from a place on. */
  private static void takeOff(FloatMatrix explained, float[] rows, int from) {
    int channels = explained.columns();
    IntStream.range(0, explained.rows())
        .parallel()
        .forEach(
            row -> {
              for (int i = 0; i < channels; i++) {
                rows[from + row * channels + i] -= explained.get(row, i);
              }
            });
  }

  private static double[] variances(PrincipalComponents components) {
    return Arrays.stream(components.standardDeviations()).map(s -> Math.max(s * s, 1e-6)).toArray();
  }

  /** Median and scale of each column. */
  private static void robust(FloatMatrix values, double[] centre, double[] scale) {
    int blocks = (values.columns() + COLUMNS_AT_ONCE - 1) / COLUMNS_AT_ONCE;
    IntStream.range(0, blocks)
        .parallel()
        .forEach(block -> robust(values, block * COLUMNS_AT_ONCE, centre, scale));
    double usual = median(scale.clone());
    for (int i = 0; i < scale.length; i++) {
      scale[i] = Math.max(scale[i], usual > 0 ? FLOOR * usual : 1);
    }
  }

  /** Median and scale of some columns. */
  private static void robust(FloatMatrix values, int first, double[] centre, double[] scale) {
    int count = Math.min(COLUMNS_AT_ONCE, values.columns() - first);
    double[][] numbers = new double[count][values.rows()];
    for (int row = 0; row < values.rows(); row++) {
      for (int i = 0; i < count; i++) {
        numbers[i][row] = values.get(row, first + i);
      }
    }
    for (int i = 0; i < count; i++) {
      double middle = median(numbers[i]);
      for (int row = 0; row < numbers[i].length; row++) {
        numbers[i][row] = Math.abs(numbers[i][row] - middle);
      }
      centre[first + i] = middle;
      scale[first + i] = TO_SIGMA * median(numbers[i]);
    }
  }

  /** Of some 2000 numbers, evenly taken: enough for a median. */
  private static double[] sizes(double[] numbers) {
    int step = Math.max(1, numbers.length / SAMPLE);
    double[] sizes = new double[(numbers.length + step - 1) / step];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = Math.abs(numbers[i * step]);
    }
    return sizes;
  }

  /** The median; changes the order of the numbers. */
  private static double median(double[] numbers) {
    return Quantiles.median().computeInPlace(numbers);
  }

  int channels() {
    return centre.length;
  }

  Whitened whiten(float[] flux, float[] reconstruction) {
    int channels = centre.length;
    double[] residual = new double[channels];
    double largest = 0;
    for (int i = 0; i < channels; i++) {
      residual[i] = (flux[i] - (double) reconstruction[i] - centre[i]) / scale[i];
      largest = Math.max(largest, Math.abs(residual[i]));
    }
    // What is made of the numbers is proportional to them, but for the least of the noise.
    double unit = Math.max(1, largest / MOST);
    float[] z = new float[channels];
    for (int i = 0; i < channels; i++) {
      z[i] = (float) (residual[i] / unit);
    }
    FloatMatrix row = FloatMatrix.row(z);
    FloatMatrix scores = components.scores(row);
    double shape = 0;
    for (int k = 0; k < usual.length; k++) {
      shape += scores.get(0, k) * (double) scores.get(0, k) / usual[k];
    }
    float[] explained = components.fromScores(scores).row(0);
    double[] remainder = new double[channels];
    for (int i = 0; i < channels; i++) {
      remainder[i] = (z[i] - (double) explained[i]) / remainderScale[i];
    }
    double noise = Math.max(TO_SIGMA * median(sizes(remainder)), 1e-3 / unit);
    for (int i = 0; i < channels; i++) {
      remainder[i] /= noise;
    }
    return new Whitened(remainder, noise * unit, shape * unit * unit);
  }
}
