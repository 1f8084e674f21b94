package org.desisky.data;

import java.math.BigInteger;
import java.math.MathContext;
import java.util.regex.Pattern;
import org.apache.commons.jexl3.JexlArithmetic;

/**
 * How filters calculate and compare: as NumPy does with NaN, never turning a text into a number or
 * a number into true or false. {@link RowFilter} has the rules.
 */
final class FilterArithmetic extends JexlArithmetic {
  FilterArithmetic() {
    this(null, Integer.MIN_VALUE);
  }

  private FilterArithmetic(MathContext context, int scale) {
    super(true, context, scale);
  }

  /** Used where the engine wants another scale or context, which changes nothing here. */
  @Override
  protected JexlArithmetic createWithOptions(boolean strict, MathContext context, int scale) {
    return new FilterArithmetic(context, scale);
  }

  @Override
  public boolean lessThan(Object left, Object right) {
    return areOrdered(left, right) && super.lessThan(plain(left), plain(right));
  }

  @Override
  public boolean lessThanOrEqual(Object left, Object right) {
    return areOrdered(left, right) && super.lessThanOrEqual(plain(left), plain(right));
  }

  @Override
  public boolean greaterThan(Object left, Object right) {
    return areOrdered(left, right) && super.greaterThan(plain(left), plain(right));
  }

  @Override
  public boolean greaterThanOrEqual(Object left, Object right) {
    return areOrdered(left, right) && super.greaterThanOrEqual(plain(left), plain(right));
  }

  @Override
  public boolean equals(Object left, Object right) {
    return areOrdered(left, right) && super.equals(plain(left), plain(right));
  }

  @Override
  public boolean strictEquals(Object left, Object right) {
    return equals(left, right);
  }

  @Override
  public Object add(Object left, Object right) {
    requireNumbers(left, right);
    return super.add(left, right);
  }

  @Override
  public Object subtract(Object left, Object right) {
    requireNumbers(left, right);
    return super.subtract(left, right);
  }

  @Override
  public Object multiply(Object left, Object right) {
    requireNumbers(left, right);
    return super.multiply(left, right);
  }

  @Override
  public Object divide(Object left, Object right) {
    requireNumbers(left, right);
    return toDouble(left) / toDouble(right);
  }

  @Override
  public Object mod(Object left, Object right) {
    requireNumbers(left, right);
    // As float64, numbers such as those of targets would lose their last digits.
    if (isWhole(left) && isWhole(right) && toBigInteger(right).signum() != 0) {
      return narrowBigInteger(left, right, toBigInteger(left).remainder(toBigInteger(right)));
    }
    return toDouble(left) % toDouble(right);
  }

  @Override
  public Object negate(Object value) {
    requireNumbers(value, value);
    return super.negate(value);
  }

  @Override
  public Object and(Object left, Object right) {
    throw noBits("&", "write && for and");
  }

  @Override
  public Object or(Object left, Object right) {
    throw noBits("|", "write || for or");
  }

  @Override
  public Object xor(Object left, Object right) {
    throw noBits("^", "it is no power: write pow(x, y)");
  }

  @Override
  public Object complement(Object value) {
    throw noBits("~", "write ! for not");
  }

  @Override
  public Object shiftLeft(Object left, Object right) {
    throw noBits("<<", "< compares");
  }

  @Override
  public Object shiftRight(Object left, Object right) {
    throw noBits(">>", "> compares");
  }

  @Override
  public Object shiftRightUnsigned(Object left, Object right) {
    throw noBits(">>>", "> compares");
  }

  @Override
  public boolean toBoolean(Object value) {
    if (value instanceof Boolean isTrue) {
      return isTrue;
    }
    throw new ArithmeticException(FilterErrors.what(value) + " is neither true nor false");
  }

  @Override
  protected boolean toBoolean(boolean strict, Object value) {
    return toBoolean(value);
  }

  @Override
  public boolean testPredicate(Object value) {
    return toBoolean(value);
  }

  @Override
  public Boolean contains(Object pattern, Object value) {
    if (!(value instanceof String) || !(pattern instanceof String || pattern instanceof Pattern)) {
      throw new ArithmeticException("=~ and !~ match a text with a text");
    }
    return super.contains(pattern, value);
  }

  /** Whether two values can be compared; not if one is NaN. */
  private static boolean areOrdered(Object left, Object right) {
    boolean areNumbers = left instanceof Number && right instanceof Number;
    boolean areTexts = left instanceof String && right instanceof String;
    boolean areFlags = left instanceof Boolean && right instanceof Boolean;
    if (!areNumbers && !areTexts && !areFlags) {
      throw new ArithmeticException(
          FilterErrors.what(left) + " cannot be compared with " + FilterErrors.what(right));
    }
    return !isNaN(left) && !isNaN(right);
  }

  /** The value, or 0 for −0, which JEXL takes for less. */
  private static Object plain(Object value) {
    boolean isZero =
        (value instanceof Double number && number == 0)
            || (value instanceof Float small && small == 0);
    return isZero ? 0.0 : value;
  }

  private static boolean isNaN(Object value) {
    return value instanceof Number number && Double.isNaN(number.doubleValue());
  }

  private static boolean isWhole(Object value) {
    return value instanceof Integer || value instanceof Long || value instanceof BigInteger;
  }

  /** Operators on bits would cut numbers to integers first. */
  private static ArithmeticException noBits(String operator, String instead) {
    return new ArithmeticException(operator + " works on bits and is not allowed; " + instead);
  }

  private static void requireNumbers(Object left, Object right) {
    if (!(left instanceof Number) || !(right instanceof Number)) {
      Object other = left instanceof Number ? right : left;
      throw new ArithmeticException(FilterErrors.what(other) + " is not a number");
    }
  }
}
