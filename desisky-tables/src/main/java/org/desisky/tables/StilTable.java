package org.desisky.tables;

import com.google.common.base.CharMatcher;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.desisky.core.FloatMatrix;
import org.desisky.data.BadCatalogException;
import org.desisky.data.Column;
import org.desisky.data.ObservationTable;
import uk.ac.starlink.table.ColumnData;
import uk.ac.starlink.table.ColumnInfo;
import uk.ac.starlink.table.ColumnStarTable;
import uk.ac.starlink.table.DefaultValueInfo;
import uk.ac.starlink.table.DescribedValue;
import uk.ac.starlink.votable.VOStarTable;

/** Observations as STIL sees a table. Nothing is copied. */
final class StilTable {
  private StilTable() {}

  static ColumnStarTable of(
      ObservationTable table,
      List<ArrayColumn> arrays,
      String name,
      Map<String, Object> parameters) {
    ColumnStarTable stil = ColumnStarTable.makeTableWithRows(table.rows());
    stil.setName(name);
    parameters.forEach((key, value) -> stil.setParameter(parameter(key, value)));
    for (Column column : table.columns()) {
      ColumnInfo info =
          info(column.name(), boxed(column.values()), column.unit(), column.description());
      if (column.values() instanceof String[] texts && areWide(texts)) {
        info.setAuxDatum(new DescribedValue(VOStarTable.DATATYPE_INFO, "unicodeChar"));
      }
      stil.addColumn(uk.ac.starlink.table.ArrayColumn.makeColumn(info, column.values()));
    }
    for (ArrayColumn column : arrays) {
      if (column.values().rows() != table.rows()) {
        throw new BadCatalogException(
            "column "
                + column.name()
                + " has "
                + column.values().rows()
                + " rows in a table of "
                + table.rows());
      }
      requireNew(column.name(), table);
      stil.addColumn(new Rows(column));
    }
    return stil;
  }

  /** Two columns of one name Parquet mixes up; programs that read VOTable know but one. */
  private static void requireNew(String name, ObservationTable table) {
    for (Column column : table.columns()) {
      if (column.name().equalsIgnoreCase(name)) {
        throw new BadCatalogException(
            "the observations have a column "
                + column.name()
                + ", which is the name of the spectra's; rename it, or write .fits,"
                + " where they are apart");
      }
    }
  }

  /**
   * Whether texts are for the other type of characters of VOTable 1.4, of 16 bits: the usual one is
   * ASCII. What neither holds STIL writes in UTF-8, which TOPCAT reads.
   */
  private static boolean areWide(String[] texts) {
    return !Stream.of(texts).allMatch(CharMatcher.ascii()::matchesAllOf)
        && Stream.of(texts)
            .flatMapToInt(String::codePoints)
            .noneMatch(Character::isSupplementaryCodePoint);
  }

  private static Class<?> boxed(Object values) {
    if (values instanceof int[]) {
      return Integer.class;
    }
    if (values instanceof long[]) {
      return Long.class;
    }
    if (values instanceof float[]) {
      return Float.class;
    }
    if (values instanceof double[]) {
      return Double.class;
    }
    return values instanceof boolean[] ? Boolean.class : String.class;
  }

  static ColumnInfo info(String name, Class<?> type, String unit, String description) {
    ColumnInfo info = new ColumnInfo(name, type, description.isEmpty() ? null : description);
    info.setUnitString(unit.isEmpty() ? null : unit);
    return info;
  }

  static DescribedValue parameter(String name, Object value) {
    DefaultValueInfo info = new DefaultValueInfo(name, value.getClass());
    if (value instanceof double[] array) {
      info.setShape(new int[] {array.length});
    }
    return new DescribedValue(info, value);
  }

  /** A column of arrays, each made from its row of the matrix when it is asked for. */
  private static final class Rows extends ColumnData {
    private final FloatMatrix values;

    Rows(ArrayColumn column) {
      super(shaped(column));
      values = column.values();
    }

    private static ColumnInfo shaped(ArrayColumn column) {
      ColumnInfo info = info(column.name(), float[].class, column.unit(), column.description());
      info.setShape(new int[] {column.values().columns()});
      return info;
    }

    @Override
    public Object readValue(long row) {
      return values.row(Math.toIntExact(row));
    }
  }
}
