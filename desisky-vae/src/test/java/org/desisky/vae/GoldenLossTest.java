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
          LossTerms terms = loss(expected, 3).terms(x, predictions, tensor(manager, npz, "prior"));
          assertLoss(entry.getKey(), terms, expected, 1e-6);
          NDArray mmd =
              loss(expected, 3).discrepancy(predictions.get(2), tensor(manager, npz, "prior"));
          assertNumber(
              entry.getKey() + " mmd", mmd.getFloat(), Golden.number(expected.get("mmd")), 1e-6, 0);
          NDArray kl = InfoVaeLoss.divergence(predictions.get(0), predictions.get(1));
          double klExpected = Golden.number(expected.get("kl"));
          assertNumber(entry.getKey() + " kl", kl.getFloat(), klExpected, 1e-12, 1e-6);
        }
      }
    }
  }

  @EachEngine
  void theLossThroughTheModelIsThePythonPackages(Compute compute) {
    JsonNode expected = Golden.json("03_loss/model_expected.json");
    try (SkyVae vae = SkyVae.of(24, 3, Golden.formulaWeights(24, 3).values(), compute);
        NDManager manager = compute.newManager()) {
      NDArray x = GoldenForwardTest.tensor(manager, Golden.matrix("03_loss/model_x.npy"));
      NDArray epsilon = GoldenForwardTest.tensor(manager, Golden.matrix("03_loss/model_eps.npy"));
      NDArray prior = GoldenForwardTest.tensor(manager, Golden.matrix("03_loss/model_prior.npy"));
      NDList out = vae.forward(new ParameterStore(manager, false), new NDList(x, epsilon), false);
      int checked = 0;
      for (JsonNode result : expected.get("explicit")) {
        // The reference's float32 itself is off by 7e-7 of a float64 computation here.
        assertLoss("model", loss(result, 3).terms(x, out, prior), result, 2e-6);
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

  private static void assertLoss(
      String name, LossTerms terms, JsonNode expected, double reconTolerance) {
    double lam = expected.get("lam").doubleValue();
    double weighted = 1e-6 * Math.max(1, lam);
    LossValues values = terms.values();
    assertNumber(
        name + " recon",
        values.recon(),
        Golden.number(expected.get("recon")),
        1e-12,
        reconTolerance);
    assertNumber(
        name + " kl", values.kl(), Golden.number(expected.get("kl_weighted")), 1e-12, 2e-6);
    assertNumber(
        name + " mmd", values.mmd(), Golden.number(expected.get("mmd_weighted")), weighted, 2e-6);
    assertNumber(
        name + " total", values.total(), Golden.number(expected.get("total")), weighted, 2e-6);
  }

  private static void assertNumber(
      String name, double actual, double expected, double absolute, double relative) {
    if (Double.isFinite(expected)) {
      assertThat(actual)
          .as(name)
          .isCloseTo(expected, within(absolute + relative * Math.abs(expected)));
    } else {
      // An engine that adds up with compensation makes NaN of an infinite sum: MXNet does.
      assertThat(actual).as(name).isIn(expected, Double.NaN);
    }
  }

  private static NDArray tensor(NDManager manager, Npz npz, String key) {
    return GoldenForwardTest.tensor(manager, Golden.matrix(npz, key));
  }
}
