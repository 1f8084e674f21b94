package org.desisky.tables;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import uk.ac.starlink.table.ColumnInfo;
import uk.ac.starlink.table.StarTable;
import uk.ac.starlink.table.StarTableFactory;
import uk.ac.starlink.util.FileDataSource;

/** Tables as STIL reads them. */
final class StarTables {
  private StarTables() {}

  static StarTable read(Path file, String format) throws IOException {
    return new StarTableFactory().makeStarTable(new FileDataSource(file.toFile()), format);
  }

  static List<String> names(StarTable table) {
    return IntStream.range(0, table.getColumnCount())
        .mapToObj(table::getColumnInfo)
        .map(ColumnInfo::getName)
        .toList();
  }
}
