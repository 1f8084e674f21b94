package org.desisky.tables;

import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.desisky.core.FloatMatrix;
import org.desisky.core.io.NpyHeader;
import org.desisky.core.io.NpzWriter;

/** Writes a table as a NumPy archive, an array a column. */
final class StreamNpz {
  private static final String WAVELENGTH = "wavelength";
  private static final int CHUNK_BYTES = 1 << 18;

  private final NpzWriter npz;
  private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  private StreamNpz(NpzWriter npz) {
    this.npz = npz;
  }

  static void write(RowStream rows, Path path) throws IOException {
    List<NpzWriter.Array> arrays = new ArrayList<>();
    double[] wavelength = wavelength(rows);
    if (wavelength.length > 0) {
      arrays.add(new NpzWriter.Array(WAVELENGTH, NpyHeader.of("<f8", wavelength.length)));
    }
    for (StreamColumn column : rows.columns()) {
      NpyHeader header =
          column.isVector()
              ? NpyHeader.of(column.descr(), rows.rows(), column.width())
              : NpyHeader.of(column.descr(), rows.rows());
      arrays.add(new NpzWriter.Array(column.name(), header));
    }
    try (FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      StreamNpz writer = new StreamNpz(new NpzWriter(channel, arrays));
      if (wavelength.length > 0) {
        writer.append(WAVELENGTH, wavelength);
      }
      for (Iterator<RowStream.Batch> batches = rows.batches(); batches.hasNext(); ) {
        RowStream.Batch batch = batches.next();
        for (int i = 0; i < rows.columns().size(); i++) {
          StreamColumn column = rows.columns().get(i);
          Object values = batch.values().get(i);
          writer.append(
              column.name(),
              values instanceof String[] texts ? characters(texts, column.width()) : values);
        }
      }
      writer.npz.finish();
    }
  }

  /** Where they are not known, NaN for each: programs for these files ask for the array. */
  private static double[] wavelength(RowStream rows) {
    double[] known = rows.wavelength();
    if (known.length > 0) {
      return known;
    }
    double[] unknown =
        rows.columns().stream()
            .filter(StreamColumn::isSpectra)
            .findFirst()
            .map(column -> new double[column.width()])
            .orElse(known);
    Arrays.fill(unknown, Double.NaN);
    return unknown;
  }

  private void append(String name, Object values) throws IOException {
    if (values instanceof FloatMatrix matrix) {
      FloatBuffer floats = matrix.view(0, matrix.rows());
      while (floats.hasRemaining()) {
        int count = Math.min(CHUNK_BYTES / Float.BYTES, floats.remaining());
        chunk.clear().asFloatBuffer().put(floats.slice(floats.position(), count));
        floats.position(floats.position() + count);
        npz.append(name, chunk.limit(count * Float.BYTES));
      }
    } else {
      // Of these a row has one each, or a line of text, so a batch is small.
      npz.append(name, small(values));
    }
  }

  /** Texts as NumPy holds them: so many characters of 32 bits each, with zeros at the end. */
  private static int[] characters(String[] texts, int width) {
    int[] characters = new int[texts.length * width];
    for (int i = 0; i < texts.length; i++) {
      int[] text = texts[i].codePoints().toArray();
      System.arraycopy(text, 0, characters, i * width, Math.min(width, text.length));
    }
    return characters;
  }

  private static ByteBuffer small(Object values) {
    int bytes = Array.getLength(values) * Long.BYTES;
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (values instanceof double[] doubles) {
      buffer.asDoubleBuffer().put(doubles);
    } else if (values instanceof long[] longs) {
      buffer.asLongBuffer().put(longs);
    } else if (values instanceof int[] characters) {
      buffer.asIntBuffer().put(characters);
      buffer.limit(characters.length * Integer.BYTES);
    } else {
      for (boolean value : (boolean[]) values) {
        buffer.put((byte) (value ? 1 : 0));
      }
      buffer.flip();
    }
    return buffer;
  }
}
