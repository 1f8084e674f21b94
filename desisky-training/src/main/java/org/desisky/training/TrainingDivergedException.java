package org.desisky.training;

import java.nio.file.Path;
import java.util.Optional;
import org.desisky.core.DesiskyException;
import org.desisky.vae.LossValues;

/**
 * Training diverged: the loss is no longer a finite number, or, where a run may go back, grew
 * beyond {@link Retry#GROWTH}. Names epoch, batch and term.
 */
public class TrainingDivergedException extends DesiskyException {
  private static final long serialVersionUID = 1L;
  private static final String ADVICE =
      ". Try a lower learning rate (a tenth), gradients clipped to a norm of 1 or less"
          + " (--clip-norm; from Java, withClipNorm), a smaller beta, a wider kernel, or look for"
          + " outliers in the data";

  /** Counted from 0. */
  private final int epoch;

  /** Counted from 0. */
  private final int batch;

  /** The term that is not finite. */
  private final String term;

  TrainingDivergedException(
      int epoch, int batch, String rows, LossValues loss, Optional<Path> checkpoint) {
    super(
        (termOf(loss).equals("weights") ? "the weights are" : "the loss is")
            + " not finite in epoch "
            + (epoch + 1)
            + ", batch "
            + (batch + 1)
            + " of the "
            + rows
            + " rows: "
            + termOf(loss)
            + " (recon = "
            + loss.recon()
            + ", weighted KL = "
            + loss.kl()
            + ", weighted MMD = "
            + loss.mmd()
            + ")"
            + ADVICE
            + best(checkpoint));
    this.epoch = epoch;
    this.batch = batch;
    this.term = termOf(loss);
  }

  private TrainingDivergedException(String message, int epoch, int batch, String term) {
    super(message);
    this.epoch = epoch;
    this.batch = batch;
    this.term = term;
  }

  /** The loss is finite, but far above what it was before the epoch. */
  static TrainingDivergedException grown(
      int epoch, int batch, double loss, double before, Optional<Path> checkpoint) {
    return new TrainingDivergedException(
        "the reconstruction error grew from "
            + before
            + " to "
            + loss
            + " in epoch "
            + (epoch + 1)
            + ADVICE
            + best(checkpoint),
        epoch,
        batch,
        "growth");
  }

  /** The loss of what was looked at is finite, but latents of other training rows are not. */
  static TrainingDivergedException latents(int epoch, int batch, Optional<Path> checkpoint) {
    return new TrainingDivergedException(
        "latents of training spectra are not finite after epoch "
            + (epoch + 1)
            + ADVICE
            + best(checkpoint),
        epoch,
        batch,
        "latents");
  }

  private TrainingDivergedException(TrainingDivergedException first, String more) {
    super(first.getMessage() + more, first);
    epoch = first.epoch;
    batch = first.batch;
    term = first.term;
  }

  /** The same, saying more. */
  TrainingDivergedException with(String more) {
    return new TrainingDivergedException(this, more);
  }

  private static String best(Optional<Path> checkpoint) {
    return checkpoint.map(path -> "; the best model so far is " + path).orElse("");
  }

  private static String termOf(LossValues loss) {
    if (!Double.isFinite(loss.recon())) {
      return "recon";
    }
    if (!Double.isFinite(loss.kl())) {
      return "KL";
    }
    if (!Double.isFinite(loss.mmd())) {
      return "MMD";
    }
    return Double.isFinite(loss.total()) ? "weights" : "total";
  }

  /** The epoch, counted from 0. */
  public int epoch() {
    return epoch;
  }

  /** The batch within the epoch, counted from 0. */
  public int batch() {
    return batch;
  }

  /**
   * What is not finite: recon, KL or MMD, the first of them; total, where each of them is finite;
   * weights or latents, where all losses are; growth, where those are and the loss is far above
   * what it was.
   */
  public String term() {
    return term;
  }
}
