package org.desisky.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.desisky.core.FloatMatrix;

/**
 * Every spectrum carries its exposure's number in its own channels, so that wherever the rows of
 * flux and of observations go, it shows whether they went together.
 */
class RowsStayTogetherTest {
  private static final int CHANNELS = 5;

  @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
  void aRowKeepsItsSpectrum(@ForAll @IntRange(min = 4, max = 60) int rows, @ForAll long seed)
      throws Exception {
    Random random = new Random(seed);
    int[] exposures =
        shuffled(random.ints(100_000, 999_999).distinct().limit(rows).toArray(), random);
    Path path = Files.createTempFile("shuffled", ".fits");
    try {
      SkyCatalogWriter.write(catalog(exposures), path);
      SkyCatalog catalog = SkyCatalog.read(path);
      assertTogether(catalog, exposures);

      int[] order = shuffled(IntStream.range(0, rows).toArray(), random);
      assertTogether(catalog.select(order), at(exposures, order));

      int[] left = Arrays.copyOf(order, random.nextInt(rows));
      int[] kept =
          IntStream.range(0, rows).filter(i -> IntStream.of(left).noneMatch(l -> l == i)).toArray();
      assertTogether(catalog.without(left), at(exposures, kept));
      assertTogether(catalog.select(order).without(left).select(new int[0]), new int[0]);

      Split split = Split.byRow(rows, 0.3, seed & Long.MAX_VALUE);
      assertTogether(catalog.select(split.train()), at(exposures, split.train()));
      assertTogether(catalog.select(split.test()), at(exposures, split.test()));

      try (SkyCatalogFile file = SkyCatalogFile.open(path)) {
        assertTogether(file.select(order), at(exposures, order));
        List<Integer> seen = new ArrayList<>();
        file.batches(1 + random.nextInt(rows))
            .forEach(
                batch -> {
                  int[] expid = (int[]) batch.observations().column("EXPID").values();
                  assertTogether(batch, expid);
                  Arrays.stream(expid).forEach(seen::add);
                });
        assertThat(seen.stream().mapToInt(Integer::intValue).toArray()).isEqualTo(exposures);
      }
    } finally {
      Files.delete(path);
    }
  }

  private static void assertTogether(SkyCatalog catalog, int[] exposures) {
    assertThat(catalog.rows()).isEqualTo(exposures.length);
    ObservationTable observations = catalog.observations();
    assertThat(observations.column("EXPID").values()).isEqualTo(exposures);
    for (int row = 0; row < exposures.length; row++) {
      assertThat(catalog.flux().row(row)).containsOnly(exposures[row]);
      assertThat(((String[]) observations.column("NAME").values())[row])
          .isEqualTo("exposure " + exposures[row]);
      assertThat(((double[]) observations.column("MJD").values())[row]).isEqualTo(-exposures[row]);
      assertThat(((boolean[]) observations.column("ODD").values())[row])
          .isEqualTo(exposures[row] % 2 == 1);
      assertThat(((long[]) observations.column("ID").values())[row])
          .isEqualTo((1L << 40) + exposures[row]);
    }
  }

  private static SkyCatalog catalog(int[] exposures) {
    int rows = exposures.length;
    float[] flux = new float[rows * CHANNELS];
    double[] mjd = new double[rows];
    String[] names = new String[rows];
    boolean[] odd = new boolean[rows];
    long[] ids = new long[rows];
    for (int row = 0; row < rows; row++) {
      Arrays.fill(flux, row * CHANNELS, (row + 1) * CHANNELS, exposures[row]);
      mjd[row] = -exposures[row];
      names[row] = "exposure " + exposures[row];
      odd[row] = exposures[row] % 2 == 1;
      ids[row] = (1L << 40) + exposures[row];
    }
    return SkyCatalog.of(
        new double[] {1, 2, 3, 4, 5},
        FloatMatrix.of(flux, rows, CHANNELS),
        ObservationTable.of(
            rows,
            List.of(
                new Column("EXPID", "", exposures),
                new Column("MJD", "d", mjd),
                new Column("NAME", "", names),
                new Column("ODD", "", odd),
                new Column("ID", "", ids))));
  }

  private static int[] at(int[] values, int[] rows) {
    return Arrays.stream(rows).map(row -> values[row]).toArray();
  }

  private static int[] shuffled(int[] values, Random random) {
    List<Integer> list = new ArrayList<>(Arrays.stream(values).boxed().toList());
    Collections.shuffle(list, random);
    return list.stream().mapToInt(Integer::intValue).toArray();
  }
}
