package org.desisky.tables;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * A column of a {@link RowStream}.
 *
 * @param name of the column
 * @param type of its numbers
 * @param width how many numbers a row has; 1 for a plain column; of texts, how many characters the
 *     longest has
 * @param kind whether a row has one value or several
 * @param unit of the numbers; empty where there is none
 * @param description in words
 */
public record StreamColumn(
    String name, Type type, int width, Kind kind, String unit, String description) {
  /** Checks what is given. */
  public StreamColumn {
    checkArgument(width > 0, "column %s of width %s", name, width);
    checkArgument(
        kind == Kind.PLAIN ? width == 1 || type == Type.TEXT : type == Type.FLOAT,
        "column %s: only floats come together",
        name);
  }

  /** What a row of a column has. */
  public enum Kind {
    /** One value. */
    PLAIN,
    /** Several numbers, or one where there happens to be no more. */
    VECTOR,
    /** A number for each channel: tables for people leave it out. */
    SPECTRUM
  }

  /** Whether a row has numbers in an order, be it one. */
  boolean isVector() {
    return kind != Kind.PLAIN;
  }

  /** Whether a row has a number for each channel. */
  public boolean isSpectra() {
    return kind == Kind.SPECTRUM;
  }

  /** NumPy's name of what the column holds. */
  String descr() {
    return type == Type.TEXT ? type.descr() + width : type.descr();
  }

  /** The number of a row that is not known, in a column of type {@link Type#LONG}. */
  public static final long UNKNOWN = -1;

  /** What a column's values are, and what a batch holds them in. */
  public enum Type {
    /** float32: a {@code FloatMatrix} of as many columns as the width. */
    FLOAT("<f4"),
    /** float64: {@code double[]}. */
    DOUBLE("<f8"),
    /** int64: {@code long[]}; {@link #UNKNOWN} becomes null where a format has it. */
    LONG("<i8"),
    /** Yes or no: {@code boolean[]}. */
    BOOLEAN("|b1"),
    /** Texts of ASCII characters, since FITS has no others: {@code String[]}. */
    TEXT("<U");

    private final String descr;

    Type(String descr) {
      this.descr = descr;
    }

    /** NumPy's name. */
    String descr() {
      return descr;
    }
  }
}
