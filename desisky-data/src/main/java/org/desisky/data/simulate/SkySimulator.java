package org.desisky.data.simulate;

import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.noise.Noise;
import org.desisky.data.SkyCatalog;

/**
 * Simulates catalogues of the night sky over Kitt Peak in the layout of the DESI sky-spectra
 * catalogue: 7781 channels from 3600 to 9824 Å and the columns of its observation table.
 *
 * <pre>SkyCatalog catalog = SkySimulator.simulate(1500, 42);</pre>
 *
 * <p>Exposures are drawn from a survey between December 2020 and June 2022: about 55 % of the rows
 * are dark, 20 % moonlit and 11 % in twilight, and 2 % fall in the nights of wildfire smoke in June
 * 2021. Geometry, weather, spectrum and magnitudes of a row agree with each other. Rows are in the
 * order of time.
 *
 * <p>The same seed gives the same catalogue, bit for bit, on every machine and with any number of
 * threads: all random numbers come from {@link Noise} and all functions from {@link StrictMath}.
 */
public final class SkySimulator {
  /** The most rows a catalogue in one block can have. */
  public static final int MOST_ROWS = Integer.MAX_VALUE / Grid.CHANNELS;

  private SkySimulator() {}

  /**
   * A catalogue of so many rows, on all processors.
   *
   * @param rows from 0 to {@link #MOST_ROWS}
   * @param seed decides everything that is random
   */
  public static SkyCatalog simulate(int rows, long seed) {
    return simulate(rows, seed, Runtime.getRuntime().availableProcessors());
  }

  /**
   * A catalogue of so many rows, on so many threads; their number changes nothing but the time.
   *
   * @param rows from 0 to {@link #MOST_ROWS}
   * @param seed decides everything that is random
   * @param threads at least 1
   */
  public static SkyCatalog simulate(int rows, long seed, int threads) {
    if (rows < 0 || rows > MOST_ROWS) {
      throw new IllegalArgumentException(rows + " rows cannot be simulated, at most " + MOST_ROWS);
    }
    if (threads < 1) {
      throw new IllegalArgumentException("at least one thread is needed, not " + threads);
    }
    List<Exposure> log = new ObservingLog(Noise.of(seed).stream("sky simulator")).draw(rows);
    float[] flux = new float[rows * Grid.CHANNELS];
    Airglow airglow = new Airglow();
    double[] solar = SolarSpectrum.onFineGrid();
    double[] lines = airglow.wavelengths();
    List<ArmModel> arms =
        Stream.of(Arm.values()).map(arm -> new ArmModel(arm, solar, lines)).toList();
    Spectrograph spectrograph = new Spectrograph();
    ForkJoinPool pool = new ForkJoinPool(threads);
    try {
      pool.submit(
              () ->
                  IntStream.range(0, rows)
                      .parallel()
                      .forEach(
                          row -> {
                            Exposure exposure = log.get(row);
                            spectrograph.record(
                                exposure,
                                arms,
                                Light.of(exposure, airglow),
                                flux,
                                row * Grid.CHANNELS);
                          }))
          .join();
    } finally {
      pool.shutdown();
    }
    double[] wavelength = IntStream.range(0, Grid.CHANNELS).mapToDouble(Grid::wavelength).toArray();
    FloatMatrix spectra = FloatMatrix.of(flux, rows, Grid.CHANNELS);
    return SkyCatalog.of(wavelength, spectra, Observations.of(log, spectra));
  }
}
