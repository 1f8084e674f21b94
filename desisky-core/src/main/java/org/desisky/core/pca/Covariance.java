package org.desisky.core.pca;

/** The covariance of standardised rows, which is never made as a whole. */
interface Covariance {
  /** The covariance times each direction. */
  double[][] times(double[][] directions);
}
