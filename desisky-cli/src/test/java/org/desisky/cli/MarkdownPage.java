package org.desisky.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A page of the documentation and its blocks of code.
 *
 * @param file the page
 * @param text all of it
 * @param blocks in their order
 */
record MarkdownPage(Path file, String text, List<CodeBlock> blocks) {
  private static final String FENCE = "```";

  /** README, CONTRIBUTING and the folder docs. */
  static List<MarkdownPage> all() {
    Path home = Desisky.home();
    try (Stream<Path> docs = Files.list(home.resolve("docs"))) {
      return Stream.concat(
              Stream.of(home.resolve("README.md"), home.resolve("CONTRIBUTING.md")), docs.sorted())
          .filter(file -> file.toString().endsWith(".md"))
          .map(MarkdownPage::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static MarkdownPage read(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<CodeBlock> blocks = new ArrayList<>();
    List<String> comments = new ArrayList<>();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("<!--")) {
        StringBuilder comment = new StringBuilder(line);
        while (!lines.get(i).endsWith("-->")) {
          comment.append('\n').append(lines.get(++i));
        }
        comments.add(comment.substring(4, comment.length() - 3).strip());
      } else if (line.startsWith(FENCE)) {
        int begin = i + 1;
        StringBuilder code = new StringBuilder();
        while (!lines.get(++i).equals(FENCE)) {
          code.append(lines.get(i)).append('\n');
        }
        String language = line.substring(FENCE.length()).strip();
        blocks.add(new CodeBlock(begin, language, code.toString(), List.copyOf(comments)));
        comments.clear();
      } else if (!line.isBlank()) {
        comments.clear(); // they were not of a block
      }
    }
    return new MarkdownPage(file, text, List.copyOf(blocks));
  }

  /** Its name, as a person says it. */
  String name() {
    return Desisky.home().relativize(file).toString();
  }
}
