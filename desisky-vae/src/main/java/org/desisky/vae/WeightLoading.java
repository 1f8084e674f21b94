package org.desisky.vae;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.HostMemory;

/** Puts the weights of a checkpoint straight into a model's arrays, part by part. */
final class WeightLoading implements CheckpointReader.Sink {
  private final List<Leaf> leaves;
  private int next;

  /** What came of the array at hand, where it can only be set as a whole. */
  private float[] whole = {};

  private WeightLoading(List<Leaf> leaves) {
    this.leaves = leaves;
  }

  /**
   * The model of a checkpoint, ready for use.
   *
   * @throws CorruptCheckpointException if the file cannot be trusted
   */
  static SkyVae load(Path checkpoint, Compute compute) {
    List<SkyVae> made = new ArrayList<>();
    try {
      CheckpointHeader read =
          CheckpointReader.read(
              checkpoint,
              header -> {
                SkyVae vae = empty(header.inChannels(), header.latentDim(), compute);
                made.add(vae);
                return new WeightLoading(vae.leaves());
              });
      return made.get(0).toldBy(read);
    } catch (RuntimeException | Error e) {
      made.forEach(SkyVae::close);
      throw e;
    }
  }

  /** A model with room for weights to come: nothing is drawn. */
  static SkyVae empty(int inChannels, int latentDim, Compute compute) {
    SkyVae vae = new SkyVae(inChannels, latentDim, 0);
    for (Leaf leaf : vae.leaves()) {
      leaf.parameter().setInitializer((owner, shape, type) -> owner.create(shape, type));
    }
    return vae.ready(compute);
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
