package org.desisky.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.desisky.core.DesiskyException;
import org.desisky.training.EpochRecord;
import org.desisky.training.VaeTrainingHistory;
import org.desisky.vae.LossValues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With timeouts, since XChart looks for tick distances in a loop. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FiguresTest {
  @TempDir Path folder;

  @Test
  void writesBothFigures() throws IOException {
    assertThat(Figures.write(Samples.full(8), folder, "run"))
        .containsExactly(
            folder.resolve("run.curves.png"), folder.resolve("run.reconstructions.png"));

    assertThat(colours("run.curves.png")).contains(0x0072b2, 0xc84800, 0x6b4a9e);
    assertThat(colours("run.reconstructions.png")).contains(0x0072b2, 0xc84800, 0x00795a);
  }

  @Test
  void drawsOnlyWhatThereIs() {
    assertThat(Figures.write(ModelReport.builder("x").build(), folder, "run")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 29, 400, 4000})
  void drawsHistoriesOfAnyLength(int epochs) throws IOException {
    VaeTrainingHistory history =
        new VaeTrainingHistory(
            IntStream.range(0, epochs)
                .mapToObj(i -> Samples.untested(i, Samples.losses(1 + 1.0 / (i + 1))))
                .toList());

    Figures.write(ModelReport.builder("x").history(history).build(), folder, "run");

    assertThat(colours("run.curves.png")).contains(0x0072b2).doesNotContain(0xc84800);
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        Double.MIN_VALUE,
        Double.MAX_VALUE,
        1e-300,
        1e-12,
        1,
        1e9,
        1e300,
        0,
        -1,
        Double.NaN
      })
  void drawsLossesOfAnySize(double loss) throws IOException {
    LossValues losses = new LossValues(loss, loss, loss, loss);
    VaeTrainingHistory history =
        Samples.history(10).plus(new EpochRecord(10, losses, Optional.of(losses), 1e-3, 2));

    Figures.write(ModelReport.builder("x").history(history).build(), folder, "run");

    assertThat(colours("run.curves.png")).contains(0x0072b2, 0xc84800);
  }

  @ParameterizedTest
  @ValueSource(floats = {0, 1, 1e-20f, 1e20f, -3, Float.NaN, Float.POSITIVE_INFINITY})
  void drawsFluxesOfAnySize(float flux) throws IOException {
    ExampleReconstruction one =
        ExampleReconstruction.of("x", new float[] {flux}, new float[] {flux});
    ExampleReconstruction three =
        ExampleReconstruction.of("x", new float[] {flux, 1, 2}, new float[] {1, flux, 2});

    Figures.write(ModelReport.builder("x").example(one).build(), folder, "one");
    Figures.write(ModelReport.builder("x").example(three).build(), folder, "three");

    assertThat(colours("one.reconstructions.png")).hasSizeGreaterThan(3);
    assertThat(colours("three.reconstructions.png")).hasSizeGreaterThan(3);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void saysWhatIsMissingWhereThereAreNoFonts() throws Exception {
    Path output = folder.resolve("output.txt");
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dsun.awt.fontconfig=" + folder.resolve("missing"),
                "-cp",
                System.getProperty("java.class.path"),
                FiguresTest.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();

    assertThat(java.waitFor(50, TimeUnit.SECONDS)).isTrue();
    assertThat(output).content().contains("cannot draw PNG figures");
  }

  /** Draws in a Java of its own. */
  public static void main(String[] folder) {
    try {
      Figures.write(Samples.full(1), Path.of(folder[0]), "run");
    } catch (DesiskyException e) {
      System.out.println(e.getMessage());
    }
  }

  @Test
  void turnsAFontErrorOfJavaIntoAMessage() {
    assertThatThrownBy(
            () ->
                Fonts.orExplain(
                    () -> {
                      throw new InternalError(new RuntimeException("Fontconfig head is null"));
                    }))
        .isInstanceOf(DesiskyException.class)
        .hasMessageContaining("Install fontconfig and a font")
        .hasMessageContaining("Fontconfig head is null");
  }

  @Test
  void leavesOtherErrorsAlone() {
    assertThatThrownBy(
            () ->
                Fonts.orExplain(
                    () -> {
                      throw new NullPointerException("flux");
                    }))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void keepsPeaksAndGapsOfALongSpectrum() {
    double[] y = new double[100_000];
    y[77_777] = 5;
    y[33_333] = -5;
    y[12_345] = Double.NaN;

    int[] kept = Thinning.keep(y, 1000);

    assertThat(kept).contains(77_777, 33_333, 12_345).hasSizeLessThan(3001).isSorted();
    assertThat(Thinning.keep(new double[] {1, 1, 2}, 1000)).containsExactly(0, 1, 2);
  }

  @Test
  void ticksAreRoundNumbers() {
    assertThat(LogTicks.between(0.1, 15)).containsExactly(0.1, 0.3, 1.0, 3.0, 10.0);
    assertThat(LogTicks.between(0.15, 4)).containsExactly(0.2, 0.5, 1.0, 2.0);
    assertThat(LogTicks.between(2.1, 2.6).stream().map(ChartStyle::tick))
        .containsExactly("2.1", "2.2", "2.3", "2.4", "2.5", "2.6");
    assertThat(LogTicks.between(0, Double.POSITIVE_INFINITY)).hasSizeBetween(3, 12);
  }

  private Set<Integer> colours(String name) throws IOException {
    File file = folder.resolve(name).toFile();
    BufferedImage image = ImageIO.read(file);
    assertThat(image.getWidth()).isEqualTo(1600);
    Set<Integer> colours = new HashSet<>();
    int before = -1;
    for (int colour : Pixels.of(image)) {
      if (colour != before) {
        colours.add(colour);
      }
      before = colour;
    }
    return colours;
  }
}
