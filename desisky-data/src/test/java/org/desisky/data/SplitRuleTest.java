package org.desisky.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.desisky.core.noise.NumpyRandom;
import org.junit.jupiter.api.Test;

class SplitRuleTest {
  @Property(tries = 500)
  void wholeGroupsGoToOneSideAsNearAsTheyAllow(
      @ForAll @Size(min = 2, max = 120) List<@IntRange(max = 30) Integer> numbers,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double fraction,
      @ForAll @LongRange(min = 0) long seed) {
    double[] groups = numbers.stream().mapToDouble(Integer::doubleValue).toArray();
    Map<Double, Long> sizes =
        Arrays.stream(groups)
            .boxed()
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    if (sizes.size() < 2) {
      assertThatThrownBy(() -> Split.byGroup(groups, fraction, seed))
          .isInstanceOf(BadCatalogException.class);
      return;
    }
    Split split = Split.byGroup(groups, fraction, seed);
    assertThat(IntStream.concat(IntStream.of(split.train()), IntStream.of(split.test())).sorted())
        .containsExactlyElementsOf(IntStream.range(0, groups.length).boxed().toList());
    Set<Double> train = groupsOf(split.train(), groups);
    Set<Double> test = groupsOf(split.test(), groups);
    assertThat(train).isNotEmpty().doesNotContainAnyElementsOf(test);
    assertThat(test).isNotEmpty();

    double miss = split.test().length - fraction * groups.length;
    long largest = sizes.values().stream().mapToLong(Long::longValue).max().getAsLong();
    if (test.size() > 1 && train.size() > 1) {
      assertThat(Math.abs(miss)).isLessThanOrEqualTo(largest / 2.0);
    }
    if (train.size() > 1) { // no other group would bring it nearer
      for (double group : train) {
        assertThat(Math.abs(miss + sizes.get(group))).isGreaterThanOrEqualTo(Math.abs(miss));
      }
    }
    assertThat(Split.byGroup(groups, fraction, seed)).isEqualTo(split);
  }

  @Property(tries = 100)
  void theOrderOfRowsDoesNotMatterToWhichGroupsAreHeldBack(
      @ForAll @Size(min = 10, max = 60) List<@IntRange(max = 12) Integer> numbers,
      @ForAll @LongRange(min = 0) long seed) {
    double[] groups = numbers.stream().mapToDouble(Integer::doubleValue).toArray();
    if (Arrays.stream(groups).distinct().count() < 2) {
      return;
    }
    double[] sorted = Arrays.stream(groups).sorted().toArray();
    assertThat(groupsOf(Split.byGroup(sorted, 0.3, seed).test(), sorted))
        .isEqualTo(groupsOf(Split.byGroup(groups, 0.3, seed).test(), groups));
  }

  /** With groups of one row each, the rule is that of the split by row, but for the rounding. */
  @Test
  void groupsAreHeldBackFromTheEndOfThePermutation() {
    double[] groups = {7, 7, 5, 5, 9, 9, 1, 1, 3, 3};
    int[] order = new NumpyRandom(42).permutation(5);
    double[] sorted = {1, 3, 5, 7, 9};
    Split split = Split.byGroup(groups, 0.4, 42);
    assertThat(groupsOf(split.test(), groups))
        .containsExactlyInAnyOrder(sorted[order[3]], sorted[order[4]]);
    assertThat(groups[split.train()[0]]).isEqualTo(sorted[order[0]]);
    assertThat(split.train()[1]).isEqualTo(split.train()[0] + 1);
  }

  @Test
  void aGroupThatIsTooLargeIsPassedOver() {
    double[] groups = new double[100];
    Arrays.fill(groups, 0, 80, 1);
    Arrays.setAll(groups, i -> i < 80 ? 1 : i);
    for (long seed = 0; seed < 20; seed++) {
      assertThat(Split.byGroup(groups, 0.1, seed).test()).hasSize(10);
    }
  }

  @Test
  void eachSideHasAtLeastAGroup() {
    double[] groups = {1, 1, 1, 2, 2, 2, 2};
    assertThat(Split.byGroup(groups, 0.001, 3).test()).containsExactly(0, 1, 2);
    assertThat(Split.byGroup(groups, 0.999, 3).train()).isNotEmpty();
  }

  @Test
  void nightsComeFromTheColumnOrTheTime() {
    double[] mjd = {59370.2, 59370.4, 59371.2, 59371.3, 59372.2, 59372.4};
    ObservationTable byTime = table(new Column("MJD", "d", mjd));
    int[] night = {20210604, 20210604, 20210605, 20210605, 20210606, 20210606};
    ObservationTable byColumn = table(new Column("NIGHT", "", night));
    Split split = SplitRule.NIGHT.split(byTime, 0.3, 1);
    assertThat(split.test()).hasSize(2);
    assertThat(split).isEqualTo(SplitRule.NIGHT.split(byColumn, 0.3, 1));
  }

  @Test
  void exposuresAreThoseOfExpid() {
    ObservationTable table = table(new Column("EXPID", "", new int[] {5, 6, 5, 6, 7, 7}));
    int[] test = SplitRule.EXPOSURE.split(table, 0.34, 0).test();
    assertThat(test).hasSize(2);
    int[] expid = (int[]) table.column("EXPID").values();
    assertThat(expid[test[0]]).isEqualTo(expid[test[1]]);
  }

  @Test
  void byRowIsTheSplitOfPython() {
    ObservationTable table = ObservationTable.empty(50);
    assertThat(SplitRule.ROW.split(table, 0.1, 42)).isEqualTo(Split.byRow(50, 0.1, 42));
  }

  @Test
  void rowsToCalibrateWithAreTakenFromTraining() {
    ObservationTable table = ObservationTable.empty(200);
    Split plain = SplitRule.ROW.split(table, 0.1, 42);
    Split split = SplitRule.ROW.split(table, 0.1, 0.05, 42);
    assertThat(split.test()).isEqualTo(plain.test());
    assertThat(split.calibration()).hasSize(10);
    int[] both =
        IntStream.concat(IntStream.of(split.train()), IntStream.of(split.calibration()))
            .sorted()
            .toArray();
    assertThat(both).isEqualTo(IntStream.of(plain.train()).sorted().toArray());
    assertThat(split)
        .isEqualTo(SplitRule.ROW.split(table, 0.1, 0.05, 42))
        .isNotEqualTo(plain)
        .hasToString("170 rows to train on, 20 to test on, 10 to calibrate with");
    assertThat(SplitRule.ROW.split(table, 0.1, 0, 42)).isEqualTo(plain);
  }

  @Test
  void rowsToCalibrateWithAreOfNightsOfTheirOwn() {
    int[] night = IntStream.range(0, 400).map(i -> 20220101 + i / 10 % 28).toArray();
    ObservationTable table = table(new Column("NIGHT", "", night));
    Split split = SplitRule.NIGHT.split(table, 0.2, 0.2, 7);
    assertThat(split.test()).isEqualTo(SplitRule.NIGHT.split(table, 0.2, 7).test());
    assertThat(split.calibration().length).isBetween(60, 100);
    Set<Integer> calibrating = nights(split.calibration(), night);
    assertThat(calibrating)
        .doesNotContainAnyElementsOf(nights(split.train(), night))
        .doesNotContainAnyElementsOf(nights(split.test(), night));
  }

  private static Set<Integer> nights(int[] rows, int[] night) {
    return IntStream.of(rows).mapToObj(row -> night[row]).collect(Collectors.toSet());
  }

  @Test
  void partsThatLeaveNothingToTrainOnAreRefused() {
    ObservationTable table = ObservationTable.empty(50);
    for (double part : new double[] {-0.1, 0.5, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> SplitRule.ROW.split(table, 0.5, part, 1))
          .withMessageContaining("calibration fraction");
    }
  }

  @Test
  void missingColumnsAreNamed() {
    ObservationTable table = table(new Column("AIRMASS", "", new double[] {1, 2}));
    assertThatThrownBy(() -> SplitRule.NIGHT.split(table, 0.5, 0))
        .isInstanceOf(BadCatalogException.class)
        .hasMessageContaining("NIGHT or MJD")
        .hasMessageContaining("AIRMASS");
    assertThatThrownBy(() -> SplitRule.EXPOSURE.split(table, 0.5, 0))
        .isInstanceOf(BadCatalogException.class)
        .hasMessageContaining("EXPID");
    assertThatThrownBy(() -> SplitRule.NIGHT.split(ObservationTable.empty(4), 0.5, 0))
        .isInstanceOf(BadCatalogException.class)
        .hasMessageContaining("no columns at all");
  }

  @Test
  void aRowOfNoKnownNightIsNamed() {
    double[] night = {20210604, 20210605, Double.NaN, Double.NaN};
    assertThatThrownBy(() -> SplitRule.NIGHT.split(table(new Column("NIGHT", "", night)), 0.5, 0))
        .isInstanceOf(BadCatalogException.class)
        .hasMessageContaining("not known of 2")
        .hasMessageContaining("row 2 ");
  }

  @Test
  void oneNightCannotBeSplitByNight() {
    int[] night = {20210604, 20210604, 20210604};
    assertThatThrownBy(() -> SplitRule.NIGHT.split(table(new Column("NIGHT", "", night)), 0.5, 0))
        .isInstanceOf(BadCatalogException.class)
        .hasMessageContaining("at least 2 nights")
        .hasMessageContaining("3 rows are of 1");
  }

  @Test
  void theFractionLiesBetweenNothingAndAll() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Split.byGroup(new double[] {1, 2}, 1, 0))
        .withMessageContaining("between 0 and 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Split.byGroup(new double[] {1, 2, Double.NaN}, 0.5, 0))
        .withMessageContaining("row 2");
  }

  private static Set<Double> groupsOf(int[] rows, double[] groups) {
    return Arrays.stream(rows).mapToObj(row -> groups[row]).collect(Collectors.toSet());
  }

  private static ObservationTable table(Column column) {
    return ObservationTable.of(column.rows(), List.of(column));
  }
}
