package org.desisky.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {
  @Test
  void aHeaderIsWrittenAsNumpyWritesIt() {
    byte[] bytes = NpyHeader.of("<f4", 1000, 24).toBytes();
    assertThat(bytes).hasSize(128);
    String text = new String(bytes, 10, 118, StandardCharsets.ISO_8859_1);
    assertThat(text).startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (1000, 24), }");
    assertThat(text).endsWith(" \n");
    assertThat(new String(NpyHeader.of("<i8").toBytes(), 10, 60, StandardCharsets.ISO_8859_1))
        .startsWith("{'descr': '<i8', 'fortran_order': False, 'shape': (), }");
    assertThat(NpyHeader.of("<f4", 7).shapeText()).isEqualTo("(7,)");
  }

  @Property(tries = 60)
  void whatIsWrittenIsRead(@ForAll @Size(max = 70_000) float[] values) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NpyWriter.floats(out, values, values.length);
    InputStream in = new ByteArrayInputStream(out.toByteArray());
    NpyHeader header = NpyHeader.read(in);
    assertThat(NpyReader.floats(header, in, out.size())).isEqualTo(values);
  }

  @Test
  void fortranOrderIsTurned() throws IOException {
    byte[] data = new byte[48];
    ByteBuffer.wrap(data)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asDoubleBuffer()
        .put(new double[] {1, 4, 2, 5, 3, 6});
    InputStream in = array("{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3), }", data);
    assertThat(NpyReader.doubles(NpyHeader.read(in), in, 1000)).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void integersAndBigEndianNumbersAreRead() throws IOException {
    InputStream in =
        array(
            "{'descr': '>i2', 'fortran_order': False, 'shape': (2,), }", new byte[] {1, 0, -1, -1});
    assertThat(NpyReader.floats(NpyHeader.read(in), in, 1000)).containsExactly(256, -1);
  }

  /** All there are, against the CRC-32 of what NumPy makes of them as little-endian float32. */
  @ParameterizedTest
  @ValueSource(strings = {"<", ">"})
  void numbersOfHalfPrecisionAreThoseOfNumpy(String order) throws IOException {
    ByteBuffer halves = ByteBuffer.allocate(2 << 16);
    halves.order(order.equals("<") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    ByteBuffer singles = ByteBuffer.allocate(4 << 16).order(ByteOrder.LITTLE_ENDIAN);
    for (int bits = 0; bits < 1 << 16; bits++) {
      halves.putShort((short) bits);
    }
    InputStream in = new ByteArrayInputStream(halves.array());
    NpyHeader header = NpyHeader.of(order + "f2", 1 << 16);
    for (float value : NpyReader.floats(header, in, halves.capacity())) {
      singles.putInt(Float.floatToIntBits(value)); // of NaNs but one
    }
    CRC32 crc = new CRC32();
    crc.update(singles.array());
    assertThat(crc.getValue()).isEqualTo(0x3020c7a7L);
  }

  @Test
  void unsignedNumbersOf64BitsAreRead() throws IOException {
    long[] bits = {1, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1025, -1};
    ByteBuffer data = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
    data.asLongBuffer().put(bits);
    InputStream in = new ByteArrayInputStream(data.array());
    assertThat(NpyReader.doubles(NpyHeader.of("<u8", 5), in, 40))
        .containsExactly(1, 0x1p63, 0x1p63, 0x1p63 + 2048, 0x1p64);
  }

  @Test
  void anArrayLargerThanTheFileIsRefusedBeforeAnythingIsAllocated() throws IOException {
    InputStream in =
        array(
            "{'descr': '<f4', 'fortran_order': False, 'shape': (1000000, 1000000), }", new byte[8]);
    NpyHeader header = NpyHeader.read(in);
    assertThatThrownBy(() -> NpyReader.floats(header, in, 8)).isInstanceOf(EOFException.class);
  }

  @Property
  void garbageIsNeverAnArray(@ForAll @Size(max = 300) byte[] bytes) {
    byte[] start = Arrays.copyOf(NpyHeader.of("<f4", 2).toBytes(), 10);
    byte[] file = Arrays.copyOf(start, start.length + bytes.length);
    System.arraycopy(bytes, 0, file, start.length, bytes.length);
    assertThatThrownBy(() -> NpyHeader.read(new ByteArrayInputStream(file)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void anArchiveNamesWhatItLacks(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("a.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
      zip.putNextEntry(new ZipEntry("flux.npy"));
      NpyWriter.floats(zip, new float[] {1, 2}, 1, 2);
    }
    try (Npz npz = Npz.open(path)) {
      assertThat(npz.names()).containsExactly("flux");
      assertThat(npz.shape("flux")).containsExactly(1, 2);
      assertThat(npz.floats("flux")).containsExactly(1, 2);
      assertThatThrownBy(() -> npz.floats("wavelength"))
          .isInstanceOf(BadFileException.class)
          .hasMessageContaining("a.npz")
          .hasMessageContaining("wavelength")
          .hasMessageContaining("flux");
    }
  }

  /** Stored or packed, a bit of the data that changed is noticed, as NumPy notices it. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aChangedBitIsNoticed(boolean packed, @TempDir Path folder) throws IOException {
    ByteArrayOutputStream array = new ByteArrayOutputStream();
    NpyWriter.floats(array, new float[] {1, 2, 3, 4}, 2, 2);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(whole)) {
      // Level 0 packs into blocks that are stored, where a changed bit does not break the packing.
      zip.setLevel(packed ? 0 : Deflater.DEFAULT_COMPRESSION);
      ZipEntry entry = new ZipEntry("flux.npy");
      if (!packed) {
        CRC32 checksum = new CRC32();
        checksum.update(array.toByteArray());
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(array.size());
        entry.setCrc(checksum.getValue());
      }
      zip.putNextEntry(entry);
      array.writeTo(zip);
    }
    byte[] bytes = whole.toByteArray();
    byte[] one = {0, 0, (byte) 0x80, 0x3f};
    bytes[Bytes.indexOf(bytes, one) + 2] ^= 1;
    Path path = Files.write(folder.resolve("a.npz"), bytes);
    try (Npz npz = Npz.open(path)) {
      assertThat(npz.shape("flux")).containsExactly(2, 2);
      List<ThrowingCallable> readings =
          List.of(
              () -> npz.floats("flux"),
              () -> npz.doubles("flux"),
              () -> npz.copy("flux", OutputStream.nullOutputStream()));
      for (ThrowingCallable reading : readings) {
        assertThatThrownBy(reading)
            .isInstanceOf(BadFileException.class)
            .hasMessageContaining("array 'flux': damaged: its checksum");
      }
    }
  }

  @Test
  void numbersAndShapeMustAgree() {
    OutputStream out = OutputStream.nullOutputStream();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NpyWriter.floats(out, new float[5], 2, 3))
        .withMessageContaining("5 numbers do not make (2, 3)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NpyWriter.doubles(out, new double[7], 2, 3))
        .withMessageContaining("7 numbers do not make (2, 3)");
  }

  @Test
  void whatIsNoArchiveIsSaidSo(@TempDir Path folder) throws IOException {
    Path path = Files.writeString(folder.resolve("a.npz"), "<html>not here</html>");
    assertThatThrownBy(() -> Npz.open(path))
        .isInstanceOf(BadFileException.class)
        .hasMessageContaining("not a .npz archive");
    assertThatThrownBy(() -> Npz.open(folder.resolve("b.npz")))
        .hasMessageContaining("no such file");
  }

  private static InputStream array(String dict, byte[] data) {
    byte[] text = dict.getBytes(StandardCharsets.ISO_8859_1);
    byte[] file = new byte[10 + text.length + data.length];
    ByteBuffer.wrap(file)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(NpyHeader.of("<f4").toBytes(), 0, 8)
        .putShort((short) text.length)
        .put(text)
        .put(data);
    return new ByteArrayInputStream(file);
  }
}
