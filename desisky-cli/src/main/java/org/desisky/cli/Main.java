package org.desisky.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.desisky.core.DesiskyException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program {@code desisky}. Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted. */
@Command(
    name = "desisky",
    description = "A variational autoencoder for DESI night-sky spectra.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      TrainVaeCommand.class,
      InferVaeCommand.class,
      DecodeCommand.class,
      InterpolateCommand.class,
      InspectCommand.class,
      ReproduceCommand.class,
      ReportCommand.class,
      DemoCommand.class,
      DataCommand.class,
      ModelCommand.class,
      EnginesCommand.class
    })
public final class Main implements Runnable {
  @Spec CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show where in the program an error arose.")
  boolean debug;

  /** Runs the program and ends the process with its exit code. */
  public static void main(String[] args) {
    // The framework would otherwise look for natives, and report its use, over the network.
    setDefault("ai.djl.offline", "true");
    setDefault("OPT_OUT_TRACKING", "true");
    setDefault("java.awt.headless", "true");
    // Downloads go through the proxy that the system names.
    setDefault("java.net.useSystemProxies", "true");
    System.exit(Interrupts.runToEnd(() -> run(args)));
  }

  private static int run(String[] args) {
    try {
      return commandLine().execute(args);
    } catch (OutOfMemoryError e) {
      System.err.println(
          "desisky: not enough memory: "
              + e.getMessage()
              + "; give Java more, for example JAVA_TOOL_OPTIONS=-Xmx8g");
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  static CommandLine commandLine() {
    Main main = new Main();
    return new CommandLine(main)
        .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
        .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(Main::explainUsage)
        .setExecutionExceptionHandler(main::explain);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing a command.");
  }

  private static int explainUsage(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    command
        .getErr()
        .println(
            "desisky: "
                + e.getMessage().replaceAll("\\s*\\R\\s*", " ")
                + " (see '"
                + command.getCommandSpec().qualifiedName()
                + " --help')");
    return CommandLine.ExitCode.USAGE;
  }

  private int explain(Exception e, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    if (e instanceof DesiskyException) {
      err.println("desisky: " + e.getMessage());
    } else {
      err.println("desisky: internal error, please report it: " + e);
    }
    if (debug || !(e instanceof DesiskyException)) {
      e.printStackTrace(err);
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
