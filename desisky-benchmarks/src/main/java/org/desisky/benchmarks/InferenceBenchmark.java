package org.desisky.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.noise.Noise;
import org.desisky.vae.SkyVae;

/**
 * Times encoding and decoding of full-size spectra with the full-size model, from numbers in memory
 * to numbers in memory. Prints one line of JSON, medians of a few calls after two that are not
 * counted. Meant for a fresh process each time.
 *
 * <pre>InferenceBenchmark [engine]</pre>
 */
public final class InferenceBenchmark {
  private static final int CHANNELS = 7781;
  private static final int LATENT = 8;
  private static final int[] SPECTRA = {1, 1000, 9176};
  private static final int REPEATS = 5;

  private InferenceBenchmark() {}

  /** Runs the benchmark; the argument is an engine's name. */
  public static void main(String... arguments) throws JsonProcessingException {
    Compute compute = Compute.of(arguments.length > 0 ? arguments[0] : "auto", "auto");
    try (SkyVae vae = SkyVae.create(CHANNELS, LATENT, 42, compute)) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("what", "desisky for Java, " + compute.engineName());
      result.put("version", compute.engineVersion());
      result.put("java", Runtime.version().toString());
      result.put("threads", Runtime.getRuntime().availableProcessors());
      for (int rows : SPECTRA) {
        FloatMatrix spectra = FloatMatrix.of(Noise.of(2).normals(rows * CHANNELS), rows, CHANNELS);
        result.put("encode_decode_" + rows + "_ms", milliseconds(vae, spectra));
      }
      System.out.println(new JsonMapper().writeValueAsString(result));
    }
  }

  private static double milliseconds(SkyVae vae, FloatMatrix spectra) {
    double[] times = new double[REPEATS];
    for (int i = -2; i < REPEATS; i++) {
      long start = System.nanoTime();
      int rows = vae.reconstruct(spectra).rows();
      double time = (System.nanoTime() - start) / 1e6;
      if (rows != spectra.rows()) {
        throw new IllegalStateException("rows are missing");
      }
      if (i >= 0) {
        times[i] = time;
      }
    }
    Arrays.sort(times);
    return Math.round(times[REPEATS / 2] * 100) / 100.0;
  }
}
