package org.desisky.training;

import java.nio.file.Path;
import java.util.Optional;
import org.desisky.core.DesiskyException;

/** The loss is no longer a finite number. Names the epoch, the batch and the term. */
public class TrainingDivergedException extends DesiskyException {
  private static final long serialVersionUID = 1L;

  private final int epoch;
  private final int batch;

  TrainingDivergedException(int epoch, int batch, String term, Optional<Path> checkpoint) {
    super(
        "the loss is not finite in epoch "
            + (epoch + 1)
            + ", batch "
            + (batch + 1)
            + ": "
            + term
            + ". Try a lower learning rate (a tenth), gradient clipping (--clip-gradients), a smaller"
            + " beta, or look for outliers in the data"
            + checkpoint.map(path -> "; the best model so far is " + path).orElse(""));
    this.epoch = epoch;
    this.batch = batch;
  }

  /** The epoch, counted from 0. */
  public int epoch() {
    return epoch;
  }

  /** The batch within the epoch, counted from 0. */
  public int batch() {
    return batch;
  }
}
