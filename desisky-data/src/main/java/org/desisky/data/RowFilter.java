package org.desisky.data;

import com.google.common.base.CharMatcher;
import com.google.common.base.Strings;
import com.google.common.collect.BiMap;
import com.google.common.collect.HashBiMap;
import com.google.common.collect.ImmutableBiMap;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.IntStream;
import org.apache.commons.jexl3.JexlBuilder;
import org.apache.commons.jexl3.JexlContext;
import org.apache.commons.jexl3.JexlEngine;
import org.apache.commons.jexl3.JexlException;
import org.apache.commons.jexl3.JexlFeatures;
import org.apache.commons.jexl3.JexlInfo;
import org.apache.commons.jexl3.JexlScript;

/**
 * A condition on the columns of observations, written as text, that each row meets or not:
 *
 * <pre>{@code
 * int[] rows = RowFilter.parse("AIRMASS < 1.5 && CONDITION == 'dark'").rows(catalog.observations());
 * }</pre>
 *
 * <p><b>Names</b> are those of columns, and of two more unless a column has their name: {@code
 * ROW}, the number of the row, from 0; {@code CONDITION}, the {@link SkyCondition} in lower case. A
 * name that is no word of letters, digits and {@code _}, or a word of the language, stands in
 * backquotes: {@code `MOON-ALT` < -5}.
 *
 * <p><b>Operators</b>: {@code < <= > >= == !=}, {@code && || !} or {@code and or not}, {@code + - *
 * / %}, {@code ?:}, parentheses; {@code =~} tells whether a text matches a regular expression.
 * <b>Functions</b>: {@code abs}, {@code sqrt}, {@code log10}, {@code pow}, {@code min}, {@code
 * max}, {@code floor}, {@code isnan}. Texts stand in {@code ''} or {@code ""}. A quotient is always
 * a float64 number, {@code %} has the sign of what is divided, and a float32 number compares as the
 * float64 number it is. Numbers may begin with zeros and are decimal all the same, and a point at
 * the end of one means nothing. Operators on bits are refused: {@code ^} is no power, and {@code &}
 * is not {@code &&}.
 *
 * <p>White space counts only within texts and names, and a text ends on its line. A <b>comment</b>
 * begins with {@code //} or {@code ##} and ends with its line, or stands between slash-star and
 * star-slash.
 *
 * <p>NaN, which a null is, fails {@code < <= > >= ==}; of {@code !=} it holds, as in NumPy. Numbers
 * do not compare with texts.
 *
 * <p>The text cannot do anything else. It is an expression of Apache Commons JEXL with everything
 * but operators, literals, names and these functions turned off when it is read, and with no access
 * to any Java class or member when it is evaluated.
 */
public final class RowFilter {
  private static final int MOST_CHARACTERS = 10_000;

  private static final String LETTER = "[\\p{L}\\p{N}_$]";

  /**
   * A number, with the zeros that it begins with, as in 00080605, which JEXL would take for octal,
   * and the point that it ends with, as in 2., which JEXL does not know.
   */
  private static final String NUMBER =
      "(?<zeros>0*)\\d++"
          + ("(?:\\.\\d++|\\.(?=[eE][+-]?\\d)|(?<point>\\.)(?!" + LETTER + "|\\.))?")
          + "(?:[eE][+-]?\\d++)?";

  /**
   * A text, pattern, word or fraction without a number before its point, to be left as it is; a
   * name in backquotes; what means nothing: a comment, white space; a number.
   */
  private static final Pattern PART =
      Pattern.compile(
          "'(?:[^'\\\\]|\\\\.)*+'|\"(?:[^\"\\\\]|\\\\.)*+\"|~/(?:[^/\\\\\n\r]|\\\\.)++/"
              + ("|(?<word>[\\p{L}_$]" + LETTER + "*+)|\\.\\d++")
              + "|`(?<name>[^`]+)`"
              + "|(?<nothing>(?://|##)[^\n\r]*+|/\\*(?s:.*?)\\*/|\\s++)"
              + ("|" + NUMBER + LETTER + "*+"));

  /** Words that are no functions where a parenthesis follows. */
  private static final Set<String> OPERATORS =
      Set.of("and", "or", "not", "eq", "ne", "lt", "le", "gt", "ge", "div", "mod", "size", "empty");

  private static final JexlFeatures FEATURES = JexlFeatures.createNone().comparatorNames(true);

  private static final JexlEngine ENGINE =
      new JexlBuilder()
          .features(FEATURES)
          .permissions(new FilterPermissions())
          .arithmetic(new FilterArithmetic())
          .booleanLogical(true)
          .strict(true)
          .safe(false)
          .silent(false)
          .antish(false)
          .cache(0)
          .create();

  private final String text;
  private final JexlScript script;

  /** What stands in the script for names in backquotes, and these names. */
  private final ImmutableBiMap<String, String> quoted;

  private RowFilter(String text, JexlScript script, Map<String, String> quoted) {
    this.text = text;
    this.script = script;
    this.quoted = ImmutableBiMap.copyOf(quoted);
  }

  /**
   * Reads a condition.
   *
   * @throws IllegalArgumentException if it is not one, saying at which character, from 1
   */
  public static RowFilter parse(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException(
          "the filter is empty; write a condition, such as AIRMASS < 1.5");
    }
    if (text.length() > MOST_CHARACTERS) {
      throw new IllegalArgumentException(
          "the filter has "
              + text.length()
              + " characters; at most "
              + MOST_CHARACTERS
              + " are read");
    }
    BiMap<String, String> quoted = HashBiMap.create();
    String line = onOneLine(text, quoted);
    int backquote = line.indexOf('`');
    if (backquote >= 0) {
      throw FilterErrors.unreadable(
          text, backquote + 1, "a text stands in '' or \"\", a name in ``, and neither has a `");
    }
    int end = CharMatcher.anyOf("\n\r").indexIn(line);
    if (end >= 0) {
      throw FilterErrors.unreadable(
          text, end + 1, "a text ends on its line; write \\n for the end of a line in it");
    }
    try {
      JexlScript script = ENGINE.createScript(FEATURES, new JexlInfo("filter", 1, 1), line);
      requireFunctions(text, line, quoted);
      return new RowFilter(text, script, quoted);
    } catch (JexlException e) {
      throw FilterErrors.unreadable(text, e);
    } catch (StackOverflowError e) {
      throw new IllegalArgumentException("the filter is nested too deeply to be read", e);
    }
  }

  /** Refuses a call of a function that is not there, which JEXL would do at the first row. */
  private static void requireFunctions(String text, String line, Map<String, String> quoted) {
    Matcher part = PART.matcher(line);
    while (part.find()) {
      String word = part.group("word");
      boolean isCall = word != null && line.substring(part.end()).stripLeading().startsWith("(");
      if (isCall && !OPERATORS.contains(word)) {
        FilterErrors.requireFunction(text, part.start() + 1, quoted.getOrDefault(word, word));
      }
    }
  }

  /**
   * The text with words for names in backquotes, numbers as JEXL reads them, and blanks for what
   * means nothing. All is as long as before and on one line, so that a column of the parser is a
   * character of the text.
   */
  private static String onOneLine(String text, BiMap<String, String> quoted) {
    StringBuilder line = new StringBuilder();
    Matcher part = PART.matcher(text);
    while (part.find()) {
      String found = part.group();
      if (part.group("name") != null) {
        found = word(part.group("name"), found.length(), quoted);
      } else if (part.group("nothing") != null) {
        found = " ".repeat(found.length());
      } else if (part.group("zeros") != null) {
        found = decimal(found, part.group("zeros").length(), part.start("point") - part.start());
      }
      part.appendReplacement(line, Matcher.quoteReplacement(found));
    }
    return part.appendTail(line).toString();
  }

  /** A number with blanks for the zeros that it begins with and for its point, if there is one. */
  private static String decimal(String number, int zeros, int point) {
    StringBuilder found =
        new StringBuilder(" ".repeat(zeros)).append(number, zeros, number.length());
    if (point >= 0) {
      found.setCharAt(point, ' ');
    }
    return found.toString();
  }

  /** What stands for a name, the same each time. */
  private static String word(String name, int length, BiMap<String, String> quoted) {
    String free = Strings.padEnd("$" + quoted.size(), length, '$');
    String word = quoted.inverse().getOrDefault(name, free);
    quoted.put(word, name);
    return word;
  }

  /**
   * The rows that meet the condition, ascending; maybe none.
   *
   * @throws BadCatalogException if the condition names a column that is not there (the message says
   *     which have similar names), does not fit the columns' types, or is neither true nor false
   */
  public int[] rows(ObservationTable observations) {
    try {
      Row row = new Row(observations, columns(observations));
      return IntStream.range(0, observations.rows()).filter(i -> holds(row.at(i))).toArray();
    } catch (StackOverflowError e) {
      throw new BadCatalogException("the filter '" + text + "' is nested too deeply");
    }
  }

  /** The text it was read from. */
  @Override
  public String toString() {
    return text;
  }

  private boolean holds(Row row) {
    Object result;
    try {
      result = script.execute(row);
    } catch (JexlException e) {
      throw FilterErrors.unfit(text, e);
    } catch (PatternSyntaxException e) {
      throw new BadCatalogException(
          "the filter '"
              + text
              + "' has '"
              + e.getPattern()
              + "', which is no regular expression: "
              + e.getDescription(),
          e);
    } catch (NumberFormatException e) { // JEXL's decimals know no infinity
      throw new BadCatalogException(
          "the filter '"
              + text
              + "' compares a decimal number with what is not finite; write 1.5, not 1.5B",
          e);
    }
    if (result instanceof Boolean isTrue) {
      return isTrue;
    }
    throw new BadCatalogException(
        "the filter '"
            + text
            + "' must be true or false for each row, but is "
            + FilterErrors.what(result)
            + "; compare it with something");
  }

  /** The columns named, by what stands for them; checked before any row is looked at. */
  private Map<String, String> columns(ObservationTable observations) {
    Map<String, String> columns = new TreeMap<>();
    for (List<String> variable : script.getVariables()) {
      String word = variable.get(0);
      String name = quoted.getOrDefault(word, word);
      if (variable.size() > 1) {
        throw new BadCatalogException(
            "the filter '"
                + text
                + "' asks for a part of "
                + name
                + ", but columns have no parts; a name with a dot in it stands in backquotes: `"
                + String.join(".", variable)
                + "`");
      }
      if (!Row.knows(observations, name)) {
        throw FilterErrors.noColumn(text, name, observations);
      }
      columns.put(word, name);
    }
    return columns;
  }

  /** The values of one row after the other, and nothing else, by name. */
  private static final class Row implements JexlContext, JexlContext.NamespaceResolver {
    private static final String ROW = "ROW";
    private static final String CONDITION = "CONDITION";
    private final Map<String, IntFunction<Object>> values = new HashMap<>();
    private int index;

    Row(ObservationTable observations, Map<String, String> columns) {
      columns.forEach((word, name) -> values.put(word, value(observations, name)));
    }

    static boolean knows(ObservationTable observations, String name) {
      return observations.has(name) || name.equals(ROW) || name.equals(CONDITION);
    }

    private static IntFunction<Object> value(ObservationTable observations, String name) {
      if (observations.has(name)) {
        Object array = observations.column(name).values();
        return row -> Array.get(array, row);
      }
      if (name.equals(ROW)) {
        return row -> row;
      }
      String[] conditions =
          Arrays.stream(SkyCondition.classify(observations))
              .map(SkyCondition::label)
              .toArray(String[]::new);
      return row -> conditions[row];
    }

    Row at(int row) {
      index = row;
      return this;
    }

    @Override
    public Object get(String name) {
      return values.get(name).apply(index);
    }

    @Override
    public boolean has(String name) {
      return values.containsKey(name);
    }

    @Override
    public void set(String name, Object value) {
      throw new UnsupportedOperationException("columns cannot be changed");
    }

    @Override
    public Object resolveNamespace(String name) {
      return name == null ? FilterFunctions.INSTANCE : null;
    }
  }
}
