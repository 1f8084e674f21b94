package org.desisky.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.lang.reflect.Method;

/** What the program says: results on standard output, everything else on standard error. */
final class Talk {
  private final PrintWriter out;
  private final PrintWriter err;

  Talk(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  /** A result, for the user or the next program. */
  void result(String line) {
    out.println(line);
    out.flush();
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
