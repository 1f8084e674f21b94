package org.desisky.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.Uninterruptibles;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.io.BadFileException;
import org.desisky.core.io.NpyWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Catalogues are read by range, whatever they are in and however large they are. */
class SkyCatalogFileTest {
  private static final Path PLAIN = Golden.file("vac_sorted.fits");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"fits", "fits.gz", "npz", "fortran"})
  void partsAreThoseOfTheWhole(String kind) throws IOException {
    SkyCatalog whole = SkyCatalog.read(PLAIN);
    try (SkyCatalogFile file = SkyCatalogFile.open(inForm(kind, whole))) {
      assertThat(file.rows()).isEqualTo(40);
      assertThat(file.channels()).isEqualTo(400);
      assertThat(file.hasWavelength()).isTrue();
      assertThat(file.wavelength()).isEqualTo(whole.wavelength());
      assertThat(file.flux(0, 40)).isEqualTo(whole.flux());
      assertThat(file.flux(3, 0).rows()).isZero();
      assertThat(file.flux(38, 2)).isEqualTo(whole.flux().select(new int[] {38, 39}));
      int[] rows = {39, 5, 6, 7, 5, 0};
      assertThat(file.flux(rows)).isEqualTo(whole.flux().select(rows));
      assertThat(file.read().flux()).isEqualTo(whole.flux());
      List<SkyCatalog> batches = file.batches(15).toList();
      assertThat(batches).extracting(SkyCatalog::rows).containsExactly(15, 15, 10);
      assertThat(batches.get(2).flux().row(9)).isEqualTo(whole.flux().row(39));
      if (kind.startsWith("fits")) {
        assertThat(file.observations().columns()).isEqualTo(whole.observations().columns());
        assertThat(file.select(rows).observations().columns())
            .isEqualTo(whole.observations().select(rows).columns());
        assertThat(batches.get(1).observations().doubles("EXPID")[0])
            .isEqualTo(whole.observations().doubles("EXPID")[15]);
      }
    }
  }

  /** Such a file system lets nobody read a file at any place. */
  @Test
  void aCatalogueWithinAnArchiveIsReadLikeOthers() throws IOException {
    Path archive = folder.resolve("catalogues.zip");
    SkyCatalog whole = SkyCatalog.read(PLAIN);
    try (FileSystem files = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
      Path plain = Files.copy(PLAIN, files.getPath("sky.fits"));
      Path packed = Files.copy(inForm("fits.gz", whole), files.getPath("sky.fits.gz"));
      for (Path within : List.of(plain, packed)) {
        assertThat(SkyCatalog.read(within).flux()).isEqualTo(whole.flux());
        try (SkyCatalogFile file = SkyCatalogFile.open(within)) {
          assertThat(file.path()).isEqualTo(within);
          assertThat(file.flux(7, 2).row(1)).isEqualTo(whole.flux().row(8));
        }
      }
      Path numbers = Files.copy(inForm("npz", whole), files.getPath("sky.npz"));
      assertThatThrownBy(() -> SkyCatalog.read(numbers))
          .isInstanceOf(BadFileException.class)
          .hasMessageContaining("copy it to a folder");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fits", "fits.gz", "npz", "fortran"})
  void aPartIsReadByChoice(String kind) throws IOException {
    SkyCatalog whole = SkyCatalog.read(PLAIN);
    Path path = inForm(kind, whole);
    int[] rows = {39, 5, 6, 5};
    SkyCatalog part = SkyCatalog.read(path, file -> file.rows() == 40 ? rows : new int[0]);
    assertThat(part.flux()).isEqualTo(whole.flux().select(rows));
    assertThat(part.wavelength()).isEqualTo(whole.wavelength());
    if (kind.startsWith("fits")) {
      assertThat(part.observations().columns())
          .isEqualTo(whole.observations().select(rows).columns());
    }
    int[] all = IntStream.range(0, 40).toArray();
    assertThat(SkyCatalog.read(path, file -> all).flux()).isEqualTo(whole.flux());
    assertThat(SkyCatalog.read(path, file -> new int[0]).rows()).isZero();
    assertThatThrownBy(() -> SkyCatalog.read(path, file -> new int[] {40}))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void whatIsInTheFileTellsWhetherFluxIsFloat64() throws IOException {
    SkyCatalog whole = SkyCatalog.read(PLAIN);
    assertThat(hasDoubles(inForm("fits.gz", whole))).isFalse();
    assertThat(hasDoubles(inForm("npz", whole))).isFalse();
    assertThat(hasDoubles(inForm("fortran", whole))).isFalse();
    Path tiles = Path.of("src/test/resources/tiles");
    assertThat(hasDoubles(tiles.resolve("gzip2_double.fits.fz.gz"))).isTrue();
    assertThat(hasDoubles(tiles.resolve("rice_dither1.fits.fz"))).isFalse();
    byte[] numbers = FitsBytes.bytes(48, b -> b.asDoubleBuffer().put(new double[6]));
    byte[] fits =
        FitsBytes.file()
            .wavelength(4000, 4001, 4002)
            .image("FLUX", -64, numbers, 3, 2)
            .metadata()
            .toBytes();
    assertThat(hasDoubles(Files.write(folder.resolve("fits.npz"), fits))).isTrue();
    Path archive = folder.resolve("sky.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
      zip.putNextEntry(new ZipEntry("flux.npy"));
      NpyWriter.doubles(zip, new double[6], 2, 3);
    }
    assertThat(hasDoubles(archive)).isTrue();
  }

  private static boolean hasDoubles(Path path) {
    try (SkyCatalogFile file = SkyCatalogFile.open(path)) {
      return file.hasDoubleFlux();
    }
  }

  @Test
  void rowsThatAreNotThereAreRefused() {
    try (SkyCatalogFile file = SkyCatalogFile.open(PLAIN)) {
      for (int[] range :
          new int[][] {{-1, 1}, {40, 1}, {39, 2}, {0, 41}, {1, Integer.MAX_VALUE}, {5, -1}}) {
        assertThatThrownBy(() -> file.flux(range[0], range[1]))
            .isInstanceOf(IndexOutOfBoundsException.class);
      }
      for (int row : new int[] {-1, 40, Integer.MAX_VALUE}) {
        assertThatThrownBy(() -> file.flux(new int[] {0, row}))
            .isInstanceOf(IndexOutOfBoundsException.class);
      }
      assertThatThrownBy(() -> file.batches(0)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** 2.3 × 10⁹ numbers, 9.3 GB: more than 2³¹ numbers and bytes. The file has holes for most. */
  @Test
  void aFileLargerThanAnyArrayIsReadByRangeInLittleMemory() throws IOException {
    int rows = 300_000;
    Path path = sparse(rows);
    assertThatThrownBy(() -> SkyCatalog.read(path))
        .isInstanceOf(BadFileException.class)
        .hasMessageContainingAll("300000 x 7781", "SkyCatalogFile");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    try (SkyCatalogFile file = SkyCatalogFile.open(path)) {
      assertThat(file.rows()).isEqualTo(rows);
      FloatMatrix last = file.flux(rows - 2, 2);
      assertThat(last.get(0, 0)).isEqualTo(rows - 2);
      assertThat(last.get(1, 0)).isEqualTo(rows - 1);
      assertThat(last.get(1, DesiGrid.CHANNELS - 1)).isEqualTo(1 - rows);
      assertThat(file.flux(new int[] {rows - 1, 0, 150_000}).get(0, 0)).isEqualTo(rows - 1);
      Iterator<SkyCatalog> batches = file.batches(100).iterator();
      assertThat(batches.next().flux().get(99, 5)).isZero();
      assertThat(batches.next().observations().doubles("EXPID")).startsWith(100, 101);
      assertThatThrownBy(() -> file.flux(0, rows - 1)).hasMessageContaining("SkyCatalogFile");
    }
    assertThat(SkyCatalog.read(path, file -> new int[] {rows - 1}).flux().get(0, 0))
        .isEqualTo(rows - 1);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(64 << 20);
  }

  @Test
  void aMissingColumnIsToldWithTheFile() throws IOException {
    Path path = inForm("npz", SkyCatalog.read(PLAIN));
    try (SkyCatalogFile file = SkyCatalogFile.open(path)) {
      String have = "the observations of " + path + " have no";
      for (ObservationTable observations :
          new ObservationTable[] {
            file.observations(), file.read().observations(), file.read(2, 3).observations()
          }) {
        assertThatThrownBy(() -> SkySubset.DARK.rows(observations)).hasMessageContaining(have);
        assertThatThrownBy(() -> SplitRule.NIGHT.split(observations, 0.5, 0))
            .hasMessageContaining(have);
        assertThatThrownBy(() -> RowFilter.parse("AIRMASS > 1").rows(observations))
            .hasMessageContaining("AIRMASS, which the observations of " + path + " do not have");
      }
    }
  }

  @Test
  void scatteredRowsAreReadByTheSameFewBuffers() throws IOException {
    BufferPoolMXBean direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .findFirst()
            .orElseThrow();
    int[] everySecond = IntStream.range(0, 20).map(i -> 2 * i).toArray();
    try (SkyCatalogFile file = SkyCatalogFile.open(PLAIN)) {
      file.flux(everySecond);
      long before = direct.getCount();
      for (int i = 0; i < 50; i++) {
        file.flux(everySecond);
      }
      assertThat(direct.getCount() - before).isLessThan(100);
    }
  }

  /** 8.4 GB, which an array could hold and the memory of a test cannot. */
  @Test
  void whereMemoryIsTooSmallTheWayOutIsNamed() throws IOException {
    Path path = sparse(270_000);
    assertThat(Runtime.getRuntime().maxMemory()).isLessThan(8L << 30);
    assertThatThrownBy(() -> SkyCatalog.read(path))
        .hasMessageContainingAll(path.toString(), "270000 x 7781", "8014 MiB", "SkyCatalogFile");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fits", "fits.gz", "npz", "fortran"})
  void whatIsClosedIsNotRead(String kind) throws IOException {
    SkyCatalogFile file = SkyCatalogFile.open(inForm(kind, SkyCatalog.read(PLAIN)));
    file.close();
    file.close();
    assertThatThrownBy(() -> file.flux(0, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(file.path() + " is closed");
    assertThatThrownBy(() -> file.flux(new int[] {1}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(file.path() + " is closed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fits", "fits.gz", "npz", "fortran"})
  void anInterruptionEndsNoReading(String kind) throws IOException {
    SkyCatalog whole = SkyCatalog.read(PLAIN);
    Path path = inForm(kind, whole);
    Thread.currentThread().interrupt();
    try (SkyCatalogFile file = SkyCatalogFile.open(path)) {
      assertThat(file.flux(0, 40)).isEqualTo(whole.flux());
      assertThat(SkyCatalog.read(path).flux()).isEqualTo(whole.flux());
      assertThat(Thread.interrupted()).as("still marked").isTrue();
      assertThat(file.flux(0, 40)).isEqualTo(whole.flux());
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void anInterruptionAmidReadingEndsNobodysReading() throws Exception {
    FloatMatrix whole = SkyCatalog.read(PLAIN).flux();
    try (SkyCatalogFile file = SkyCatalogFile.open(PLAIN)) {
      Thread test = Thread.currentThread();
      AtomicBoolean enough = new AtomicBoolean();
      Thread interrupting =
          new Thread(
              () -> {
                while (!enough.get()) {
                  test.interrupt();
                }
              });
      interrupting.start();
      try {
        for (int i = 0; i < 200; i++) {
          assertThat(file.flux(0, 40)).isEqualTo(whole);
        }
      } finally {
        enough.set(true);
        Uninterruptibles.joinUninterruptibly(interrupting);
        Thread.interrupted();
      }
    }
  }

  @Test
  void aFileThatShrinksWhileItIsOpenIsNoticed() throws IOException {
    Path path = Files.copy(PLAIN, folder.resolve("shrinking.fits"));
    try (SkyCatalogFile file = SkyCatalogFile.open(path)) {
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
        channel.truncate(20_000);
      }
      assertThatThrownBy(() -> file.flux(0, 40))
          .isInstanceOf(BadFileException.class)
          .hasMessageContainingAll("shrinking.fits: HDU FLUX", "ends early");
    }
  }

  @Test
  void whatIsGzippedMustBeFits() throws IOException {
    Path file = folder.resolve("page.fits.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("<html>404</html>".getBytes(StandardCharsets.US_ASCII));
    }
    assertThatThrownBy(() -> SkyCatalogFile.open(file))
        .isInstanceOf(BadFileException.class)
        .hasMessageContainingAll("gzipped, but", "web page");
  }

  /** Spectra of DESI's grid: those of the last two rows have marks, the others are holes. */
  private Path sparse(int rows) throws IOException {
    Path path = folder.resolve("sparse.fits");
    int channels = DesiGrid.CHANNELS;
    byte[] start =
        FitsBytes.file()
            .wavelength(DesiGrid.wavelength())
            .hdu(
                new byte[0],
                "XTENSION= 'IMAGE   '",
                "BITPIX  = -32",
                "NAXIS   = 2",
                "NAXIS1  = " + channels,
                "NAXIS2  = " + rows,
                "EXTNAME = 'FLUX'")
            .toBytes();
    byte[] table =
        new FitsBytes()
            .table(
                rows,
                FitsBytes.bytes(4 * rows, b -> fill(b, rows)),
                4,
                "TTYPE1  = 'EXPID'",
                "TFORM1  = 'J'")
            .toBytes();
    long size = 4L * rows * channels;
    ByteBuffer last = ByteBuffer.allocate(8 * channels);
    for (int i = 0; i < 2; i++) {
      last.putFloat(4 * i * channels, rows - 2 + i);
      last.putFloat(4 * ((i + 1) * channels - 1), -(rows - 2 + i));
    }
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(start));
      channel.write(last, start.length + size - last.capacity());
      channel.write(ByteBuffer.wrap(table), start.length + (size + 2879) / 2880 * 2880);
    }
    return path;
  }

  private static void fill(ByteBuffer target, int rows) {
    for (int i = 0; i < rows; i++) {
      target.putInt(i);
    }
  }

  private Path inForm(String kind, SkyCatalog whole) throws IOException {
    Path file = folder.resolve("sky." + kind);
    switch (kind) {
      case "fits" -> Files.copy(PLAIN, file);
      case "fits.gz" -> {
        try (InputStream in = Files.newInputStream(PLAIN);
            OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
          in.transferTo(out);
        }
      }
      default -> {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
          zip.putNextEntry(new ZipEntry("wavelength.npy"));
          NpyWriter.doubles(zip, whole.wavelength(), 400);
          zip.putNextEntry(new ZipEntry("flux.npy"));
          if (kind.equals("npz")) {
            NpyWriter.floats(zip, whole.flux().toArray(), 40, 400);
          } else {
            writeFortran(zip, whole.flux());
          }
        }
      }
    }
    return file;
  }

  private static void writeFortran(OutputStream out, FloatMatrix flux) throws IOException {
    byte[] dict =
        "{'descr': '>f4', 'fortran_order': True, 'shape': (40, 400), }"
            .getBytes(StandardCharsets.US_ASCII);
    out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) dict.length, 0});
    out.write(dict);
    ByteBuffer data = ByteBuffer.allocate(4 * 40 * 400);
    for (int channel = 0; channel < 400; channel++) {
      for (int row = 0; row < 40; row++) {
        data.putFloat(flux.get(row, channel));
      }
    }
    out.write(data.array());
  }
}
