package org.desisky.data;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What is known of each observation: named columns with one value a row. Immutable. */
public final class ObservationTable {
  private final int rows;
  private final Map<String, Column> columns = new LinkedHashMap<>();
  private final String what;

  private ObservationTable(int rows, Collection<Column> columns, String what) {
    this.rows = rows;
    this.what = what;
    for (Column column : columns) {
      if (column.rows() != rows) {
        throw new IllegalArgumentException(
            "column " + column.name() + " has " + column.rows() + " rows, not " + rows);
      }
      if (this.columns.put(column.name(), column) != null) {
        throw new IllegalArgumentException("two columns are named " + column.name());
      }
    }
  }

  /** A table of the columns given, which must have {@code rows} rows and names of their own. */
  public static ObservationTable of(int rows, Collection<Column> columns) {
    return new ObservationTable(rows, columns, "the observations");
  }

  /** A table that knows nothing but how many rows there are. */
  public static ObservationTable empty(int rows) {
    return of(rows, List.of());
  }

  /** How many rows. */
  public int rows() {
    return rows;
  }

  /** The columns, in the file's order. */
  public List<Column> columns() {
    return List.copyOf(columns.values());
  }

  /** The columns' names, in the file's order. */
  public List<String> names() {
    return List.copyOf(columns.keySet());
  }

  /** Whether there is a column of this name. */
  public boolean has(String name) {
    return columns.containsKey(name);
  }

  /** Whether there are columns of all these names. */
  public boolean hasAll(Collection<String> names) {
    return columns.keySet().containsAll(names);
  }

  /**
   * One column.
   *
   * @throws BadCatalogException if there is none of this name
   */
  public Column column(String name) {
    Column column = columns.get(name);
    if (column == null) {
      throw new BadCatalogException(what + " have no column " + name + ", only " + names());
    }
    return column;
  }

  /**
   * Makes sure that columns are there.
   *
   * @param purpose what needs them, as the beginning of a sentence, such as {@code "the dark
   *     subset"}
   * @throws BadCatalogException if one is missing, naming every missing one and the purpose
   */
  public void require(String purpose, String... needed) {
    List<String> missing = Stream.of(needed).filter(name -> !has(name)).toList();
    if (!missing.isEmpty()) {
      throw new BadCatalogException(
          purpose
              + " needs the columns "
              + String.join(", ", needed)
              + ", but "
              + what
              + " have no "
              + String.join(", ", missing)
              + (columns.isEmpty() ? "; they have no columns at all" : "; they have " + names()));
    }
  }

  /**
   * A column's values as float64; a null is NaN.
   *
   * @throws BadCatalogException if there is none of this name, or it holds no numbers
   */
  public double[] doubles(String name) {
    Column column = column(name);
    if (!column.isNumeric()) {
      throw new BadCatalogException("column " + name + " does not hold numbers");
    }
    return column.doubles();
  }

  /** The rows named, in the order named. */
  public ObservationTable select(int[] selection) {
    return new ObservationTable(
        selection.length, columns.values().stream().map(c -> c.select(selection)).toList(), what);
  }

  /**
   * This table with one more column at its end, or in the place of that of its name.
   *
   * @throws IllegalArgumentException if it has another number of rows
   */
  public ObservationTable with(Column column) {
    Map<String, Column> more = new LinkedHashMap<>(columns);
    more.put(column.name(), column);
    return new ObservationTable(rows, more.values(), what);
  }

  /** This table, of which messages say that it is of a file. */
  ObservationTable ofFile(Path file) {
    return new ObservationTable(rows, columns.values(), "the observations of " + file);
  }

  /** What messages call this table: a noun in the plural. */
  String what() {
    return what;
  }

  @Override
  public String toString() {
    return rows + " observations " + names();
  }
}
