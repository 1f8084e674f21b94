package org.desisky.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.google.common.collect.ImmutableList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.desisky.core.DesiskyException;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.core.engine.TestEngines;
import org.desisky.core.io.Npz;
import org.desisky.core.noise.Noise;
import org.desisky.data.BadCatalogException;
import org.desisky.data.Column;
import org.desisky.data.ObservationTable;
import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCatalogFile;
import org.desisky.data.SkyCatalogWriter;
import org.desisky.tables.CatalogExport;
import org.desisky.tables.LatentFile;
import org.desisky.tables.LatentTable;
import org.desisky.tables.StreamColumn;
import org.desisky.tables.StreamWriter;
import org.desisky.vae.Checkpoint;
import org.desisky.vae.CheckpointHeader;
import org.desisky.vae.SkyVae;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogInferenceTest {
  private static final int ROWS = 2500;
  private static final int CHANNELS = 20;

  @TempDir Path folder;

  @EachEngine
  void batchesAreTheWholeInParts(Compute compute) {
    try (SkyVae vae = SkyVae.create(CHANNELS, 3, 1, compute);
        SkyCatalogFile file = SkyCatalogFile.open(written(flux()))) {
      InferenceBatch whole = CatalogInference.of(vae).run(file.read());
      List<InferenceBatch> parts = ImmutableList.copyOf(CatalogInference.of(vae).run(file));
      assertThat(parts).hasSizeGreaterThan(1);
      int row = 0;
      for (InferenceBatch part : parts) {
        for (int i = 0; i < part.size(); i++, row++) {
          assertThat(part.rows()[i]).isEqualTo(row);
          assertThat(part.latents().row(i)).isEqualTo(whole.latents().row(row));
          assertThat(part.reconstructed().row(i)).isEqualTo(whole.reconstructed().row(row));
        }
      }
      assertThat(row).isEqualTo(ROWS);
    }
  }

  /** A checkpoint tells its wavelengths; spectra of as many channels elsewhere are none of its. */
  @Test
  void spectraElsewhereThanTheModelAreRefused() {
    double[] there = IntStream.range(0, CHANNELS).mapToDouble(i -> 4000 + i).toArray();
    double[] elsewhere = IntStream.range(0, CHANNELS).mapToDouble(i -> 6000 + 2 * i).toArray();
    FloatMatrix flux = FloatMatrix.of(flux(), ROWS, CHANNELS);
    SkyCatalog right = SkyCatalog.of(there, flux, ObservationTable.empty(ROWS));
    SkyCatalog wrong = SkyCatalog.of(elsewhere, flux, ObservationTable.empty(ROWS));
    Path checkpoint = folder.resolve("m.eqx");
    CheckpointHeader header =
        CheckpointHeader.of(CHANNELS, 3).with(CheckpointHeader.JAVA_KEY, right.provenance());
    try (SkyVae made = SkyVae.create(CHANNELS, 3, 1, Compute.auto())) {
      assertThat(CatalogInference.of(made).run(wrong).size()).isEqualTo(ROWS);
      new Checkpoint(header, made.weights()).write(checkpoint);
    }
    SkyCatalogWriter.write(wrong, folder.resolve("wrong.fits"));
    try (SkyVae vae = SkyVae.load(checkpoint, Compute.auto());
        SkyCatalogFile file = SkyCatalogFile.open(folder.resolve("wrong.fits"))) {
      CatalogInference inference = CatalogInference.of(vae);
      assertThat(inference.run(right).size()).isEqualTo(ROWS);
      assertThatThrownBy(() -> inference.run(wrong))
          .isInstanceOf(BadCatalogException.class)
          .hasMessageContaining("another wavelength grid");
      assertThatThrownBy(() -> inference.run(file))
          .isInstanceOf(BadCatalogException.class)
          .hasMessageContaining("wrong.fits: the spectra are on another wavelength grid");
      try (SkyVae same = Checkpoint.read(checkpoint).toModel(Compute.auto())) {
        assertThatThrownBy(() -> CatalogInference.of(same).run(wrong))
            .isInstanceOf(BadCatalogException.class);
        same.freezeParameters(false); // somebody may change them, and nobody would tell
        assertThat(same.header()).isEmpty();
      }
      vae.setWeights(vae.weights());
      assertThat(vae.header()).isEmpty();
      assertThat(inference.run(wrong).size()).isEqualTo(ROWS);
    }
  }

  @EachEngine
  void aRowIsDrawnAlikeWhateverRowsAreChosen(Compute compute) {
    try (SkyVae vae = SkyVae.create(CHANNELS, 3, 1, compute);
        SkyCatalogFile file = SkyCatalogFile.open(written(flux()))) {
      CatalogInference sampling = CatalogInference.of(vae).sampling(Noise.of(5));
      InferenceBatch all = sampling.run(file.read());
      InferenceBatch some = sampling.run(file, new int[] {1700, 3}).next();
      assertThat(some.latents().row(0)).containsExactly(all.latents().row(1700), offset());
      assertThat(some.latents().row(1)).containsExactly(all.latents().row(3), offset());
      assertThat(some.latents().row(0)).isNotEqualTo(some.distributions().mean().row(0));
      // Rows have noise of their own.
      float first = all.latents().get(0, 0) - all.distributions().mean().get(0, 0);
      float second = all.latents().get(1, 0) - all.distributions().mean().get(1, 0);
      assertThat(first).isNotEqualTo(second);
      assertThat(some.reconstructed()).isEqualTo(vae.decode(some.latents()));
    }
  }

  private static org.assertj.core.data.Offset<Float> offset() {
    return org.assertj.core.api.Assertions.within(1e-5f);
  }

  @EachEngine
  void badSpectraFailAreSkippedOrMarked(Compute compute) {
    float[] flux = flux();
    flux[1100 * CHANNELS + 4] = Float.NaN;
    flux[7 * CHANNELS] = Float.NEGATIVE_INFINITY;
    Path path = written(flux);
    try (SkyVae vae = SkyVae.create(CHANNELS, 3, 1, compute);
        SkyCatalogFile file = SkyCatalogFile.open(path)) {
      int[] rows = IntStream.range(0, ROWS).toArray();
      Path output = folder.resolve("out.npz");
      assertThatThrownBy(() -> StreamWriter.write(rows(vae, file, rows, OnBad.FAIL), output))
          .isInstanceOf(BadCatalogException.class)
          .hasMessageContaining("row 7 ")
          .hasMessageContaining(path.toString());
      assertThat(folder.toFile().list()).containsExactly("sky.fits");

      InferenceRows marked = rows(vae, file, rows, OnBad.MARK);
      StreamWriter.write(marked, output);
      assertThat(marked.badRows()).isEqualTo(2);
      assertThat(marked.meanError()).isFinite();
      StreamWriter.write(marked, folder.resolve("again.csv")); // counts begin with the rows
      assertThat(marked.badRows()).isEqualTo(2);
      InferenceRows begun = rows(vae, file, rows, OnBad.MARK);
      begun.batches().next();
      assertThat(begun.meanError()).isCloseTo(marked.meanError(), withinPercentage(5));
      try (Npz npz = Npz.open(output)) {
        assertThat(npz.shape("latents")).isEqualTo(new long[] {ROWS, 3});
        double[] bad = npz.doubles("bad");
        assertThat(IntStream.range(0, ROWS).filter(row -> bad[row] == 1)).containsExactly(7, 1100);
        assertThat(npz.floats("recon_error")[7]).isNaN();
        assertThat(npz.floats("recon_error")[8]).isFinite();
      }

      InferenceRows skipped = rows(vae, file, rows, OnBad.SKIP);
      StreamWriter.write(skipped, output);
      try (Npz npz = Npz.open(output)) {
        assertThat(npz.shape("latents")).isEqualTo(new long[] {ROWS - 2, 3});
        double[] kept = npz.doubles("row");
        assertThat(kept).doesNotContain(7, 1100).hasSize(ROWS - 2);
        double[] expids = npz.doubles("EXPID");
        for (int i = 0; i < kept.length; i++) {
          assertThat(expids[i]).isEqualTo(90_000 + kept[i]);
        }
        assertThat(npz.floats("recon_error")).doesNotContain(Float.NaN);
      }
    }
  }

  /** On one engine: the ReLU of another makes numbers of what is none. */
  @Test
  void aFiniteSpectrumThatTheModelFailsOnIsCountedAndInNoMean() {
    Compute compute = TestEngines.all().get(0);
    float[] flux = flux();
    Arrays.fill(flux, 7 * CHANNELS, 8 * CHANNELS, Float.MAX_VALUE);
    try (SkyVae vae = SkyVae.create(CHANNELS, 3, 1, compute);
        SkyCatalogFile file = SkyCatalogFile.open(written(flux))) {
      InferenceRows rows = rows(vae, file, IntStream.range(0, 20).toArray(), OnBad.FAIL);
      StreamWriter.write(rows, folder.resolve("out.npz"));
      assertThat(rows.badRows()).isZero();
      assertThat(rows.failedRows()).isEqualTo(1);
      InferenceRows others = rows(vae, file, IntStream.range(8, 20).toArray(), OnBad.FAIL);
      StreamWriter.write(others, folder.resolve("out.npz"));
      assertThat(others.failedRows()).isZero();
      assertThat(rows.meanError()).isFinite();
    }
  }

  @Test
  void aUnitIsGivenWhereItIsKnown() {
    assertThat(errorUnit(written(flux()))).isEqualTo(SkyCatalogWriter.SQUARED_BUNIT);
    Path bare = folder.resolve("bare.npz");
    CatalogExport.write(
        SkyCatalog.of(
            new double[0], FloatMatrix.of(flux(), ROWS, CHANNELS), ObservationTable.empty(ROWS)),
        bare,
        List.of());
    assertThat(errorUnit(bare)).isEmpty();
    Path other = folder.resolve("other.fits");
    SkyCatalogWriter.write(SkyCatalog.read(written(flux())).withFluxUnit("mJy"), other);
    assertThat(errorUnit(other)).isEmpty();
  }

  private static String errorUnit(Path catalog) {
    try (SkyVae vae = SkyVae.create(CHANNELS, 3, 1, TestEngines.all().get(0));
        SkyCatalogFile file = SkyCatalogFile.open(catalog)) {
      return rows(vae, file, new int[1], OnBad.FAIL).columns().stream()
          .filter(column -> column.name().equals("recon_error"))
          .findFirst()
          .orElseThrow()
          .unit();
    }
  }

  @EachEngine
  void anInterruptedRunLeavesTheOldFileAndNothingElse(Compute compute) throws Exception {
    try (SkyVae vae = SkyVae.create(CHANNELS, 3, 1, compute);
        SkyCatalogFile file = SkyCatalogFile.open(written(flux()))) {
      Path output = Files.writeString(folder.resolve("out.npz"), "old");
      int[] done = new int[1];
      RunWatch watch = new RunWatch(rows -> done[0] += rows, () -> done[0] > 1000);
      InferenceRows rows = rows(CatalogInference.of(vae), file, file.wavelength(), watch);
      assertThatThrownBy(() -> StreamWriter.write(rows, output))
          .isInstanceOf(DesiskyException.class)
          .hasMessageContaining("interrupted");
      assertThat(done[0]).isBetween(1000, ROWS - 1);
      assertThat(output).hasContent("old");
      assertThat(folder.toFile().list()).containsExactlyInAnyOrder("sky.fits", "out.npz");
      CatalogInference skipping = CatalogInference.of(vae).onBad(OnBad.SKIP);
      RunWatch ended = new RunWatch(count -> {}, () -> true);
      assertThatThrownBy(() -> rows(skipping, file, file.wavelength(), ended))
          .as("the first pass over the spectra")
          .isInstanceOf(DesiskyException.class)
          .hasMessageContaining("interrupted");
    }
  }

  @Test
  void wavelengthsOfAnotherNumberOfChannelsAreRefused() {
    try (SkyVae vae = SkyVae.create(CHANNELS, 3, 1, TestEngines.all().get(0));
        SkyCatalogFile file = SkyCatalogFile.open(written(flux()))) {
      double[] wrong = new double[CHANNELS + 1];
      FloatMatrix latents = FloatMatrix.row(1, 2, 3);
      List<ThrowingCallable> uses =
          List.of(
              () -> rows(CatalogInference.of(vae), file, wrong, RunWatch.NONE),
              () -> new DecodedRows(vae, latents, wrong, "", Map.of(), RunWatch.NONE));
      for (ThrowingCallable use : uses) {
        assertThatThrownBy(use)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage((CHANNELS + 1) + " wavelengths for a model of " + CHANNELS + " channels");
      }
    }
  }

  @EachEngine
  void oneLatentIsReadAgainFromWhateverItWasWrittenTo(Compute compute) {
    try (SkyVae vae = SkyVae.create(CHANNELS, 1, 1, compute);
        SkyCatalogFile file = SkyCatalogFile.open(written(flux()))) {
      int[] rows = {0, 3, 7};
      FloatMatrix latents = CatalogInference.of(vae).run(file, rows).next().latents();
      for (String name : List.of("out.npz", "out.fits", "out.vot", "out.csv")) {
        Path output = folder.resolve(name);
        StreamWriter.write(rows(vae, file, rows, OnBad.MARK), output);
        FloatMatrix again = LatentFile.read(output);
        assertThat(again).as(name).isEqualTo(latents);
        DecodedRows decoded =
            new DecodedRows(
                vae, again, file.wavelength(), file.fluxUnit(), Map.of(), RunWatch.NONE);
        StreamWriter.write(decoded, output);
        assertThat(LatentFile.read(output)).as(name).isEqualTo(latents);
        StreamWriter.write(rows(vae, file, rows, OnBad.MARK), output);
        LatentTable told = LatentFile.readTable(output);
        assertThat(told.row()).as(name).containsExactly(0, 3, 7);
        assertThat(told.expid()).as(name).containsExactly(90_000, 90_003, 90_007);
        StreamWriter.write(decoded.ofCatalog(told.row(), told.expid()), output);
        LatentTable kept = LatentFile.readTable(output);
        assertThat(kept.row()).as(name).isEqualTo(told.row());
        assertThat(kept.expid()).as(name).isEqualTo(told.expid());
      }
    }
  }

  /** FITS has no whole number that is none; another exposure's would be taken for theirs. */
  @Test
  void exposuresThatAreNotKnownAreNoneInFits() {
    try (SkyVae vae = SkyVae.create(CHANNELS, 3, 1, Compute.auto())) {
      FloatMatrix latents = FloatMatrix.of(Noise.of(3).normals(6), 2, 3);
      DecodedRows rows = new DecodedRows(vae, latents, new double[0], "", Map.of(), RunWatch.NONE);
      DecodedRows told = rows.ofCatalog(new long[0], new long[] {StreamColumn.UNKNOWN, 81});
      assertThat(told.observations().doubles("EXPID")).containsExactly(Double.NaN, 81);
      assertThat(told.observations().doubles("ROW")).containsExactly(0, 1);
      assertThatThrownBy(() -> rows.ofCatalog(new long[] {1}, new long[0]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("1 numbers for 2 latents");
    }
  }

  @EachEngine
  void decodedRowsAreTheDecodersInAnyNumber(Compute compute) {
    try (SkyVae vae = SkyVae.create(CHANNELS, 3, 1, compute)) {
      FloatMatrix latents = FloatMatrix.of(Noise.of(3).normals(1500 * 3), 1500, 3);
      DecodedRows rows = new DecodedRows(vae, latents, new double[0], "", Map.of(), RunWatch.NONE);
      FloatMatrix whole = vae.decode(latents);
      int row = 0;
      for (Iterator<FloatMatrix> batches = rows.spectra(); batches.hasNext(); ) {
        FloatMatrix batch = batches.next();
        for (int i = 0; i < batch.rows(); i++, row++) {
          assertThat(batch.row(i)).isEqualTo(whole.row(row));
        }
      }
      assertThat(row).isEqualTo(1500);
      assertThat(rows.observations().doubles("LATENT_2")[1499]).isEqualTo(latents.get(1499, 2));
      assertThatThrownBy(
              () ->
                  new DecodedRows(
                      vae, FloatMatrix.row(1, 2), new double[0], "", Map.of(), RunWatch.NONE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("takes 3 latents, not 2");
    }
  }

  private static InferenceRows rows(SkyVae vae, SkyCatalogFile file, int[] rows, OnBad rule) {
    return new InferenceRows(
        CatalogInference.of(vae).onBad(rule),
        file,
        rows,
        file.wavelength(),
        false,
        Map.of(),
        RunWatch.NONE);
  }

  private static InferenceRows rows(
      CatalogInference inference, SkyCatalogFile file, double[] wavelength, RunWatch watch) {
    int[] all = IntStream.range(0, ROWS).toArray();
    return new InferenceRows(inference, file, all, wavelength, false, Map.of(), watch);
  }

  private static float[] flux() {
    return Noise.of(2).normals(ROWS * CHANNELS);
  }

  private Path written(float[] flux) {
    Path path = folder.resolve("sky.fits");
    double[] wavelength = IntStream.range(0, CHANNELS).mapToDouble(c -> 4000 + 2 * c).toArray();
    int[] expid = IntStream.range(90_000, 90_000 + ROWS).toArray();
    SkyCatalogWriter.write(
        SkyCatalog.of(
            wavelength,
            FloatMatrix.of(flux, ROWS, CHANNELS),
            ObservationTable.of(ROWS, List.of(new Column("EXPID", "", expid)))),
        path);
    return path;
  }
}
