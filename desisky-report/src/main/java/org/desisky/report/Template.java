package org.desisky.report;

import com.google.common.html.HtmlEscapers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills a page with values. {@code {{name}}} is a value with HTML escaped, {@code {{{name}}}} a
 * value as it is, {@code {{#name}}…{{/name}}} a part repeated for each map of a list, or there only
 * if a flag is true, and {@code {{^name}}…{{/name}}} a part for the opposite. What is filled in is
 * never searched again, so that values cannot smuggle placeholders in.
 */
final class Template {
  private static final Pattern TAG =
      Pattern.compile("\\{\\{(?:\\{(?<raw>\\w+)\\}|(?<mark>[#^]?)(?<name>\\w+))\\}\\}");

  private Template() {}

  static String fill(String template, Map<String, ?> values) {
    StringBuilder page = new StringBuilder(template.length() * 2);
    fill(template, values, page);
    return page.toString();
  }

  private static void fill(String template, Map<String, ?> values, StringBuilder page) {
    Matcher tag = TAG.matcher(template);
    int position = 0;
    while (tag.find(position)) {
      page.append(template, position, tag.start());
      position = tag.end();
      if (tag.group("raw") != null) {
        page.append(value(values, tag.group("raw")));
        continue;
      }
      String name = tag.group("name");
      Object value = value(values, name);
      if (tag.group("mark").isEmpty()) {
        page.append(HtmlEscapers.htmlEscaper().escape(value.toString()));
        continue;
      }
      String end = "{{/" + name + "}}";
      int bodyEnd = template.indexOf(end, position);
      if (bodyEnd < 0) {
        throw new IllegalStateException("no " + end);
      }
      String body = template.substring(position, bodyEnd);
      if (tag.group("mark").equals("#")) {
        repeat(body, values, value, page);
      } else if (isAbsent(value)) {
        fill(body, values, page);
      }
      position = bodyEnd + end.length();
    }
    page.append(template, position, template.length());
  }

  private static void repeat(String body, Map<String, ?> values, Object value, StringBuilder page) {
    if (value instanceof List<?> items) {
      for (Object item : items) {
        Map<String, Object> scope = new HashMap<>(values);
        ((Map<?, ?>) item).forEach((key, inner) -> scope.put(key.toString(), inner));
        fill(body, scope, page);
      }
    } else if (!isAbsent(value)) {
      fill(body, values, page);
    }
  }

  private static boolean isAbsent(Object value) {
    return value.equals(false) || (value instanceof List<?> list && list.isEmpty());
  }

  private static Object value(Map<String, ?> values, String name) {
    Object value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("no value for the placeholder " + name);
    }
    return value;
  }
}
