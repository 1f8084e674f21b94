package org.desisky.vae;

import com.google.common.io.CountingInputStream;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.desisky.core.io.AtomicFiles;
import org.desisky.core.io.NpyHeader;
import org.desisky.core.io.NpyReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reading of a checkpoint, which knows where in the file it is. Weights are handed on in parts,
 * so that no more than one need be held.
 */
final class CheckpointReader {
  private static final Logger log = LoggerFactory.getLogger(CheckpointReader.class);
  private static final int BUFFER = 1 << 16;

  /** The bytes that tell what a file is. */
  private static final int KIND = 6;

  /** Numbers of an array that are handed on at once. */
  private static final int PART = 1 << 18;

  private final Path path;
  private final long size;
  private final CountingInputStream in;
  private String place = "header";
  private long start;

  /** Takes the arrays of weights, in the order of {@link SkyVae#leaves()}. */
  interface Sink {
    /**
     * Takes a part of one, the parts in order.
     *
     * @param first where in the array the part begins
     * @throws IOException if it cannot be trusted, saying why
     */
    void accept(Leaf leaf, int first, float[] part) throws IOException;
  }

  private CheckpointReader(Path path, InputStream file, long size) {
    this.path = path;
    this.size = size;
    in = new CountingInputStream(new BufferedInputStream(file, BUFFER));
  }

  /**
   * Reads a checkpoint.
   *
   * @param sink makes what takes the weights, once the header is known
   * @throws CorruptCheckpointException if it cannot be trusted: it names the array and the byte
   *     offset
   */
  static CheckpointHeader read(Path path, Function<CheckpointHeader, Sink> sink) {
    return open(path, reader -> reader.run(sink));
  }

  /** The header alone, otherwise as {@link #read}. */
  static CheckpointHeader header(Path path) {
    return open(path, CheckpointReader::header);
  }

  private interface Work {
    CheckpointHeader with(CheckpointReader reader) throws IOException;
  }

  private static CheckpointHeader open(Path path, Work work) {
    if (!Files.isRegularFile(path)) {
      throw Files.exists(path)
          ? new CorruptCheckpointException(path, "not a file")
          : new CorruptCheckpointException(
              path, "no such checkpoint", new NoSuchFileException(path.toString()));
    }
    try (InputStream file = Files.newInputStream(path)) {
      CheckpointReader reader = new CheckpointReader(path, file, Files.size(path));
      reader.refuseOtherKinds();
      try {
        return work.with(reader);
      } catch (IOException e) {
        throw new CorruptCheckpointException(
            path, reader.place + " at byte " + reader.start + ": " + AtomicFiles.reason(e), e);
      }
    } catch (IOException e) {
      throw new CorruptCheckpointException(path, "cannot be read: " + AtomicFiles.reason(e), e);
    }
  }

  /** Files that are often named in place of a checkpoint are told by what they are. */
  private void refuseOtherKinds() throws IOException {
    in.mark(KIND);
    String start = new String(in.readNBytes(KIND), StandardCharsets.ISO_8859_1);
    in.reset();
    String kind =
        start.equals("SIMPLE")
            ? "a FITS file"
            : start.startsWith("PK\3\4")
                ? "an archive, such as .npz"
                : start.startsWith("\u001f\u008b") ? "a gzipped file" : "";
    if (!kind.isEmpty()) {
      throw new CorruptCheckpointException(path, kind + ", not a checkpoint (.eqx)");
    }
  }

  /**
   * Makes sure that weights can be used.
   *
   * @throws IOException if one is not finite, naming the first
   */
  static void requireFinite(int first, float[] part) throws IOException {
    for (int i = 0; i < part.length; i++) {
      if (!Float.isFinite(part[i])) {
        throw new IOException("weight " + (first + i) + " is " + part[i]);
      }
    }
  }

  private CheckpointHeader run(Function<CheckpointHeader, Sink> sinks) throws IOException {
    CheckpointHeader header = header();
    if (header.schema() > 1) {
      log.warn(
          "{}: layout version {} is newer than this program knows; reading it as version 1",
          path,
          header.schema());
    }
    readSize("in_channels", header.inChannels());
    readSize("latent_dim", header.latentDim());
    List<Leaf> leaves = new Network(header.inChannels(), header.latentDim()).leaves();
    Sink sink = null;
    for (Leaf leaf : leaves) {
      begin(leaf.name());
      NpyHeader array = leafHeader(leaf);
      // Made late: it may allocate as much as the header says, and now that is believable.
      sink = sink == null ? sink(header, leaves, sinks) : sink;
      readLeaf(leaf, array, sink);
    }
    if (in.getCount() < size) {
      log.warn(
          "{}: {} bytes follow the last array, from byte {}; they are ignored",
          path,
          size - in.getCount(),
          in.getCount());
    }
    return header;
  }

  /** For a file that is too short nobody: it is read as far as the array that it ends in. */
  private Sink sink(
      CheckpointHeader header, List<Leaf> leaves, Function<CheckpointHeader, Sink> sinks) {
    long weights = leaves.stream().mapToLong(Leaf::size).sum();
    boolean isLongEnough = weights <= (size - in.getCount()) / Float.BYTES;
    return isLongEnough ? sinks.apply(header) : (leaf, first, part) -> {};
  }

  private CheckpointHeader header() throws IOException {
    return CheckpointHeader.parse(headerLine());
  }

  private byte[] headerLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException(
            line.size() == 0 ? "the file is empty" : "no array follows the header line");
      }
      if (line.size() == CheckpointHeader.MOST_BYTES) {
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

  private NpyHeader leafHeader(Leaf leaf) throws IOException {
    NpyHeader array = NpyHeader.read(in);
    NpyHeader expected = NpyHeader.of("<f4", leaf.shape().getShape());
    if (!array.descr().equals("<f4") && !array.descr().equals("<f8")) {
      throw new IOException("expected float32 ('<f4') numbers, but found '" + array.descr() + "'");
    }
    if (!array.shapeText().equals(expected.shapeText())) {
      throw new IOException(
          "expected shape " + expected.shapeText() + ", but found " + array.shapeText());
    }
    if (array.elements() > (size - in.getCount()) / array.elementBytes()) {
      throw new EOFException(
          "an array of shape " + array.shapeText() + " needs more bytes than the file has");
    }
    return array;
  }

  private void readLeaf(Leaf leaf, NpyHeader array, Sink sink) throws IOException {
    int count = leaf.size();
    int atOnce = array.fortranOrder() ? count : PART;
    for (int first = 0; first < count; first += atOnce) {
      NpyHeader part =
          atOnce >= count ? array : NpyHeader.of(array.descr(), Math.min(atOnce, count - first));
      sink.accept(leaf, first, NpyReader.floats(part, in, size - in.getCount()));
    }
  }

  private void begin(String name) {
    place = name;
    start = in.getCount();
  }
}
