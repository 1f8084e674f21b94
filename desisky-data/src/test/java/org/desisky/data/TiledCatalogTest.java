package org.desisky.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.io.BadFileException;
import org.desisky.core.io.Npz;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Catalogues whose images are in compressed tiles, as fitsio 1.4.2 (CFITSIO) and astropy 8.0.2
 * wrote them, are read as those libraries read them.
 */
class TiledCatalogTest {
  private static final int ROWS = 12;
  private static final int CHANNELS = 60;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rice_dither1",
        "rice_dither2",
        "rice_no_dither",
        "rice_tall_tiles",
        "rice_int16",
        "rice_uint16",
        "rice_int32",
        "rice_uint8",
        "gzip1_lossless",
        "gzip2_lossless",
        "gzip2_double",
        "gzip2_dither1",
        "gzip1_int16",
        "astropy_rice",
        "astropy_gzip2",
        "astropy_int64"
      })
  void tilesAreUnpackedAsTheirWritersUnpackThem(String name) throws IOException {
    FloatMatrix expected = expected(name);
    SkyCatalog catalog = SkyCatalog.read(file(name));
    assertThat(catalog.wavelength()).startsWith(3600).endsWith(3647.2);
    assertThat(catalog.flux()).isEqualTo(expected);
    int[] expid = (int[]) catalog.observations().column("EXPID").values();
    assertThat(expid).startsWith(1000, 1001).endsWith(1011);
    assertThat((String[]) catalog.observations().column("PROGRAM").values()).contains("bright");

    try (SkyCatalogFile parts = SkyCatalogFile.open(file(name))) {
      for (int first = 0; first < ROWS; first++) {
        for (int count = 0; count <= ROWS - first; count++) {
          assertThat(parts.flux(first, count)).isEqualTo(rows(expected, first, count));
        }
      }
      assertThat(parts.flux(new int[] {7, 0, 7, 11}))
          .isEqualTo(expected.select(new int[] {7, 0, 7, 11}));
      assertThat(parts.batches(5).map(SkyCatalog::rows)).containsExactly(5, 5, 2);
    }
  }

  @Test
  void aWholeFileWithoutGzipAroundItIsReadToo() {
    assertThat(SkyCatalog.read(Path.of("src/test/resources/tiles/rice_dither1.fits.fz")).flux())
        .isEqualTo(expected("rice_dither1"));
  }

  /** The numbers are those that were compressed, within what quantisation leaves of them. */
  @Test
  void whatIsUnpackedIsCloseToWhatWasPacked() {
    FloatMatrix exact = expected("gzip1_lossless");
    FloatMatrix lossy = expected("rice_dither1");
    assertThat(exact.get(3, 7)).isNaN();
    assertThat(lossy.get(3, 7)).isNaN();
    for (int row = 0; row < ROWS; row++) {
      for (int i = 0; i < CHANNELS; i++) {
        if (row != 3 || i != 7) {
          assertThat(lossy.get(row, i)).isCloseTo(exact.get(row, i), within(0.03f));
        }
      }
    }
  }

  @Test
  void anotherCompressionIsRefusedWithTheWayOut() {
    Path file = file("hcompress");
    assertThatThrownBy(() -> SkyCatalog.read(file))
        .isInstanceOf(BadFileException.class)
        .hasMessageContainingAll("hcompress", "HDU FLUX", "HCOMPRESS_1", "funpack");
  }

  /** CFITSIO refuses to write it; astropy 8 does, and only the whole parts are left. */
  @Test
  void floatsThatRiceCutToWholeNumbersAreRefused() throws IOException {
    String gzip = new String(unpacked("gzip1_lossless"), StandardCharsets.ISO_8859_1);
    byte[] bytes = gzip.replace("'GZIP_1", "'RICE_1").getBytes(StandardCharsets.ISO_8859_1);
    Path file = Files.write(folder.resolve("cut.fits.fz"), bytes);
    assertThatThrownBy(() -> SkyCatalog.read(file))
        .isInstanceOf(BadFileException.class)
        .hasMessageContainingAll("cut.fits.fz: HDU FLUX", "RICE_1", "whole", "GZIP_2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rice_dither1", "rice_tall_tiles", "gzip2_dither1", "gzip1_lossless"})
  void damagedTilesAreRefusedByNumber(String name) throws IOException {
    byte[] bytes = unpacked(name);
    FloatMatrix whole = expected(name);
    int flux = indexOf(bytes, "EXTNAME = 'FLUX", 0);
    int data = (indexOf(bytes, "END     ", flux) / 2880 + 1) * 2880;
    Path file = folder.resolve("damaged.fits.fz");
    int refused = 0;
    for (int at = data; at < data + 1500; at += 7) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= (byte) 0x55;
      Files.write(file, damaged);
      try {
        assertThat(SkyCatalog.read(file).flux().rows()).isEqualTo(whole.rows());
      } catch (BadFileException e) {
        refused++;
        assertThat(e).hasMessageContainingAll("damaged.fits.fz: HDU FLUX", "tile ");
      }
    }
    assertThat(refused).isGreaterThan(10);
  }

  private static FloatMatrix rows(FloatMatrix matrix, int first, int count) {
    int[] rows = new int[count];
    for (int i = 0; i < count; i++) {
      rows[i] = first + i;
    }
    return matrix.select(rows);
  }

  private static FloatMatrix expected(String name) {
    try (Npz npz = Npz.open(Path.of("src/test/resources/tiles/expected.npz"))) {
      return FloatMatrix.of(npz.floats(name), ROWS, CHANNELS);
    }
  }

  private static Path file(String name) {
    Path plain = Path.of("src/test/resources/tiles", name + ".fits.fz");
    return Files.exists(plain) ? plain : plain.resolveSibling(name + ".fits.fz.gz");
  }

  private static byte[] unpacked(String name) throws IOException {
    byte[] bytes = Files.readAllBytes(file(name));
    if (bytes[0] == 'S') {
      return bytes;
    }
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    }
  }

  private static int indexOf(byte[] bytes, String text, int from) {
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text, from);
    assertThat(at).isNotNegative();
    return at;
  }
}
