package org.desisky.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.desisky.data.BadCatalogException;
import org.desisky.data.KnownBadNights;
import org.desisky.data.ObservationTable;
import org.desisky.data.RowFilter;
import org.desisky.data.SkySubset;

/**
 * Which rows of a catalogue are used, by their observations.
 *
 * @param qualityFilter whether known bad nights are left out
 * @param subset the subset to use; empty for all
 * @param where a condition that rows must meet; empty for none
 */
record RowChoice(boolean qualityFilter, Optional<SkySubset> subset, Optional<RowFilter> where) {
  /** All but known bad nights. */
  static final RowChoice GOOD_NIGHTS = new RowChoice(true, Optional.empty(), Optional.empty());

  private static final String BAD_NIGHTS = "of known bad nights";

  /** The rows chosen, ascending, from 0, and how many others each rule left out. */
  static final class Chosen {
    final int[] rows;
    final int badNights;
    final int outsideSubset;
    final int outsideWhere;

    private Chosen(int[] rows, int badNights, int outsideSubset, int outsideWhere) {
      this.rows = rows;
      this.badNights = badNights;
      this.outsideSubset = outsideSubset;
      this.outsideWhere = outsideWhere;
    }

    /** How many rows there were to choose from. */
    int candidates() {
      return rows.length + badNights + outsideSubset + outsideWhere;
    }
  }

  /** Chooses among all rows of a file. */
  Chosen choose(Path file, ObservationTable observations, Talk talk) {
    return choose(file, observations, IntStream.range(0, observations.rows()).toArray(), talk);
  }

  /**
   * Chooses among rows, saying what is left out. Rules look at the whole table, so that ROW is the
   * row of the file.
   *
   * @param file named where no row is left
   * @param candidates the rows to choose from, ascending
   * @throws BadCatalogException if no row is left, or a rule does not fit the columns
   */
  Chosen choose(Path file, ObservationTable observations, int[] candidates, Talk talk) {
    int[] rows = candidates;
    int bad = 0;
    if (qualityFilter) {
      Optional<int[]> kept = KnownBadNights.rowsToKeep(observations);
      if (kept.isEmpty()) {
        talk.warn("there is no NIGHT or MJD, so known bad nights cannot be left out");
      } else {
        rows = common(rows, kept.get());
        bad = candidates.length - rows.length;
        say(bad, BAD_NIGHTS + " (--no-quality-filter keeps them)", talk);
      }
    }
    int before = rows.length;
    if (subset.isPresent()) {
      rows = common(rows, subset.get().rows(observations));
      say(before - rows.length, outside(subset.get()), talk);
    }
    int outsideSubset = before - rows.length;
    before = rows.length;
    if (where.isPresent()) {
      rows = common(rows, where.get().rows(observations));
      say(before - rows.length, notMeeting(where.get()), talk);
    }
    Chosen chosen = new Chosen(rows, bad, outsideSubset, before - rows.length);
    requireSome(file, candidates.length, chosen);
    return chosen;
  }

  /** What was asked for and what was left out, for headers. */
  Map<String, Object> provenance(Chosen chosen) {
    Map<String, Object> rules = new LinkedHashMap<>();
    rules.put("quality_filter", qualityFilter);
    rules.put("dropped_bad_nights", chosen.badNights);
    rules.put("subset", subset.map(SkySubset::label).orElse("full"));
    if (subset.isPresent()) {
      rules.put("dropped_subset", chosen.outsideSubset);
    }
    if (where.isPresent()) {
      rules.put("where", where.get().toString());
      rules.put("dropped_where", chosen.outsideWhere);
    }
    return rules;
  }

  private void requireSome(Path file, int candidates, Chosen chosen) {
    if (chosen.rows.length == 0 && candidates > 0) {
      List<String> leftOut = new ArrayList<>();
      add(leftOut, chosen.badNights, BAD_NIGHTS);
      subset.ifPresent(asked -> add(leftOut, chosen.outsideSubset, outside(asked)));
      where.ifPresent(asked -> add(leftOut, chosen.outsideWhere, notMeeting(asked)));
      throw new BadCatalogException(
          file
              + (candidates == 1
                  ? ": its only spectrum is not to be used; left out are "
                  : ": none of the " + candidates + " spectra is left to use; left out are ")
              + String.join(", ", leftOut));
    }
  }

  private static String outside(SkySubset subset) {
    return "outside the " + subset.label() + " subset";
  }

  private static String notMeeting(RowFilter where) {
    return "that do not meet " + where;
  }

  private static void add(List<String> leftOut, int count, String which) {
    if (count > 0) {
      leftOut.add(count + " " + which);
    }
  }

  private static void say(int count, String which, Talk talk) {
    if (count > 0) {
      talk.say("Left out " + InferenceJob.count(count) + " " + which);
    }
  }

  /** What is in both; both ascend. */
  private static int[] common(int[] rows, int[] kept) {
    IntPredicate isKept = row -> Arrays.binarySearch(kept, row) >= 0;
    return kept.length == 0 ? kept : IntStream.of(rows).filter(isKept).toArray();
  }
}
