package org.desisky.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.FloatBuffer;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.core.engine.HostMemory;

/** Golden case 02: the forward pass, within 1e-5 of the largest value of each array. */
class GoldenForwardTest {
  private static final double TOLERANCE = 1e-5;

  @EachEngine
  void theSmallModelEncodesAndDecodesAsThePythonPackageDoes(Compute compute) {
    try (SkyVae vae = small(compute)) {
      FloatMatrix x = Golden.matrix("02_forward/small_x.npy");
      assertThat(x).isEqualTo(Golden.formulaInput(5, 24));
      Latents latents = vae.encode(x);
      assertClose(latents.mean(), "02_forward/small_mean.npy");
      assertClose(latents.logvar(), "02_forward/small_logvar.npy");
      assertClose(
          vae.decode(Golden.matrix("02_forward/small_z.npy")), "02_forward/small_decoded.npy");
      Latents one = vae.encode(x.row(0));
      assertClose(one.mean(), "02_forward/small_single_mean.npy");
      assertClose(one.logvar(), "02_forward/small_single_logvar.npy");
    }
  }

  @EachEngine
  void theSmallModelsForwardPassIsThePythonPackages(Compute compute) {
    try (SkyVae vae = small(compute)) {
      FloatMatrix[] out =
          forward(
              vae,
              compute,
              Golden.matrix("02_forward/small_x.npy"),
              Golden.matrix("02_forward/small_eps.npy"));
      assertClose(out[2], "02_forward/small_fwd_latent.npy");
      assertClose(out[3], "02_forward/small_fwd_output.npy");
    }
  }

  @EachEngine
  void theFullModelsForwardPassIsThePythonPackages(Compute compute) {
    try (SkyVae vae = SkyVae.of(7781, 8, Golden.formulaWeights(7781, 8), compute)) {
      assertThat(vae.parameterCount()).isBetween(18_000_000L, 20_000_000L);
      FloatMatrix x = Golden.formulaInput(4, 7781);
      FloatMatrix[] out = forward(vae, compute, x, Golden.matrix("02_forward/full_eps.npy"));
      assertClose(out[0], "02_forward/full_mean.npy");
      assertClose(out[1], "02_forward/full_logvar.npy");
      assertClose(out[2], "02_forward/full_latent.npy");
      assertClose(outputAtIndex(out[3]), "02_forward/full_output_at_index.npy");
    }
  }

  /** As many rows as are computed as convolutions, where these are chosen. */
  @EachEngine
  void manyRowsGiveThePythonPackagesNumbersAgainAndAgain(Compute compute) {
    EachProduct.with(compute, () -> checkManyRows(compute));
  }

  private static void checkManyRows(Compute compute) {
    FloatMatrix eps = Golden.matrix("02_forward/full_eps.npy");
    try (SkyVae vae = SkyVae.of(7781, 8, Golden.formulaWeights(7781, 8), compute)) {
      FloatMatrix x = Golden.formulaInput(4, 7781);
      for (int times : new int[] {3, 16}) {
        FloatMatrix[] out = forward(vae, compute, repeated(x, times), repeated(eps, times));
        FloatMatrix plain = vae.encode(repeated(x, times)).mean();
        for (int first = 0; first < 4 * times; first += 4) {
          assertClose(out[0].part(first, 4), "02_forward/full_mean.npy");
          assertClose(out[1].part(first, 4), "02_forward/full_logvar.npy");
          assertClose(out[2].part(first, 4), "02_forward/full_latent.npy");
          assertClose(plain.part(first, 4), "02_forward/full_mean.npy");
          assertClose(outputAtIndex(out[3].part(first, 4)), "02_forward/full_output_at_index.npy");
        }
      }
    }
  }

  private static FloatMatrix repeated(FloatMatrix rows, int times) {
    int[] again = new int[rows.rows() * times];
    for (int i = 0; i < again.length; i++) {
      again[i] = i % rows.rows();
    }
    return rows.select(again);
  }

  private static FloatMatrix outputAtIndex(FloatMatrix output) {
    FloatMatrix index = Golden.matrix("02_forward/full_channel_index.npy");
    float[] chosen = new float[output.rows() * index.columns()];
    for (int r = 0; r < output.rows(); r++) {
      for (int i = 0; i < index.columns(); i++) {
        chosen[r * index.columns() + i] = output.get(r, (int) index.get(0, i));
      }
    }
    return FloatMatrix.of(chosen, output.rows(), index.columns());
  }

  @EachEngine
  void aNumberThatIsNotFiniteSpoilsItsOwnRowAlone(Compute compute) {
    try (SkyVae vae = small(compute)) {
      float[] x = Golden.matrix("02_forward/small_x.npy").toArray();
      FloatMatrix clean = vae.reconstruct(FloatMatrix.of(x, 5, 24));
      for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
        float[] spoilt = x.clone();
        spoilt[24 + 3] = bad;
        FloatMatrix result = vae.reconstruct(FloatMatrix.of(spoilt, 5, 24));
        for (int row = 0; row < 5; row++) {
          if (row == 1) {
            assertThat(result.row(row)).containsOnly(Float.NaN);
          } else {
            assertThat(result.row(row)).containsExactly(clean.row(row), within(1e-5f));
          }
        }
      }
    }
  }

  @EachEngine
  void spectraOfAnotherLengthAreRefused(Compute compute) {
    try (SkyVae vae = small(compute)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> vae.encode(new float[25]))
          .withMessageContaining("24")
          .withMessageContaining("25");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> vae.decode(new float[4]))
          .withMessageContaining("3 latents");
    }
  }

  /**
   * Golden statistics of the initialisation: uniform within 1/√fan_in. Means and deviations of two
   * samples of n such numbers lie within five standard errors of their difference.
   */
  @EachEngine
  void weightsStartUniformAndTheSameOnEachEngine(Compute compute) {
    try (SkyVae vae = SkyVae.create(24, 3, 42, compute);
        SkyVae again = SkyVae.create(24, 3, 42, compute)) {
      JsonNode golden = Golden.json("02_forward/init_stats.json").get("leaves");
      assertThat(golden).hasSameSizeAs(vae.leaves());
      for (int i = 0; i < vae.leaves().size(); i++) {
        Leaf leaf = vae.leaves().get(i);
        JsonNode stats = golden.get(leaf.name());
        double bound = stats.get("bound").doubleValue();
        float[] values = leaf.values();
        assertThat(values).isEqualTo(again.leaves().get(i).values());
        double sum = 0;
        double squares = 0;
        double largest = 0;
        for (float v : values) {
          largest = Math.max(largest, Math.abs(v));
          sum += v;
          squares += v * v;
        }
        assertThat(largest).as(leaf.name()).isLessThanOrEqualTo(bound * 1.0000001);
        double mean = sum / values.length;
        double deviation = bound / Math.sqrt(3);
        double error = deviation * Math.sqrt(2.0 / values.length);
        assertThat(mean)
            .as(leaf.name())
            .isCloseTo(stats.get("mean").doubleValue(), within(5 * error));
        // A uniform number's fourth moment is 9/5 of its variance, squared.
        assertThat(Math.sqrt(squares / values.length - mean * mean))
            .as(leaf.name())
            .isCloseTo(stats.get("std").doubleValue(), within(5 * error * Math.sqrt(0.2)));
      }
      assertThat(vae.leaves().get(0).values()).startsWith(FIRST_WEIGHTS);
    }
  }

  private static final float[] FIRST_WEIGHTS = {-0.16046584f, -0.14625838f};

  private static SkyVae small(Compute compute) {
    return SkyVae.of(24, 3, Golden.formulaWeights(24, 3), compute);
  }

  private static FloatMatrix[] forward(
      SkyVae vae, Compute compute, FloatMatrix x, FloatMatrix epsilon) {
    try (NDManager manager = compute.newManager()) {
      NDList out =
          vae.forward(
              new ParameterStore(manager, false),
              new NDList(tensor(manager, x), tensor(manager, epsilon)),
              false);
      return out.stream()
          .map(
              array ->
                  FloatMatrix.of(
                      array.toFloatArray(),
                      (int) array.getShape().get(0),
                      (int) array.getShape().get(1)))
          .toArray(FloatMatrix[]::new);
    }
  }

  static NDArray tensor(NDManager manager, FloatMatrix matrix) {
    return HostMemory.create(
        manager, FloatBuffer.wrap(matrix.toArray()), new Shape(matrix.rows(), matrix.columns()));
  }

  static void assertClose(FloatMatrix actual, String golden) {
    FloatMatrix expected = Golden.matrix(golden);
    float[] a = actual.toArray();
    float[] e = expected.toArray();
    assertThat(a).as(golden).hasSameSizeAs(e);
    double largest = 0;
    double worst = 0;
    for (int i = 0; i < e.length; i++) {
      largest = Math.max(largest, Math.abs(e[i]));
      worst = Math.max(worst, Math.abs(a[i] - e[i]));
    }
    assertThat(worst / largest).as(golden).isLessThanOrEqualTo(TOLERANCE);
  }
}
