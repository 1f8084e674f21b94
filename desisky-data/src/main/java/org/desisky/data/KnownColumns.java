package org.desisky.data;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The columns that rules ask for by name; FITS gives names no case. */
final class KnownColumns {
  private static final ImmutableSet<String> NAMES = names();

  private KnownColumns() {}

  private static ImmutableSet<String> names() {
    ImmutableSet.Builder<String> names = ImmutableSet.builder();
    names.add("NIGHT", "MJD", "EXPID", "TILERA", "TILEDEC").addAll(SkyCondition.columns());
    for (SkySubset subset : SkySubset.values()) {
      names.addAll(subset.columns());
    }
    return names.build();
  }

  /**
   * The columns, each in its place. One whose name differs from a rule's in case alone gets the
   * rule's, unless there is a column of that name already; of several such columns the first.
   */
  static List<Column> spelt(List<Column> columns) {
    Set<String> taken = new HashSet<>();
    columns.forEach(column -> taken.add(column.name()));
    List<Column> spelt = new ArrayList<>();
    for (Column column : columns) {
      String name = column.name().toUpperCase(Locale.ROOT);
      spelt.add(NAMES.contains(name) && taken.add(name) ? column.named(name) : column);
    }
    return spelt;
  }
}
