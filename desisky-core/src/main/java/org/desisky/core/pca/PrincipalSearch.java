package org.desisky.core.pca;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;

/**
 * What principal components are looked for in, and how exactly. Unless told otherwise in all rows,
 * not scaled, to nine digits. What is told stays told: a search changes, and is for one thread.
 *
 * <pre>{@code
 * PrincipalComponents.in(flux).rows(train).tolerance(1e-4).with(compute).fit(32);
 * }</pre>
 */
public final class PrincipalSearch {
  private final FloatMatrix values;
  private int[] rows;
  private double[] scale;
  private double tolerance = 1e-9;
  private Optional<Compute> compute = Optional.empty();

  PrincipalSearch(FloatMatrix values) {
    this.values = values;
    rows = IntStream.range(0, values.rows()).toArray();
    scale = new double[values.columns()];
    Arrays.fill(scale, 1);
  }

  /**
   * Looks at some of the rows.
   *
   * @param rows each finite, at least one
   */
  public PrincipalSearch rows(int... rows) {
    this.rows = rows.clone();
    return this;
  }

  /**
   * Divides columns.
   *
   * @param scale what each column is divided by once its mean is taken off; above 0
   */
  public PrincipalSearch scale(double... scale) {
    this.scale = scale.clone();
    return this;
  }

  /**
   * Looks for components as far as they are needed: the search ends once no variance would be
   * raised by more than a part of it in the next iteration, or after 60 iterations. Components that
   * reach into the noise, where variances hardly differ, would take tens of iterations more to
   * stand still, and hold no more variance then.
   *
   * @param tolerance that part, above 0
   */
  public PrincipalSearch tolerance(double tolerance) {
    checkArgument(tolerance > 0, "a tolerance is above 0, unlike %s", String.valueOf(tolerance));
    this.tolerance = tolerance;
    return this;
  }

  /**
   * Has a tensor engine multiply, in float32, until variances stand still to four digits, or to the
   * tolerance where that is more; where it is less, the rest is done in float64. The last digits
   * then depend on the engine. One that lets Java into its arrays, or on a GPU, is faster at that;
   * others are not asked.
   */
  public PrincipalSearch with(Compute compute) {
    this.compute = Optional.of(compute);
    return this;
  }

  /**
   * Finds the components.
   *
   * @param count how many, from 1 to the number of columns; those in whose direction rows do not
   *     vary get a standard deviation of 0
   * @throws IllegalArgumentException if rows, scale or count are not as they must be, naming row
   *     and column
   */
  public PrincipalComponents fit(int count) {
    int columns = values.columns();
    checkArgument(rows.length > 0, "there are no rows to find principal components of");
    for (int row : rows) {
      boolean isThere = row >= 0 && row < values.rows();
      checkArgument(isThere, "row %s is none of the %s that there are", row, values.rows());
    }
    checkArgument(
        count >= 1 && count <= columns,
        "%s columns have from 1 to %s principal components, not %s",
        columns,
        columns,
        count);
    checkArgument(scale.length == columns, "%s scales for %s columns", scale.length, columns);
    for (int i = 0; i < columns; i++) {
      boolean usable = scale[i] > 0 && Double.isFinite(scale[i]);
      checkArgument(usable, "the scale of column %s is %s", i, String.valueOf(scale[i]));
    }
    StandardisedRows standardised = new StandardisedRows(values, rows.clone(), scale.clone());
    return new SubspaceIteration(standardised, tolerance, compute).run(count);
  }
}
