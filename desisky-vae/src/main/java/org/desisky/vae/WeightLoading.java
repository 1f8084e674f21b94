package org.desisky.vae;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.List;
import org.desisky.core.engine.HostMemory;

/** Puts the weights of a checkpoint straight into a model's arrays, part by part. */
final class WeightLoading implements CheckpointReader.Sink {
  private final List<Leaf> leaves;
  private int next;

  /** What came of the array at hand, where it can only be set as a whole. */
  private float[] whole = {};

  /** Makes room in a model for weights to come: nothing is drawn. */
  static void prepare(SkyVae vae) {
    for (Leaf leaf : vae.leaves()) {
      leaf.parameter().setInitializer((owner, shape, type) -> owner.create(shape, type));
    }
  }

  WeightLoading(SkyVae vae) {
    leaves = vae.leaves();
  }

  @Override
  public void accept(Leaf like, int first, float[] part) throws IOException {
    CheckpointReader.requireFinite(first, part);
    NDArray array = leaves.get(next).parameter().getArray();
    boolean ends = first + part.length == like.size();
    if (HostMemory.isShared(array)) {
      HostMemory.floats(array).position(first).put(part);
    } else {
      whole = first == 0 ? new float[like.size()] : whole;
      System.arraycopy(part, 0, whole, first, part.length);
      if (ends) {
        HostMemory.copy(FloatBuffer.wrap(whole), array);
        whole = new float[0];
      }
    }
    next += ends ? 1 : 0;
  }
}
