package org.desisky.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.core.engine.HostMemory;
import org.desisky.core.noise.Noise;

/** Steps are the same bit for bit whatever the number of threads. */
class ThreadsTest {
  private static final int[] SIZES = {50_000, 7, 16_385};

  @EachEngine
  void theNumberOfThreadsChangesNothing(Compute compute)
      throws ExecutionException, InterruptedException {
    Made all = step(compute);
    for (int threads : new int[] {1, 3}) {
      ForkJoinPool pool = new ForkJoinPool(threads);
      try {
        Made some = pool.submit(() -> step(compute)).get();
        assertThat(some.norm()).isEqualTo(all.norm());
        for (int i = 0; i < SIZES.length; i++) {
          assertThat(some.weights().get(i)).isEqualTo(all.weights().get(i));
        }
      } finally {
        pool.shutdown();
      }
    }
  }

  private record Made(double norm, List<float[]> weights) {}

  private static Made step(Compute compute) {
    try (NDManager manager = compute.newManager();
        SkyOptimizer adam = Adam.of(0.1).clippedTo(2)) {
      List<Parameter> parameters = new ArrayList<>();
      List<NDArray> gradients = new ArrayList<>();
      for (int size : SIZES) {
        Parameter parameter =
            Parameter.builder().setName("p" + size).setType(Parameter.Type.WEIGHT).build();
        parameter.setArray(normal(manager, "weights", size));
        parameters.add(parameter);
        gradients.add(normal(manager, "gradients", size));
      }
      double norm = GradientNorm.of(gradients);
      adam.step(parameters, gradients);
      List<float[]> weights = parameters.stream().map(p -> p.getArray().toFloatArray()).toList();
      return new Made(norm, weights);
    }
  }

  private static NDArray normal(NDManager manager, String name, int size) {
    FloatBuffer values = FloatBuffer.wrap(Noise.of(size).stream(name).normals(size));
    return HostMemory.create(manager, values, new Shape(size));
  }
}
