package org.desisky.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.desisky.core.io.AtomicFiles;
import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCatalogWriter;
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
      names = "--output",
      required = true,
      paramLabel = "FILE.fits",
      description = "The file to write.")
  Path output;

  @Override
  public Integer call() {
    if (rows < 1 || rows > SkySimulator.MOST_ROWS) {
      throw new ParameterException(
          spec.commandLine(), "rows must be from 1 to " + SkySimulator.MOST_ROWS + ", not " + rows);
    }
    if (seed < 0) {
      throw new ParameterException(spec.commandLine(), "seed must be 0 or more, not " + seed);
    }
    if (Files.isDirectory(output)) {
      throw new ParameterException(spec.commandLine(), "output " + output + " is a folder");
    }
    Talk talk = new Talk(spec.commandLine().getOut(), spec.commandLine().getErr());
    talk.result(simulate(rows, seed, output, talk).toString());
    return 0;
  }

  /** Writes a simulated catalogue, which says in its header what it is; the file's path. */
  static Path simulate(int rows, long seed, Path output, Talk talk) {
    Path file = output.toAbsolutePath().normalize();
    AtomicFiles.checkReplaceable(file);
    talk.say("Simulating " + rows + " spectra of the night sky over Kitt Peak ...");
    SkyCatalog catalog = SkySimulator.simulate(rows, seed);
    SkyCatalogWriter.write(
        catalog,
        file,
        List.of(
            "Simulated night-sky spectra, not observations.",
            "Made by desisky " + Version.text() + ", " + rows + " rows, seed " + seed + "."));
    return file;
  }
}
