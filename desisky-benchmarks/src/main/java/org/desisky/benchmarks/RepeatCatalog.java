package org.desisky.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCatalogWriter;
import org.desisky.data.WavelengthGrid;
import org.desisky.data.simulate.SkySimulator;

/**
 * Writes a catalogue of any length: simulated spectra, repeated.
 *
 * <pre>RepeatCatalog file times [rows]</pre>
 */
public final class RepeatCatalog {
  private RepeatCatalog() {}

  /** Writes it; the arguments are the file, how often, and of how many rows. */
  public static void main(String... arguments) {
    int times = Integer.parseInt(arguments[1]);
    int rows = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 2000;
    SkyCatalog sky = SkySimulator.simulate(rows, 1);
    int[] all = IntStream.range(0, rows * times).map(row -> row % rows).toArray();
    SkyCatalogWriter.write(
        WavelengthGrid.of(sky.wavelength()),
        IntStream.range(0, times).mapToObj(i -> sky.flux()).iterator(),
        sky.fluxUnit(),
        sky.observations().select(all),
        Path.of(arguments[0]),
        List.of("Simulated spectra, repeated " + times + " times; not observations."));
  }
}
