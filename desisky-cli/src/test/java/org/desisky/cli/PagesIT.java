package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Every block of code of README, CONTRIBUTING and docs is run, in the order of its page, in a
 * folder of the page's own. A block says in its language what it is: {@code sh} (commands), {@code
 * console} (commands after {@code $} and what they print), {@code java}, {@code python} (run where
 * {@code DESISKY_PYTHON} names one with the Python package), {@code properties} (a file of
 * defaults), {@code xml} (dependencies, which {@code ConsumersIT} resolves) or {@code text}
 * (nothing to run). {@link CodeBlock} has what comments above it may say.
 */
@DisabledOnOs(OS.WINDOWS)
class PagesIT {
  private static final Pattern COMMAND =
      Pattern.compile("(?m)^\\s*(?:\\$ |(?:\\./)?desisky [a-z]|mvn |java ).*$");
  private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z-]+");

  /** Pages that are run at the same time: most of a short command is its start, on one core. */
  private static final int AT_A_TIME = 2;

  /** Options of other programs. */
  private static final Set<String> OTHERS =
      Set.of(
          "--add-modules",
          "--enable-native-access",
          "--describe-module",
          "--wandb",
          "--log-every",
          "--viz-every");

  @TempDir static Path folder;

  @TestFactory
  Stream<DynamicContainer> blocks() throws IOException {
    PageFolder prepared = PageFolder.prepare(Files.createDirectory(folder.resolve("prepared")));
    ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
    List<DynamicContainer> pages = new ArrayList<>();
    for (MarkdownPage page : MarkdownPage.all()) {
      if (!page.blocks().isEmpty()) {
        pages.add(DynamicContainer.dynamicContainer(page.name(), tests(page, prepared, threads)));
      }
    }
    threads.shutdown(); // once all pages are done
    return pages.stream();
  }

  /** Begins a page's blocks, one after the other; each test waits for the end of its own. */
  private static List<DynamicTest> tests(
      MarkdownPage page, PageFolder prepared, ExecutorService threads) throws IOException {
    PageFolder own = prepared.copy(folder.resolve(page.name().replaceAll("\\W", "-")));
    JavaBlock java = new JavaBlock(own.path());
    List<FutureTask<?>> blocks = new ArrayList<>();
    List<DynamicTest> tests = new ArrayList<>();
    for (CodeBlock block : page.blocks()) {
      FutureTask<?> task =
          new FutureTask<>(
              () -> {
                run(block, own, java);
                return null;
              });
      String name = "line " + block.line() + ", " + block.language();
      blocks.add(task);
      tests.add(DynamicTest.dynamicTest(name, () -> await(task)));
    }
    threads.execute(() -> blocks.forEach(FutureTask::run));
    return tests;
  }

  private static void await(Future<?> block) throws Throwable {
    try {
      block.get();
    } catch (ExecutionException e) {
      throw e.getCause();
    }
  }

  private static void run(CodeBlock block, PageFolder own, JavaBlock java) throws IOException {
    assertThat(block.comments()).as("comments above a block").allMatch(CodeBlock::isUnderstood);
    if (block.says("not run").isPresent()) {
      assertThat(block.says("not run").get()).as("why it is not run").hasSizeGreaterThan(5);
      return;
    }
    switch (block.language()) {
      case "sh" -> {
        Desisky.Run run = own.run(block.tested());
        assertThat(run.exitCode()).as(block.tested() + run.out()).isZero();
      }
      case "console" -> block.commands().forEach(command -> run(command, block, own));
      case "java" -> java.run(block);
      case "python" -> python(block, own);
      case "properties" -> {
        Path file = Files.writeString(own.path().resolve("defaults"), block.text());
        Map<String, String> environment = Map.of("DESISKY_CONFIG", file.toString());
        Desisky.Run run = own.run("./desisky --version", environment);
        assertThat(run.exitCode()).as(run.out()).isZero();
      }
      case "xml" -> assertThat(block.text()).contains("<dependencies>");
      case "text" ->
          assertThat(block.text()).as("commands in a text").doesNotContainPattern(COMMAND);
      default ->
          throw new AssertionError("a block of no known language: '" + block.language() + "'");
    }
  }

  /** With the Python package, where there is one. Blocks of a page go on from each other. */
  private static void python(CodeBlock block, PageFolder own) throws IOException {
    String python = System.getenv("DESISKY_PYTHON");
    assumeThat(python != null || "1".equals(System.getenv("DESISKY_REQUIRE_PYTHON"))).isTrue();
    Path script = own.path().resolve("page.py");
    String earlier = Files.exists(script) ? Files.readString(script) : "";
    Files.writeString(script, earlier + block.tested());
    Desisky.Run run = own.run("'" + python + "' page.py");
    assertThat(run.exitCode()).as(run.out()).isZero();
  }

  private static void run(CodeBlock.Command command, CodeBlock block, PageFolder own) {
    Desisky.Run run = own.run(command.command());
    boolean fails = command.output().stream().anyMatch(line -> line.startsWith("desisky: "));
    assertThat(run.exitCode() != 0).as(command.command() + "\n" + run.out()).isEqualTo(fails);
    if (block.says("output differs").isEmpty() && !command.output().isEmpty()) {
      List<String> printed = run.out().lines().toList();
      boolean alike = PrintedLines.alike(command.output(), printed, own.path().toString());
      assertThat(alike)
          .as(
              "%s%nshould print%n%s%nand prints%n%s",
              command.command(), shown(command.output()), run.out())
          .isTrue();
    }
  }

  private static String shown(List<String> lines) {
    return String.join("\n", lines);
  }

  @Test
  void everyOptionThatAPageNamesExists() {
    Set<String> known = new TreeSet<>(OTHERS);
    add(known, new CommandLine(new Main()));
    for (MarkdownPage page : MarkdownPage.all()) {
      Matcher option = OPTION.matcher(shown(page));
      while (option.find()) {
        assertThat(known).as(page.name()).contains(option.group());
      }
    }
  }

  private static String shown(MarkdownPage page) {
    return page.text().replaceAll("(?s)<!--.*?-->", "");
  }

  private static void add(Set<String> names, CommandLine command) {
    for (OptionSpec option : command.getCommandSpec().options()) {
      names.addAll(List.of(option.names()));
    }
    command.getSubcommands().values().forEach(sub -> add(names, sub));
  }

  @Test
  void everyBlockBeginsItsLine() {
    for (MarkdownPage page : MarkdownPage.all()) {
      assertThat(page.text()).as(page.name()).doesNotContainPattern("(?m)^(?:[ \\t]+```|~~~)");
      assertThat(page.text())
          .as("a command in an indented block of " + page.name())
          .doesNotContainPattern("(?m)^(?: {4,}|\t)(?:\\$ |(?:\\./)?desisky [a-z])");
    }
  }

  @Test
  void everyLinkBetweenPagesLeadsSomewhere() {
    Pattern link = Pattern.compile("\\]\\((?!https?:)([^)#\\s]*)(?:#([^)]+))?\\)");
    for (MarkdownPage page : MarkdownPage.all()) {
      Matcher each = link.matcher(page.text());
      while (each.find()) {
        Path target =
            each.group(1).isEmpty() ? page.file() : page.file().resolveSibling(each.group(1));
        assertThat(target).as(page.name() + " names " + each.group()).exists();
        if (each.group(2) != null) {
          assertThat(anchors(MarkdownPage.read(target)))
              .as(page.name() + " names " + each.group())
              .contains(each.group(2));
        }
      }
    }
  }

  /** Names of a page's headings, as they are made of their words. */
  private static List<String> anchors(MarkdownPage page) {
    return page.text()
        .lines()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(line -> line.replaceAll("[^\\w\\- \\u00C0-\\uFFFF]", "").replace(' ', '-'))
        .toList();
  }

  @Test
  void shapesOfLinesAreComparedAndNotTheirNumbers() {
    List<String> printed = List.of("Read  12 of /tmp/x/sky.fits", "Epoch 1", "Epoch 2", "done");
    assertThat(
            PrintedLines.alike(
                List.of("Read 9176 of /home/me/sky.fits", "…", "done"), printed, "/tmp/x"))
        .isTrue();
    assertThat(
            PrintedLines.alike(
                List.of("Read 9176 of /home/me/sky.fits", "done"), printed, "/tmp/x"))
        .isFalse();
    assertThat(
            PrintedLines.alike(List.of("Wrote 9176 of /home/me/sky.fits", "…"), printed, "/tmp/x"))
        .isFalse();
  }
}
