package org.desisky.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Supplier;
import org.desisky.core.DesiskyException;
import org.desisky.training.optimizer.SkyOptimizer;
import org.desisky.training.state.CorruptStateException;
import org.desisky.training.state.StateBlocks;
import org.desisky.training.state.StateFile;
import org.desisky.vae.SkyVae;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes copies of a run between two steps, has them written while the run goes on, and brings a run
 * back to where one was taken.
 *
 * <p>A run that may go back keeps the copy of the newest epoch's end, whether it is written or not,
 * and has no others: an interruption, too, leaves that one. So where it goes back to does not
 * depend on how fast a disk is or when it was interrupted.
 */
final class StateKeeper {
  /** The name of what says where a run was before. */
  static final String EARLIER = "earlier_environments";

  private static final Logger LOG = LoggerFactory.getLogger(StateKeeper.class);

  private final VaeTrainingConfig config;
  private final boolean goesBack;
  private final RecipeRun recipe;
  private final RunNumbers numbers;
  private final Supplier<RunIdentity> identity;
  private final Map<String, Object> provenance;
  private final BackgroundWriter writer;
  private final TrainingObserver told;

  /** The newest copy: its numbers, and how far the run had come. */
  private StateBlocks newest = new StateBlocks();

  private Standing standing = Standing.atStart();

  /** Room for the next copy where the newest is being written, which must not change then. */
  private StateBlocks spare = new StateBlocks();

  /** The numbers that the writer got last, if any. */
  private Optional<StateBlocks> givenToWriter = Optional.empty();

  /** Whether the writer got the newest copy as it is. */
  private boolean isNewestWithWriter;

  /** Environments of the run before this one. */
  private final ArrayNode earlier = JsonNodeFactory.instance.arrayNode();

  /** What was restored says, until it is known whether that is still so. */
  private Optional<String> restored = Optional.empty();

  private long taken = System.nanoTime();

  /**
   * Keeps states of one run.
   *
   * @param identity asked for when a state is written, on the writer's thread
   * @param told before one is given to the writer
   */
  StateKeeper(
      VaeTrainingConfig config,
      SkyOptimizer optimizer,
      SkyVae vae,
      RecipeRun recipe,
      Supplier<RunIdentity> identity,
      Map<String, Object> provenance,
      BackgroundWriter writer,
      TrainingObserver told) {
    this.config = config;
    this.recipe = recipe;
    this.identity = identity;
    this.provenance = provenance;
    this.writer = writer;
    this.told = told;
    numbers = new RunNumbers(optimizer, vae, recipe);
    goesBack = config.optimisation().onDivergence() == OnDivergence.RETRY;
  }

  /** Whether so much time has passed that a state is wanted before the epoch is over. */
  boolean isDue() {
    return config.savesState()
        && !goesBack
        && Duration.ofNanos(System.nanoTime() - taken).compareTo(config.stateEvery()) >= 0;
  }

  /**
   * Takes a copy and has it written. Where the one before is still being written nothing is
   * written: training does not wait for a disk.
   */
  void save(Standing now) {
    boolean writes = config.savesState() && !writer.isBusyWith(BackgroundWriter.Kind.STATE);
    if (goesBack || writes) {
      take(now);
    }
    if (writes) {
      write();
    }
  }

  /** Takes a copy and has it written, however long that takes: the last of a run. */
  void saveLast(Standing now) {
    if (!config.savesState()) {
      return;
    }
    writer.await();
    if (!goesBack || now.isBetweenEpochs()) {
      take(now);
    }
    if (!isNewestWithWriter) {
      write();
    }
  }

  private void take(Standing now) {
    if (isBeingWritten(newest)) {
      StateBlocks written = newest;
      newest = spare;
      spare = written;
    }
    numbers.save(now, newest);
    standing = now;
    isNewestWithWriter = false;
    taken = System.nanoTime();
  }

  private boolean isBeingWritten(StateBlocks copy) {
    return givenToWriter.filter(given -> given == copy).isPresent()
        && writer.isBusyWith(BackgroundWriter.Kind.STATE);
  }

  private void write() {
    told.stateTaken();
    Path path = config.file(".state");
    StateBlocks copy = newest;
    Standing then = standing;
    writer.later(BackgroundWriter.Kind.STATE, () -> new StateFile(content(then), copy).write(path));
    givenToWriter = Optional.of(copy);
    isNewestWithWriter = true;
  }

  /**
   * Brings the run back to the newest copy, and has it written that it was.
   *
   * @param retries of the run, this one included
   * @param epochSeconds what the epoch has taken so far
   * @param seconds what the run has taken so far
   * @return how far it had come there
   */
  Standing goBack(List<Retry> retries, double epochSeconds, double seconds) {
    numbers.restore(newest);
    standing = standing.with(retries, epochSeconds, seconds);
    isNewestWithWriter = false;
    if (config.savesState() && !writer.isBusyWith(BackgroundWriter.Kind.STATE)) {
      write();
    }
    return standing;
  }

  /**
   * Has the restored state written again where a run that goes on was told otherwise than the one
   * before, to end later for example: if it is killed before its next state, that is not forgotten.
   */
  void saveIfToldAnew() {
    if (config.savesState() && !restored.equals(Optional.of(content(standing).toString()))) {
      write();
    }
    restored = Optional.empty();
  }

  /**
   * Where the run was before, if not here: a list of environments, each with {@code until_epoch}
   * and {@code until_batch}, to which it had come when it went on in another.
   */
  ArrayNode earlier() {
    return earlier;
  }

  private ObjectNode content(Standing then) {
    RunIdentity run = identity.get();
    ObjectNode content = JsonNodeFactory.instance.objectNode();
    content.put("epochs", config.epochs());
    content.put("schedule_epochs", recipe.scheduleEpochs());
    content.set("standing", StateJson.of(then));
    content.set("settings", run.settings());
    content.set("data", run.data());
    content.set("environment", run.environment());
    if (!earlier.isEmpty()) {
      content.set(EARLIER, earlier);
    }
    content.set("provenance", RunIdentity.json(provenance));
    return content;
  }

  /**
   * Makes sure that there is a state to go on from, and leaves nothing behind.
   *
   * @throws DesiskyException if not
   */
  static void requireState(VaeTrainingConfig config) {
    Path path = config.file(".state");
    if (!Files.exists(path)) {
      throw new DesiskyException(
          "there is nothing to resume: "
              + path.toAbsolutePath()
              + " does not exist; start the run anew, or name the one that was begun");
    }
  }

  /**
   * Brings model and optimizer back to where the newest state was taken.
   *
   * @return how far the run had come
   * @throws DesiskyException if there is no state, it cannot be trusted, or it is that of a run
   *     with other settings or data; the model is then as it was
   */
  Standing restore() {
    Path path = config.file(".state");
    requireState(config);
    StateFile file = StateFile.read(path);
    try {
      ObjectNode content = file.content();
      RunIdentity stored = requireSame(path, content);
      Standing found = StateJson.standing(content.path("standing"));
      noteEnvironment(path, stored, content);
      int done = found.history().epochs().size();
      if (done > config.epochs()) {
        throw new DesiskyException(
            path
                + ": the run has "
                + (done == 1 ? "1 epoch" : done + " epochs")
                + " behind it already, more than the "
                + config.epochs()
                + " asked for");
      }
      if (!goesBack && !found.retries().isEmpty()) {
        throw new DesiskyException(
            path
                + ": the run went back where it diverged, so it can only go on with "
                + DivergenceAdvice.RETRY);
      }
      recipe.scheduleOver(
          config.scheduleEpochs().orElse(StateJson.count(content, "schedule_epochs")));
      standing = withBest(found, content, file.blocks());
      newest = file.blocks();
      numbers.restore(newest);
      restored = Optional.of(content.toString());
      return standing;
    } catch (NoSuchElementException e) {
      throw new CorruptStateException(path, "not a whole state: " + e.getMessage(), e);
    }
  }

  private Standing withBest(Standing found, ObjectNode content, StateBlocks stored) {
    if (!(content.path("standing").path("best") instanceof ObjectNode json)) {
      return found;
    }
    Standing.Best best =
        new Standing.Best(
            StateJson.count(json, "epoch"), json.path("date").asText(), numbers.best(stored));
    if (best.epoch() >= found.history().epochs().size()) {
      throw new NoSuchElementException("the best epoch is not in the history");
    }
    return found.with(best);
  }

  private RunIdentity requireSame(Path path, ObjectNode content) {
    ObjectNode settings = StateJson.object(content, "settings");
    ObjectNode environment = StateJson.object(content, "environment");
    if (settings.has("device")) { // as states of earlier versions have it
      environment.putIfAbsent("device", settings.get("device"));
    }
    RunIdentity stored = new RunIdentity(settings, StateJson.object(content, "data"), environment);
    RunIdentity asked = identity.get();
    List<String> differences = stored.differences(asked);
    if (!differences.isEmpty()) {
      throw new DesiskyException(
          path
              + ": this is the state of another run, which differs in "
              + String.join(", ", differences)
              + "; ask for what is stored, or start anew under another name");
    }
    return stored;
  }

  private void noteEnvironment(Path path, RunIdentity stored, ObjectNode content) {
    content.path(EARLIER).forEach(earlier::add);
    List<String> environment = stored.environmentDifferences(identity.get());
    if (!environment.isEmpty()) {
      JsonNode there = content.path("standing");
      ObjectNode before = stored.environment().deepCopy();
      before.set("until_epoch", there.path("epoch"));
      before.set("until_batch", there.path("batch"));
      earlier.add(before);
      LOG.warn(
          "{}: the run goes on in another environment: {}; its last bits may differ from those of a"
              + " run that was never interrupted",
          path,
          String.join(", ", environment));
    }
  }
}
