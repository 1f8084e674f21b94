package org.desisky.training;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.desisky.core.DesiskyException;
import org.desisky.core.engine.HostMemory;
import org.desisky.training.optimizer.SkyOptimizer;
import org.desisky.training.state.CorruptStateException;
import org.desisky.training.state.StateBlocks;
import org.desisky.training.state.StateFile;
import org.desisky.vae.SkyVae;
import org.desisky.vae.Weights;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes copies of a run between two steps, has them written while the run goes on, and brings a run
 * back to where one was taken.
 */
final class StateKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(StateKeeper.class);
  private static final String WEIGHTS = "weights/";
  private static final String BEST = "best/";
  private static final String AVERAGE = "average/";

  private final VaeTrainingConfig config;
  private final SkyOptimizer optimizer;
  private final SkyVae vae;
  private final RecipeRun recipe;
  private final Supplier<RunIdentity> identity;
  private final Map<String, Object> provenance;
  private final BackgroundWriter writer;
  private final StateBlocks blocks = new StateBlocks();
  private long taken = System.nanoTime();

  /**
   * Keeps states of one run.
   *
   * @param identity asked for when a state is written, on the writer's thread
   */
  StateKeeper(
      VaeTrainingConfig config,
      SkyOptimizer optimizer,
      SkyVae vae,
      RecipeRun recipe,
      Supplier<RunIdentity> identity,
      Map<String, Object> provenance,
      BackgroundWriter writer) {
    this.config = config;
    this.optimizer = optimizer;
    this.vae = vae;
    this.recipe = recipe;
    this.identity = identity;
    this.provenance = provenance;
    this.writer = writer;
  }

  /** Whether so much time has passed that a state is wanted before the epoch is over. */
  boolean isDue() {
    return config.savesState() && System.nanoTime() - taken >= config.stateEvery().toNanos();
  }

  /**
   * Takes a copy and has it written. Where the one before is still being written nothing is done:
   * training does not wait for a disk.
   */
  void save(Standing standing) {
    if (config.savesState() && !writer.isBusyWith(BackgroundWriter.Kind.STATE)) {
      take(standing);
    }
  }

  /** Takes a copy and has it written, however long that takes: the last of a run. */
  void saveLast(Standing standing) {
    if (config.savesState()) {
      writer.await();
      take(standing);
    }
  }

  private void take(Standing standing) {
    vae.namedParameters()
        .forEach(
            (name, parameter) -> {
              FloatBuffer memory = HostMemory.floats(parameter.getArray());
              memory.get(blocks.room(WEIGHTS + name, memory.remaining()));
            });
    optimizer.save(vae.namedParameters(), blocks);
    keepAverage();
    standing.best().ifPresent(best -> put(BEST, best.weights().values()));
    taken = System.nanoTime();
    Path path = config.file(".state");
    writer.later(
        BackgroundWriter.Kind.STATE, () -> new StateFile(content(standing), blocks).write(path));
  }

  private void put(String kind, List<float[]> arrays) {
    int i = 0;
    for (String name : vae.namedParameters().keySet()) {
      blocks.put(kind + name, arrays.get(i++));
    }
  }

  /** A copy, since the average changes while the copy is written. */
  private void keepAverage() {
    List<float[]> average = recipe.state();
    if (average.isEmpty()) {
      return;
    }
    int i = 0;
    for (String name : vae.namedParameters().keySet()) {
      float[] values = average.get(i++);
      System.arraycopy(values, 0, blocks.room(AVERAGE + name, values.length), 0, values.length);
    }
  }

  private ObjectNode content(Standing standing) {
    RunIdentity run = identity.get();
    ObjectNode content = JsonNodeFactory.instance.objectNode();
    content.put("epochs", config.epochs());
    content.put("schedule_epochs", recipe.scheduleEpochs());
    content.set("standing", StateJson.of(standing));
    content.set("settings", run.settings());
    content.set("data", run.data());
    content.set("environment", run.environment());
    content.set("provenance", RunIdentity.json(provenance));
    return content;
  }

  /**
   * Brings model and optimizer back to where the newest state was taken.
   *
   * @return how far the run had come
   * @throws DesiskyException if there is no state, it cannot be trusted, or it is that of a run
   *     with other settings or data
   */
  Standing restore() {
    Path path = config.file(".state");
    if (!Files.exists(path)) {
      throw new DesiskyException(
          "there is nothing to resume: "
              + path.toAbsolutePath()
              + " does not exist; start the run"
              + " anew, or name the one that was begun");
    }
    StateFile file = StateFile.read(path);
    try {
      ObjectNode content = file.content();
      requireSame(path, content);
      Standing standing = StateJson.standing(content.path("standing"));
      if (standing.history().epochs().size() > config.epochs()) {
        throw new DesiskyException(
            path
                + ": the run has "
                + standing.history().epochs().size()
                + " epochs behind it already, more than the "
                + config.epochs()
                + " asked for");
      }
      vae.setWeights(new Weights(arrays(WEIGHTS, file.blocks())));
      optimizer.restore(vae.namedParameters(), file.blocks());
      recipe.scheduleOver(
          config.scheduleEpochs().orElse(StateJson.count(content, "schedule_epochs")));
      if (!recipe.state().isEmpty()) {
        recipe.restore(arrays(AVERAGE, file.blocks()));
      }
      if (!content.path("standing").path("best").isObject()) {
        return standing;
      }
      return withBest(standing, content, file.blocks());
    } catch (NoSuchElementException | ClassCastException e) {
      throw new CorruptStateException(path, "not a whole state: " + e.getMessage(), e);
    }
  }

  private Standing withBest(Standing standing, ObjectNode content, StateBlocks stored) {
    ObjectNode json = (ObjectNode) content.path("standing").path("best");
    Standing.Best best =
        new Standing.Best(
            StateJson.count(json, "epoch"),
            json.path("date").asText(),
            new Weights(arrays(BEST, stored)));
    if (best.epoch() >= standing.history().epochs().size()) {
      throw new NoSuchElementException("the best epoch is not in the history");
    }
    return standing.with(best);
  }

  private List<float[]> arrays(String kind, StateBlocks stored) {
    List<float[]> arrays = new ArrayList<>();
    vae.namedParameters()
        .forEach(
            (name, parameter) ->
                arrays.add(stored.get(kind + name, Math.toIntExact(parameter.getArray().size()))));
    return arrays;
  }

  private void requireSame(Path path, ObjectNode content) {
    RunIdentity stored =
        new RunIdentity(
            (ObjectNode) content.path("settings"),
            (ObjectNode) content.path("data"),
            (ObjectNode) content.path("environment"));
    RunIdentity asked = identity.get();
    List<String> differences = stored.differences(asked);
    if (!differences.isEmpty()) {
      throw new DesiskyException(
          path
              + ": this is the state of another run, which differs in "
              + String.join(", ", differences)
              + "; ask for what is stored, or start anew under another name");
    }
    List<String> environment = stored.environmentDifferences(asked);
    if (!environment.isEmpty()) {
      LOG.warn(
          "{}: the run goes on in another environment: {}; its last bits may differ from those of a"
              + " run that was never interrupted",
          path,
          String.join(", ", environment));
    }
  }
}
