package org.desisky.vae;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.desisky.core.DesiskyException;
import org.desisky.core.engine.Compute;
import org.desisky.core.io.AtomicFiles;
import org.desisky.core.io.NpyWriter;

/**
 * A model on disk: the Python package's {@code .eqx}. One line of JSON, then NumPy arrays back to
 * back: {@code in_channels} and {@code latent_dim} as int64, then weight and bias of each linear
 * layer as float32, encoder, mean head, logvar head, decoder.
 *
 * <p>Two are equal only if they have the same header object; weights compare by their numbers.
 *
 * @param header what is said of the model
 * @param weights its numbers
 */
public record Checkpoint(CheckpointHeader header, Weights weights) {
  /**
   * Reads a checkpoint.
   *
   * @throws CorruptCheckpointException if it cannot be trusted: it names the leaf and the byte
   *     offset
   */
  public static Checkpoint read(Path path) {
    List<float[]> values = new ArrayList<>();
    CheckpointHeader header =
        CheckpointReader.read(
            path,
            h ->
                (leaf, first, part) -> {
                  CheckpointReader.requireFinite(first, part);
                  if (first == 0) {
                    values.add(new float[leaf.size()]);
                  }
                  System.arraycopy(part, 0, values.get(values.size() - 1), first, part.length);
                });
    return new Checkpoint(header, new Weights(values));
  }

  /**
   * The model of this checkpoint, ready for use on a device; close it to free it. Its weights are
   * frozen, as those of {@link SkyVae#create}.
   *
   * @throws IllegalArgumentException if the weights are not of the header's sizes
   */
  public SkyVae toModel(Compute compute) {
    return SkyVae.of(header.inChannels(), header.latentDim(), weights, compute).toldBy(header);
  }

  /**
   * Writes the checkpoint, atomically.
   *
   * @throws DesiskyException if it cannot be written, or holds weights that are not finite
   */
  public void write(Path path) {
    List<Leaf> leaves = new Network(header.inChannels(), header.latentDim()).leaves();
    weights.checkFits(leaves);
    if (!weights.areFinite()) {
      throw new DesiskyException(
          "not writing " + path + ": the weights are not finite, and nothing would read them");
    }
    AtomicFiles.write(path, out -> writeTo(out, leaves));
  }

  private void writeTo(OutputStream out, List<Leaf> leaves) throws IOException {
    out.write(header.toLine());
    NpyWriter.scalar(out, header.inChannels());
    NpyWriter.scalar(out, header.latentDim());
    for (int i = 0; i < leaves.size(); i++) {
      NpyWriter.floats(out, weights.values().get(i), leaves.get(i).shape().getShape());
    }
  }
}
