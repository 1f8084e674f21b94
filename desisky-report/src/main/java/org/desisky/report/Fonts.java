package org.desisky.report;

import java.util.Locale;
import java.util.function.Supplier;
import org.desisky.core.DesiskyException;

/**
 * Java draws text with the fonts of the machine. Where there are none, or no fontconfig, it throws
 * whatever the missing piece happens to break; here that becomes one message.
 */
final class Fonts {
  private Fonts() {}

  /** Draws, or says what keeps Java from drawing. */
  static <T> T orExplain(Supplier<T> drawing) {
    try {
      return drawing.get();
    } catch (RuntimeException e) {
      if (isAboutFonts(e)) {
        throw explained(e);
      }
      throw e;
    } catch (Error e) { // linkage errors, InternalError, and a plain Error "No fonts found"
      if (isAboutFonts(e)) {
        throw explained(e);
      }
      throw e;
    }
  }

  private static DesiskyException explained(Throwable cause) {
    return new DesiskyException(
        "cannot draw PNG figures: Java found no usable fonts on this machine ("
            + deepest(cause)
            + "). Install fontconfig and a font, for example: apt-get install fontconfig"
            + " fonts-dejavu-core, or dnf install fontconfig dejavu-sans-fonts. The HTML report"
            + " needs neither.",
        cause);
  }

  private static String deepest(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  /** Whether the error, or one that caused it, comes from Java's own font code or names it. */
  static boolean isAboutFonts(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
      if (message.contains("font") || message.contains("freetype")) {
        return true;
      }
      StackTraceElement[] trace = cause.getStackTrace();
      for (int i = 0; i < Math.min(trace.length, 12); i++) {
        String thrower = trace[i].getClassName();
        if (thrower.startsWith("sun.font.") || thrower.startsWith("sun.awt.")) {
          return true;
        }
      }
    }
    return false;
  }
}
