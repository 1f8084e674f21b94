package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.map;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.desisky.core.io.Sha256;
import org.desisky.data.RowFilter;
import org.desisky.data.SplitRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DataSelectionTest {
  @TempDir Path folder;

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aRunTellsOfTheFileThatItRead() throws IOException {
    Path deep = Files.createDirectories(folder.resolve("deep/a/b"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), deep);
    double[] wavelength = {1, 2, 3};
    SmallSkies.write(folder.resolve("c.fits"), wavelength, new float[30]);
    Path read = SmallSkies.write(link.resolve("../c.fits"), wavelength, new float[60]);
    DataSelection selection =
        new DataSelection(
            read,
            new RowChoice(true, Optional.empty(), Optional.empty()),
            false,
            SplitRule.ROW,
            0.1,
            0,
            1);
    Path found = folder.toRealPath().resolve("deep/a/c.fits");
    assertThat(selection.load(Talk.SILENT).provenance.get("data"))
        .asInstanceOf(map(String.class, Object.class))
        .containsAllEntriesOf(
            Map.of("path", found.toString(), "sha256", Sha256.of(found), "rows", 20));
  }

  @Test
  void whatIsNotSelectedIsNotRead() {
    double[] wavelength = IntStream.rangeClosed(1, 100_000).asDoubleStream().toArray();
    float[] flux = new float[100 * wavelength.length];
    Arrays.fill(flux, 41 * wavelength.length, 42 * wavelength.length, 3);
    Path large = SmallSkies.write(folder.resolve("large.fits"), wavelength, flux, 10);
    RowFilter where = RowFilter.parse("ROW > 40 and ROW < 52");
    DataSelection selection =
        new DataSelection(
            large,
            new RowChoice(true, Optional.empty(), Optional.of(where)),
            false,
            SplitRule.ROW,
            0.1,
            0,
            1);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    DataSelection.Selected selected = selection.load(Talk.SILENT);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(selected.catalog.rows()).isEqualTo(11);
    assertThat(selected.catalog.flux().get(0, 5)).isEqualTo(3);
    assertThat(selected.fileRows).startsWith(41, 42).endsWith(51);
    assertThat(selected.provenance.get("data"))
        .asInstanceOf(map(String.class, Object.class))
        .containsAllEntriesOf(Map.of("rows", 100, "dropped_bad_nights", 10, "dropped_where", 79));
    assertThat(allocated).isLessThan((long) Float.BYTES * flux.length);
  }
}
