package org.desisky.vae;

import org.desisky.core.FloatMatrix;
import org.desisky.core.Labelled;

/** Ways from one point of latent space to another. */
public enum Interpolation implements Labelled {
  /** Straight: (1−t)·a + t·b. */
  LINEAR {
    @Override
    double[] weights(float[] from, float[] to, double t) {
      return new double[] {1 - t, t};
    }
  },
  /**
   * Along the arc between the two directions: (sin((1−t)Ω)·a + sin(tΩ)·b) / sin Ω, where Ω is the
   * angle between a and b (Shoemake 1985, SIGGRAPH 19, 245). Points of a normal distribution in
   * many dimensions lie near a sphere; a straight way leads through its empty middle, this one does
   * not (White 2016, arXiv:1609.04468). Straight where a and b point the same way or the opposite
   * way, or one of them is the origin, since then there is no one arc.
   */
  SPHERICAL {
    @Override
    double[] weights(float[] from, float[] to, double t) {
      double norms = Math.sqrt(dot(from, from) * dot(to, to));
      double cosine = Math.max(-1, Math.min(1, dot(from, to) / norms));
      double angle = Math.acos(cosine);
      double sine = Math.sin(angle);
      if (!(sine > LEAST_SINE)) { // also where a norm is 0
        return LINEAR.weights(from, to, t);
      }
      return new double[] {Math.sin((1 - t) * angle) / sine, Math.sin(t * angle) / sine};
    }
  };

  private static final double LEAST_SINE = 1e-6;

  abstract double[] weights(float[] from, float[] to, double t);

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  /**
   * Points on the way, at equal steps of t, both ends included, which are exact.
   *
   * @param from d latents
   * @param to d latents
   * @param steps how many points, 2 or more
   * @return (steps, d)
   * @throws IllegalArgumentException if the ends differ in d, or there are fewer than 2 steps
   */
  public FloatMatrix between(float[] from, float[] to, int steps) {
    if (from.length != to.length) {
      throw new IllegalArgumentException(
          "there is no way from " + from.length + " latents to " + to.length);
    }
    if (steps < 2) {
      throw new IllegalArgumentException("2 steps or more are needed, not " + steps);
    }
    int d = from.length;
    float[] points = new float[FloatMatrix.checkedSize(steps, d)];
    for (int step = 0; step < steps; step++) {
      double[] weights = weights(from, to, step / (steps - 1.0));
      for (int k = 0; k < d; k++) {
        points[step * d + k] = (float) (weights[0] * from[k] + weights[1] * to[k]);
      }
    }
    System.arraycopy(from, 0, points, 0, d);
    System.arraycopy(to, 0, points, (steps - 1) * d, d);
    return FloatMatrix.of(points, steps, d);
  }
}
