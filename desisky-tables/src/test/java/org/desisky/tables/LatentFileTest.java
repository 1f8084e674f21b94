package org.desisky.tables;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.Longs;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.io.BadFileException;
import org.desisky.core.io.NpyHeader;
import org.desisky.core.io.NpyWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.ac.starlink.table.ColumnInfo;
import uk.ac.starlink.table.ColumnStarTable;
import uk.ac.starlink.table.ConstantColumn;
import uk.ac.starlink.table.StarTable;
import uk.ac.starlink.table.StarTableOutput;

class LatentFileTest {
  @TempDir Path folder;

  /** The second as they stand beside decoded spectra in FITS. */
  @ParameterizedTest
  @ValueSource(strings = {"latents_0,row,latents_1", "LATENT_0,row,LATENT_1"})
  void plainColumnsAreRead(String names) throws IOException {
    Path file = Files.writeString(folder.resolve("l.csv"), names + "\n1.5,0,2.5\n3.5,1,4.5\n");
    assertThat(LatentFile.read(file))
        .isEqualTo(FloatMatrix.of(new float[] {1.5f, 2.5f, 3.5f, 4.5f}, 2, 2));
  }

  @Test
  void whichSpectraTheyAreOfIsTold() throws IOException {
    Path file = Files.writeString(folder.resolve("l.csv"), "row,expid,latents_0\n7,,1\n9,81,2\n");
    LatentTable table = LatentFile.readTable(file);
    assertThat(table.row()).containsExactly(7, 9);
    assertThat(table.expid()).containsExactly(StreamColumn.UNKNOWN, 81);
    Files.writeString(file, "expid,latents_0\nNaN,1\n81.0,2\n"); // as pandas has them
    assertThat(LatentFile.readTable(file).expid()).containsExactly(StreamColumn.UNKNOWN, 81);
    Files.writeString(file, "row,latents_0\nfirst,1\n2.5,2\n");
    table = LatentFile.readTable(file);
    assertThat(table.row()).isEmpty();
    assertThat(table.expid()).isEmpty();
  }

  /** STIL has texts in place of unsigned numbers of 64 bits. */
  @Test
  void exposuresMayBeUnsigned() throws IOException {
    Path file = folder.resolve("l.ecsv");
    String header =
        """
        # %ECSV 1.0
        # ---
        # datatype:
        # - {name: EXPID, datatype: uint64}
        # - {name: latents_0, datatype: float32}
        EXPID latents_0
        """;
    Files.writeString(file, header + "80605 1\n9223372036854775807 2\n");
    assertThat(LatentFile.readTable(file).expid()).containsExactly(80605, Long.MAX_VALUE);
    Files.writeString(file, header + "80605 1\n9223372036854775808 2\n");
    assertThat(LatentFile.readTable(file).expid()).isEmpty();
  }

  /** As a double, 2^53 + 1 would be another exposure. */
  @Test
  void aNumberThatADoubleCannotHoldIsNotTold() throws IOException {
    Path file = folder.resolve("l.npz");
    long most = 1L << 53;
    for (long expid : new long[] {most - 1, most + 1}) {
      try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
        zip.putNextEntry(new ZipEntry("latents.npy"));
        NpyWriter.floats(zip, new float[1], 1, 1);
        zip.putNextEntry(new ZipEntry("EXPID.npy"));
        zip.write(NpyHeader.of("<i8", 1).toBytes());
        zip.write(Longs.toByteArray(Long.reverseBytes(expid)));
      }
      assertThat(LatentFile.readTable(file).expid())
          .isEqualTo(expid < most ? new long[] {expid} : new long[0]);
    }
  }

  @Test
  void noneOfManyLatentsIsLeftOut() throws IOException {
    String names = IntStream.range(0, 1500).mapToObj(i -> "latents_" + i).collect(joining(","));
    String numbers = IntStream.range(0, 1500).mapToObj(Integer::toString).collect(joining(","));
    Path file = Files.writeString(folder.resolve("l.csv"), names + "\n" + numbers + "\n");
    assertThat(LatentFile.read(file).columns()).isEqualTo(1500);
  }

  @Test
  void whatIsNoTableIsToldWithWhatWouldBe() throws IOException {
    Path file = folder.resolve("l.npy");
    try (OutputStream out = Files.newOutputStream(file)) {
      NpyWriter.floats(out, new float[4], 2, 2);
    }
    assertThatThrownBy(() -> LatentFile.read(file))
        .isInstanceOf(BadFileException.class)
        .hasMessageEndingWith(
            ": a bare NumPy array; save it with numpy.savez(file, latents=array)");
    Path other = Files.writeString(folder.resolve("l.tsv"), "latents_0\n1\n");
    assertThatThrownBy(() -> LatentFile.read(other))
        .isInstanceOf(BadFileException.class)
        .hasMessageEndingWith(
            ": its extension is none that latents are read from; write .npz, .fits, .vot, .ecsv or .csv");
  }

  @Test
  void whatIsWrongWithATableIsTold() throws IOException {
    Path file = Files.writeString(folder.resolve("l.csv"), "latents_0,latents_1\n1,2\n3,four\n");
    assertThatThrownBy(() -> LatentFile.read(file))
        .isInstanceOf(BadFileException.class)
        .hasMessageEndingWith("column 'latents_1' does not hold numbers alone");
    Files.writeString(file, "latents_0,latents_1\n1,2\n3\n");
    assertThatThrownBy(() -> LatentFile.read(file))
        .isInstanceOf(BadFileException.class)
        .hasMessageContaining("l.csv as CSV (Wrong number of columns at row 2");
  }

  /** As people type them, and as Excel writes "CSV UTF-8". */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "latents_0, latents_1",
        " latents_0 ,\tlatents_1",
        "\uFEFFlatents_0,latents_1",
        "\uFEFF\"latents_0\",\"latents_1\""
      })
  void namesMayHaveBlanksAndAByteOrderMarkBeforeThem(String names) throws IOException {
    Path file = Files.writeString(folder.resolve("l.csv"), names + "\r\n1.5, 2\r\n");
    assertThat(LatentFile.read(file)).isEqualTo(FloatMatrix.row(1.5f, 2));
  }

  @Test
  void aByteOrderMarkDoesNotHideWhatAFileIs() throws IOException {
    String header = "# %ECSV 1.0\n# ---\n# datatype:\n# - {name: latents_0, datatype: float32}\n";
    Path file = Files.writeString(folder.resolve("l.ecsv"), "\uFEFF" + header + "latents_0\n2.5\n");
    assertThat(LatentFile.read(file)).isEqualTo(FloatMatrix.row(2.5f));
    Files.writeString(file, header + "latents_0\n");
    assertThatThrownBy(() -> LatentFile.read(file)).hasMessageContaining("holds no latents");
  }

  @Test
  void theFirstTableThatHasLatentsIsRead() throws IOException {
    Path file = folder.resolve("l.fits");
    StarTable other = table("other", new float[] {1, 2});
    List<StarTable> tables =
        List.of(other, table("LATENTS", new float[] {3, 4}), table("latents", new float[] {5, 6}));
    try (OutputStream out = Files.newOutputStream(file)) {
      FitsTables.write(tables, out);
    }
    assertThat(LatentFile.read(file)).isEqualTo(FloatMatrix.row(3, 4));
    try (OutputStream out = Files.newOutputStream(file)) {
      FitsTables.write(List.of(other, other), out);
    }
    assertThatThrownBy(() -> LatentFile.read(file))
        .isInstanceOf(BadFileException.class)
        .hasMessageContaining("neither a column 'latents' nor columns 'latents_0', ... or");
  }

  /** As the Python package's diffusion model writes them. */
  @Test
  void anAxisOfOneBetweenRowsAndLatentsDoesNotCount() throws IOException {
    Path file = folder.resolve("l.npz");
    float[] values = {1, 2, 3, 4, 5, 6};
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("latents.npy"));
      NpyWriter.floats(zip, values, 2, 1, 3);
    }
    assertThat(LatentFile.read(file)).isEqualTo(FloatMatrix.of(values, 2, 3));
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("latents.npy"));
      NpyWriter.floats(zip, values, 1, 2, 3);
    }
    assertThatThrownBy(() -> LatentFile.read(file)).hasMessageContaining("[1, 2, 3]");
  }

  @Test
  void vectorsMayBeOfWholeNumbers() throws IOException {
    for (Object row : new Object[] {new short[] {1, -2}, new int[] {1, -2}, new long[] {1, -2}}) {
      for (String extension : List.of("fits", "vot", "ecsv")) {
        assertThat(LatentFile.read(vector(row, extension)))
            .as("%s in %s", row.getClass().getSimpleName(), extension)
            .isEqualTo(FloatMatrix.row(1, -2));
      }
    }
  }

  @Test
  void vectorsOfFlagsAreNoNumbers() throws IOException {
    Path file = vector(new boolean[] {true, false}, "fits");
    assertThatThrownBy(() -> LatentFile.read(file))
        .isInstanceOf(BadFileException.class)
        .hasMessageContaining("no numbers in row 0");
  }

  private Path vector(Object row, String extension) throws IOException {
    Path file = folder.resolve("l." + extension);
    new StarTableOutput().writeStarTable(table("latents", row), file.toString(), null);
    return file;
  }

  /** A table whose one cell is an array of two. */
  private static StarTable table(String column, Object row) {
    ColumnInfo info = new ColumnInfo(column, row.getClass(), null);
    info.setShape(new int[] {2});
    ColumnStarTable table = ColumnStarTable.makeTableWithRows(1);
    table.addColumn(new ConstantColumn(info, row));
    return table;
  }
}
