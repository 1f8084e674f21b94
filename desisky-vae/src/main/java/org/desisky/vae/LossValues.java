package org.desisky.vae;

/**
 * The InfoVAE-MMD loss as numbers: total = recon + kl + mmd.
 *
 * @param total the loss that training minimises
 * @param recon the reconstruction term, in the square of the unit that the loss measures in, halved
 *     if it is half the mean squared error
 * @param kl the Kullback-Leibler term, already weighted by β
 * @param mmd the maximum mean discrepancy, already weighted by λ − β
 */
public record LossValues(double total, double recon, double kl, double mmd) {
  /** Whether all four are finite. */
  public boolean isFinite() {
    return Double.isFinite(total)
        && Double.isFinite(recon)
        && Double.isFinite(kl)
        && Double.isFinite(mmd);
  }
}
