package org.desisky.benchmarks;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.desisky.core.io.AtomicFiles;
import org.desisky.core.io.NpyWriter;
import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCatalogWriter;
import org.desisky.data.photometry.BandValues;
import org.desisky.data.photometry.Photometry;
import org.desisky.data.simulate.SkySimulator;

/**
 * Times magnitudes and airglow of a catalogue. Prints one line of JSON and writes what it measured
 * beside the spectra. Meant for a fresh process each time.
 *
 * <pre>
 * PhotometryBenchmark simulate FOLDER ROWS    writes FOLDER/catalog.fits
 * PhotometryBenchmark measure FOLDER          times them, and writes FOLDER/java.npy
 * </pre>
 */
public final class PhotometryBenchmark {
  private static final int REPEATS = 15;

  private PhotometryBenchmark() {}

  /** Runs the benchmark; the class has the arguments. */
  public static void main(String... arguments) throws IOException {
    Path folder = Path.of(arguments[1]);
    if (arguments[0].equals("simulate")) {
      simulate(folder, Integer.parseInt(arguments[2]));
    } else {
      measure(folder);
    }
  }

  private static void simulate(Path folder, int rows) throws IOException {
    Files.createDirectories(folder);
    SkyCatalogWriter.write(SkySimulator.simulate(rows, 1), folder.resolve("catalog.fits"));
  }

  private static void measure(Path folder) throws IOException {
    SkyCatalog catalog = SkyCatalog.read(folder.resolve("catalog.fits"));
    double[] wavelength = catalog.wavelength();
    // The first call includes the weights of the grid, and Java compiling as it goes.
    long start = System.nanoTime();
    BandValues magnitudes = Photometry.on(wavelength).magnitudes(catalog.flux());
    long middle = System.nanoTime();
    BandValues airglow = Photometry.on(wavelength).airglow(catalog.flux());
    long end = System.nanoTime();
    Photometry photometry = Photometry.on(wavelength);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("what", "desisky for Java");
    result.put("version", "JDK " + Runtime.version().feature());
    result.put("rows", catalog.rows());
    result.put("threads", Runtime.getRuntime().availableProcessors());
    result.put("magnitudes_first_ms", rounded((middle - start) / 1e6));
    result.put("airglow_first_ms", rounded((end - middle) / 1e6));
    result.put("magnitudes_ms", median(() -> photometry.magnitudes(catalog.flux())));
    result.put("airglow_ms", median(() -> photometry.airglow(catalog.flux())));
    write(folder.resolve("java.npy"), magnitudes, airglow);
    System.out.println(new JsonMapper().writeValueAsString(result));
  }

  private static void write(Path file, BandValues... tables) {
    List<double[]> columns =
        Arrays.stream(tables).flatMap(t -> t.names().stream().map(t::of)).toList();
    int rows = tables[0].rows();
    double[] values = new double[columns.size() * rows];
    for (int column = 0; column < columns.size(); column++) {
      System.arraycopy(columns.get(column), 0, values, column * rows, rows);
    }
    AtomicFiles.write(file, out -> NpyWriter.doubles(out, values, columns.size(), rows));
  }

  private static double median(Runnable work) {
    double[] times = new double[REPEATS];
    for (int i = 0; i < REPEATS; i++) {
      long start = System.nanoTime();
      work.run();
      times[i] = (System.nanoTime() - start) / 1e6;
    }
    Arrays.sort(times);
    return rounded(times[REPEATS / 2]);
  }

  private static double rounded(double milliseconds) {
    return Math.round(milliseconds * 100) / 100.0;
  }
}
