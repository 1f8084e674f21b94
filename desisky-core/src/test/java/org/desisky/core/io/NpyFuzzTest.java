package org.desisky.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.desisky.core.DesiskyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happened to a NumPy file, it is read or refused: fast, and within its own size. */
class NpyFuzzTest {
  private static final long ALLOWED = 4 << 20;

  @Property(tries = 3000, shrinking = ShrinkingMode.OFF)
  void aDamagedArrayIsBorne(@ForAll long seed) throws Exception {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    NpyWriter.doubles(whole, new double[60], 5, 12);
    byte[] bytes = Damage.of(whole.toByteArray(), 128, new Random(seed));
    Damage.isBorne(
        () -> {
          try {
            InputStream in = new ByteArrayInputStream(bytes);
            NpyHeader header = NpyHeader.read(in);
            return seed % 2 == 0
                ? NpyReader.floats(header, in, bytes.length)
                : NpyReader.doubles(header, in, bytes.length);
          } catch (IOException e) { // what Npz and Checkpoint make an error of the file
            throw new DesiskyException("refused", e);
          }
        },
        ALLOWED);
  }

  @Property(tries = 2000, shrinking = ShrinkingMode.OFF)
  void aDamagedArchiveIsBorne(@ForAll long seed) throws Exception {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(whole)) {
      for (String name : new String[] {"flux.npy", "wavelength.npy"}) {
        zip.putNextEntry(new ZipEntry(name));
        NpyWriter.floats(
            zip, new float[60], name.startsWith("f") ? new long[] {5, 12} : new long[] {60});
      }
    }
    byte[] bytes = Damage.of(whole.toByteArray(), whole.size(), new Random(seed));
    Path file = Files.createTempFile("damaged", ".npz");
    try {
      Files.write(file, bytes);
      Damage.isBorne(
          () -> {
            try (Npz npz = Npz.open(file)) {
              npz.copy("flux", new ByteArrayOutputStream());
              return npz.names().size() + npz.shape("flux").length + npz.floats("flux").length;
            }
          },
          ALLOWED);
    } finally {
      Files.delete(file);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'<f0', '(2, 3)', not a number",
    "'<f9', '(2, 3)', not a number",
    "'|O', '(2, 3)', not a number",
    "'<f4', '(9223372036854775807, 3)', not credible",
    "'<f4', '(99999999999999999999, 3)', no number",
    "'<f4', '(2000000000, 1)', more bytes than the file has",
  })
  void absurdHeadersAreRefusedInAnArchive(
      String type, String shape, String words, @TempDir Path folder) throws IOException {
    Path file = folder.resolve("a.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("flux.npy"));
      zip.write(
          header("{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + "}"));
      zip.write(new byte[24]);
    }
    try (Npz npz = Npz.open(file)) {
      assertThatThrownBy(() -> npz.floats("flux"))
          .isInstanceOf(BadFileException.class)
          .hasMessageContainingAll("a.npz", "'flux'", words);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../flux.npy",
        "a/../../flux.npy",
        "/flux.npy",
        "..\\flux.npy",
        "C:\\flux.npy",
        ".."
      })
  void entriesThatLeaveTheirFolderAreRefused(String name, @TempDir Path folder) throws IOException {
    Path file = folder.resolve("a.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("flux.npy"));
      NpyWriter.floats(zip, new float[2], 1, 2);
      zip.putNextEntry(new ZipEntry(name));
    }
    assertThatThrownBy(() -> Npz.open(file))
        .isInstanceOf(BadFileException.class)
        .hasMessageContainingAll("a.npz", name, "leaves its folder");
  }

  @Test
  void dotsInsideANameAreNotParents(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("a.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("a/..b..c.npy"));
      NpyWriter.floats(zip, new float[2], 1, 2);
    }
    try (Npz npz = Npz.open(file)) {
      assertThat(npz.floats("a/..b..c")).hasSize(2);
    }
  }

  private static byte[] header(String dict) {
    byte[] bytes = new byte[10 + dict.length()];
    System.arraycopy(NpyHeader.of("<f4").toBytes(), 0, bytes, 0, 8);
    bytes[8] = (byte) dict.length();
    for (int i = 0; i < dict.length(); i++) {
      bytes[10 + i] = (byte) dict.charAt(i);
    }
    return bytes;
  }
}
