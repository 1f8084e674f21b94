package org.desisky.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.desisky.core.DesiskyException;
import org.desisky.core.io.AtomicFiles;
import org.desisky.tables.TableFormat;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Where results go: a file, whose extension tells the format, or standard output. */
final class Output {
  private static final String STANDARD = "-";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "Of what goes to standard output: npz, fits, votable, ecsv, csv or parquet (default: csv).")
  TableFormat streamFormat;

  @Option(
      names = "--json",
      description =
          "Print one JSON object about the run as the last line on standard output, in place of the"
              + " file's path.")
  boolean json;

  private boolean isStandard;
  private Path file;
  private TableFormat format;

  /**
   * Looks at what was asked for, and that it can be written.
   *
   * @param inputs files to be read, none of which may be written
   */
  void check(String output, CommandLine command, Path... inputs) {
    isStandard = output.equals(STANDARD);
    if (isStandard) {
      if (json) {
        throw new ParameterException(
            command, "--json and --output - both want standard output; name a file");
      }
      format = streamFormat == null ? TableFormat.CSV : streamFormat;
      return;
    }
    if (streamFormat != null) {
      throw new ParameterException(
          command, "--format is for --output -; the extension of a file tells its format");
    }
    file = Path.of(output).toAbsolutePath().normalize();
    try {
      format = TableFormat.of(file);
      if (Files.isDirectory(file)) {
        throw new ParameterException(command, "output " + output + " is a folder");
      }
      for (Path input : inputs) {
        if (input != null
            && Files.exists(file)
            && Files.exists(input)
            && Files.isSameFile(file, input)) {
          throw new ParameterException(
              command, "output " + output + " is a file to be read; name another");
        }
      }
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, e.getMessage(), e);
    } catch (IOException e) {
      throw new DesiskyException(file + " cannot be looked at: " + AtomicFiles.reason(e), e);
    }
    AtomicFiles.checkReplaceable(file);
  }

  TableFormat format() {
    return format;
  }

  boolean wantsJson() {
    return json;
  }

  /** The file; none for standard output. */
  Optional<Path> file() {
    return Optional.ofNullable(file);
  }

  /**
   * Writes by a path with the extension of the format. Standard output gets the whole once it has
   * been made, so that what follows in a pipe sees all or nothing.
   */
  void write(Consumer<Path> writer) {
    if (!isStandard) {
      writer.accept(file);
      return;
    }
    try {
      Path temporary =
          Files.createTempFile(
              "desisky-", "." + format.extensions().get(0).toLowerCase(Locale.ROOT));
      try {
        writer.accept(temporary);
        Files.copy(temporary, System.out);
        System.out.flush();
        if (System.out.checkError()) {
          throw new IOException("it was closed");
        }
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new DesiskyException("cannot write to standard output: " + AtomicFiles.reason(e), e);
    }
  }
}
