package org.desisky.training.state;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.hash.HashCode;
import com.google.common.hash.HashFunction;
import com.google.common.hash.Hasher;
import com.google.common.io.ByteStreams;
import com.google.common.io.CountingInputStream;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.desisky.core.io.AtomicFiles;

/** One reading of a state file, which knows where in it it is. Nothing in the file is believed. */
final class StateReader {
  static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(100).build())
                  .build())
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final int MAX_HEADER = 1 << 26;
  private static final int BUFFER = 1 << 16;

  private final long size;
  private final CountingInputStream in;
  private String place = "header";
  private long start;

  private StateReader(InputStream file, long size) {
    this.size = size;
    in = new CountingInputStream(new BufferedInputStream(file, BUFFER));
  }

  static StateFile read(Path path) {
    return open(path, StateReader::all);
  }

  static ObjectNode readContent(Path path) {
    return open(path, reader -> content(header(reader.line())));
  }

  private interface Part<T> {
    T read(StateReader reader) throws IOException;
  }

  private static <T> T open(Path path, Part<T> part) {
    if (!Files.isRegularFile(path)) {
      throw new CorruptStateException(path, Files.exists(path) ? "not a file" : "no such state");
    }
    try (InputStream file = Files.newInputStream(path)) {
      StateReader reader = new StateReader(file, Files.size(path));
      try {
        return part.read(reader);
      } catch (IOException e) {
        throw new CorruptStateException(
            path, reader.place + " at byte " + reader.start + ": " + AtomicFiles.reason(e), e);
      }
    } catch (IOException e) {
      throw new CorruptStateException(path, "cannot be read: " + AtomicFiles.reason(e), e);
    }
  }

  private StateFile all() throws IOException {
    byte[] line = line();
    ObjectNode header = header(line);
    ObjectNode content = content(header);
    HashFunction checksum = StateFile.checksum(header.get("version").intValue());
    Hasher hasher = checksum.newHasher().putBytes(line).putByte((byte) '\n');
    long expected = requireBlocks(header.get("blocks"));
    byte[] stored = new byte[checksum.bits() / Byte.SIZE];
    long found = size - in.getCount() - stored.length;
    if (found != expected) {
      throw new IOException(
          "the blocks have "
              + expected
              + " bytes, but "
              + Math.max(found, 0)
              + " follow (before the checksum); the file was cut or added to");
    }
    StateBlocks blocks = new StateBlocks();
    readCounts(header.get("counts"), blocks);
    for (JsonNode block : header.get("blocks")) {
      String name = block.get("name").textValue();
      begin("block " + name);
      read(blocks.room(name, block.get("length").intValue()), hasher);
    }
    begin("checksum");
    HashCode computed = hasher.hash();
    ByteStreams.readFully(in, stored);
    if (!computed.equals(HashCode.fromBytes(stored))) {
      throw new IOException("it does not fit the bytes before it: the file was altered");
    }
    return new StateFile(content, blocks);
  }

  private static ObjectNode header(byte[] line) throws IOException {
    JsonNode root;
    try {
      root = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IOException("it is not JSON (" + e.getOriginalMessage() + ")", e);
    }
    if (!(root instanceof ObjectNode header)
        || !StateFile.FORMAT.equals(header.path("format").textValue())) {
      throw new IOException("it does not say that this is the state of a run");
    }
    JsonNode version = header.path("version");
    if (!version.isInt() || version.intValue() < 1 || version.intValue() > StateFile.VERSION) {
      throw new IOException(
          "layout version "
              + version
              + " is not one from 1 to "
              + StateFile.VERSION
              + ", which this program reads");
    }
    return header;
  }

  private static ObjectNode content(ObjectNode header) throws IOException {
    if (header.get("content") instanceof ObjectNode content) {
      return content;
    }
    throw new IOException("it has no object 'content'");
  }

  private byte[] line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(BUFFER);
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException(line.size() == 0 ? "the file is empty" : "no blocks follow it");
      }
      if (line.size() == MAX_HEADER) {
        throw new IOException("the first line is too long to be one");
      }
      line.write(b);
    }
    return line.toByteArray();
  }

  /** Makes sure that the list of blocks makes sense; the bytes they have together. */
  private static long requireBlocks(JsonNode list) throws IOException {
    if (list == null || !list.isArray()) {
      throw new IOException("it has no list 'blocks'");
    }
    long offset = 0;
    for (JsonNode block : list) {
      JsonNode length = block.path("length");
      if (!block.path("name").isTextual() || !length.isInt() || length.intValue() < 0) {
        throw new IOException("it has a block without name and length: " + block);
      }
      JsonNode stored = block.path("offset");
      if (!stored.isIntegralNumber() || stored.longValue() != offset) {
        throw new IOException("the block " + block + " should begin at offset " + offset);
      }
      offset += (long) Float.BYTES * length.intValue();
    }
    return offset;
  }

  private static void readCounts(JsonNode counts, StateBlocks blocks) throws IOException {
    if (!(counts instanceof ObjectNode)) {
      throw new IOException("it has no object 'counts'");
    }
    for (Map.Entry<String, JsonNode> count : counts.properties()) {
      if (!count.getValue().canConvertToLong() || !count.getValue().isIntegralNumber()) {
        throw new IOException(
            "the count '" + count.getKey() + "' is " + count.getValue() + ", no whole number");
      }
      blocks.count(count.getKey(), count.getValue().longValue());
    }
  }

  private void read(float[] block, Hasher hasher) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    int most = BUFFER / Float.BYTES;
    for (int first = 0; first < block.length; first += most) {
      int count = Math.min(most, block.length - first);
      try {
        ByteStreams.readFully(in, chunk.array(), 0, Float.BYTES * count);
      } catch (EOFException e) {
        throw new IOException("the file ends within it", e);
      }
      hasher.putBytes(chunk.array(), 0, Float.BYTES * count);
      chunk.asFloatBuffer().get(block, first, count);
    }
  }

  private void begin(String name) {
    place = name;
    start = in.getCount();
  }
}
