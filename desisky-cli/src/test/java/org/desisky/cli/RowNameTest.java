package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.desisky.core.FloatMatrix;
import org.desisky.data.Column;
import org.desisky.data.ObservationTable;
import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCatalogFile;
import org.desisky.data.SkyCatalogWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowNameTest {
  private static final long LARGE = 1L << 53;

  @TempDir Path folder;

  @Test
  void exposuresBeyondWhatFloat64HoldsAreToldApart() {
    try (SkyCatalogFile file = file(new long[] {LARGE, LARGE + 1, LARGE + 2})) {
      assertThat(row("expid:" + (LARGE + 1), file)).isEqualTo(1);
      assertThat(row(String.valueOf(LARGE), file)).isZero();
    }
  }

  @Test
  void whereExpidIsATextRowsAreNamedAllTheSame() {
    try (SkyCatalogFile file = file(new String[] {"a", "b", "c"})) {
      assertThat(row("2", file)).isEqualTo(2);
      assertThat(row("row:1", file)).isEqualTo(1);
      assertThatThrownBy(() -> row("expid:1", file))
          .hasMessageEndingWith("there is no EXPID 1; rows are 0 to 2, and exposures are not told");
    }
  }

  private static int row(String name, SkyCatalogFile file) {
    return new RowName.Converter().convert(name).row(file, Talk.SILENT);
  }

  private SkyCatalogFile file(Object expid) {
    Path path = folder.resolve("sky.fits");
    SkyCatalogWriter.write(
        SkyCatalog.of(
            new double[] {4000, 4001},
            FloatMatrix.of(new float[6], 3, 2),
            ObservationTable.of(3, List.of(new Column("EXPID", "", expid)))),
        path);
    return SkyCatalogFile.open(path);
  }
}
