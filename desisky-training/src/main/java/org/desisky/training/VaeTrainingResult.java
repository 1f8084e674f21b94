package org.desisky.training;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.desisky.vae.SkyVae;

/**
 * What a run gave.
 *
 * @param model the model that was handed in, now with the weights of the best epoch (the last,
 *     where there are no test rows); where none was completed, those it had come to
 * @param history all epochs that were completed
 * @param retries how often the run diverged and went back, in order; empty unless it may
 * @param checkpoint the file of the best model, if one was written
 * @param historyFile the history as CSV, if it was written
 * @param interrupted whether the run was asked to stop before its last epoch
 * @param seconds wall time
 */
public record VaeTrainingResult(
    SkyVae model,
    VaeTrainingHistory history,
    List<Retry> retries,
    Optional<Path> checkpoint,
    Optional<Path> historyFile,
    boolean interrupted,
    double seconds) {
  /** Copies what is given. */
  public VaeTrainingResult {
    retries = List.copyOf(retries);
  }
}
