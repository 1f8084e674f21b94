package org.desisky.tables;

import java.io.IOException;
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
    List<StreamColumn> columns = rows.columns();
    for (StreamColumn column : columns) {
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
        writer.appendPlain(WAVELENGTH, wavelength);
      }
      for (Iterator<RowStream.Batch> batches = rows.batches(); batches.hasNext(); ) {
        RowStream.Batch batch = batches.next();
        for (int i = 0; i < columns.size(); i++) {
          writer.append(columns.get(i), batch.values().get(i));
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

  private void append(StreamColumn column, Object values) throws IOException {
    if (values instanceof FloatMatrix matrix) {
      FloatBuffer floats = matrix.view(0, matrix.rows());
      while (floats.hasRemaining()) {
        int count = Math.min(CHUNK_BYTES / Float.BYTES, floats.remaining());
        chunk.clear().asFloatBuffer().put(floats.slice(floats.position(), count));
        floats.position(floats.position() + count);
        npz.append(column.name(), chunk.limit(count * Float.BYTES));
      }
    } else if (values instanceof String[] texts) {
      appendTexts(column, texts);
    } else {
      appendPlain(column.name(), values);
    }
  }

  /** Texts as NumPy holds them: so many characters of 32 bits each, with zeros at the end. */
  private void appendTexts(StreamColumn column, String[] texts) throws IOException {
    chunk.clear();
    for (String text : texts) {
      int[] characters = text.codePoints().toArray();
      for (int i = 0; i < column.width(); i++) {
        room(column.name()).putInt(i < characters.length ? characters[i] : 0);
      }
    }
    npz.append(column.name(), chunk.flip());
  }

  private void appendPlain(String name, Object values) throws IOException {
    chunk.clear();
    if (values instanceof double[] doubles) {
      for (double value : doubles) {
        room(name).putDouble(value);
      }
    } else if (values instanceof long[] longs) {
      for (long value : longs) {
        room(name).putLong(value);
      }
    } else {
      for (boolean value : (boolean[]) values) {
        room(name).put((byte) (value ? 1 : 0));
      }
    }
    npz.append(name, chunk.flip());
  }

  /** The chunk, with room for a number more: a full one is written first. */
  private ByteBuffer room(String name) throws IOException {
    if (chunk.remaining() < Long.BYTES) {
      npz.append(name, chunk.flip());
      chunk.clear();
    }
    return chunk;
  }
}
