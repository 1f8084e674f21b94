package org.desisky.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import org.desisky.training.state.CorruptStateException;
import org.desisky.training.state.StateFile;

/**
 * What a state says of its run, without the numbers of the model.
 *
 * @param epochs how many epochs the run was to have
 * @param epochsDone how many of them are over
 * @param scheduleEpochs over how many the rate runs its course
 * @param isOutOfPatience whether it ended before the last, since tests got no better
 * @param testedSinceBest how many tested epochs in a row were not better than the best
 * @param settings by name
 * @param provenance what was said of the data ({@link VaeTrainer#withProvenance})
 */
public record SavedRun(
    int epochs,
    int epochsDone,
    int scheduleEpochs,
    boolean isOutOfPatience,
    int testedSinceBest,
    JsonNode settings,
    JsonNode provenance) {
  /**
   * Reads it from a state. Its checksum is not verified; that is done where a run is resumed.
   *
   * @throws CorruptStateException if there is no state, or it is something else
   */
  public static SavedRun read(Path state) {
    ObjectNode content = StateFile.readContent(state);
    JsonNode epochs = content.path("epochs");
    JsonNode done = content.path("standing").path("epoch");
    if (!epochs.isInt() || !done.isInt()) {
      throw new CorruptStateException(state, "it does not say how many epochs there are");
    }
    int tested = testedSinceBest(state, content);
    JsonNode patience = content.path("settings").path(Optimisation.PATIENCE);
    return new SavedRun(
        epochs.intValue(),
        done.intValue(),
        content.path("schedule_epochs").asInt(epochs.intValue()),
        patience.isInt() && tested >= patience.intValue(),
        tested,
        content.path("settings"),
        content.path("provenance"));
  }

  private static int testedSinceBest(Path state, ObjectNode content) {
    try {
      return StateJson.history(content.path("standing").path("history")).testedSinceBest();
    } catch (NoSuchElementException e) {
      throw new CorruptStateException(state, "not a whole state: " + e.getMessage(), e);
    }
  }

  /** Whether all epochs are over, or the run ended for want of better tests. */
  public boolean isFinished() {
    return isOutOfPatience || epochsDone >= epochs;
  }
}
