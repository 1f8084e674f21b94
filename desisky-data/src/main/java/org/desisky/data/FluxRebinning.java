package org.desisky.data;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;

/**
 * Brings spectra from one wavelength grid to another so that flux is conserved: a new channel holds
 * the mean flux density over its width, so that the integral over wavelength of any run of whole
 * new channels is that of the old spectrum over the same range. Method: SpectRes (Carnall 2017,
 * arXiv:1705.05165), equation 3.
 *
 * <p>Channels reach half-way to their neighbours ({@link WavelengthGrid#edges}). A new channel at
 * an end may reach up to half its width beyond the old grid; its mean is then over what is covered.
 * Immutable, and safe for use by several threads.
 */
public final class FluxRebinning {
  /** An overlap below this part of the narrower channel is the rounding of edges that are one. */
  private static final double ROUNDING = 1e-9;

  private final WavelengthGrid from;
  private final WavelengthGrid to;

  /** For each new channel the first old one that it overlaps, by more than rounding. */
  private final int[] first;

  /** Where the weights of each new channel begin, and in the end how many there are. */
  private final int[] begin;

  /** The parts of each new channel that overlapping old channels cover; each channel's sum is 1. */
  private final double[] weights;

  private FluxRebinning(WavelengthGrid from, WavelengthGrid to) {
    this.from = from;
    this.to = to;
    double[] old = from.edges();
    double[] edges = to.edges();
    first = new int[to.channels()];
    begin = new int[to.channels() + 1];
    double[] parts = new double[2 * to.channels() + 2 * from.channels()];
    int channel = 0;
    int used = 0;
    for (int i = 0; i < first.length; i++) {
      while (channel < from.channels() - 1 && !reaches(old, channel, edges, i)) {
        channel++;
      }
      first[i] = channel;
      double covered = Math.min(edges[i + 1], old[old.length - 1]) - Math.max(edges[i], old[0]);
      for (int c = channel; c < from.channels() && reaches(edges, i, old, c); c++) {
        double overlap = Math.min(edges[i + 1], old[c + 1]) - Math.max(edges[i], old[c]);
        parts[used++] = overlap / covered;
      }
      begin[i + 1] = used;
    }
    weights = Arrays.copyOf(parts, used);
  }

  /**
   * Whether a channel of one grid ends beyond where one of another begins, by more than rounding.
   */
  private static boolean reaches(double[] edges, int channel, double[] others, int other) {
    double narrower =
        Math.min(edges[channel + 1] - edges[channel], others[other + 1] - others[other]);
    return edges[channel + 1] - others[other] > ROUNDING * narrower;
  }

  /**
   * The way from one grid to another.
   *
   * @throws BadCatalogException if the old grid does not cover the new one
   */
  public static FluxRebinning between(WavelengthGrid from, WavelengthGrid to) {
    double[] old = from.edges();
    if (to.first() < old[0] || to.last() > old[old.length - 1]) {
      throw new BadCatalogException(
          "spectra from "
              + from.first()
              + " to "
              + from.last()
              + " Å do not cover the wavelengths wanted, "
              + to.first()
              + " to "
              + to.last()
              + " Å");
    }
    return new FluxRebinning(from, to);
  }

  /** The grid of the spectra it takes. */
  public WavelengthGrid from() {
    return from;
  }

  /** The grid of the spectra it gives. */
  public WavelengthGrid to() {
    return to;
  }

  /** The spectra on the new grid, as {@link #apply}, or as they are where there is none. */
  public static FloatMatrix brought(FloatMatrix spectra, Optional<FluxRebinning> rebinning) {
    return rebinning.map(onto -> onto.apply(spectra)).orElse(spectra);
  }

  /**
   * The spectra on the new grid; a number that is not finite spoils the new channels that overlap
   * its channel, and no others.
   *
   * @param spectra one a row, a flux density per Å in any unit
   * @throws IllegalArgumentException if they have another number of channels than the old grid
   */
  public FloatMatrix apply(FloatMatrix spectra) {
    if (spectra.columns() != from.channels()) {
      throw new IllegalArgumentException(
          "spectra of " + spectra.columns() + " channels are not on " + from);
    }
    int channels = to.channels();
    float[] result = new float[FloatMatrix.checkedSize(spectra.rows(), channels)];
    IntStream.range(0, spectra.rows())
        .parallel()
        .forEach(row -> rebin(spectra.row(row), result, row * channels));
    return FloatMatrix.of(result, spectra.rows(), channels);
  }

  private void rebin(float[] flux, float[] target, int position) {
    for (int i = 0; i < first.length; i++) {
      double sum = 0;
      for (int w = begin[i], c = first[i]; w < begin[i + 1]; w++, c++) {
        sum += weights[w] * flux[c];
      }
      target[position + i] = (float) sum;
    }
  }
}
