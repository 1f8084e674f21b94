package org.desisky.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.desisky.core.io.Damage;
import org.desisky.core.io.NpyWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever happened to a catalogue, it is read or refused by an error of ours: fast, and in memory
 * that the file's own size accounts for.
 */
class CatalogFuzzTest {
  private static final int TRIES = 1500;

  /** For a file of 20 kB: the parser's objects, and buffers of 64 KiB. */
  private static final long ALLOWED = 6 << 20;

  @TempDir Path folder;

  @Test
  void aDamagedFitsFileIsBorne() throws Exception {
    byte[] whole = FitsBytes.catalog().toBytes();
    assertThat(isBorne(whole, "damaged.fits", ALLOWED)).isPositive();
  }

  @Test
  void aDamagedTableIsBorne() throws Exception {
    assertThat(
            isBorne(
                Files.readAllBytes(Golden.file("vac_sorted.fits")), "damaged.fits", 2 * ALLOWED))
        .isPositive();
  }

  /** Tiles may say of themselves that they hold up to 2048 times as much as the file. */
  @ParameterizedTest
  @ValueSource(
      strings = {"rice_dither1.fits.fz", "rice_tall_tiles.fits.fz.gz", "gzip2_double.fits.fz.gz"})
  void damagedTilesAreBorne(String name) throws Exception {
    byte[] bytes = Files.readAllBytes(Path.of("src/test/resources/tiles", name));
    assertThat(
            isBorne(
                name.endsWith(".gz") ? gunzipped(bytes) : bytes, "damaged.fits.fz", 4 * ALLOWED))
        .isPositive();
  }

  @Test
  void aDamagedGzipFileIsBorne() throws Exception {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(whole)) {
      out.write(FitsBytes.catalog().toBytes());
    }
    assertThat(isBorne(whole.toByteArray(), "damaged.fits.gz", ALLOWED))
        .as("hardly any damage goes unnoticed by gzip")
        .isLessThan(TRIES / 10);
  }

  @Test
  void aDamagedArchiveIsBorne() throws Exception {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(whole)) {
      zip.putNextEntry(new ZipEntry("flux.npy"));
      NpyWriter.floats(zip, new float[60], 5, 12);
      zip.putNextEntry(new ZipEntry("wavelength.npy"));
      NpyWriter.doubles(zip, new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 12);
    }
    assertThat(isBorne(whole.toByteArray(), "damaged.npz", ALLOWED)).isPositive();
  }

  /** Gives how often it was read in spite of the damage. */
  private int isBorne(byte[] whole, String name, long allowed) throws Exception {
    int read = 0;
    int refused = 0;
    int headers = Math.max(whole.length / 2, lastHeader(whole));
    for (int seed = 0; seed < TRIES; seed++) {
      Path file = folder.resolve(name);
      Files.write(file, Damage.of(whole, headers, new Random(seed)));
      boolean inParts = seed % 2 == 0;
      try {
        if (Damage.isBorne(() -> inParts ? parts(file) : SkyCatalog.read(file).rows(), allowed)) {
          read++;
        } else {
          refused++;
        }
      } catch (AssertionError e) {
        throw new AssertionError("damaged with the seed " + seed, e);
      }
    }
    assertThat(refused).isGreaterThan(TRIES / 10);
    return read;
  }

  private static long parts(Path file) {
    try (SkyCatalogFile catalog = SkyCatalogFile.open(file)) {
      return catalog.batches(2).mapToInt(SkyCatalog::rows).sum();
    }
  }

  private static int lastHeader(byte[] whole) {
    String text = new String(whole, StandardCharsets.ISO_8859_1);
    return text.lastIndexOf("END     ") + 80;
  }

  private static byte[] gunzipped(byte[] bytes) throws IOException {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    }
  }
}
