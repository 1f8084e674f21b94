package org.desisky.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/** Refuses arrays of a batch that fit neither the model nor each other. */
final class BatchChecks {
  private BatchChecks() {}

  /**
   * Checks what {@link SkyVae#gradients} takes.
   *
   * @throws IllegalArgumentException if an array is of another type or shape
   */
  static void check(NDArray x, NDArray epsilon, NDArray prior, int channels, int latents) {
    checkRows(x, "spectra", channels);
    checkRows(epsilon, "noise", latents);
    checkRows(prior, "sample of the prior", latents);
    long spectra = x.getShape().get(0);
    long noise = epsilon.getShape().get(0);
    if (noise != spectra) {
      throw new IllegalArgumentException(
          "there are " + spectra + " spectra, but the noise is for " + noise);
    }
  }

  private static void checkRows(NDArray array, String what, int columns) {
    Shape shape = array.getShape();
    boolean fits = shape.dimension() == 2 && shape.get(0) > 0 && shape.get(1) == columns;
    if (!fits || array.getDataType() != DataType.FLOAT32) {
      throw new IllegalArgumentException(
          "the "
              + what
              + " must be float32, one row or more of "
              + columns
              + " numbers, not "
              + array.getDataType()
              + " of shape "
              + shape);
    }
  }
}
