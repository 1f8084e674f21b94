package org.desisky.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.desisky.core.io.FullPath;
import org.desisky.core.io.Sha256;
import org.desisky.data.BadCatalogException;
import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCatalogFile;
import org.desisky.data.SkySpecVac;
import org.desisky.data.Split;
import org.desisky.data.SplitRule;

/**
 * Which spectra a run uses.
 *
 * @param path the file; null for the cached VAC
 * @param choice by their observations
 * @param dropNonFinite whether spectra with NaN or infinite flux are left out, rather than refused
 * @param splitRule what stays together in the split
 * @param testFraction the part of the rows that tests the model
 * @param calibrationFraction the part that neither trains nor tests it
 * @param seed of the split
 */
record DataSelection(
    Path path,
    RowChoice choice,
    boolean dropNonFinite,
    SplitRule splitRule,
    double testFraction,
    double calibrationFraction,
    long seed) {
  /**
   * What was chosen: spectra in the file's order, each one's row in the file (from 0), and the
   * split.
   */
  static final class Selected {
    final SkyCatalog catalog;
    final int[] fileRows;
    final Split split;
    final Map<String, Object> provenance;

    private Selected(
        SkyCatalog catalog, int[] fileRows, Split split, Map<String, Object> provenance) {
      this.catalog = catalog;
      this.fileRows = fileRows;
      this.split = split;
      this.provenance = provenance;
    }
  }

  /** Refuses what makes no sense before any file is looked at. */
  static void check(double testFraction, long seed) {
    if (!(testFraction > 0 && testFraction < 1)) {
      throw new IllegalArgumentException(
          "val split must lie between 0 and 1, not be " + testFraction);
    }
    if (seed < 0) {
      throw new IllegalArgumentException("seed must be 0 or more, not " + seed);
    }
  }

  /** Refuses parts that leave nothing to train on. */
  static void check(double testFraction, double calibrationFraction, long seed) {
    check(testFraction, seed);
    if (!(calibrationFraction >= 0 && testFraction + calibrationFraction < 1)) {
      throw new IllegalArgumentException(
          "calibration split must be 0 or more and leave rows to train on, not be "
              + calibrationFraction);
    }
  }

  /** Reads what is selected, and nothing else, of the file, saying what is left out. */
  Selected load(Talk talk) {
    Path file = FullPath.of(path == null ? SkySpecVac.cachedPath() : path);
    AtomicReference<RowChoice.Chosen> choosing = new AtomicReference<>();
    Function<SkyCatalogFile, int[]> rule =
        open -> {
          talk.say("Read the head of " + open);
          choosing.set(choice.choose(file, open.observations(), talk));
          return choosing.get().rows;
        };
    SkyCatalog catalog = path == null ? SkySpecVac.load(rule) : SkyCatalog.read(file, rule);
    RowChoice.Chosen chosen = choosing.get();
    int[] rows = chosen.rows;
    int[] nonFinite = catalog.nonFiniteRows();
    if (nonFinite.length > 0) {
      refuseUnlessDropped(nonFinite, rows, file);
      BadRows.tellLeftOut(nonFinite.length, talk);
      catalog = catalog.without(nonFinite);
      rows = without(rows, nonFinite);
    }
    Split split = splitRule.split(catalog.observations(), testFraction, calibrationFraction, seed);
    Map<String, Object> provenance = new LinkedHashMap<>();
    provenance.putAll(catalog.provenance());
    provenance.put("data", data(file, catalog, chosen, nonFinite.length));
    provenance.put("split", splitting(catalog, split));
    return new Selected(catalog, rows, split, provenance);
  }

  private void refuseUnlessDropped(int[] nonFinite, int[] rows, Path file) {
    if (!dropNonFinite) {
      throw new BadCatalogException(
          file
              + ": "
              + InferenceJob.count(nonFinite.length)
              + (nonFinite.length == 1 ? " has" : " have")
              + " NaN or infinite flux, the first in row "
              + rows[nonFinite[0]]
              + " (counted from 0); --drop-nonfinite leaves them out");
    }
  }

  private static int[] without(int[] rows, int[] positions) {
    return IntStream.range(0, rows.length)
        .filter(i -> Arrays.binarySearch(positions, i) < 0)
        .map(i -> rows[i])
        .toArray();
  }

  private Map<String, Object> data(
      Path file, SkyCatalog catalog, RowChoice.Chosen chosen, int nonFinite) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("path", file.toString());
    data.put("sha256", Sha256.of(file));
    data.put("rows", chosen.candidates());
    data.put("channels", catalog.channels());
    data.putAll(choice.provenance(chosen));
    data.put("dropped_nonfinite", nonFinite);
    if (catalog.hasWavelength()) {
      double[] wavelength = catalog.wavelength();
      data.put("wavelength_unit", "Angstrom");
      data.put("wavelength_first", wavelength[0]);
      data.put("wavelength_last", wavelength[wavelength.length - 1]);
    }
    return data;
  }

  private Map<String, Object> splitting(SkyCatalog catalog, Split split) {
    Map<String, Object> rule = new LinkedHashMap<>();
    rule.put("rule", splitRule.label());
    rule.put("seed", seed);
    rule.put("val_split", testFraction);
    rule.put("rows", catalog.rows());
    rule.put("train_rows", split.train().length);
    rule.put("test_rows", split.test().length);
    if (calibrationFraction > 0) {
      rule.put("calibration_split", calibrationFraction);
      rule.put("calibration_rows", split.calibration().length);
    }
    if (splitRule != SplitRule.ROW) {
      double[] groups = splitRule.groups(catalog.observations());
      rule.put("train_" + splitRule.label() + "s", distinct(split.train(), groups));
      rule.put("test_" + splitRule.label() + "s", distinct(split.test(), groups));
    }
    return rule;
  }

  private static int distinct(int[] rows, double[] groups) {
    return (int) Arrays.stream(rows).mapToDouble(row -> groups[row]).distinct().count();
  }
}
