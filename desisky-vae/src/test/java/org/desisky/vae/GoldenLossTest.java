package org.desisky.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.core.io.Npz;
import org.junit.jupiter.api.io.TempDir;

/** Golden case 03: the loss and its terms, within the tolerances stated there. */
class GoldenLossTest {
  @TempDir Path folder;

  @EachEngine
  void theLossIsThePythonPackages(Compute compute) throws Exception {
    for (Map.Entry<String, JsonNode> entry :
        Golden.json("03_loss/loss_expected.json").properties()) {
      Path file = folder.resolve(entry.getKey() + ".npz");
      Files.write(file, Golden.bytes("03_loss/" + entry.getKey() + ".npz"));
      try (Npz npz = Npz.open(file);
          NDManager manager = compute.newManager()) {
        NDArray x = tensor(manager, npz, "x");
        NDList predictions =
            new NDList(
                tensor(manager, npz, "mean"),
                tensor(manager, npz, "logvar"),
                tensor(manager, npz, "latent"),
                tensor(manager, npz, "output"));
        for (JsonNode expected : entry.getValue().get("results")) {
          Comparison to = new Comparison(entry.getKey(), losesInfinity(manager));
          NDArray prior = tensor(manager, npz, "prior");
          InfoVaeLoss loss = loss(expected, 3);
          to.check(loss.terms(x, predictions, prior).values(), expected, 1e-6);
          to.check(loss.values(x, predictions, prior), expected, 1e-6);
          NDArray mmd = loss.discrepancy(predictions.get(2), prior);
          to.check("mmd", mmd.getFloat(), Golden.number(expected.get("mmd")), 1e-6, 0);
          NDArray kl = InfoVaeLoss.divergence(predictions.get(0), predictions.get(1));
          to.check("kl", kl.getFloat(), Golden.number(expected.get("kl")), 1e-12, 1e-6);
        }
      }
    }
  }

  @EachEngine
  void theLossThroughTheModelIsThePythonPackages(Compute compute) {
    JsonNode expected = Golden.json("03_loss/model_expected.json");
    try (SkyVae vae = SkyVae.of(24, 3, Golden.formulaWeights(24, 3), compute);
        NDManager manager = compute.newManager()) {
      NDArray x = GoldenForwardTest.tensor(manager, Golden.matrix("03_loss/model_x.npy"));
      NDArray epsilon = GoldenForwardTest.tensor(manager, Golden.matrix("03_loss/model_eps.npy"));
      NDArray prior = GoldenForwardTest.tensor(manager, Golden.matrix("03_loss/model_prior.npy"));
      NDList out = vae.forward(new ParameterStore(manager, false), new NDList(x, epsilon), false);
      int checked = 0;
      for (JsonNode result : expected.get("explicit")) {
        // The reference's float32 itself is off by 7e-7 of a float64 computation here.
        Comparison to = new Comparison("model", losesInfinity(manager));
        to.check(loss(result, 3).terms(x, out, prior).values(), result, 2e-6);
        to.check(loss(result, 3).values(x, out, prior), result, 2e-6);
        checked++;
      }
      assertThat(checked).isEqualTo(3);
    }
  }

  private static InfoVaeLoss loss(JsonNode expected, int latentDim) {
    JsonNode sigma = expected.get("kernel_sigma");
    double width = sigma.isNumber() ? sigma.doubleValue() : RbfKernel.automaticSigma(latentDim);
    return new InfoVaeLoss(
        expected.get("beta").doubleValue(),
        expected.get("lam").doubleValue(),
        new RbfKernel(width),
        ReconstructionTerm.HALF_MSE,
        0);
  }

  /** An engine that adds up with compensation makes NaN of an infinite sum: MXNet does. */
  private static boolean losesInfinity(NDManager manager) {
    NDArray sum = manager.create(new float[] {Float.POSITIVE_INFINITY, 1}).sum();
    return Float.isNaN(sum.getFloat());
  }

  /**
   * Of the numbers of a case with those expected.
   *
   * @param losesInfinity whether NaN stands for what is infinite
   */
  private record Comparison(String name, boolean losesInfinity) {
    void check(LossValues values, JsonNode expected, double recon) {
      double absolute = 1e-6 * Math.max(1, expected.get("lam").doubleValue());
      check("recon", values.recon(), Golden.number(expected.get("recon")), 1e-12, recon);
      check("kl", values.kl(), Golden.number(expected.get("kl_weighted")), 1e-12, 2e-6);
      check("mmd", values.mmd(), Golden.number(expected.get("mmd_weighted")), absolute, 2e-6);
      check("total", values.total(), Golden.number(expected.get("total")), absolute, 2e-6);
    }

    void check(String term, double actual, double expected, double absolute, double relative) {
      String what = name + " " + term;
      if (Double.isFinite(expected)) {
        assertThat(actual)
            .as(what)
            .isCloseTo(expected, within(absolute + relative * Math.abs(expected)));
      } else if (losesInfinity) {
        assertThat(actual).as(what).isIn(expected, Double.NaN);
      } else {
        assertThat(actual).as(what).isEqualTo(Double.valueOf(expected));
      }
    }
  }

  private static NDArray tensor(NDManager manager, Npz npz, String key) {
    return GoldenForwardTest.tensor(manager, Golden.matrix(npz, key));
  }
}
