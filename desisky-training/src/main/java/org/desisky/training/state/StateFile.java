package org.desisky.training.state;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import com.google.common.hash.HashingOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import org.desisky.core.io.AtomicFiles;

/**
 * A state on disk: one line of JSON, the blocks as little-endian float32 back to back, and the
 * CRC-32 of all that, little-endian; in version 1, which is read, too, its SHA-256, which took
 * longer than all else in writing a state.
 *
 * <pre>{"format": "desisky-state", "version": 2, "content": {...}, "counts": {...},
 *  "blocks": [{"name": "weights/...", "length": 7781000, "offset": 0}, ...]}</pre>
 *
 * @param content what the blocks are of: any JSON object
 * @param blocks the numbers
 */
public record StateFile(ObjectNode content, StateBlocks blocks) {
  static final String FORMAT = "desisky-state";
  static final int VERSION = 2;
  private static final int CHUNK = 1 << 14;

  /**
   * Reads a state and verifies its checksum.
   *
   * @throws CorruptStateException if it cannot be trusted: it names the part and the byte offset
   */
  public static StateFile read(Path path) {
    return StateReader.read(path);
  }

  /**
   * Reads the content alone, which is at the start of the file; what follows is not looked at, so
   * the checksum is not verified.
   *
   * @throws CorruptStateException if it is not the start of a state
   */
  public static ObjectNode readContent(Path path) {
    return StateReader.readContent(path);
  }

  /**
   * Writes the state, atomically.
   *
   * @throws org.desisky.core.DesiskyException if it cannot be written; an older file is then
   *     untouched
   */
  public void write(Path path) {
    AtomicFiles.write(path, this::writeTo);
  }

  /** The checksum that files of a version of the layout end with. */
  static HashFunction checksum(int version) {
    return version == 1 ? Hashing.sha256() : Hashing.crc32();
  }

  private void writeTo(OutputStream file) throws IOException {
    // Not to be closed: that would close the file, which has the checksum yet to come.
    HashingOutputStream out = new HashingOutputStream(checksum(VERSION), file);
    out.write(StateReader.JSON.writeValueAsBytes(header()));
    out.write('\n');
    ByteBuffer chunk = ByteBuffer.allocate(Float.BYTES * CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    for (float[] block : blocks.all().values()) {
      for (int first = 0; first < block.length; first += CHUNK) {
        int count = Math.min(CHUNK, block.length - first);
        chunk.asFloatBuffer().put(block, first, count);
        out.write(chunk.array(), 0, Float.BYTES * count);
      }
    }
    file.write(out.hash().asBytes());
  }

  private ObjectNode header() {
    ObjectNode header = StateReader.JSON.createObjectNode();
    header.put("format", FORMAT).put("version", VERSION);
    header.set("content", content);
    ObjectNode counts = header.putObject("counts");
    blocks.counts().forEach(counts::put);
    ArrayNode list = header.putArray("blocks");
    long offset = 0;
    for (Map.Entry<String, float[]> block : blocks.all().entrySet()) {
      int length = block.getValue().length;
      list.addObject().put("name", block.getKey()).put("length", length).put("offset", offset);
      offset += (long) Float.BYTES * length;
    }
    return header;
  }
}
