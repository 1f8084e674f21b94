package org.desisky.cli;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a page says that a command prints, held against what it prints: the same lines in the same
 * order but for their numbers, the engine, the folder they name, and the width of gaps. A line
 * {@code …} in the page stands for any lines.
 */
final class PrintedLines {
  private static final String ANY = "…";
  private static final Pattern CHECKSUM = Pattern.compile("\\b[0-9a-f]{64}\\b");
  private static final Pattern ENGINE = Pattern.compile("\\b(?:PyTorch|MXNet) (?=\\d)");
  private static final Pattern NUMBER =
      Pattern.compile("(?<![A-Za-z_])-?\\d+(?:\\.\\d+)?(?:[eE][-+]?\\d+)?");

  private PrintedLines() {}

  /**
   * Whether they are alike.
   *
   * @param folder what the page calls {@code /home/me}
   */
  static boolean alike(List<String> expected, List<String> printed, String folder) {
    String pattern =
        expected.stream()
            .map(
                line ->
                    line.strip().equals(ANY)
                        ? "(?:.*\n)*?"
                        : Pattern.quote(shape(line, "/home/me")) + "\n")
            .collect(Collectors.joining());
    String all =
        printed.stream().map(line -> shape(line, folder) + "\n").collect(Collectors.joining());
    return all.matches(pattern);
  }

  /** A line without what may differ from run to run. */
  static String shape(String line, String folder) {
    String plain = line.replace(folder, "~").replaceAll("\\s+", " ").strip();
    plain = ENGINE.matcher(plain).replaceAll("engine ");
    plain = CHECKSUM.matcher(plain).replaceAll("#");
    return NUMBER.matcher(plain).replaceAll("#").toLowerCase(Locale.ROOT);
  }
}
