package org.desisky.training;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.desisky.training.optimizer.SkyOptimizer;
import org.desisky.training.state.StateBlocks;
import org.desisky.vae.SkyVae;
import org.desisky.vae.Weights;

/**
 * All numbers that a run changes from step to step, as the blocks of a state and back: weights,
 * memory of the optimizer, average of weights; and the best weights so far.
 */
final class RunNumbers {
  private static final String WEIGHTS = "weights/";
  private static final String BEST = "best/";
  private static final String AVERAGE = "average/";

  private final SkyOptimizer optimizer;
  private final SkyVae vae;
  private final RecipeRun recipe;

  RunNumbers(SkyOptimizer optimizer, SkyVae vae, RecipeRun recipe) {
    this.optimizer = optimizer;
    this.vae = vae;
    this.recipe = recipe;
  }

  /** Copies them as they are now. */
  void save(Standing standing, StateBlocks blocks) {
    vae.namedParameters()
        .forEach((name, parameter) -> blocks.copy(WEIGHTS + name, parameter.getArray()));
    optimizer.save(vae.namedParameters(), blocks);
    keepAverage(blocks);
    standing.best().ifPresent(best -> put(BEST, best.weights().values(), blocks));
  }

  private void put(String kind, List<float[]> arrays, StateBlocks blocks) {
    int i = 0;
    for (String name : vae.namedParameters().keySet()) {
      blocks.put(kind + name, arrays.get(i++));
    }
  }

  /** A copy, since the average changes while the copy is written. */
  private void keepAverage(StateBlocks blocks) {
    if (!recipe.hasState()) {
      return;
    }
    List<float[]> average = recipe.state();
    int i = 0;
    for (String name : vae.namedParameters().keySet()) {
      blocks.copy(AVERAGE + name, FloatBuffer.wrap(average.get(i++)));
    }
  }

  /**
   * Puts them back, but for the best weights.
   *
   * @throws java.util.NoSuchElementException if a block is missing or of another size; the model is
   *     then as it was
   */
  void restore(StateBlocks blocks) {
    Weights weights = new Weights(arrays(WEIGHTS, blocks));
    optimizer.restore(vae.namedParameters(), blocks);
    if (recipe.hasState()) {
      recipe.restore(arrays(AVERAGE, blocks));
    }
    vae.setWeights(weights);
  }

  /**
   * The best weights so far.
   *
   * @throws java.util.NoSuchElementException if a block is missing or of another size
   */
  Weights best(StateBlocks blocks) {
    return new Weights(arrays(BEST, blocks));
  }

  private List<float[]> arrays(String kind, StateBlocks blocks) {
    List<float[]> arrays = new ArrayList<>();
    vae.namedParameters()
        .forEach(
            (name, parameter) ->
                arrays.add(blocks.get(kind + name, Math.toIntExact(parameter.getArray().size()))));
    return arrays;
  }
}
