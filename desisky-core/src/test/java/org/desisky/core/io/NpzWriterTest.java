package org.desisky.core.io;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpzWriterTest {
  private static final List<NpzWriter.Array> ARRAYS =
      List.of(
          new NpzWriter.Array("latents", NpyHeader.of("<f4", 4, 2)),
          new NpzWriter.Array("row", NpyHeader.of("<i8", 4)),
          new NpzWriter.Array("empty", NpyHeader.of("<f8", 0)));

  @TempDir Path folder;

  @Test
  void arraysGrowSideBySide() throws IOException {
    Path file = folder.resolve("a.npz");
    try (FileChannel channel = open(file)) {
      NpzWriter npz = new NpzWriter(channel, ARRAYS);
      for (int batch = 0; batch < 2; batch++) {
        npz.append("latents", floats(4 * batch, 4 * batch + 1, 4 * batch + 2, 4 * batch + 3));
        npz.append("row", longs(10 + 2 * batch, 11 + 2 * batch));
      }
      npz.finish();
    }
    try (Npz npz = Npz.open(file)) {
      assertThat(npz.names()).containsExactly("latents", "row", "empty");
      assertThat(npz.floats("latents")).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
      assertThat(npz.shape("latents")).containsExactly(4, 2);
      assertThat(npz.doubles("row")).containsExactly(10, 11, 12, 13);
      assertThat(npz.doubles("empty")).isEmpty();
    }
    // A reader that goes through from the start checks each entry's header and CRC.
    try (InputStream in = Files.newInputStream(file);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED);
        assertThat(zip.readAllBytes()).isNotEmpty();
      }
    }
  }

  /** Without the flag of the format, a name is of another code page, and NumPy's another name. */
  @Test
  void namesBeyondAsciiAreSaidToBeUtf8() throws IOException {
    for (String name : List.of("flux", "Größe")) {
      Path file = folder.resolve("a.npz");
      try (FileChannel channel = FileChannel.open(file, CREATE, TRUNCATE_EXISTING, WRITE)) {
        NpzWriter npz =
            new NpzWriter(channel, List.of(new NpzWriter.Array(name, NpyHeader.of("<i8", 1))));
        npz.append(name, longs(7));
        npz.finish();
      }
      int flags = Files.readAllBytes(file)[7] & 0xff;
      assertThat(flags).isEqualTo(name.equals("flux") ? 0 : 8);
      try (Npz npz = Npz.open(file)) {
        assertThat(npz.names()).containsExactly(name);
      }
    }
  }

  @Test
  void tooMuchAndTooLittleAreNoticed() throws IOException {
    try (FileChannel channel = open(folder.resolve("a.npz"))) {
      NpzWriter npz = new NpzWriter(channel, ARRAYS);
      assertThatIllegalStateException().isThrownBy(npz::finish).withMessageContaining("latents");
      npz.append("row", longs(1, 2, 3));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> npz.append("row", longs(4, 5)))
          .withMessageContaining("row is full");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> npz.append("flux", longs(4)))
          .withMessageContaining("no array flux");
    }
  }

  /** Its entries lie beyond 4 GiB, in a file with holes; the disk keeps the few pages written. */
  @Test
  void archivesOfMoreThanFourGigabytesAreRead() throws IOException {
    Path file = folder.resolve("large.npz");
    long size = (5L << 30) / Float.BYTES;
    try (FileChannel channel = open(file)) {
      NpzWriter npz =
          new NpzWriter(
              channel,
              List.of(
                  new NpzWriter.Array("flux", NpyHeader.of("<f4", size)),
                  new NpzWriter.Array("row", NpyHeader.of("<i8", 1))));
      npz.append("row", longs(7));
      npz.leaveEmpty("flux");
      npz.finish();
    }
    assertThat(Files.size(file)).isGreaterThan(5L << 30);
    try (Npz npz = Npz.open(file)) {
      assertThat(npz.shape("flux")).containsExactly(size);
      assertThat(npz.doubles("row")).containsExactly(7);
    }
  }

  @Test
  void archivesMayHaveMoreArraysThanAShortCounts() throws IOException {
    Path file = folder.resolve("many.npz");
    NpyHeader one = NpyHeader.of("|i1", 0);
    try (FileChannel channel = open(file)) {
      new NpzWriter(
              channel,
              IntStream.range(0, 40_000).mapToObj(i -> new NpzWriter.Array("a" + i, one)).toList())
          .finish();
    }
    ByteBuffer end = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int record = end.capacity() - 22 - 20 - 56; // of ZIP64, before its locator and the older end
    assertThat(end.getLong(record + 24)).isEqualTo(40_000);
    assertThat(end.getLong(record + 32)).isEqualTo(40_000);
    try (Npz npz = Npz.open(file)) {
      assertThat(npz.names()).hasSize(40_000);
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static ByteBuffer floats(float... values) {
    ByteBuffer buffer =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return buffer;
  }

  private static ByteBuffer longs(long... values) {
    ByteBuffer buffer =
        ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asLongBuffer().put(values);
    return buffer;
  }
}
