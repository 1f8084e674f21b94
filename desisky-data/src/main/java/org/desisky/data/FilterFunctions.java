package org.desisky.data;

/** The functions that a filter may call. Public members, since JEXL looks for no others. */
public final class FilterFunctions {
  static final FilterFunctions INSTANCE = new FilterFunctions();

  /** All of them, of numbers. */
  static final String ALL =
      "abs(x), sqrt(x), log10(x), pow(x, y), min(x, y), max(x, y), floor(x) and isnan(x)";

  private FilterFunctions() {}

  /** The absolute value. */
  public double abs(double value) {
    return Math.abs(value);
  }

  /** The square root; NaN of a negative number. */
  public double sqrt(double value) {
    return Math.sqrt(value);
  }

  /** The decimal logarithm; NaN of a negative number, −∞ of 0. */
  public double log10(double value) {
    return Math.log10(value);
  }

  /** {@code base} to the power of {@code exponent}. */
  public double pow(double base, double exponent) {
    return Math.pow(base, exponent);
  }

  /** The smaller of two numbers; NaN if one is. */
  public double min(double first, double second) {
    return Math.min(first, second);
  }

  /** The larger of two numbers; NaN if one is. */
  public double max(double first, double second) {
    return Math.max(first, second);
  }

  /** The largest whole number that is not larger. */
  public double floor(double value) {
    return Math.floor(value);
  }

  /** Whether a number is NaN, which a null is. */
  public boolean isnan(double value) {
    return Double.isNaN(value);
  }
}
