package org.desisky.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.desisky.core.io.BadFileException;
import org.desisky.core.io.NpyHeader;
import org.desisky.core.io.NpyWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpzCatalogTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("sky.npz");
  }

  /** Writes an array. */
  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  @Test
  void fluxWithoutWavelengthIsEnough() throws IOException {
    write("flux", floats(6, 2, 3));
    SkyCatalog catalog = SkyCatalog.read(file);
    assertThat(catalog.rows()).isEqualTo(2);
    assertThat(catalog.channels()).isEqualTo(3);
    assertThat(catalog.hasWavelength()).isFalse();
    assertThat(catalog.flux().row(1)).containsExactly(3, 4, 5);
    assertThat(catalog.observations().names()).isEmpty();
    assertThat(catalog.observations().rows()).isEqualTo(2);
  }

  @Test
  void wavelengthIsTakenAlong() throws IOException {
    write("flux", floats(6, 2, 3), "wavelength", doubles(4000, 4001, 4002));
    assertThat(SkyCatalog.read(file).wavelength()).containsExactly(4000, 4001, 4002);
  }

  @Test
  void fluxMayBeOfOtherPrecisionOrWhole() throws IOException {
    write("flux", out -> NpyWriter.doubles(out, new double[] {1, 2, 3, 4}, 2, 2));
    assertThat(SkyCatalog.read(file).flux().toArray()).containsExactly(1, 2, 3, 4);
    write(
        "flux",
        out -> {
          out.write(NpyHeader.of("|u1", 2, 2).toBytes());
          out.write(new byte[] {1, 2, 3, (byte) 200});
        });
    assertThat(SkyCatalog.read(file).flux().toArray()).containsExactly(1, 2, 3, 200);
    write(
        "flux",
        out -> {
          out.write(NpyHeader.of(">f2", 1, 2).toBytes());
          out.write(new byte[] {0x3c, 0, (byte) 0xbc, 0});
        });
    assertThat(SkyCatalog.read(file).flux().toArray()).containsExactly(1, -1);
    try (SkyCatalogFile opened = SkyCatalogFile.open(file)) {
      assertThat(opened.read().flux().toArray()).containsExactly(1, -1);
    }
  }

  /** What the Python package's diffusion model generates is read as it writes it. */
  @Test
  void spectraStandForFlux() throws IOException {
    write("spectra", floats(6, 2, 3), "latents", floats(4, 2, 1, 2));
    assertThat(SkyCatalog.read(file).flux().row(1)).containsExactly(3, 4, 5);
    try (SkyCatalogFile opened = SkyCatalogFile.open(file)) {
      assertThat(opened.read().flux().row(1)).containsExactly(3, 4, 5);
    }
    write("spectra", floats(2, 1, 2), "flux", floats(6, 2, 3));
    assertThat(SkyCatalog.read(file).channels()).isEqualTo(3);
  }

  @Test
  void wavelengthMayBeARowOrAColumn() throws IOException {
    for (long[] shape : new long[][] {{1, 3}, {3, 1}}) {
      double[] wavelength = {4000, 4001, 4002};
      Content array = out -> NpyWriter.doubles(out, wavelength, shape);
      write("flux", floats(6, 2, 3), "wavelength", array);
      assertThat(SkyCatalog.read(file).wavelength()).isEqualTo(wavelength);
    }
  }

  @Test
  void asManyChannelsAsDesiHasAreOnItsGrid() throws IOException {
    write("flux", floats(DesiGrid.CHANNELS, 1, DesiGrid.CHANNELS));
    assertThat(SkyCatalog.read(file).wavelength())
        .isEqualTo(DesiGrid.wavelength())
        .startsWith(3600, 3600.8)
        .endsWith(9824);
  }

  @Test
  void oneSpectrumMustStillBeAMatrix() throws IOException {
    write("flux", floats(6, 6));
    assertRefused("must be (spectra, channels)", "[6]", "flux[None, :]");
    write("flux", floats(8, 2, 2, 2));
    assertRefused("must be (spectra, channels)", "[2, 2, 2]");
  }

  @Test
  void theArraysThereAreAreNamed() throws IOException {
    write("sky", floats(6, 2, 3));
    assertRefused("no array 'flux', only [sky]");
  }

  @Test
  void wavelengthsMustFitTheChannelsAndRise() throws IOException {
    write("flux", floats(6, 2, 3), "wavelength", doubles(4000, 4001));
    assertRefused("'wavelength'", "3 channels", "[2]");
    write("flux", floats(6, 2, 3), "wavelength", doubles(4000, 4001, 4001));
    assertRefused("'wavelength'", "rise", "channel 2");
  }

  @Test
  void noSpectraOrSingleChannelsAreRefused() throws IOException {
    write("flux", floats(0, 0, 3));
    assertRefused("holds no spectra");
    write("flux", floats(3, 3, 1));
    assertRefused("at least 2");
  }

  @Test
  void anArchiveCutShortIsRefused() throws IOException {
    write("flux", floats(6, 2, 3));
    byte[] all = Files.readAllBytes(file);
    for (int length : new int[] {4, 50, all.length / 2, all.length - 1}) {
      Files.write(file, Arrays.copyOf(all, length));
      assertRefused("sky.npz");
    }
  }

  /** Found by damaging files at random. */
  @Test
  void numbersOfNoBytesAreRefusedHoweverTheyAreRead() throws IOException {
    write("flux", out -> out.write(NpyHeader.of("<f0", 2, 2).toBytes()));
    assertRefused("element type '<f0' is not a number");
    assertThatThrownBy(() -> SkyCatalogFile.open(file))
        .isInstanceOf(BadFileException.class)
        .hasMessageContaining("element type '<f0' is not a number");
  }

  @Test
  void complexNumbersAreRefusedBeforeAnythingIsUnpacked() throws IOException {
    byte[] header = NpyHeader.of("<c8", 2, 2).toBytes();
    write("flux", out -> out.write(Arrays.copyOf(header, header.length + 32)));
    assertRefused("element type '<c8' is not a number");
    assertThatThrownBy(() -> SkyCatalogFile.open(file))
        .isInstanceOf(BadFileException.class)
        .hasMessageContaining("element type '<c8' is not a number");
  }

  @Test
  void theVacIsNoArchive() throws IOException {
    write("flux", floats(6, 2, 3));
    assertThatThrownBy(() -> SkySpecVac.open(file))
        .isInstanceOf(BadFileException.class)
        .hasMessageContaining("a NumPy archive, not a FITS file");
  }

  private void assertRefused(String... words) {
    assertThatThrownBy(() -> SkyCatalog.read(file))
        .isInstanceOf(BadFileException.class)
        .hasMessageContainingAll(words);
  }

  private static Content floats(int count, long... shape) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = i;
    }
    return out -> NpyWriter.floats(out, values, shape);
  }

  private static Content doubles(double... values) {
    return out -> NpyWriter.doubles(out, values, values.length);
  }

  private void write(String name, Content array) throws IOException {
    write(Map.of(name, array));
  }

  private void write(String name, Content array, String second, Content secondArray)
      throws IOException {
    write(Map.of(name, array, second, secondArray));
  }

  private void write(Map<String, Content> arrays) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, Content> array : arrays.entrySet()) {
        zip.putNextEntry(new ZipEntry(array.getKey() + ".npy"));
        array.getValue().writeTo(zip);
        zip.closeEntry();
      }
    }
  }
}
