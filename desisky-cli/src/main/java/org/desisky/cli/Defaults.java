package org.desisky.cli;

import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.desisky.core.io.AtomicFiles;
import org.desisky.core.io.BadFileException;
import org.desisky.core.io.Folders;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Defaults of options that a user keeps: from the environment, else from a file of properties. An
 * option's name is meant for each command that has it ({@code epochs=30}, {@code DESISKY_EPOCHS}),
 * or for one ({@code desisky.train-vae.epochs=30}, {@code DESISKY_TRAIN_VAE_EPOCHS}); where it
 * means something else in a command, only the latter.
 */
final class Defaults implements IDefaultValueProvider {
  private static final String FILE_VARIABLE = "DESISKY_CONFIG";
  private static final String FILE_NAME = ".desisky.properties";

  /** What editors of Windows put before UTF-8. */
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  /** What is meant otherwise by the same name in other commands. */
  private static final Set<String> OF_ONE_COMMAND =
      ImmutableSet.of(
          "desisky.data.export.rows",
          "desisky.data.fetch.root",
          "desisky.data.plot.model-path",
          "desisky.interpolate.from",
          "desisky.model.fetch.root",
          "desisky.reproduce.data-path",
          "desisky.sample.data-path",
          "desisky.sample.from");

  /** Variables that are no defaults of options; the last of the tests. */
  private static final Pattern NO_OPTIONS =
      Pattern.compile(
          "DESISKY_(CACHE_DIR|CONFIG|DATA_DIR|ENGINES_DIR|JAVA_OPTS|MIRROR"
              + "|CHROMIUM|MLFLOW|PYTHON|(CI|REQUIRE|TEST)_.*)");

  private final Map<String, String> environment;
  private final Properties properties;
  private final Path file;

  private Defaults(Map<String, String> environment, Properties properties, Path file) {
    this.environment = environment;
    this.properties = properties;
    this.file = file;
  }

  /**
   * Those of this process's user: the file that {@code DESISKY_CONFIG} names, else {@code
   * ~/.desisky.properties} if there is one.
   *
   * @throws BadFileException if the file named is not there, or a file cannot be read
   */
  static Defaults ofUser() {
    return of(System.getenv(), Folders.ofUser().knownHome());
  }

  static Defaults of(Map<String, String> environment, Path home) {
    return of(environment, Optional.of(home));
  }

  private static Defaults of(Map<String, String> environment, Optional<Path> home) {
    String named = environment.getOrDefault(FILE_VARIABLE, "");
    if (!named.isBlank()) {
      Path file = Folders.ofUser().expand(named);
      return new Defaults(environment, read(file, " (named by " + FILE_VARIABLE + ")"), file);
    }
    return home.map(folder -> folder.resolve(FILE_NAME))
        .filter(Files::isRegularFile)
        .map(file -> new Defaults(environment, read(file, ""), file))
        .orElseGet(() -> new Defaults(environment, new Properties(), Path.of(FILE_NAME)));
  }

  private static Properties read(Path file, String from) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      reader.mark(1);
      if (reader.read() != BYTE_ORDER_MARK) {
        reader.reset();
      }
      properties.load(reader);
      properties.replaceAll((name, value) -> value.toString().stripTrailing());
      return properties;
    } catch (IOException | IllegalArgumentException e) {
      throw new BadFileException(
          file, "the file of defaults cannot be read" + from + ": " + reason(e), e);
    }
  }

  private static String reason(Exception e) {
    if (e instanceof IllegalArgumentException) {
      return "\\u is not followed by the number of a letter; a backslash is written twice (C:\\\\sky),"
          + " or as / in paths";
    }
    return e instanceof CharacterCodingException ? "it is not in UTF-8" : AtomicFiles.reason(e);
  }

  /**
   * Refuses names in the file that are no option of any command.
   *
   * @throws BadFileException if there is one
   */
  void check(CommandLine root) {
    NavigableSet<String> unknown = new TreeSet<>(properties.stringPropertyNames());
    remove(unknown, root);
    if (!unknown.isEmpty()) {
      String name = unknown.first();
      String ofOne =
          OF_ONE_COMMAND.stream()
              .filter(option -> option.endsWith("." + name))
              .collect(Collectors.joining(" or "));
      throw new BadFileException(
          file,
          ofOne.isEmpty()
              ? "'"
                  + name
                  + "' is no option; write one as epochs=30, for one command alone as"
                  + " desisky.train-vae.epochs=30"
              : "'" + name + "' means something else in each command; write " + ofOne);
    }
  }

  /**
   * Variables of the environment whose name begins as that of an option's does, and that are of no
   * option, nor anything else of the program, its launcher or its tests.
   */
  NavigableSet<String> unknownVariables(CommandLine root) {
    NavigableSet<String> unknown = new TreeSet<>(environment.keySet());
    unknown.removeIf(name -> !name.startsWith("DESISKY_") || NO_OPTIONS.matcher(name).matches());
    if (!unknown.isEmpty()) {
      eachSetting(root, option -> unknown.removeAll(variables(option)));
    }
    return unknown;
  }

  private static void remove(Set<String> names, CommandLine root) {
    eachSetting(
        root,
        option -> {
          names.remove(nameInFile(option));
          if (isOfAll(option)) {
            names.remove(name(option));
          }
        });
  }

  private static void eachSetting(CommandLine command, Consumer<OptionSpec> action) {
    command.getCommandSpec().options().stream().filter(Defaults::isSetting).forEach(action);
    command.getSubcommands().values().forEach(sub -> eachSetting(sub, action));
  }

  /** But for flags, which {@link Flags} sets. */
  @Override
  public String defaultValue(ArgSpec argument) {
    return argument instanceof OptionSpec option && !Flags.isFlag(option) ? value(option) : null;
  }

  /** The user's default of an option; null if there is none. */
  String value(OptionSpec option) {
    if (!isSetting(option)) {
      return null;
    }
    Optional<String> variable = variable(option);
    return variable.isPresent() ? environment.get(variable.get()) : inFile(option);
  }

  private String inFile(OptionSpec option) {
    String ofAll = isOfAll(option) ? properties.getProperty(name(option)) : null;
    return properties.getProperty(nameInFile(option), ofAll);
  }

  /** Where an option's default comes from, as a clause, if it is one of the user's own. */
  Optional<String> origin(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || !isSetting(option)) {
      return Optional.empty();
    }
    Optional<String> variable = variable(option);
    if (variable.isPresent()) {
      return Optional.of("from the environment variable " + variable.get());
    }
    return Optional.ofNullable(inFile(option)).map(value -> "from " + file);
  }

  private Optional<String> variable(OptionSpec option) {
    return variables(option).stream()
        .filter(variable -> !environment.getOrDefault(variable, "").isBlank())
        .findFirst();
  }

  /** That of its command alone, and that of all, where it is what it is in all. */
  private static List<String> variables(OptionSpec option) {
    return Stream.of(option.command().qualifiedName("_"), "desisky")
        .limit(isOfAll(option) ? 2 : 1)
        .map(start -> (start + "_" + name(option)).replace('-', '_').toUpperCase(Locale.ROOT))
        .toList();
  }

  private static boolean isOfAll(OptionSpec option) {
    return !OF_ONE_COMMAND.contains(nameInFile(option));
  }

  /** As of its command alone. */
  private static String nameInFile(OptionSpec option) {
    return option.command().qualifiedName(".") + "." + name(option);
  }

  private static boolean isSetting(OptionSpec option) {
    return !option.usageHelp() && !option.versionHelp() && !option.hidden();
  }

  private static String name(OptionSpec option) {
    return option.longestName().replaceFirst("^-+", "");
  }
}
