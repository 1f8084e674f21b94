package org.desisky.training;

import org.desisky.vae.LossValues;

/** The mean of batch losses, weighted by batch size, in float64. */
final class LossMean {
  private double total;
  private double recon;
  private double kl;
  private double mmd;
  private long rows;

  /** A mean of nothing yet. */
  LossMean() {}

  /** A mean that goes on from sums over rows. */
  LossMean(LossValues sums, long rows) {
    total = sums.total();
    recon = sums.recon();
    kl = sums.kl();
    mmd = sums.mmd();
    this.rows = rows;
  }

  void add(LossValues loss, int batchSize) {
    total += loss.total() * batchSize;
    recon += loss.recon() * batchSize;
    kl += loss.kl() * batchSize;
    mmd += loss.mmd() * batchSize;
    rows += batchSize;
  }

  /** The sums over rows, not divided. */
  LossValues sums() {
    return new LossValues(total, recon, kl, mmd);
  }

  /** How many rows were added. */
  long rows() {
    return rows;
  }

  /** A copy that goes on by itself. */
  LossMean copy() {
    return new LossMean(sums(), rows);
  }

  LossValues value() {
    return new LossValues(total / rows, recon / rows, kl / rows, mmd / rows);
  }
}
