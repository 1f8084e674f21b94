package org.desisky.cli;

import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fenced block of a Markdown page, with what the comments right above it say of it:
 *
 * <ul>
 *   <li>{@code <!-- not run: why -->}
 *   <li>{@code <!-- tested with: --epochs 1 for --epochs 100; ... -->}: text put in place of other
 *   <li>{@code <!-- output differs: why -->}: the block is run, its output is not compared
 *   <li>{@code <!-- given: ... -->}: statements of Java that come before the block's own
 * </ul>
 *
 * @param line where it begins, from 1
 * @param language what stands behind its fence
 * @param text what it holds
 * @param comments the comments above it, without their marks
 */
record CodeBlock(int line, String language, String text, List<String> comments) {
  private static final Pattern REPLACEMENT = Pattern.compile("(.+?) for (.+)", Pattern.DOTALL);

  private static final Pattern COMMENT =
      Pattern.compile("(?s)(?:not run|tested with|output differs|given):.*");

  /** Whether a comment above a block is of one of these kinds. */
  static boolean isUnderstood(String comment) {
    return COMMENT.matcher(comment).matches();
  }

  /** What a comment of a kind says. */
  Optional<String> says(String kind) {
    return comments.stream()
        .filter(comment -> comment.startsWith(kind + ":"))
        .map(comment -> comment.substring(kind.length() + 1).strip())
        .findFirst();
  }

  /** The text as it is tested: smaller, where a comment says so. */
  String tested() {
    String changed = text;
    Splitter replacements = Splitter.on(';').trimResults().omitEmptyStrings();
    for (String each : replacements.split(says("tested with").orElse(""))) {
      Matcher replacement = REPLACEMENT.matcher(each);
      if (!replacement.matches() || !changed.contains(replacement.group(2))) {
        throw new AssertionError("line " + line + ": '" + each + "' replaces nothing");
      }
      changed = changed.replace(replacement.group(2), replacement.group(1));
    }
    return changed;
  }

  /** A command, and the lines it prints. */
  record Command(String command, List<String> output) {}

  /**
   * The commands of a console's block: lines after {@code $}, which may go on after a backslash.
   */
  List<Command> commands() {
    List<Command> commands = new ArrayList<>();
    boolean goesOn = false;
    for (String line : tested().lines().toList()) {
      int last = commands.size() - 1;
      if (goesOn) {
        Command begun = commands.remove(last);
        commands.add(new Command(begun.command + "\n" + line, begun.output));
      } else if (line.startsWith("$ ")) {
        commands.add(new Command(line.substring(2), new ArrayList<>()));
      } else if (commands.isEmpty()) {
        throw new AssertionError("line " + this.line + ": output before any command");
      } else {
        commands.get(last).output.add(line);
        continue;
      }
      goesOn = line.endsWith("\\");
    }
    return commands;
  }
}
