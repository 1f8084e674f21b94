package org.desisky.vae;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.desisky.core.io.Sha256;

/**
 * What is in a checkpoint, found by reading it once, with no engine and never more than one array
 * in memory. Unlike a model that is to be used, it may hold weights that are not finite.
 *
 * @param path the file
 * @param bytes its size
 * @param sha256 its checksum, in hexadecimal
 * @param header what is said of the model
 * @param arrays its weights, in the file's order
 */
public record CheckpointSummary(
    Path path, long bytes, String sha256, CheckpointHeader header, List<ArraySummary> arrays) {
  public CheckpointSummary {
    arrays = List.copyOf(arrays);
  }

  /**
   * One array of weights.
   *
   * @param name its path in the Python package's tree, such as {@code common_fc.layers[0].weight}
   * @param shape (out, in) of a weight, (out) of a bias
   * @param count how many numbers it holds
   * @param least the least of those that are finite; NaN where none is
   * @param greatest the greatest of them
   * @param mean their mean
   * @param deviation their standard deviation about the mean, of the population
   * @param nonFinite how many are NaN or infinite
   */
  public record ArraySummary(
      String name,
      List<Integer> shape,
      long count,
      double least,
      double greatest,
      double mean,
      double deviation,
      long nonFinite) {
    public ArraySummary {
      shape = List.copyOf(shape);
    }
  }

  /**
   * Looks at a checkpoint.
   *
   * @throws CorruptCheckpointException if it is not laid out as a checkpoint is
   */
  public static CheckpointSummary read(Path path) {
    List<ArraySummary> arrays = new ArrayList<>();
    CheckpointHeader header =
        CheckpointReader.read(path, h -> (leaf, values) -> arrays.add(summary(leaf, values)));
    return new CheckpointSummary(path, path.toFile().length(), Sha256.of(path), header, arrays);
  }

  private static ArraySummary summary(Leaf leaf, float[] values) {
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    double sum = 0;
    long finite = 0;
    for (float value : values) {
      if (Float.isFinite(value)) {
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
        sum += value;
        finite++;
      }
    }
    double mean = sum / finite;
    double squares = 0;
    for (float value : values) {
      if (Float.isFinite(value)) {
        squares += (value - mean) * (value - mean);
      }
    }
    List<Integer> shape = new ArrayList<>();
    for (long size : leaf.shape().getShape()) {
      shape.add((int) size);
    }
    return new ArraySummary(
        leaf.name(),
        shape,
        values.length,
        finite == 0 ? Double.NaN : least,
        finite == 0 ? Double.NaN : greatest,
        mean,
        Math.sqrt(squares / finite),
        values.length - finite);
  }

  /** How many weights the model has. */
  public long parameterCount() {
    return arrays.stream().mapToLong(ArraySummary::count).sum();
  }

  /** How many weights are NaN or infinite; a model with any cannot be used. */
  public long nonFinite() {
    return arrays.stream().mapToLong(ArraySummary::nonFinite).sum();
  }
}
