package org.desisky.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.core.io.Npz;
import org.desisky.data.KnownBadNights;
import org.desisky.data.SkyCatalogFile;
import org.desisky.data.SkySubset;
import org.desisky.tables.StreamWriter;
import org.desisky.vae.Golden;
import org.desisky.vae.Latents;
import org.desisky.vae.SkyVae;
import org.junit.jupiter.api.io.TempDir;

/** Case 07: what the Python program's infer command wrote, from the same files. */
class GoldenInferenceTest {
  private static final double TOLERANCE = 1e-5;

  @TempDir Path folder;

  @EachEngine
  void meansAndLogvarsOfTheCatalogueAreThePythonPrograms(Compute compute) throws IOException {
    Path model = Golden.gunzip("07_inference/vae_400.eqx.gz", folder);
    Path data = copied("06_data/vac_sorted.fits");
    try (SkyVae vae = SkyVae.load(model, compute);
        SkyCatalogFile file = SkyCatalogFile.open(data)) {
      int[] good = KnownBadNights.rowsToKeep(file.observations()).orElseThrow();
      check(vae, file, "full", good);
      for (SkySubset subset : SkySubset.values()) {
        int[] rows = subset.rows(file.observations());
        int[] kept =
            IntStream.of(rows).filter(row -> IntStream.of(good).anyMatch(g -> g == row)).toArray();
        if (subset == SkySubset.DARK) {
          check(vae, file, "dark_n3_seed7", IntStream.of(kept).limit(3).toArray());
        } else {
          check(vae, file, subset.label(), kept);
        }
      }
    }
  }

  @EachEngine
  void spectraOfOnesOwnGiveWhatThePythonProgramGives(Compute compute) throws IOException {
    Path model = Golden.gunzip("01_checkpoint/vae_nested.eqx.gz", folder);
    try (SkyVae vae = SkyVae.load(model, compute)) {
      for (String name : new String[] {"user_f32", "user_f64"}) {
        Path data = copied("07_inference/" + name + ".npz");
        try (SkyCatalogFile file = SkyCatalogFile.open(data)) {
          check(vae, file, name, IntStream.range(0, 6).toArray());
        }
      }
    }
  }

  private void check(SkyVae vae, SkyCatalogFile file, String name, int[] rows) throws IOException {
    boolean isDouble = name.endsWith("f64");
    InferenceRows inferred =
        new InferenceRows(
            CatalogInference.of(vae),
            file,
            rows,
            file.wavelength(),
            isDouble,
            Map.of(),
            RunWatch.NONE);
    Path output = folder.resolve(name + ".out.npz");
    StreamWriter.write(inferred, output);
    Path expectedFile = copied("07_inference/infer_" + name + ".npz");
    try (Npz expected = Npz.open(expectedFile);
        Npz actual = Npz.open(output)) {
      // Ours adds keys at the end.
      assertThat(actual.names()).startsWith(expected.names().toArray(String[]::new));
      assertThat(actual.names()).endsWith("row", "EXPID", "bad");
      for (String key : expected.names()) {
        assertThat(actual.type(key)).as(name + " " + key).isEqualTo(expected.type(key));
        if (!key.equals("wavelength") || file.hasWavelength()) {
          assertThat(actual.shape(key)).as(name + " " + key).isEqualTo(expected.shape(key));
        }
      }
      assertClose(actual.floats("means"), expected.floats("means"), name + " means");
      assertClose(actual.floats("logvars"), expected.floats("logvars"), name + " logvars");
      assertThat(actual.floats("latents")).isEqualTo(actual.floats("means"));
      if (file.hasWavelength()) {
        assertThat(actual.doubles("wavelength")).isEqualTo(expected.doubles("wavelength"));
      } else {
        assertThat(actual.doubles("wavelength")).containsOnly(Double.NaN);
      }
      fromItsLatents(vae, file, rows, expected, name);
    }
  }

  /** The Python program's latents hold noise, so its reconstruction is compared through them. */
  private static void fromItsLatents(
      SkyVae vae, SkyCatalogFile file, int[] rows, Npz expected, String name) {
    FloatMatrix flux = file.flux(rows);
    FloatMatrix latents = FloatMatrix.of(expected.floats("latents"), rows.length, vae.latentDim());
    FloatMatrix finite = latents;
    assertClose(
        vae.decode(finite).toArray(), expected.floats("reconstructed"), name + " reconstructed");
    double[] errors =
        new InferenceBatch(rows, flux, new Latents(latents, latents), latents, vae.decode(latents))
            .reconstructionError();
    double[] known = expected.doubles("recon_error");
    for (int i = 0; i < rows.length; i++) {
      if (Double.isNaN(known[i])) {
        assertThat(errors[i]).isNaN();
      } else {
        assertThat(errors[i]).as(name).isCloseTo(known[i], within(TOLERANCE * 5));
      }
    }
  }

  /** The noise that the Python program drew, one ε for all rows, gives its latents. */
  @EachEngine
  void itsLatentsAreMeansAndItsNoise(Compute compute) throws IOException {
    JsonNode all = Golden.json("07_inference/infer_expected.json");
    Path model = Golden.gunzip("07_inference/vae_400.eqx.gz", folder);
    try (SkyVae vae = SkyVae.load(model, compute);
        SkyCatalogFile file = SkyCatalogFile.open(copied("06_data/vac_sorted.fits"));
        Npz expected = Npz.open(copied("07_inference/infer_moon.npz"))) {
      int[] good = KnownBadNights.rowsToKeep(file.observations()).orElseThrow();
      int[] rows =
          IntStream.of(SkySubset.MOON.rows(file.observations()))
              .filter(row -> IntStream.of(good).anyMatch(g -> g == row))
              .toArray();
      Latents distributions = vae.encode(file.flux(rows));
      JsonNode epsilon = all.get("moon").get("eps_shared_by_all_rows");
      float[] drawn = new float[rows.length * vae.latentDim()];
      for (int row = 0; row < rows.length; row++) {
        for (int k = 0; k < vae.latentDim(); k++) {
          double deviation = Math.exp(0.5 * distributions.logvar().get(row, k));
          drawn[row * vae.latentDim() + k] =
              (float) (distributions.mean().get(row, k) + epsilon.get(k).doubleValue() * deviation);
        }
      }
      assertClose(drawn, expected.floats("latents"), "moon latents");
    }
  }

  private Path copied(String name) throws IOException {
    Path target = folder.resolve(name.substring(name.lastIndexOf('/') + 1));
    return Files.write(target, Golden.bytes(name));
  }

  /** Relative to the largest value; NaN where NaN is expected. */
  private static void assertClose(float[] actual, float[] expected, String what) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    double largest = 0;
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      assertThat(Float.isNaN(actual[i])).as(what + " " + i).isEqualTo(Float.isNaN(expected[i]));
      if (!Float.isNaN(expected[i])) {
        largest = Math.max(largest, Math.abs(expected[i]));
        worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
      }
    }
    assertThat(worst / largest).as(what).isLessThanOrEqualTo(TOLERANCE);
  }
}
