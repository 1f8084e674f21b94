package org.desisky.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.desisky.core.DesiskyException;
import org.desisky.core.io.AtomicFiles;
import org.desisky.core.io.FullPath;
import org.desisky.data.SkyCatalogWriter;
import org.desisky.data.simulate.SimulatedSky;
import org.desisky.data.simulate.SkySimulator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code desisky data simulate}. */
@Command(
    name = "simulate",
    description = "Simulate a catalogue of night-sky spectra in the layout of the DESI VAC.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class SimulateCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(names = "--rows", defaultValue = "1500", description = "How many spectra.")
  int rows;

  @Option(names = "--seed", defaultValue = "42", description = "Seed of everything random.")
  long seed;

  @Option(
      names = "--anomalies",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "How many spectra to spoil in each of ten ways; which and how is written beside the file,"
              + " to <name>.truth.json.")
  int anomalies;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE.fits",
      description = "The file to write.")
  Path output;

  @Override
  public Integer call() {
    try {
      check(rows);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    if (seed < 0) {
      throw new ParameterException(spec.commandLine(), "seed must be 0 or more, not " + seed);
    }
    if (!output.toString().toLowerCase(Locale.ROOT).matches(".*\\.fits?")) {
      throw new ParameterException(
          spec.commandLine(),
          "output " + output + " is to be a FITS file, with a name that ends in .fits");
    }
    if (Files.isDirectory(output)) {
      throw new ParameterException(spec.commandLine(), "output " + output + " is a folder");
    }
    if (anomalies < 0) {
      throw new ParameterException(
          spec.commandLine(), "anomalies must be 0 or more, not " + anomalies);
    }
    Talk talk = Talk.of(spec);
    try {
      talk.result(simulate(rows, seed, anomalies, output, talk).toString());
    } catch (IllegalArgumentException e) { // too few rows for so many anomalies
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    return 0;
  }

  /** Refuses a number of spectra that cannot be simulated. */
  static void check(int rows) {
    if (rows < 1 || rows > SkySimulator.MOST_ROWS) {
      throw new IllegalArgumentException(
          "rows must be from 1 to " + SkySimulator.MOST_ROWS + ", not " + rows);
    }
  }

  /** As {@link #simulate(int, long, int, Path, Talk)}, with no anomalies. */
  static Path simulate(int rows, long seed, Path output, Talk talk) {
    return simulate(rows, seed, 0, output, talk);
  }

  /**
   * Writes a simulated catalogue, which says in its header what it is, and where there are
   * anomalies the table of them; the catalogue's path.
   */
  private static Path simulate(int rows, long seed, int anomalies, Path output, Talk talk) {
    Path file = FullPath.of(output);
    Path truth = truthBeside(file);
    AtomicFiles.checkReplaceable(file);
    AtomicFiles.checkReplaceable(truth);
    talk.say("Simulating " + InferenceJob.count(rows) + " of the night sky over Kitt Peak ...");
    SimulatedSky sky = SkySimulator.simulateWithAnomalies(rows, seed, anomalies);
    List<String> history = new ArrayList<>();
    history.add("Simulated night-sky spectra, not observations.");
    history.add("Made by desisky " + Version.text() + ", " + rows + " rows, seed " + seed + ".");
    if (anomalies > 0) {
      history.add(
          sky.truth().anomalies().size()
              + " of the spectra are spoilt on purpose, as listed in "
              + truth.getFileName()
              + ".");
    }
    SkyCatalogWriter.write(sky.catalog(), file, history);
    removeOlder(truth); // not before the spectra that it is of are gone, and then at once
    if (anomalies > 0) {
      sky.truth().write(truth);
      talk.say("Which spectra are spoilt, and how: " + truth);
    }
    return file;
  }

  private static void removeOlder(Path truth) {
    try {
      AtomicFiles.remove(truth);
    } catch (IOException e) {
      throw new DesiskyException(
          truth + " is of an earlier simulation and cannot be removed: " + AtomicFiles.reason(e),
          e);
    }
  }

  private static Path truthBeside(Path file) {
    String name = file.getFileName().toString().replaceFirst("\\.(?i:fits?)$", "");
    return file.resolveSibling(name + ".truth.json");
  }
}
