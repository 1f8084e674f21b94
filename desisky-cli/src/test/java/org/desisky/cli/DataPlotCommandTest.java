package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class DataPlotCommandTest {
  private static final double[] GRID = SmallModel.grid(30, 4000, 2);

  @TempDir Path folder;
  private final StringWriter said = new StringWriter();

  @ParameterizedTest
  @CsvSource({"--engine=auto, --engine", "--device=cpu, --device", "--resample, --resample"})
  void whatIsForAModelIsRefusedWithoutOne(String option, String name) {
    assertThat(plot(option)).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(said.toString()).contains(name + " is for a model");
    assertThat(folder.resolve("row.png")).doesNotExist();
  }

  @Test
  void aSpectrumAloneIsDrawn() {
    assertThat(plot()).isZero();
    assertThat(folder.resolve("row.png")).isNotEmptyFile();
  }

  private int plot(String... more) {
    Path sky = SmallSkies.write(folder.resolve("sky.fits"), GRID, new float[2 * GRID.length]);
    CommandLine line = new CommandLine(new DataPlotCommand());
    line.setErr(new PrintWriter(said, true)).setOut(new PrintWriter(said, true));
    String output = "--output=" + folder.resolve("row.png");
    String[] arguments = {sky.toString(), "--row=1", output};
    return line.execute(Stream.of(arguments, more).flatMap(Stream::of).toArray(String[]::new));
  }
}
