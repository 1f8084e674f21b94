package org.desisky.data.simulate;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.noise.Noise;
import org.desisky.data.DesiGrid;
import org.desisky.data.ObservationTable;
import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCondition;

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
    return simulateWithAnomalies(rows, seed, 0, threads).catalog();
  }

  /**
   * As {@link #simulateWithAnomalies(int, long, int, int)}, on all processors.
   *
   * @param rows from 0 to {@link #MOST_ROWS}
   * @param seed decides everything that is random
   * @param ofEachKind how many rows of each {@link AnomalyKind}
   */
  public static SimulatedSky simulateWithAnomalies(int rows, long seed, int ofEachKind) {
    return simulateWithAnomalies(
        rows, seed, ofEachKind, Runtime.getRuntime().availableProcessors());
  }

  /**
   * A catalogue some of whose rows are spoilt, and the table of which and how: for trying out
   * searches for anomalies. The spectra are those of {@link #simulate(int, long)} but for the rows
   * named; magnitudes of these rows are measured on what became of them. Nights of wildfire smoke
   * are spared, and no row is spoilt twice.
   *
   * @param rows from 0 to {@link #MOST_ROWS}
   * @param seed decides everything that is random
   * @param ofEachKind how many rows of each {@link AnomalyKind}
   * @param threads at least 1; their number changes nothing but the time
   * @throws IllegalArgumentException if there are too few rows for so many anomalies
   */
  public static SimulatedSky simulateWithAnomalies(
      int rows, long seed, int ofEachKind, int threads) {
    if (rows < 0 || rows > MOST_ROWS) {
      throw new IllegalArgumentException(rows + " rows cannot be simulated, at most " + MOST_ROWS);
    }
    if (threads < 1) {
      throw new IllegalArgumentException("at least one thread is needed, not " + threads);
    }
    Noise root = Noise.of(seed).stream("sky simulator");
    List<Exposure> log = new ObservingLog(root).draw(rows);
    SortedMap<Integer, AnomalyKind> plan =
        anomalies(log, ofEachKind, root.stream("anomalies").stream("rows"));
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
    List<Anomaly> anomalies = List.of();
    if (!plan.isEmpty()) {
      int[] numbers = Observations.exposureNumbers(log);
      AnomalyInjector injector = new AnomalyInjector(root.stream("anomalies"), spectrograph, arms);
      anomalies =
          plan.entrySet().stream()
              .map(e -> injector.spoil(e.getValue(), e.getKey(), numbers[e.getKey()], flux))
              .toList();
    }
    FloatMatrix spectra = FloatMatrix.of(flux, rows, Grid.CHANNELS);
    ObservationTable table = Observations.of(log, spectra);
    return new SimulatedSky(
        SkyCatalog.of(DesiGrid.wavelength(), spectra, table),
        SimulationTruth.of(seed, log, SkyCondition.classify(table), anomalies));
  }

  /** The rows to spoil, in their order: drawn without regard to anything but the smoke. */
  private static SortedMap<Integer, AnomalyKind> anomalies(
      List<Exposure> log, int ofEachKind, Noise noise) {
    AnomalyKind[] kinds = AnomalyKind.values();
    long needed = (long) ofEachKind * kinds.length;
    int[] free =
        IntStream.of(noise.permutation(log.size()))
            .filter(row -> !log.get(row).night().smoky())
            .toArray();
    if (ofEachKind < 0 || needed > free.length) {
      throw new IllegalArgumentException(
          ofEachKind
              + " anomalies of each of "
              + kinds.length
              + " kinds need "
              + needed
              + " rows outside the nights of smoke, and there are "
              + free.length);
    }
    SortedMap<Integer, AnomalyKind> plan = new TreeMap<>();
    for (int i = 0; i < needed; i++) {
      plan.put(free[i], kinds[i % kinds.length]);
    }
    return plan;
  }
}
