package org.desisky.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.io.Writer;
import java.lang.reflect.Method;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What the program says: results on standard output, everything else on standard error. */
final class Talk {
  /** Says nothing. */
  static final Talk SILENT =
      new Talk(new PrintWriter(Writer.nullWriter()), new PrintWriter(Writer.nullWriter()));

  private final PrintWriter out;
  private final PrintWriter err;

  Talk(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  /** On the streams of a command. */
  static Talk of(CommandSpec spec) {
    CommandLine command = spec.commandLine();
    return new Talk(command.getOut(), command.getErr());
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

  /** What is going on. */
  void say(String line) {
    err.println(line);
    err.flush();
  }

  /** Something the user should know and could overlook. */
  void warn(String line) {
    say("warning: " + line);
  }

  /** Whether a person watches: then progress may be drawn over itself. */
  @SuppressWarnings("SystemConsoleNull") // both meanings of a console are handled
  static boolean onTerminal() {
    if (System.console() == null || "dumb".equals(System.getenv("TERM"))) {
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
