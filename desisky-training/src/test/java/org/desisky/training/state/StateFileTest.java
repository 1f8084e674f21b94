package org.desisky.training.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.desisky.core.io.BadFileException;
import org.desisky.core.noise.Noise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {
  private static final byte[] GOOD = good();

  @TempDir Path folder;

  @Test
  void everythingComesBackBitForBit() {
    Path path = folder.resolve("run.state");
    sample().write(path);
    StateFile back = StateFile.read(path);
    assertThat(back.content()).isEqualTo(sample().content());
    assertThat(back.content().get("number").doubleValue()).isEqualTo(0.1 + 0.2);
    assertThat(back.blocks().counts()).isEqualTo(sample().blocks().counts());
    assertThat(back.blocks().all().keySet()).containsExactly("a", "empty", "long");
    float[] odd = back.blocks().get("a", 4);
    assertThat(Float.floatToRawIntBits(odd[0])).isEqualTo(Float.floatToRawIntBits(-0f));
    assertThat(odd[1]).isNaN();
    assertThat(odd[2]).isEqualTo(Float.MIN_VALUE);
    assertThat(odd[3]).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(Arrays.equals(back.blocks().get("long", 20_000), Noise.of(1).normals(20_000)))
        .isTrue();
    assertThat(StateFile.readContent(path)).isEqualTo(sample().content());
  }

  /** The layout, spelt out. */
  @Test
  void theBytesAreTheDocumentedOnes() throws IOException {
    Path path = folder.resolve("run.state");
    small().write(path);
    assertThat(Files.readAllBytes(path)).isEqualTo(bytes(2, Hashing.crc32()));
  }

  @Test
  void theLayoutBeforeIsReadToo() throws IOException {
    Path path = Files.write(folder.resolve("run.state"), bytes(1, Hashing.sha256()));
    StateFile back = StateFile.read(path);
    assertThat(back.content()).isEqualTo(small().content());
    assertThat(back.blocks().get("x", 2)).containsExactly(1f, -2.5f);
    assertThat(back.blocks().count("steps")).isEqualTo(3);
    byte[] altered = bytes(1, Hashing.sha256());
    altered[altered.length - 40] ^= 1;
    Files.write(path, altered);
    assertThatThrownBy(() -> StateFile.read(path)).hasMessageContaining("was altered");
  }

  private static StateFile small() {
    StateBlocks blocks = new StateBlocks();
    blocks.put("x", new float[] {1f, -2.5f});
    blocks.count("steps", 3);
    return new StateFile(JsonNodeFactory.instance.objectNode().put("epoch", 7), blocks);
  }

  /** The bytes of {@link #small}, by hand. */
  private static byte[] bytes(int version, HashFunction checksum) {
    byte[] header =
        ("{\"format\":\"desisky-state\",\"version\":"
                + version
                + ",\"content\":{\"epoch\":7},\"counts\":{\"steps\":3},"
                + "\"blocks\":[{\"name\":\"x\",\"length\":2,\"offset\":0}]}\n")
            .getBytes(StandardCharsets.US_ASCII);
    ByteBuffer bytes =
        ByteBuffer.allocate(header.length + 8 + checksum.bits() / 8).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(header).putFloat(1f).putFloat(-2.5f);
    bytes.put(checksum.hashBytes(bytes.array(), 0, header.length + 8).asBytes());
    return bytes.array();
  }

  @Test
  void roomIsUsedAgain() {
    StateBlocks blocks = new StateBlocks();
    float[] first = blocks.room("x", 5);
    assertThat(blocks.room("x", 5)).isSameAs(first);
    assertThat(blocks.room("x", 6)).hasSize(6).isNotSameAs(first);
  }

  @Test
  void whatIsNotThereIsNamed() {
    assertThatThrownBy(() -> sample().blocks().get("b", 4)).hasMessageContaining("block 'b'");
    assertThatThrownBy(() -> sample().blocks().get("a", 5))
        .hasMessageContaining("'a' has 4 numbers, not 5");
    assertThatThrownBy(() -> sample().blocks().count("b")).hasMessageContaining("count 'b'");
  }

  @Test
  void missingFilesFoldersAndOtherFilesAreRefused() throws IOException {
    assertThatThrownBy(() -> StateFile.read(folder.resolve("none")))
        .isInstanceOf(CorruptStateException.class)
        .hasMessageContaining("no such state");
    assertThatThrownBy(() -> StateFile.read(folder)).hasMessageContaining("not a file");
    assertRefused(new byte[0], "empty");
    assertRefused("{}\n".getBytes(StandardCharsets.US_ASCII), "state of a run");
    assertRefused("{\"a\"".getBytes(StandardCharsets.US_ASCII), "no blocks follow");
    assertRefused("hello\n".getBytes(StandardCharsets.US_ASCII), "not JSON");
    assertRefused(
        "{\"format\":\"desisky-state\",\"version\":3}\n".getBytes(StandardCharsets.US_ASCII),
        "version 3 is not one from 1 to 2");
  }

  /** A header that promises more than there is must not make the reader allocate it. */
  @Test
  void promisesAreCheckedBeforeMemoryIsTaken() throws IOException {
    String header =
        "{\"format\":\"desisky-state\",\"version\":2,\"content\":{},\"counts\":{},\"blocks\":["
            + "{\"name\":\"x\",\"length\":2147483647,\"offset\":0}]}\n";
    assertRefused(header.getBytes(StandardCharsets.US_ASCII), "8589934588 bytes, but 0 follow");
  }

  @Property(tries = 300)
  void aFileCutAnywhereIsRefused(@ForAll @IntRange(min = 0, max = 1 << 30) int seed) {
    int length = Math.floorMod(seed, GOOD.length);
    assertRefusedInTemporaryFile(Arrays.copyOf(GOOD, length));
  }

  @Property(tries = 500)
  void aFileWithAnyBitTurnedIsRefused(
      @ForAll @IntRange(min = 0, max = 1 << 30) int seed,
      @ForAll @IntRange(min = 0, max = 7) int bit,
      @ForAll boolean inHeader) {
    byte[] bytes = GOOD.clone();
    bytes[Math.floorMod(seed, inHeader ? 400 : GOOD.length)] ^= (byte) (1 << bit);
    assertRefusedInTemporaryFile(bytes);
  }

  @Test
  void bytesAddedAreRefused() throws IOException {
    assertRefused(Arrays.copyOf(GOOD, GOOD.length + 1), "cut or added to");
  }

  private void assertRefused(byte[] bytes, String words) throws IOException {
    Path path = Files.write(folder.resolve("bad.state"), bytes);
    assertThatThrownBy(() -> StateFile.read(path))
        .isInstanceOf(CorruptStateException.class)
        .hasMessageContaining("bad.state")
        .hasMessageContaining("at byte 0")
        .hasMessageContaining(words);
  }

  private static void assertRefusedInTemporaryFile(byte[] bytes) {
    try {
      Path path = Files.createTempFile("desisky", ".state");
      try {
        Files.write(path, bytes);
        assertThatThrownBy(() -> StateFile.read(path)).isInstanceOf(BadFileException.class);
      } finally {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static StateFile sample() {
    StateBlocks blocks = new StateBlocks();
    blocks.put("a", new float[] {-0f, Float.NaN, Float.MIN_VALUE, Float.POSITIVE_INFINITY});
    blocks.put("empty", new float[0]);
    blocks.put("long", Noise.of(1).normals(20_000));
    blocks.count("steps", Long.MAX_VALUE);
    ObjectNode content = JsonNodeFactory.instance.objectNode();
    content.put("text", "ü\n").put("number", 0.1 + 0.2).putNull("nothing").put("nan", Double.NaN);
    return new StateFile(content, blocks);
  }

  private static byte[] good() {
    try {
      Path path = Files.createTempFile("desisky", ".state");
      sample().write(path);
      byte[] bytes = Files.readAllBytes(path);
      Files.delete(path);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
