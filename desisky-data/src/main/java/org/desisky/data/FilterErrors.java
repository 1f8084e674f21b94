package org.desisky.data;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.commons.jexl3.JexlException;

/** What is wrong with a filter, in words for the person who wrote it. */
final class FilterErrors {
  /** How many columns of similar names to tell of. */
  private static final int MOST_SIMILAR = 3;

  /** How many columns to tell of where none has a similar name. */
  private static final int MOST_COLUMNS = 40;

  private FilterErrors() {}

  static IllegalArgumentException unreadable(String text, int character, String reason) {
    return new IllegalArgumentException(
        "the filter '" + text + "' cannot be read at character " + character + ": " + reason);
  }

  static IllegalArgumentException unreadable(String text, JexlException e) {
    String reason;
    if (e instanceof JexlException.Feature) {
      reason =
          isAssignment(e)
              ? "columns cannot be changed; == compares"
              : "only comparisons, arithmetic, and/or/not and the functions "
                  + FilterFunctions.ALL
                  + " can be used";
    } else {
      String near = near(text, e);
      reason =
          near.isEmpty() ? "it is not complete" : "something is wrong or missing at '" + near + "'";
    }
    IllegalArgumentException error =
        unreadable(text, Math.max(1, e.getInfo() == null ? 1 : e.getInfo().getColumn()), reason);
    error.initCause(e);
    return error;
  }

  /** Refuses a function that is not there. */
  static void requireFunction(String text, int character, String name) {
    if (!isFunction(name)) {
      throw unreadable(text, character, thereIsNo(name));
    }
  }

  private static String thereIsNo(String function) {
    return "there is no function " + function + "; there are " + FilterFunctions.ALL;
  }

  private static boolean isFunction(String name) {
    return (" " + FilterFunctions.ALL).contains(" " + name + "(");
  }

  /** What the parser stumbled over; of a name in backquotes it knows only what stands for it. */
  private static String near(String text, JexlException e) {
    String near = e.getDetail() == null ? "" : e.getDetail().strip();
    int start = e.getInfo() == null ? 0 : Math.max(0, e.getInfo().getColumn() - 1);
    int end = text.indexOf('`', start + 1);
    return near.startsWith("$") && text.startsWith("`", start) && end > start
        ? text.substring(start, end + 1)
        : near;
  }

  private static boolean isAssignment(JexlException e) {
    return String.valueOf(e.getMessage()).contains("assign");
  }

  static BadCatalogException unfit(String text, JexlException e) {
    String reason;
    if (e.getCause() instanceof ArithmeticException cause) {
      // Without a message it is JEXL's own, of an operand that is null.
      reason =
          cause.getMessage() == null
              ? "null cannot be compared; isnan(COLUMN) finds nulls"
              : cause.getMessage();
    } else if (e instanceof JexlException.Method) {
      reason = noFunction(e.getDetail());
    } else {
      reason = "'" + e.getDetail() + "' cannot be used here";
    }
    int character = e.getInfo() == null ? 1 : Math.max(1, e.getInfo().getColumn());
    return new BadCatalogException(
        "the filter '" + text + "' does not fit at character " + character + ": " + reason);
  }

  /**
   * Says what is wrong with a call.
   *
   * @param call the name, and in parentheses types that the person never wrote
   */
  private static String noFunction(String call) {
    String name = call.replaceFirst("\\(.*", "");
    return isFunction(name)
        ? "the function " + name + " does not take that; there are " + FilterFunctions.ALL
        : thereIsNo(name);
  }

  static BadCatalogException noColumn(String text, String name, ObservationTable observations) {
    return new BadCatalogException(
        "the filter '"
            + text
            + "' names a column "
            + name
            + ", which "
            + observations.what()
            + " do not have; "
            + other(name, observations.names()));
  }

  private static String other(String name, List<String> names) {
    if (names.isEmpty()) {
      return "there are no columns at all";
    }
    List<String> similar =
        names.stream()
            .filter(
                other ->
                    distance(name, other) <= Math.max(1, name.length() / 3)
                        || (!isWord(other) && other.startsWith(name)))
            .sorted(Comparator.comparingInt(other -> distance(name, other)))
            .limit(MOST_SIMILAR)
            .map(FilterErrors::written)
            .toList();
    if (!similar.isEmpty()) {
      return "did you mean " + String.join(" or ", similar) + "?";
    }
    String more = names.size() > MOST_COLUMNS ? ", …" : "";
    return "there are "
        + names.stream()
            .limit(MOST_COLUMNS)
            .map(FilterErrors::written)
            .collect(Collectors.joining(", "))
        + more;
  }

  private static boolean isWord(String name) {
    return name.matches("[A-Za-z_][A-Za-z_0-9]*");
  }

  /** A name as a filter asks for it. */
  private static String written(String name) {
    return isWord(name) ? name : "`" + name + "`";
  }

  /** The edit distance (Levenshtein 1966) of two names, whose case does not count. */
  private static int distance(String first, String second) {
    String a = first.toUpperCase(Locale.ROOT);
    String b = second.toUpperCase(Locale.ROOT);
    int[] before = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      before[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] now = new int[b.length() + 1];
      now[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = before[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        now[j] = Math.min(changed, Math.min(before[j], now[j - 1]) + 1);
      }
      before = now;
    }
    return before[b.length()];
  }

  /** A value in words. */
  static String what(Object value) {
    if (value instanceof Number) {
      return "a number (" + value + ")";
    }
    if (value instanceof String) {
      return "a text ('" + value + "')";
    }
    return value instanceof Boolean ? "true or false" : String.valueOf(value);
  }
}
