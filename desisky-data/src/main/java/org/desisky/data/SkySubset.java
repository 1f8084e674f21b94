package org.desisky.data;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.stream.IntStream;
import org.desisky.core.Labelled;

/**
 * A choice of observations to study or train on: the rule of the {@link SkyCondition} of the same
 * name, and more. All subsets ask for a measured transparency (TRANSPARENCY_GFA &gt; 0). Angles are
 * in degrees; a NaN fails every comparison; an observation with SUNALT exactly −20 is in none.
 */
public enum SkySubset implements Labelled {
  /** SUNALT &lt; −20, MOONALT &lt; −5, TRANSPARENCY_GFA &gt; 0. */
  DARK(SkyCondition.DARK, "SUNALT", "MOONALT", "TRANSPARENCY_GFA"),
  /** SUNALT &gt; −20, MOONALT ≤ −5, SUNSEP ≤ 110, TRANSPARENCY_GFA &gt; 0. */
  TWILIGHT(SkyCondition.TWILIGHT, "SUNALT", "MOONALT", "SUNSEP", "TRANSPARENCY_GFA"),
  /** SUNALT &lt; −20, MOONALT &gt; 5, MOONFRAC &gt; 0.5, MOONSEP ≤ 90, TRANSPARENCY_GFA &gt; 0. */
  MOON(SkyCondition.MOON, "SUNALT", "MOONALT", "MOONFRAC", "MOONSEP", "TRANSPARENCY_GFA");

  private static final double NEAR_SUNSEP = 110;

  private final SkyCondition condition;
  private final ImmutableList<String> columns;

  SkySubset(SkyCondition condition, String... columns) {
    this.condition = condition;
    this.columns = ImmutableList.copyOf(columns);
  }

  /** The condition of all its observations. */
  public SkyCondition condition() {
    return condition;
  }

  /** The columns its rule needs. */
  public List<String> columns() {
    return columns;
  }

  /**
   * The rows of this subset, ascending.
   *
   * @throws BadCatalogException if a column of {@link #columns()} is missing
   */
  public int[] rows(ObservationTable observations) {
    String[] needed = columns.toArray(String[]::new);
    observations.require("the " + label() + " subset", needed);
    double[] sunalt = observations.doubles("SUNALT");
    double[] moonalt = observations.doubles("MOONALT");
    double[] transparency = observations.doubles("TRANSPARENCY_GFA");
    double[] moonfrac = usedOrEmpty(observations, "MOONFRAC");
    double[] moonsep = usedOrEmpty(observations, "MOONSEP");
    double[] sunsep = usedOrEmpty(observations, "SUNSEP");
    return IntStream.range(0, observations.rows())
        .filter(row -> transparency[row] > 0)
        .filter(
            row ->
                SkyCondition.of(sunalt[row], moonalt[row], at(moonfrac, row), at(moonsep, row))
                    == condition)
        .filter(row -> this != TWILIGHT || sunsep[row] <= NEAR_SUNSEP)
        .toArray();
  }

  private double[] usedOrEmpty(ObservationTable observations, String column) {
    return columns.contains(column) ? observations.doubles(column) : new double[0];
  }

  private static double at(double[] values, int row) {
    return values.length == 0 ? Double.NaN : values[row];
  }
}
