package org.desisky.core;

/** Texts that come from elsewhere, such as a file, and may be anything. */
public final class Printable {
  private Printable() {}

  /** A text with a question mark for each control character: a line that a terminal only shows. */
  public static String line(String text) {
    return text.replaceAll("[\\p{Cntrl}\\x{80}-\\x{9f}\\x{2028}\\x{2029}]", "?");
  }
}
