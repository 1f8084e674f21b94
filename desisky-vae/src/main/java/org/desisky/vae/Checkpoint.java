package org.desisky.vae;

import com.google.common.io.CountingInputStream;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.desisky.core.DesiskyException;
import org.desisky.core.engine.Compute;
import org.desisky.core.io.AtomicFiles;
import org.desisky.core.io.NpyHeader;
import org.desisky.core.io.NpyReader;
import org.desisky.core.io.NpyWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model on disk: the Python package's {@code .eqx}. One line of JSON, then NumPy arrays back to
 * back: {@code in_channels} and {@code latent_dim} as int64, then weight and bias of each linear
 * layer as float32, encoder, mean head, logvar head, decoder.
 *
 * @param header what is said of the model
 * @param weights its numbers
 */
public record Checkpoint(CheckpointHeader header, Weights weights) {
  private static final Logger log = LoggerFactory.getLogger(Checkpoint.class);
  private static final int MAX_HEADER = 1 << 24;
  private static final int BUFFER = 1 << 16;

  /**
   * Reads a checkpoint.
   *
   * @throws CorruptCheckpointException if it cannot be trusted: it names the leaf and the byte
   *     offset
   */
  public static Checkpoint read(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new CorruptCheckpointException(
          path, Files.exists(path) ? "not a file" : "no such checkpoint");
    }
    try (InputStream file = Files.newInputStream(path)) {
      return new Reading(path, file, Files.size(path)).run();
    } catch (IOException e) {
      throw new CorruptCheckpointException(path, "cannot be read: " + AtomicFiles.reason(e), e);
    }
  }

  /** The model of this checkpoint, ready for use on a device; close it to free it. */
  public SkyVae toModel(Compute compute) {
    return SkyVae.of(header.inChannels(), header.latentDim(), weights.values(), compute);
  }

  /**
   * Writes the checkpoint, atomically.
   *
   * @throws DesiskyException if it cannot be written, or holds weights that are not finite
   */
  public void write(Path path) {
    List<Leaf> leaves = new SkyVae(header.inChannels(), header.latentDim(), 0).leaves();
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

  /** One reading of a file, which knows where in it it is. */
  private static final class Reading {
    private final Path path;
    private final long size;
    private final CountingInputStream in;
    private String place = "header";
    private long start;

    Reading(Path path, InputStream file, long size) {
      this.path = path;
      this.size = size;
      in = new CountingInputStream(new BufferedInputStream(file, BUFFER));
    }

    Checkpoint run() {
      try {
        CheckpointHeader header = CheckpointHeader.parse(headerLine());
        if (header.schema() > 1) {
          log.warn(
              "{}: layout version {} is newer than this program knows; reading it as version 1",
              path,
              header.schema());
        }
        readSize("in_channels", header.inChannels());
        readSize("latent_dim", header.latentDim());
        List<float[]> values = new ArrayList<>();
        for (Leaf leaf : new SkyVae(header.inChannels(), header.latentDim(), 0).leaves()) {
          values.add(readLeaf(leaf));
        }
        if (in.getCount() < size) {
          log.warn(
              "{}: {} bytes follow the last array, from byte {}; they are ignored",
              path,
              size - in.getCount(),
              in.getCount());
        }
        return new Checkpoint(header, new Weights(values));
      } catch (IOException e) {
        throw new CorruptCheckpointException(
            path, place + " at byte " + start + ": " + AtomicFiles.reason(e), e);
      }
    }

    private byte[] headerLine() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream(512);
      for (int b = in.read(); b != '\n'; b = in.read()) {
        if (b < 0) {
          throw new IOException(
              line.size() == 0 ? "the file is empty" : "no array follows the header line");
        }
        if (line.size() == MAX_HEADER) {
          throw new IOException("the first line is too long to be a header");
        }
        line.write(b);
      }
      return line.toByteArray();
    }

    private void readSize(String name, int expected) throws IOException {
      begin(name);
      NpyHeader array = NpyHeader.read(in);
      if (array.elements() != 1) {
        throw new IOException("expected a single number, but the shape is " + array.shapeText());
      }
      double value = NpyReader.doubles(array, in, size - in.getCount())[0];
      if (value != expected) {
        throw new IOException("the header says " + expected + ", but the array says " + value);
      }
    }

    private float[] readLeaf(Leaf leaf) throws IOException {
      begin(leaf.name());
      NpyHeader array = NpyHeader.read(in);
      NpyHeader expected = NpyHeader.of("<f4", leaf.shape().getShape());
      if (!array.descr().equals("<f4") && !array.descr().equals("<f8")) {
        throw new IOException(
            "expected float32 ('<f4') numbers, but found '" + array.descr() + "'");
      }
      if (!array.shapeText().equals(expected.shapeText())) {
        throw new IOException(
            "expected shape " + expected.shapeText() + ", but found " + array.shapeText());
      }
      float[] values = NpyReader.floats(array, in, size - in.getCount());
      for (int i = 0; i < values.length; i++) {
        if (!Float.isFinite(values[i])) {
          throw new IOException("weight " + i + " is " + values[i]);
        }
      }
      return values;
    }

    private void begin(String name) {
      place = name;
      start = in.getCount();
    }
  }
}
