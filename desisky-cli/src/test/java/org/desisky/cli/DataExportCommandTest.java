package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.desisky.data.SkyCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DataExportCommandTest {
  @TempDir Path folder;
  private final StringWriter said = new StringWriter();

  @Test
  void aPartIsCutInLittleMemory() {
    double[] wavelength = IntStream.rangeClosed(1, 100_000).asDoubleStream().toArray();
    float[] flux = new float[100 * wavelength.length];
    Arrays.fill(flux, 41 * wavelength.length, 42 * wavelength.length, 3);
    Path large = SmallSkies.write(folder.resolve("large.fits"), wavelength, flux);
    Path part = folder.resolve("part.fits");
    CommandLine line = new CommandLine(new DataExportCommand());
    line.setErr(new PrintWriter(said, true)).setOut(new PrintWriter(said, true));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    int code = line.execute(large.toString(), "--rows=41", "--output=" + part);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(code).as(said.toString()).isZero();
    SkyCatalog cut = SkyCatalog.read(part);
    assertThat(cut.rows()).isOne();
    assertThat(cut.flux().get(0, 99_999)).isEqualTo(3);
    assertThat(cut.observations().doubles("EXPID")).containsExactly(941);
    assertThat(allocated).isLessThan((long) Float.BYTES * flux.length);
  }
}
