package org.desisky.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.desisky.core.io.BadFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A file is taken for what it holds, and what is no catalogue is refused in clear words. */
class SkyCatalogReaderTest {
  @TempDir Path folder;

  @Test
  void whatIsNoFileIsSaidSo() {
    assertRefused(folder.resolve("none.fits"), "no such file");
    assertRefused(folder, "a folder");
  }

  @ParameterizedTest
  @CsvSource({
    "'', it is empty",
    "'<!DOCTYPE html><html>Not found', it is a web page",
    "'\n <html><body>', it is a web page",
    "'a,b\n1,2\n', neither a FITS file nor a .npz archive",
    "'version https://git-lfs.github.com/spec/v1', git lfs pull",
    "'\u0093NUMPY', save it with numpy.savez",
    "'BZh91AY&SY', unpack it with 'bunzip2'",
  })
  void whatIsNoCatalogueIsSaidSo(String content, String words) throws IOException {
    Path file = folder.resolve("sky.fits");
    Files.write(file, content.getBytes(StandardCharsets.ISO_8859_1));
    assertRefused(file, "neither a FITS file nor a .npz archive", words);
  }

  @Test
  void theNameDoesNotMatter() throws IOException {
    Path file = folder.resolve("really-fits.npz");
    Files.write(file, FitsBytes.catalog().toBytes());
    assertThat(SkyCatalog.read(file).rows()).isEqualTo(2);
  }

  @Test
  void aGzippedFileIsRead() throws IOException {
    Path file = folder.resolve("catalog.fits.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(FitsBytes.catalog().toBytes());
    }
    assertThat(SkyCatalog.read(file).rows()).isEqualTo(2);
    byte[] all = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(all, all.length / 2));
    assertRefused(file, "cannot be unpacked");
  }

  @Test
  void aFileGzippedInManyMembersIsReadWhole() throws IOException {
    Path plain = Golden.file("vac_sorted.fits");
    byte[] all = Files.readAllBytes(plain);
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    for (int start = 0; start < all.length; start += 8) {
      try (OutputStream member = new GZIPOutputStream(members)) {
        member.write(all, start, Math.min(8, all.length - start));
      }
    }
    Path file = write(members.toByteArray());
    assertThat(SkyCatalog.read(file).flux()).isEqualTo(SkyCatalog.read(plain).flux());
  }

  @Test
  void whereThereIsNoRoomToUnpackTheFolderIsNamed() throws IOException {
    Path file = write(FitsBytes.catalog().toBytes());
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    assertThatThrownBy(() -> InputFile.watched(full, file).write(new byte[3]))
        .isInstanceOf(BadFileException.class)
        .hasMessageContainingAll(
            file.toString(),
            System.getProperty("java.io.tmpdir"),
            "No space left on device",
            "-Djava.io.tmpdir=FOLDER");
  }

  @Test
  void aFileCutShortInsideItsDataNamesTheHdu() throws IOException {
    byte[] all = Files.readAllBytes(Golden.file("vac_sorted.fits"));
    assertRefused(write(Arrays.copyOf(all, 40_000)), "HDU FLUX needs 64000 bytes", "40000");
  }

  @Test
  void onlyPaddingMayBeMissing() throws IOException {
    byte[] all = FitsBytes.catalog().toBytes();
    int dataEnd = all.length - 2880 + 8;
    assertThat(SkyCatalog.read(write(Arrays.copyOf(all, dataEnd))).rows()).isEqualTo(2);
    assertRefused(write(Arrays.copyOf(all, dataEnd - 1)), "HDU METADATA needs 8 bytes");
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 80, 400, 2879, 2880, 2881, 3000, 5760, 8639, 8640, 8650, 12000, 14000})
  void aFileCutShortAnywhereIsRefused(int length) throws IOException {
    byte[] all = FitsBytes.catalog().toBytes();
    assertThat(all.length).isGreaterThan(length);
    assertRefused(write(Arrays.copyOf(all, length)), "catalog.fits");
  }

  @Property(tries = 300)
  void damagedBytesGiveACatalogueOrAnErrorOfOurs(@ForAll @IntRange(max = 1 << 20) int seed)
      throws IOException {
    byte[] bytes = FitsBytes.catalog().toBytes();
    Random random = new Random(seed);
    for (int i = 0; i < 1 + seed % 40; i++) {
      bytes[9 + random.nextInt(bytes.length - 9)] = (byte) (32 + random.nextInt(224));
    }
    Path file = Files.createTempFile("damaged", ".fits");
    try {
      Files.write(file, bytes);
      SkyCatalog catalog = SkyCatalog.read(file);
      assertThat(catalog.rows()).isPositive();
    } catch (BadFileException e) {
      assertThat(e).hasMessageContaining(file.toString());
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void garbageAfterTheFirstCardIsRefused() throws IOException {
    byte[] bytes = new byte[300_000];
    new Random(1).nextBytes(bytes);
    byte[] start = "SIMPLE  =                    T".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(start, 0, bytes, 0, start.length);
    assertRefused(write(bytes), "header at its start");
    assertRefused(write(Arrays.copyOf(start, 300_000)), "header at its start");
  }

  @Test
  void readingAnOrdinaryFilePrintsNothing() throws IOException {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (PrintStream caught = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      System.setOut(caught);
      System.setErr(caught);
      SkyCatalog.read(Golden.file("vac_sorted.fits"));
      SkyCatalog.read(write(FitsBytes.catalog().toBytes()));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void anAbsentVacSaysHowToGetIt() {
    Path nowhere = folder.resolve("dr1").resolve("sky_spectra_vac_v1.fits");
    assertThatThrownBy(() -> SkySpecVac.load(nowhere))
        .isInstanceOf(BadFileException.class)
        .hasMessageContainingAll(nowhere.toString(), SkySpecVac.ADDRESS, "desisky data simulate");
    assertThat(SkySpecVac.cachedPath()).endsWithRaw(Path.of("dr1", "sky_spectra_vac_v1.fits"));
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("catalog.fits"), bytes);
  }

  private static void assertRefused(Path file, String... words) {
    assertThatThrownBy(() -> SkyCatalog.read(file))
        .isInstanceOf(BadFileException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContainingAll(words);
  }
}
