package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.desisky.core.io.Sha256;
import org.desisky.data.SkyCatalogFile;
import org.desisky.data.Split;
import org.desisky.data.SplitRule;
import org.desisky.vae.CheckpointHeader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where what is usual comes from, when the model's own split is not found again. */
class UsualSpectraTest {
  private static final int ROWS = 130;

  @TempDir Path folder;
  private Path sky;

  @BeforeEach
  void write() {
    sky = SmallSkies.write(folder.resolve("sky.fits"), SmallModel.GRID, new float[ROWS * 30]);
  }

  @Test
  void ofTheTrainingFileWithoutItsSplitNothingIsKnown() {
    CheckpointHeader header = header(Map.of("path", sky.toString(), "sha256", Sha256.of(sky)));
    UsualSpectra.Source source = UsualSpectra.source(header, null, sky);
    assertThat(source).isEqualTo(new UsualSpectra.Source(sky, true));
    assertWarns(header, source, UsualSpectra.Calibration.UNKNOWN, "may be among them");
  }

  @Test
  void aFileThatHasChangedSinceIsNotSaidToBeGone() {
    CheckpointHeader header = header(Map.of("path", sky.toString(), "sha256", "another"));
    UsualSpectra.Source source = UsualSpectra.source(header, null, sky);
    assertThat(source).isEqualTo(new UsualSpectra.Source(sky, false));
    assertWarns(header, source, UsualSpectra.Calibration.OTHER_FILE, "or has changed since");
  }

  @Test
  void aPathWithoutItsChecksumTellsNothing() {
    CheckpointHeader header = header(Map.of("path", "other.fits"));
    UsualSpectra.Source source = UsualSpectra.source(header, null, sky);
    assertWarns(header, source, UsualSpectra.Calibration.UNKNOWN, "may be among them");
  }

  @Test
  void whoAsksForAnotherFileIsNotWarned() {
    CheckpointHeader header = header(Map.of("path", "other.fits", "sha256", "another"));
    UsualSpectra.Source source = UsualSpectra.source(header, sky, sky);
    assertThat(source).isEqualTo(new UsualSpectra.Source(sky, false));
    try (SkyCatalogFile file = SkyCatalogFile.open(sky)) {
      UsualSpectra usual = UsualSpectra.in(file, header, false);
      assertThat(usual.calibration()).isEqualTo(UsualSpectra.Calibration.OTHER_FILE);
      assertThat(new UsualWords(usual, file, all(), true).warning()).isEmpty();
    }
  }

  @Test
  void rowsHeldBackThatAreTooFewAreNotSaidToBeMissing() {
    try (SkyCatalogFile file = SkyCatalogFile.open(sky)) {
      Split split = SplitRule.ROW.split(file.observations(), 0.1, 0.1, 1);
      Map<String, Object> rule =
          Map.of(
              "rule",
              "row",
              "val_split",
              0.1,
              "calibration_split",
              0.1,
              "seed",
              1,
              "rows",
              ROWS,
              "train_rows",
              split.train().length,
              "test_rows",
              split.test().length);
      Map<String, Object> data =
          Map.of("sha256", Sha256.of(sky), "quality_filter", false, "dropped_nonfinite", 0);
      CheckpointHeader header =
          CheckpointHeader.of(30, 3)
              .with(CheckpointHeader.JAVA_KEY, Map.of("data", data, "split", rule));
      UsualSpectra usual = UsualSpectra.in(file, header, true);
      assertThat(usual.calibration()).isEqualTo(UsualSpectra.Calibration.TEST);
      assertThat(new UsualWords(usual, file, all(), false).warning().orElseThrow())
          .startsWith(
              "--calibration-split held back 13 spectra, and it takes 60 to calibrate, so the rows");
    }
  }

  private void assertWarns(
      CheckpointHeader header,
      UsualSpectra.Source source,
      UsualSpectra.Calibration calibration,
      String words) {
    try (SkyCatalogFile file = SkyCatalogFile.open(source.path())) {
      UsualSpectra usual = UsualSpectra.in(file, header, source.isTrainedOn());
      assertThat(usual.calibration()).isEqualTo(calibration);
      assertThat(new UsualWords(usual, file, all(), false).warning().orElseThrow())
          .contains(words, "learnt from the spectra that are scored");
    }
  }

  private static int[] all() {
    return IntStream.range(0, ROWS).toArray();
  }

  /** With a split of more rows than the file has. */
  private static CheckpointHeader header(Map<String, Object> data) {
    Map<String, Object> split = Map.of("rule", "row", "val_split", 0.1, "seed", 1, "rows", 999);
    return CheckpointHeader.of(30, 3)
        .with(CheckpointHeader.JAVA_KEY, Map.of("data", data, "split", split));
  }
}
