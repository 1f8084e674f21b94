package org.desisky.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import nom.tam.fits.BinaryTable;
import nom.tam.fits.BinaryTableHDU;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsException;
import nom.tam.fits.ImageData;
import nom.tam.fits.ImageHDU;
import nom.tam.fits.NullDataHDU;
import nom.tam.image.compression.hdu.CompressedImageHDU;
import nom.tam.image.compression.hdu.CompressedTableHDU;
import org.desisky.core.FloatMatrix;
import org.desisky.core.io.BadFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables and images in compressed tiles, as nom-tam-fits writes them, read as those not packed. */
class TiledTableTest {
  private static final int ROWS = 40;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"40, GZIP_1", "40, GZIP_2", "7, GZIP_2", "1, GZIP_1", "100, GZIP_2"})
  void aCompressedTableIsReadLikeThePlainOne(int rowsPerTile, String algorithm) throws Exception {
    Path plain = folder.resolve("plain.fits");
    Path packed = folder.resolve("packed.fits.fz");
    write(plain, table(), null);
    write(packed, table(), new Packing(rowsPerTile, algorithm));
    SkyCatalog expected = SkyCatalog.read(plain);
    SkyCatalog found = SkyCatalog.read(packed);
    assertThat(expected.observations().columns()).hasSize(6);
    assertThat(found.observations().columns()).isEqualTo(expected.observations().columns());
    assertThat(found.flux()).isEqualTo(expected.flux());
    assertThat(CatalogSummary.read(packed).parts()).isEqualTo(CatalogSummary.read(plain).parts());
  }

  @Test
  void integersPackedByRiceAreRead() throws Exception {
    Path packed = folder.resolve("packed.fits.fz");
    BinaryTable data = new BinaryTable();
    data.addColumn(IntStream.range(0, ROWS).map(i -> i * i * 1000 - 5).toArray());
    BinaryTableHDU ints = data.toHDU();
    ints.setColumnName(0, "EXPID", null);
    write(packed, ints, new Packing(16, "RICE_1"));
    ObservationTable found = SkyCatalog.read(packed).observations();
    assertThat(found.column("EXPID").values())
        .isEqualTo(IntStream.range(0, ROWS).map(i -> i * i * 1000 - 5).toArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"RICE_1", "GZIP_1", "GZIP_2"})
  void integerImagesOfNomTamAreRead(String algorithm) throws Exception {
    int[][] flux = new int[ROWS][5];
    float[] expected = new float[ROWS * 5];
    for (int i = 0; i < expected.length; i++) {
      flux[i / 5][i % 5] = i * i - 1000;
      expected[i] = flux[i / 5][i % 5];
    }
    ImageHDU image = ImageData.from(flux).toHDU();
    image.getHeader().addValue("EXTNAME", "FLUX", "");
    CompressedImageHDU packed = CompressedImageHDU.fromImageHDU(image, 5, 3);
    packed.setCompressAlgorithm(algorithm);
    packed.compress();
    Path file = folder.resolve("image.fits.fz");
    try (Fits fits = new Fits()) {
      fits.addHDU(new NullDataHDU());
      fits.addHDU(named(new double[] {1, 2, 3, 4, 5}, "WAVELENGTH"));
      fits.addHDU(packed);
      fits.addHDU(table());
      fits.write(file.toFile());
    }
    assertThat(SkyCatalog.read(file).flux()).isEqualTo(FloatMatrix.of(expected, ROWS, 5));
  }

  @Test
  void damagedTilesAreRefusedByColumn() throws Exception {
    Path packed = folder.resolve("packed.fits.fz");
    write(packed, table(), new Packing(7, "GZIP_2"));
    byte[] bytes = Files.readAllBytes(packed);
    int heap = bytes.length - 2880 + 6 * 6 * 8;
    for (int i = heap; i < heap + 400; i++) {
      bytes[i] ^= (byte) 0x5A;
    }
    Files.write(packed, bytes);
    assertThatThrownBy(() -> SkyCatalog.read(packed))
        .isInstanceOf(BadFileException.class)
        .hasMessageContainingAll("packed.fits.fz: HDU METADATA", "column", "tile");
  }

  private record Packing(int rowsPerTile, String algorithm) {}

  private static void write(Path file, BinaryTableHDU table, Packing packing)
      throws FitsException, IOException {
    table.getHeader().addValue("EXTNAME", "METADATA", "");
    try (Fits fits = new Fits()) {
      fits.addHDU(new NullDataHDU());
      fits.addHDU(named(new double[] {1, 2}, "WAVELENGTH"));
      fits.addHDU(named(new float[ROWS][2], "FLUX"));
      if (packing == null) {
        fits.addHDU(table);
      } else {
        String[] algorithms = new String[table.getNCols()];
        Arrays.fill(algorithms, packing.algorithm);
        CompressedTableHDU packed =
            CompressedTableHDU.fromBinaryTableHDU(table, packing.rowsPerTile, algorithms);
        packed.compress();
        fits.addHDU(packed);
      }
      fits.write(file.toFile());
    }
  }

  private static ImageHDU named(Object data, String name) throws FitsException {
    ImageHDU hdu = ImageData.from(data).toHDU();
    hdu.getHeader().addValue("EXTNAME", name, "");
    return hdu;
  }

  private static short[] shorts() {
    short[] values = new short[ROWS];
    for (int i = 0; i < ROWS; i++) {
      values[i] = (short) (i - 20);
    }
    return values;
  }

  private static BinaryTableHDU table() throws FitsException {
    BinaryTable data = new BinaryTable();
    String[] names = {"EXPID", "TARGETID", "SHORT", "MJD", "SUNALT", "PROGRAM"};
    long[] longs = new long[ROWS];
    double[] doubles = new double[ROWS];
    float[] floats = new float[ROWS];
    String[] texts = new String[ROWS];
    for (int i = 0; i < ROWS; i++) {
      longs[i] = (1L << 60) + i;
      doubles[i] = 59000 + i / 3.0;
      floats[i] = -20 - i / 7f;
      texts[i] = i % 2 == 0 ? "dark" : "bright";
    }
    data.addColumn(IntStream.range(0, ROWS).map(i -> 1000 + i).toArray());
    data.addColumn(longs);
    data.addColumn(shorts());
    data.addColumn(doubles);
    data.addColumn(floats);
    data.addColumn(texts);
    BinaryTableHDU table = data.toHDU();
    for (int i = 0; i < names.length; i++) {
      table.setColumnName(i, names[i], null);
    }
    table.getHeader().addValue("TUNIT4", "d", "");
    table.getHeader().addValue("EXTNAME", "METADATA", "");
    return table;
  }
}
