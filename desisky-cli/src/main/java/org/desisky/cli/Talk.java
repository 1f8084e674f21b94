package org.desisky.cli;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What the program says: results on standard output, everything else on standard error. */
final class Talk {
  /** Says nothing. */
  static final Talk SILENT = new Talk(nobody(), nobody());

  private final PrintWriter out;
  private final PrintWriter news;
  private final PrintWriter warnings;
  private final boolean quiet;
  private final boolean debug;

  Talk(PrintWriter out, PrintWriter err) {
    this(out, err, err, false, false);
  }

  private Talk(
      PrintWriter out, PrintWriter news, PrintWriter warnings, boolean quiet, boolean debug) {
    this.out = out;
    this.news = news;
    this.warnings = warnings;
    this.quiet = quiet;
    this.debug = debug;
  }

  private static PrintWriter nobody() {
    return new PrintWriter(Writer.nullWriter());
  }

  /** On the streams of a command. */
  static Talk of(CommandSpec spec) {
    CommandLine command = spec.commandLine();
    PrintWriter err = command.getErr();
    return spec.root().userObject() instanceof Main main
        ? new Talk(command.getOut(), err, err, main.quiet, main.debug)
        : new Talk(command.getOut(), err);
  }

  /** One that keeps warnings, and says nothing else; progress is shown where this shows it. */
  Talk keepingWarnings(Writer kept) {
    return new Talk(nobody(), nobody(), new PrintWriter(kept), quiet, debug);
  }

  /** A result, for the user or the next program. */
  void result(String line) {
    out.println(line);
    out.flush();
  }

  /** A result with a name, in a column of such. */
  void result(String name, String value) {
    result(String.format(Locale.ROOT, "%-12s %s", name, value));
  }

  /** What is going on, unless the user wants quiet. */
  void say(String line) {
    if (!quiet) {
      news.println(line);
      news.flush();
    }
  }

  /** Something the user should know and could overlook. */
  void warn(String line) {
    warnings.println("warning: " + line);
    warnings.flush();
  }

  /** What failed and ends nothing; also where in the program, if the user asked for that. */
  void warn(String what, Throwable failure) {
    warn(what + ": " + Main.reason(failure));
    if (debug) {
      failure.printStackTrace(warnings);
      warnings.flush();
    }
  }

  /** Whether a person watches who wants to see progress: then it may be drawn over itself. */
  boolean watched() {
    return !quiet && !"dumb".equals(System.getenv("TERM")) && onTerminal();
  }

  /** Whether standard error is a terminal; where the system does not tell, whether all else is. */
  private static boolean onTerminal() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/2"))
          .toString()
          .matches("/dev/(pts/|tty).*");
    } catch (IOException | UnsupportedOperationException e) {
      return hasConsole();
    }
  }

  @SuppressWarnings("SystemConsoleNull") // both meanings of a console are handled
  private static boolean hasConsole() {
    if (System.console() == null) {
      return false;
    }
    try {
      // From Java 22 on there is a console even without a terminal, which this tells apart.
      Method isTerminal = Console.class.getMethod("isTerminal");
      return (boolean) isTerminal.invoke(System.console());
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
