package org.desisky.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.core.io.Npz;
import org.junit.jupiter.api.io.TempDir;

/**
 * Golden case 04: gradients. The global norm within 1e-5, elements within 1e-4 of a leaf's largest.
 * Norms of single leaves within 5e-5: the reference's own float32 values differ from a computation
 * in float64 by up to 2.6e-5 there.
 */
class GoldenGradientTest {
  @TempDir Path folder;

  @EachEngine
  void gradientsAreThePythonPackages(Compute compute) throws Exception {
    JsonNode expected = Golden.json("04_gradients/gradients.json");
    Path file = folder.resolve("leaves.npz");
    Files.write(file, Golden.bytes("04_gradients/full_small_leaves.npz"));
    try (SkyVae vae = SkyVae.of(24, 3, Golden.formulaWeights(24, 3), compute);
        NDManager manager = compute.newManager();
        Npz whole = Npz.open(file)) {
      List<NDArray> gradients = gradients(vae, manager);
      assertThat(gradients).hasSameSizeAs(vae.leaves());
      double squares = 0;
      int compared = 0;
      for (int k = 0; k < gradients.size(); k++) {
        Leaf leaf = vae.leaves().get(k);
        float[] gradient = gradients.get(k).toFloatArray();
        JsonNode golden = expected.get("leaves").get(leaf.name());
        double norm = 0;
        double largest = 0;
        for (float g : gradient) {
          norm += (double) g * g;
          largest = Math.max(largest, Math.abs(g));
        }
        squares += norm;
        double expectedNorm = golden.get("l2_norm").doubleValue();
        assertThat(Math.sqrt(norm))
            .as(leaf.name())
            .isCloseTo(expectedNorm, within(5e-5 * expectedNorm));
        for (int i = 0; i < 8 && i < gradient.length; i++) {
          float first = golden.get("first8").get(i).floatValue();
          assertThat((double) gradient[i]).as(leaf.name()).isCloseTo(first, within(1e-4 * largest));
        }
        String key = leaf.name().replaceAll("[\\[\\].]+", "_");
        if (whole.has(key)) {
          compared++;
          float[] all = whole.floats(key);
          for (int i = 0; i < all.length; i++) {
            assertThat((double) gradient[i])
                .as(leaf.name() + " " + i)
                .isCloseTo(all[i], within(1e-4 * largest));
          }
        }
      }
      assertThat(compared).isEqualTo(20);
      double globalNorm = expected.get("global_norm").doubleValue();
      assertThat(Math.sqrt(squares)).isCloseTo(globalNorm, within(1e-5 * globalNorm));
    }
  }

  private static List<NDArray> gradients(SkyVae vae, NDManager manager) {
    NDArray x = GoldenForwardTest.tensor(manager, Golden.matrix("03_loss/model_x.npy"));
    NDArray epsilon = GoldenForwardTest.tensor(manager, Golden.matrix("03_loss/model_eps.npy"));
    NDArray prior = GoldenForwardTest.tensor(manager, Golden.matrix("03_loss/model_prior.npy"));
    InfoVaeLoss loss =
        new InfoVaeLoss(
            1e-3, 4, new RbfKernel(RbfKernel.automaticSigma(3)), ReconstructionTerm.HALF_MSE, 0);
    return vae.gradients(loss, x, epsilon, prior).gradients();
  }
}
