package org.desisky.vae;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.desisky.core.io.AtomicFiles;
import org.desisky.core.io.Sha256;

/**
 * What is in a checkpoint, found with no engine and never more than a part of an array in memory.
 * The file is read twice, the second time for its checksum: what replaces it in between is summed
 * up in part. Unlike a model that is to be used, it may hold weights that are not finite.
 *
 * @param path the file
 * @param bytes its size
 * @param sha256 its checksum, in hexadecimal
 * @param header what is said of the model
 * @param arrays its weights, in the file's order
 */
public record CheckpointSummary(
    Path path, long bytes, String sha256, CheckpointHeader header, List<ArraySummary> arrays) {
  /** Copies what is given. */
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
    /** Checks what is given. */
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
    List<Statistics> arrays = new ArrayList<>();
    CheckpointHeader header =
        CheckpointReader.read(
            path,
            h ->
                (leaf, first, part) -> {
                  if (first == 0) {
                    arrays.add(new Statistics(leaf));
                  }
                  arrays.get(arrays.size() - 1).add(part);
                });
    return new CheckpointSummary(
        path,
        bytes(path),
        Sha256.of(path),
        header,
        arrays.stream().map(Statistics::summary).toList());
  }

  private static long bytes(Path path) {
    try {
      return Files.size(path);
    } catch (IOException e) {
      throw new CorruptCheckpointException(path, "cannot be read: " + AtomicFiles.reason(e), e);
    }
  }

  /**
   * What is said of an array, part by part; sums are float64, of what float32 numbers are above the
   * first, since a mean that is large beside the spread would take the digits of its squares.
   */
  private static final class Statistics {
    private final Leaf leaf;
    private double least = Double.POSITIVE_INFINITY;
    private double greatest = Double.NEGATIVE_INFINITY;
    private double origin;
    private double sum;
    private double squares;
    private long finite;

    Statistics(Leaf leaf) {
      this.leaf = leaf;
    }

    void add(float[] part) {
      for (float value : part) {
        if (Float.isFinite(value)) {
          least = Math.min(least, value);
          greatest = Math.max(greatest, value);
          origin = finite == 0 ? value : origin;
          double above = value - origin;
          sum += above;
          squares += above * above;
          finite++;
        }
      }
    }

    ArraySummary summary() {
      double mean = sum / finite;
      return new ArraySummary(
          leaf.name(),
          LongStream.of(leaf.shape().getShape()).mapToObj(Math::toIntExact).toList(),
          leaf.size(),
          finite == 0 ? Double.NaN : least,
          finite == 0 ? Double.NaN : greatest,
          origin + mean,
          Math.sqrt(Math.max(0, squares / finite - mean * mean)),
          leaf.size() - finite);
    }
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
