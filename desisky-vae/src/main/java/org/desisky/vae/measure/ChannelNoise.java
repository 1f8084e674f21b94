package org.desisky.vae.measure;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import org.desisky.core.FloatMatrix;
import org.desisky.core.pca.PrincipalComponents;

/**
 * The noise of each channel, in the unit of the spectra: what principal components leave of it,
 * root mean square over rows. Catalogues of sky spectra hold no variances of their own.
 */
public final class ChannelNoise {
  private static final int COMPONENTS = 32;
  private static final int COLUMNS_EACH = 20;
  private static final double LEAST_SHARE = 1e-3;

  private ChannelNoise() {}

  /**
   * How many components describe what is not noise: 32, or one for each 20 channels or rows where
   * these are few.
   */
  public static int components(int channels, int rows) {
    return Math.max(1, Math.min(COMPONENTS, Math.min(channels, rows) / COLUMNS_EACH));
  }

  /**
   * The noise of rows.
   *
   * @param rows which to look at, each finite, at least one
   * @return of each channel, at least a thousandth of that of all, since some channels may have
   *     none; 1 where there is none at all
   */
  public static double[] of(FloatMatrix spectra, int[] rows) {
    int count = components(spectra.columns(), rows.length);
    return of(spectra, rows, PrincipalComponents.fit(spectra, rows, count));
  }

  /** The same, with components found before, which are usually {@link #components} many. */
  public static double[] of(FloatMatrix spectra, int[] rows, PrincipalComponents components) {
    checkArgument(rows.length > 0, "there are no rows to find the noise of");
    double[] variance = components.meanSquaredErrorByColumn(spectra, rows);
    double all = Math.sqrt(Arrays.stream(variance).sum() / variance.length);
    double[] noise = new double[variance.length];
    for (int c = 0; c < noise.length; c++) {
      noise[c] = all == 0 ? 1 : Math.max(Math.sqrt(variance[c]), LEAST_SHARE * all);
    }
    return noise;
  }
}
