package org.desisky.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.assertj.core.data.Offset;
import org.desisky.core.DesiskyException;
import org.desisky.core.FloatMatrix;
import org.desisky.data.Column;
import org.desisky.data.DesiGrid;
import org.desisky.data.ObservationTable;
import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCatalogFile;
import org.desisky.data.SkyCatalogWriter;
import org.desisky.data.simulate.SkySimulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

/** With timeouts, since XChart looks for tick distances in a loop. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SpectrumFigureTest {
  private static final int FLUX = 0x0072b2;
  private static final int MARK = 0x6b4a9e;

  /** Three spectra. */
  private static final SkyCatalog SKY = SkySimulator.simulate(3, 1);

  @TempDir Path folder;

  @Test
  void drawsFluxAndAirglow() throws IOException {
    Path png = folder.resolve("a.png");
    SpectrumFigure.write(SKY, 2, png);
    BufferedImage image = ImageIO.read(png.toFile());
    assertThat(image.getWidth()).isEqualTo(1600);
    assertThat(image.getHeight()).isEqualTo(700);
    assertThat(pixels(image, FLUX)).isGreaterThan(2000);
    assertThat(pixels(image, MARK)).isGreaterThan(20);
  }

  @Test
  void withoutWavelengthsThereIsNothingToMark() throws IOException {
    SkyCatalog catalog =
        SkyCatalog.of(
            new double[0], FloatMatrix.row(3, Float.NaN, 5, 4), ObservationTable.empty(1));
    Path png = folder.resolve("a.PNG");
    SpectrumFigure.write(catalog, 0, png);
    BufferedImage image = ImageIO.read(png.toFile());
    assertThat(bluish(image)).isPositive();
    assertThat(pixels(image, MARK)).isZero();
  }

  @Test
  void svgIsXmlWithTheNamesOfAirglow() throws Exception {
    Path svg = folder.resolve("a.svg");
    SpectrumFigure.write(SKY, 0, svg);
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    Document document = factory.newDocumentBuilder().parse(svg.toFile());
    assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
    assertThat(document.getDocumentElement().getAttribute("width")).isEqualTo("1600px");
    assertThat(Files.readString(svg)).contains("OI 5577", "OH(8-3)");
  }

  @Test
  void theTitleSaysWhatIsKnown() {
    ObservationTable known =
        ObservationTable.of(
            2,
            List.of(
                new Column("EXPID", "", new int[] {5, 69239}),
                new Column("MJD", "d", new double[] {59370.2, 59370.2}),
                new Column("SUNALT", "deg", new double[] {-30, -30}),
                new Column("MOONALT", "deg", new double[] {-30, 20}),
                new Column("MOONFRAC", "", new double[] {0, 0.9}),
                new Column("MOONSEP", "deg", new double[] {0, 60})));
    assertThat(SpectrumFigure.title(known, 1))
        .isEqualTo("row 1 · EXPID 69239 · night 2021-06-04 · moon");
    assertThat(SpectrumFigure.title(ObservationTable.empty(4), 3)).isEqualTo("row 3");
    ObservationTable odd =
        ObservationTable.of(
            1,
            List.of(
                new Column("NIGHT", "", new String[] {"the first"}),
                new Column("SUNALT", "", new String[] {"low"}),
                new Column("MOONALT", "deg", new double[] {-30}),
                new Column("MOONFRAC", "", new double[] {0}),
                new Column("MOONSEP", "deg", new double[] {0})));
    assertThat(SpectrumFigure.title(odd, 0)).isEqualTo("row 0");
  }

  @Test
  void aChannelBetweenTwoThatAreNotFiniteIsAPoint() throws IOException {
    float[] flux = new float[60];
    Arrays.fill(flux, Float.NaN);
    flux[30] = 4;
    SkyCatalog catalog =
        SkyCatalog.of(new double[0], FloatMatrix.row(flux), ObservationTable.empty(1));
    Path png = folder.resolve("a.png");
    SpectrumFigure.write(catalog, 0, png);
    assertThat(bluish(ImageIO.read(png.toFile()))).isPositive();
  }

  @Test
  void everyMarkLiesOnTheGridOfDesi() {
    for (AirglowMark mark : AirglowMark.ALL) {
      double[] grid = DesiGrid.wavelength();
      assertThat(mark.from()).isGreaterThan(grid[0]).isLessThanOrEqualTo(mark.to());
      assertThat(mark.to()).isLessThan(grid[grid.length - 1]);
    }
  }

  /** The lines of the brightest oxygen are where a simulated spectrum has its peaks. */
  @Test
  void linesAreMarkedWhereTheyAre() {
    SkyCatalog catalog = SkySimulator.simulate(20, 4);
    double[] wavelength = catalog.wavelength();
    for (String name : List.of("OI 5577", "OI 6300")) {
      double marked =
          IntStream.range(0, AirglowMark.ALL.length)
              .filter(i -> AirglowMark.ALL[i].name().equals(name))
              .mapToDouble(i -> AirglowMark.ALL[i].from())
              .findFirst()
              .orElseThrow();
      int peak =
          IntStream.range(0, wavelength.length)
              .filter(i -> Math.abs(wavelength[i] - marked) < 15)
              .boxed()
              .max((a, b) -> Float.compare(catalog.flux().get(0, a), catalog.flux().get(0, b)))
              .orElseThrow();
      assertThat(wavelength[peak]).isCloseTo(marked, Offset.offset(2.0));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.pdf", "a", "png", "a.svg.gz"})
  void anotherFormatIsRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SpectrumFigure.write(SKY, 0, folder.resolve(name)))
        .withMessageContaining(".png or .svg");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aRowThatIsNotThereOrHasNothingToDrawIsNamed() {
    SkyCatalog nothing =
        SkyCatalog.of(
            new double[0], FloatMatrix.row(Float.NaN, Float.NaN), ObservationTable.empty(1));
    assertThatThrownBy(() -> SpectrumFigure.write(nothing, 0, folder.resolve("a.png")))
        .isInstanceOf(DesiskyException.class)
        .hasMessageContaining("row 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SpectrumFigure.write(nothing, 1, folder.resolve("a.png")))
        .withMessageContaining("0 to 0");
  }

  @Test
  void aRowOfAFileLooksLikeThatOfTheWhole() throws IOException {
    Path sky = folder.resolve("sky.fits");
    SkyCatalogWriter.write(SKY, sky);
    Path whole = folder.resolve("whole.png");
    Path part = folder.resolve("part.png");
    SpectrumFigure.write(SKY, 2, whole);
    try (SkyCatalogFile file = SkyCatalogFile.open(sky)) {
      SpectrumFigure.write(file, 2, part);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> SpectrumFigure.write(file, 3, part))
          .withMessageContaining("0 to 2");
    }
    assertThat(part).hasSameBinaryContentAs(whole);
  }

  /** Pixels of a thin, slanted line, which is nowhere its full colour. */
  private static long bluish(BufferedImage image) {
    return Arrays.stream(Pixels.of(image))
        .filter(rgb -> (rgb & 0xFF) > (rgb >> 16 & 0xFF) + 60)
        .count();
  }

  private static long pixels(BufferedImage image, int colour) {
    return Arrays.stream(Pixels.of(image)).filter(rgb -> rgb == colour).count();
  }
}
