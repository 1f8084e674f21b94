package org.desisky.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import org.desisky.core.DesiskyException;
import org.desisky.core.io.AtomicFiles;
import org.desisky.core.io.FullPath;
import org.desisky.tables.TableFormat;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/** Where results go: a file, whose extension tells the format, or standard output. */
final class Output {
  private static final String STANDARD = "-";

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "The file to write, or - for standard output.")
  String output;

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

  private CommandLine command;
  private boolean isStandard;
  private Path file;
  private TableFormat format;

  /** Of a command that writes this file unless it is told another. */
  Output(String usual) {
    output = usual;
  }

  /**
   * Looks at what was asked for, and that it can be written. Defaults of the user's that are of no
   * use wait for an output that has one.
   *
   * @param inputs files to be read, none of which may be written
   */
  void check(CommandLine command, Path... inputs) {
    this.command = command;
    ParseResult given = command.getParseResult();
    isStandard = output.equals(STANDARD);
    if (isStandard) {
      if (json && given.hasMatchedOption("--json")) {
        throw new ParameterException(
            command, "--json and --output - both want standard output; name a file");
      }
      format = streamFormat == null ? TableFormat.CSV : streamFormat;
      return;
    }
    if (given.hasMatchedOption("--format")) {
      throw new ParameterException(
          command, "--format is for --output -; the extension of a file tells its format");
    }
    file = FullPath.of(path());
    if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
      throw new ParameterException(
          command, "output " + output + " is not an ordinary file; --output - is standard output");
    }
    format = format(file, output, command, inputs);
    AtomicFiles.checkReplaceable(file);
  }

  private Path path() {
    try {
      return Main.path(output);
    } catch (TypeConversionException e) {
      throw new ParameterException(
          command, "Invalid value for option '--output': " + e.getMessage(), e);
    }
  }

  /**
   * The format of a file that is to be written, which is neither a folder nor one to be read.
   *
   * @param shown its name as the user gave it
   */
  static TableFormat format(Path file, String shown, CommandLine command, Path... inputs) {
    try {
      TableFormat format = TableFormat.of(file);
      if (Files.isDirectory(file)) {
        throw new ParameterException(command, "output " + shown + " is a folder");
      }
      for (Path input : inputs) {
        if (input != null
            && Files.exists(file)
            && Files.exists(input)
            && Files.isSameFile(file, input)) {
          throw new ParameterException(
              command, "output " + shown + " is the file to read; name another");
        }
      }
      return format;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, e.getMessage(), e);
    } catch (IOException e) {
      throw new DesiskyException(file + " cannot be looked at: " + AtomicFiles.reason(e), e);
    }
  }

  TableFormat format() {
    return format;
  }

  /** What refuses the format, with how to ask for one of others. */
  ParameterException refusal(String why, List<TableFormat> others) {
    List<String> names =
        others.stream()
            .map(other -> isStandard ? other.label() : "." + other.extensions().get(0))
            .toList();
    String all = String.join(" or ", names);
    return new ParameterException(
        command, why + (isStandard ? "; choose --format " : "; write ") + all);
  }

  /**
   * Ends standard output with the file's path, or with JSON about the run where that is wanted;
   * with neither where standard output has the results.
   */
  void tell(Talk talk, Function<Path, String> about) {
    if (!isStandard) {
      talk.result(json ? about.apply(file) : file.toString());
    }
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
    try (TemporaryFolder folder = TemporaryFolder.of("desisky-output-")) {
      String extension = format.extensions().get(0).toLowerCase(Locale.ROOT);
      Path temporary = folder.path().resolve("output." + extension);
      writer.accept(temporary);
      Files.copy(temporary, System.out);
      System.out.flush();
      if (System.out.checkError() && !StandardOutput.isPipe()) {
        throw new IOException("not all of it was taken");
      }
    } catch (IOException e) {
      throw new DesiskyException("cannot write to standard output: " + AtomicFiles.reason(e), e);
    }
  }
}
