package org.desisky.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.desisky.core.io.BadFileException;
import org.desisky.core.io.Folders;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Defaults of options that a user keeps: from the environment, else from a file of properties. An
 * option's name is meant for each command that has it ({@code epochs=30}, {@code DESISKY_EPOCHS}),
 * or for one ({@code desisky.train-vae.epochs=30}, {@code DESISKY_TRAIN_VAE_EPOCHS}).
 */
final class Defaults implements IDefaultValueProvider {
  private static final String FILE_VARIABLE = "DESISKY_CONFIG";
  private static final String FILE_NAME = ".desisky.properties";

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
    return of(System.getenv(), Folders.ofUser().home());
  }

  static Defaults of(Map<String, String> environment, Path home) {
    String named = environment.getOrDefault(FILE_VARIABLE, "");
    Path file = named.isBlank() ? home.resolve(FILE_NAME) : Folders.ofUser().expand(named);
    Properties properties = new Properties();
    if (!named.isBlank() || Files.isRegularFile(file)) {
      try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        properties.load(reader);
      } catch (IOException | IllegalArgumentException e) {
        String from = named.isBlank() ? "" : " (named by " + FILE_VARIABLE + ")";
        throw new BadFileException(file, "the file of defaults cannot be read" + from, e);
      }
    }
    return new Defaults(environment, properties, file);
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
      throw new BadFileException(
          file,
          "'"
              + unknown.first()
              + "' is no option; write one as epochs=30, for one command alone as"
              + " desisky.train-vae.epochs=30");
    }
  }

  private static void remove(Set<String> names, CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    for (OptionSpec option : spec.options()) {
      if (isSetting(option)) {
        names.remove(name(option));
        names.remove(spec.qualifiedName(".") + "." + name(option));
      }
    }
    command.getSubcommands().values().forEach(sub -> remove(names, sub));
  }

  @Override
  public String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || !isSetting(option)) {
      return null;
    }
    Optional<String> variable = variable(option);
    return variable.isPresent() ? environment.get(variable.get()) : inFile(option);
  }

  private String inFile(OptionSpec option) {
    String ofCommand = option.command().qualifiedName(".") + "." + name(option);
    return properties.getProperty(ofCommand, properties.getProperty(name(option)));
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
    String command = option.command().qualifiedName("_");
    for (String name : new String[] {command + "_" + name(option), "desisky_" + name(option)}) {
      String variable = name.replace('-', '_').toUpperCase(Locale.ROOT);
      if (!environment.getOrDefault(variable, "").isBlank()) {
        return Optional.of(variable);
      }
    }
    return Optional.empty();
  }

  private static boolean isSetting(OptionSpec option) {
    return !option.usageHelp() && !option.versionHelp() && !option.hidden();
  }

  private static String name(OptionSpec option) {
    return option.longestName().replaceFirst("^-+", "");
  }
}
