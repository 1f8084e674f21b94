package org.desisky.training;

import java.io.IOException;
import java.nio.file.Path;
import org.desisky.core.DesiskyException;
import org.desisky.core.io.FileClaim;

/** Where one takes the right to write the files of a run's name, which one run has at a time. */
public final class RunClaim {
  private RunClaim() {}

  /**
   * Refuses to go on where another run has it, for who wants to know before any work. The folder is
   * made where it is missing.
   *
   * @throws DesiskyException if another run has it, or there can be no lock
   */
  public static void requireFree(VaeTrainingConfig config) {
    take(config).close();
  }

  /**
   * Takes the right to a run's files, by a hidden file beside them.
   *
   * @throws DesiskyException if another run has it, or there can be no lock
   */
  static FileClaim take(VaeTrainingConfig config) {
    Path file = config.saveDir().resolve("." + config.runName() + ".lock");
    try {
      return FileClaim.tryTake(file)
          .orElseThrow(
              () ->
                  new DesiskyException(
                      "another run named '"
                          + config.runName()
                          + "' is going on in "
                          + config.saveDir().toAbsolutePath()
                          + "; wait for it, or choose another name or folder"));
    } catch (IOException e) {
      throw new DesiskyException(FileClaim.failure(file, e), e);
    }
  }
}
