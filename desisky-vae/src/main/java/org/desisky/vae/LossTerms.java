package org.desisky.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import java.nio.FloatBuffer;
import org.desisky.core.engine.HostMemory;

/**
 * The InfoVAE-MMD loss of a batch as scalar tensors, so that gradients flow: total = recon + kl +
 * mmd.
 *
 * @param total the sum
 * @param recon the reconstruction term
 * @param kl the Kullback-Leibler term, weighted by β
 * @param mmd the maximum mean discrepancy, weighted by λ − β
 */
public record LossTerms(NDArray total, NDArray recon, NDArray kl, NDArray mmd) {
  /** The four numbers, brought to Java at once. */
  public LossValues values() {
    NDList terms = new NDList(total, recon, kl, mmd);
    try (NDArray together = NDArrays.stack(terms)) {
      FloatBuffer numbers = HostMemory.floats(together);
      return new LossValues(numbers.get(0), numbers.get(1), numbers.get(2), numbers.get(3));
    }
  }
}
