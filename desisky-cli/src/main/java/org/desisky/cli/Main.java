package org.desisky.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.desisky.core.DesiskyException;
import org.desisky.core.engine.EngineUnavailableException;
import org.desisky.core.io.Folders;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program {@code desisky}. Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted. */
@Command(
    name = "desisky",
    description = "A variational autoencoder for DESI night-sky spectra.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      TrainVaeCommand.class,
      InferVaeCommand.class,
      AnomaliesCommand.class,
      DecodeCommand.class,
      InterpolateCommand.class,
      SampleCommand.class,
      InspectCommand.class,
      ReproduceCommand.class,
      ReportCommand.class,
      DemoCommand.class,
      DataCommand.class,
      ModelCommand.class,
      EnginesCommand.class,
      SelftestCommand.class,
      CompletionCommand.class
    })
public final class Main implements Runnable {
  @Spec CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show where in the program an error arose.")
  boolean debug;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Tell more: what the libraries log, too.")
  boolean verbose;

  @Option(
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      description = "Tell nothing but results, warnings and errors.")
  boolean quiet;

  /** Runs the program and ends the process with its exit code. */
  public static void main(String[] args) {
    prepare();
    System.exit(Interrupts.runToEnd(() -> run(args)));
  }

  /** Settings of Java and the framework, where the user has not made others. */
  private static void prepare() {
    // The framework would otherwise look for natives, and report its use, over the network.
    setDefault("ai.djl.offline", "true");
    setDefault("OPT_OUT_TRACKING", "true");
    setDefault("java.awt.headless", "true");
    // Downloads go through the proxy that the system names.
    setDefault("java.net.useSystemProxies", "true");
  }

  private static int run(String[] args) {
    try {
      Defaults defaults = Defaults.ofUser();
      CommandLine commandLine = commandLine(defaults);
      if (!OwnProcess.isThis()) {
        defaults.unknownVariables(commandLine).forEach(Main::warnOfVariable);
      }
      int code = commandLine.execute(args);
      if (code == CommandLine.ExitCode.OK && StandardOutput.isLost(commandLine.getOut())) {
        System.err.println("desisky: cannot write to standard output");
        return CommandLine.ExitCode.SOFTWARE;
      }
      return code;
    } catch (DesiskyException e) {
      System.err.println("desisky: " + e.getMessage());
      return CommandLine.ExitCode.USAGE;
    } catch (InvalidPathException e) {
      System.err.println("desisky: " + unnameable(e));
      return CommandLine.ExitCode.USAGE;
    } catch (OutOfMemoryError e) {
      System.err.println("desisky: " + reason(e));
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  private static void warnOfVariable(String name) {
    System.err.println(
        "warning: the environment variable " + name + " is of no option and does nothing");
  }

  static CommandLine commandLine(Defaults defaults) {
    Main main = new Main();
    CommandLine commandLine =
        new CommandLine(main)
            .setDefaultValueProvider(defaults)
            .setExecutionStrategy(parsed -> main.execute(parsed, defaults))
            .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
            .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
            .setUsageHelpAutoWidth(true)
            .setParameterExceptionHandler((e, args) -> explainUsage(e, defaults))
            .setExecutionExceptionHandler(main::explain);
    SettingNames.register(commandLine);
    tellVersion(commandLine);
    defaults.check(commandLine);
    return commandLine;
  }

  /** Every command has {@code --version}, and all are of one. */
  private static void tellVersion(CommandLine command) {
    command.getCommandSpec().versionProvider(new Version());
    command.getSubcommands().values().forEach(Main::tellVersion);
  }

  /**
   * A path as it is typed, with {@code ~} where the shell left it. An empty one, as of a shell's
   * variable that is not set, is none.
   */
  static Path path(String text) {
    if (text.isEmpty()) {
      throw new TypeConversionException("the path is empty");
    }
    try {
      return Folders.ofUser().expand(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(unnameable(e));
    }
  }

  /** Java names files in the letters of the locale alone. */
  private static String unnameable(InvalidPathException e) {
    String letters = System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name());
    boolean hasLetters = Charset.forName(letters).newEncoder().canEncode(e.getInput());
    return "no file can be named '"
        + e.getInput()
        + "' here: "
        + e.getReason()
        + (hasLetters ? "" : "; the locale has other letters, which LC_ALL=C.UTF-8 mends");
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing a command.");
  }

  private int execute(ParseResult parsed, Defaults defaults) {
    new Flags(defaults).apply(parsed);
    // Before the first logger is made: from then on it would be too late.
    if (verbose) {
      System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "info");
    } else if (quiet) {
      System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");
      System.setProperty("org.slf4j.simpleLogger.log.org.desisky", "warn");
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private static int explainUsage(ParameterException thrown, Defaults defaults) {
    ParameterException e = misspeltIfSo(thrown);
    CommandLine command = e.getCommandLine();
    command
        .getErr()
        .println(
            "desisky: "
                + message(e).replaceAll("\\s*\\R\\s*", " ")
                + origin(e, defaults)
                + " (see '"
                + command.getCommandSpec().qualifiedName()
                + " --help')");
    return CommandLine.ExitCode.USAGE;
  }

  /** Where something is missing and an option is not known, it is likely there, misspelt. */
  private static ParameterException misspeltIfSo(ParameterException e) {
    if (!(e instanceof MissingParameterException)) {
      return e;
    }
    List<String> unmatched = e.getCommandLine().getUnmatchedArguments();
    return IntStream.range(0, unmatched.size())
        .mapToObj(i -> unmatched.subList(i, unmatched.size()))
        .map(words -> new UnmatchedArgumentException(e.getCommandLine(), words))
        .filter(UnmatchedArgumentException::isUnknownOption)
        .map(ParameterException.class::cast)
        .findFirst()
        .orElse(e);
  }

  /** Of words that mean nothing the first, since those after it may belong to it. */
  private static String message(ParameterException e) {
    if (e.getArgSpec() instanceof OptionSpec option && isNoPair(option, e.getValue())) {
      return "Invalid value for option '"
          + option.longestName()
          + "': '"
          + e.getValue()
          + "' is not "
          + option.paramLabel();
    }
    if (!(e instanceof UnmatchedArgumentException unmatched)
        || unmatched.getUnmatched().isEmpty()) {
      return e.getMessage();
    }
    String kind =
        unmatched.isUnknownOption()
            ? "Unknown option"
            : e.getCommandLine().getSubcommands().isEmpty()
                ? "Unexpected argument"
                : "Unknown command";
    String meant = unmatched.getSuggestions().stream().limit(3).collect(Collectors.joining(" or "));
    return kind
        + " '"
        + unmatched.getUnmatched().get(0)
        + "'"
        + (meant.isEmpty() ? "" : "; did you mean " + meant + "?");
  }

  /** Whether an option that takes a name and a value was given something else. */
  private static boolean isNoPair(OptionSpec option, String value) {
    return option.typeInfo().isMap() && value != null && !value.contains("=");
  }

  /** Where what was wrong comes from, if that is a default of the user's own. */
  private static String origin(ParameterException e, Defaults defaults) {
    if (e.getArgSpec() == null) {
      return isOfValues(e) ? origins(e.getCommandLine(), defaults) : "";
    }
    return Optional.of(e.getArgSpec())
        .filter(argument -> !isGiven(argument, e.getCommandLine().getParseResult()))
        .flatMap(defaults::origin)
        .map(text -> " " + text)
        .orElse("");
  }

  /** Whether options that are all known and there make no sense. */
  private static boolean isOfValues(ParameterException e) {
    return !(e instanceof UnmatchedArgumentException || e instanceof MissingParameterException)
        && e.getCommandLine().getSubcommands().isEmpty();
  }

  /** Where those options come from that the user did not give, as far as they are his own. */
  private static String origins(CommandLine command, Defaults defaults) {
    String origins =
        command.getCommandSpec().options().stream()
            .filter(option -> !isGiven(option, command.getParseResult()))
            .flatMap(
                option ->
                    defaults.origin(option).stream()
                        .map(origin -> option.longestName() + " is " + origin))
            .collect(Collectors.joining(", "));
    return origins.isEmpty() ? "" : ", where " + origins;
  }

  private int explain(Exception e, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    err.println("desisky: " + reason(e));
    if (debug || !(e instanceof DesiskyException || e instanceof InvalidPathException)) {
      e.printStackTrace(err);
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** What a failure means, for the user. */
  static String reason(Throwable e) {
    if (e instanceof EngineUnavailableException unavailable) {
      return EngineAdvice.line(unavailable);
    }
    if (e instanceof DesiskyException) {
      return e.getMessage();
    }
    if (e instanceof InvalidPathException path) {
      return unnameable(path);
    }
    if (e instanceof OutOfMemoryError) {
      return "not enough memory: "
          + e.getMessage()
          + "; give Java more, for example JAVA_TOOL_OPTIONS=-Xmx8g";
    }
    return "internal error, please report it: " + e;
  }

  /** Whether an option stands on the command line, by any of its names. */
  private static boolean isGiven(ArgSpec argument, ParseResult parsed) {
    return argument instanceof OptionSpec option
        && parsed.originalArgs().stream()
            .map(text -> text.replaceFirst("=.*", ""))
            .anyMatch(List.of(option.names())::contains);
  }

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
