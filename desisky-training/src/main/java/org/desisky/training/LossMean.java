package org.desisky.training;

import org.desisky.vae.LossValues;

/** The mean of batch losses, weighted by batch size, in float64. */
final class LossMean {
  private double total;
  private double recon;
  private double kl;
  private double mmd;
  private long rows;

  void add(LossValues loss, int batchSize) {
    total += loss.total() * batchSize;
    recon += loss.recon() * batchSize;
    kl += loss.kl() * batchSize;
    mmd += loss.mmd() * batchSize;
    rows += batchSize;
  }

  LossValues value() {
    return new LossValues(total / rows, recon / rows, kl / rows, mmd / rows);
  }
}
