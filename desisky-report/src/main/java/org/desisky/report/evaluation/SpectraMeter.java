package org.desisky.report.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.desisky.core.FloatMatrix;
import org.desisky.data.SkyCatalog;
import org.desisky.vae.SkyVae;
import org.desisky.vae.measure.FrechetDistance;
import org.desisky.vae.measure.NegativeFlux;

/** Goes over real and generated spectra in parts, since all of them would take much memory. */
final class SpectraMeter {
  private static final int AT_ONCE = 512;

  private final FrechetDistance distance;
  private final BandMeter bands;
  private final double[] noise;

  SpectraMeter(FrechetDistance distance, SkyCatalog catalog, double[] noise) {
    this.distance = distance;
    this.noise = noise;
    bands = BandMeter.of(catalog);
  }

  /**
   * What is seen of a set of spectra.
   *
   * @param scores in the space of the Fréchet distance
   */
  record Seen(FloatMatrix scores, NegativeFlux negative) {}

  /** Magnitudes and airglow of all spectra looked at. */
  BandMeter bands() {
    return bands;
  }

  /** Looks at spectra of a catalogue, which are side 0 of the bands. */
  Seen real(FloatMatrix flux, int[] rows) {
    Gathering gathering = new Gathering(0);
    for (int from = 0; from < rows.length; from += AT_ONCE) {
      int[] part = Arrays.copyOfRange(rows, from, Math.min(rows.length, from + AT_ONCE));
      gathering.add(flux.select(part));
    }
    return gathering.seen();
  }

  /** Looks at the spectra that latents stand for, as a side of the bands. */
  Seen decoded(int side, SkyVae vae, FloatMatrix latents) {
    Gathering gathering = new Gathering(side);
    for (int from = 0; from < latents.rows(); from += AT_ONCE) {
      int count = Math.min(AT_ONCE, latents.rows() - from);
      gathering.add(vae.decode(latents.part(from, count)));
    }
    return gathering.seen();
  }

  private final class Gathering {
    private final int side;
    private final List<FloatMatrix> scores = new ArrayList<>();
    private NegativeFlux negative = NegativeFlux.NONE;

    Gathering(int side) {
      this.side = side;
    }

    void add(FloatMatrix spectra) {
      scores.add(distance.scores(spectra));
      negative = negative.plus(NegativeFlux.of(spectra, noise));
      bands.add(side, spectra);
    }

    Seen seen() {
      int rows = scores.stream().mapToInt(FloatMatrix::rows).sum();
      int columns = scores.get(0).columns();
      float[] all = new float[rows * columns];
      int next = 0;
      for (FloatMatrix part : scores) {
        float[] numbers = part.toArray();
        System.arraycopy(numbers, 0, all, next, numbers.length);
        next += numbers.length;
      }
      return new Seen(FloatMatrix.of(all, rows, columns), negative);
    }
  }
}
