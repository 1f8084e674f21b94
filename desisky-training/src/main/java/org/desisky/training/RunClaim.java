package org.desisky.training;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.desisky.core.DesiskyException;
import org.desisky.core.io.AtomicFiles;
import org.desisky.core.io.FileClaim;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to write the files of a run's name, which one run has at a time: a {@link FileClaim} of
 * a hidden file beside them.
 */
final class RunClaim implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunClaim.class);

  private final Path file;
  private final Closeable claim;

  RunClaim(Path file, Closeable claim) {
    this.file = file;
    this.claim = claim;
  }

  /**
   * Takes the right to a run's files.
   *
   * @throws DesiskyException if another run has it, or there can be no lock
   */
  static RunClaim take(VaeTrainingConfig config) {
    Path file = config.saveDir().resolve("." + config.runName() + ".lock");
    try {
      FileClaim claim =
          FileClaim.tryTake(file)
              .orElseThrow(
                  () ->
                      new DesiskyException(
                          "another run named '"
                              + config.runName()
                              + "' is going on in "
                              + config.saveDir().toAbsolutePath()
                              + "; wait for it, or choose another name or folder"));
      return new RunClaim(file, claim::close);
    } catch (IOException e) {
      throw new DesiskyException(
          "cannot lock "
              + file
              + ": "
              + AtomicFiles.reason(e)
              + "; choose a folder on a disk that can be written and has locks",
          e);
    }
  }

  /** Gives the right up. Where that fails, which ends with the process, it is logged alone. */
  @Override
  public void close() {
    try {
      claim.close();
    } catch (IOException e) {
      LOG.warn(
          "cannot unlock {}: {}; until this program ends, runs of its name may be refused",
          file,
          AtomicFiles.reason(e));
    }
  }
}
