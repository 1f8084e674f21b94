package org.desisky.tables;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.desisky.core.FloatMatrix;
import org.desisky.data.Column;
import org.desisky.data.ObservationTable;
import org.desisky.data.WavelengthGrid;
import uk.ac.starlink.table.AbstractStarTable;
import uk.ac.starlink.table.ColumnInfo;
import uk.ac.starlink.table.DescribedValue;
import uk.ac.starlink.table.RowSequence;
import uk.ac.starlink.table.StarTable;
import uk.ac.starlink.table.Tables;

/**
 * A stream of rows as STIL sees a table, to be gone through once. Plain columns come first, then
 * wide ones, then spectra, since that is how people read.
 */
final class StreamTable extends AbstractStarTable {
  private static final String WAVELENGTH = "WAVELENGTH";

  private final RowStream rows;
  private final List<Cells> cells = new ArrayList<>();
  private boolean gone;

  /**
   * One column of the table.
   *
   * @param source the number of the stream's column
   * @param element which number of its row, or −1 for all together
   */
  private record Cells(ColumnInfo info, StreamColumn column, int source, int element) {
    Object value(RowStream.Batch batch, int row) {
      Object values = batch.values().get(source);
      if (values instanceof FloatMatrix matrix) {
        return element >= 0 ? (Object) matrix.get(row, element) : matrix.row(row);
      }
      if (values instanceof double[] doubles) {
        return doubles[row];
      }
      if (values instanceof long[] longs) {
        return longs[row] == StreamColumn.UNKNOWN ? null : longs[row];
      }
      if (values instanceof String[] texts) {
        return texts[row];
      }
      return ((boolean[]) values)[row];
    }
  }

  StreamTable(RowStream rows, TableFormat format) {
    this.rows = rows;
    setName(rows.name());
    for (Map.Entry<String, Object> parameter : rows.parameters().entrySet()) {
      setParameter(StilTable.parameter(parameter.getKey(), parameter.getValue()));
    }
    double[] wavelength = rows.wavelength();
    if (format.holdsFlux() && format != TableFormat.FITS && wavelength.length > 0) {
      setParameter(StilTable.parameter(WAVELENGTH + "_UNIT", WavelengthGrid.UNIT));
      setParameter(StilTable.parameter(WAVELENGTH, wavelength));
    }
    List<StreamColumn> columns = rows.columns();
    columns.stream()
        .sorted(Comparator.comparing(StreamColumn::isSpectra).thenComparing(StreamColumn::isVector))
        .filter(column -> format.holdsFlux() || !column.isSpectra())
        .forEach(column -> add(column, columns.indexOf(column), format.holdsFlux()));
  }

  private void add(StreamColumn column, int source, boolean holdsVectors) {
    if (column.isVector() && !holdsVectors) {
      for (int i = 0; i < column.width(); i++) {
        ColumnInfo info =
            StilTable.info(
                column.name() + "_" + i, Float.class, column.unit(), column.description());
        info.setNullable(false);
        cells.add(new Cells(info, column, source, i));
      }
      return;
    }
    ColumnInfo info =
        StilTable.info(column.name(), type(column), column.unit(), column.description());
    if (column.isVector()) {
      info.setShape(new int[] {column.width()});
    }
    info.setNullable(false);
    if (column.type() == StreamColumn.Type.TEXT) {
      info.setElementSize(column.width());
    }
    if (column.type() == StreamColumn.Type.LONG) {
      // Told beforehand, or a FITS writer would go through all rows to see whether there is a null.
      info.setNullable(true);
      info.setAuxDatum(new DescribedValue(Tables.NULL_VALUE_INFO, StreamColumn.UNKNOWN));
    }
    cells.add(new Cells(info, column, source, column.isVector() ? -1 : 0));
  }

  private static Class<?> type(StreamColumn column) {
    return switch (column.type()) {
      case FLOAT -> column.isVector() ? float[].class : Float.class;
      case DOUBLE -> Double.class;
      case LONG -> Long.class;
      case BOOLEAN -> Boolean.class;
      case TEXT -> String.class;
    };
  }

  /** The wavelengths as a table of their own, for a format whose parameters cannot hold them. */
  StarTable wavelengths() {
    Column column =
        new Column(
            WAVELENGTH,
            WavelengthGrid.UNIT,
            rows.wavelength(),
            "vacuum wavelength of each channel");
    return StilTable.of(
        ObservationTable.of(column.rows(), List.of(column)), List.of(), WAVELENGTH, Map.of());
  }

  @Override
  public int getColumnCount() {
    return cells.size();
  }

  @Override
  public long getRowCount() {
    return rows.rows();
  }

  @Override
  public ColumnInfo getColumnInfo(int column) {
    return cells.get(column).info();
  }

  @Override
  public RowSequence getRowSequence() {
    if (gone) {
      throw new IllegalStateException("these rows can be gone through once");
    }
    gone = true;
    return new Rows(rows.batches());
  }

  /** The rows of one batch after the other. */
  private final class Rows implements RowSequence {
    private final Iterator<RowStream.Batch> batches;
    private RowStream.Batch batch = new RowStream.Batch(0, List.of());
    private int row = -1;

    Rows(Iterator<RowStream.Batch> batches) {
      this.batches = batches;
    }

    @Override
    public boolean next() throws IOException {
      row++;
      while (row >= batch.rows()) {
        if (!batches.hasNext()) {
          return false;
        }
        batch = batches.next();
        row = 0;
      }
      return true;
    }

    @Override
    public Object getCell(int column) {
      return cells.get(column).value(batch, row);
    }

    @Override
    public Object[] getRow() {
      Object[] all = new Object[cells.size()];
      Arrays.setAll(all, this::getCell);
      return all;
    }

    @Override
    public void close() {
      // The stream's owner closes what it reads.
    }
  }
}
