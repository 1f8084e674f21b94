package org.desisky.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The options of {@code train-vae} that a result follows from, as a list of {@code --name=value}:
 * kept in checkpoints and states, so that a run can be repeated and resumed by its files alone.
 */
final class TrainingArguments {
  /** Has no say in a result, and yet goes on with a run that has it. */
  private static final String LOG_STEPS = "--log-steps";

  /** What has no say in a result; a server least of all, which a file must not choose. */
  private static final Set<String> OTHERS =
      Set.of(
          "--debug",
          "--help",
          "--json",
          LOG_STEPS,
          "--mlflow-experiment",
          "--mlflow-tag",
          "--mlflow-uri",
          "--no-report",
          "--no-save",
          "--no-state",
          "--offline",
          "--print-every",
          "--resume",
          "--run-name",
          "--save-dir",
          "--state-every",
          "--version");

  private TrainingArguments() {}

  /** All that were given, and the defaults of those that were not. */
  static List<String> of(CommandSpec spec) {
    ParseResult parsed = spec.commandLine().getParseResult();
    List<String> arguments = new ArrayList<>();
    for (OptionSpec option : spec.options()) {
      boolean isOther =
          OTHERS.contains(option.longestName()) && !option.longestName().equals(LOG_STEPS);
      if (isOther || option.inherited()) {
        continue;
      }
      if (parsed.hasMatchedOption(option)) {
        arguments.addAll(given(option));
      } else {
        standing(option).ifPresent(arguments::add);
      }
    }
    return arguments;
  }

  /**
   * Those that a checkpoint's header or a state's provenance holds, but for what has no say in a
   * result, wherever the file is from.
   */
  static List<String> stored(JsonNode provenance) {
    List<String> arguments = new ArrayList<>();
    for (JsonNode argument : provenance.path("arguments")) {
      if (!OTHERS.contains(name(argument.asText()))) {
        arguments.add(argument.asText());
      }
    }
    return arguments;
  }

  /** These, with a table of steps where the run that they are of has one. */
  static List<String> keepingSteps(List<String> arguments, JsonNode provenance) {
    List<String> kept = new ArrayList<>(arguments);
    for (JsonNode argument : provenance.path("arguments")) {
      if (argument.asText().equals(LOG_STEPS) && !kept.contains(LOG_STEPS)) {
        kept.add(LOG_STEPS);
      }
    }
    return kept;
  }

  /** What was given, and of {@code stored} all that was not given anew. */
  static List<String> merge(List<String> stored, CommandSpec spec) {
    ParseResult parsed = spec.commandLine().getParseResult();
    List<String> now = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (OptionSpec option : spec.options()) {
      if (option.inherited()) { // how much is told
        continue;
      }
      if (parsed.hasMatchedOption(option)) {
        now.addAll(given(option));
        names.addAll(List.of(option.names()));
      } else if (OTHERS.contains(option.longestName())) { // which are not stored
        standing(option).ifPresent(now::add);
      }
    }
    List<String> merged = new ArrayList<>();
    for (String argument : stored) {
      if (!names.contains(name(argument))) {
        merged.add(argument);
      }
    }
    merged.addAll(now);
    return merged;
  }

  /**
   * These, or where they would mix another part of the spectra than a run did, which may go by how
   * long the run is, or by what a version of this program thinks best, with that part.
   *
   * @param settings of the run; where they do not tell the part, nothing changes
   */
  static List<String> keepingMixing(List<String> arguments, JsonNode settings) {
    JsonNode part = settings.path("mixing");
    return part.isNumber() && parse(arguments).config().mixing() != part.asDouble()
        ? with(arguments, "--mix", part.asText())
        : arguments;
  }

  /** These with one more, in place of that of the same name. */
  static List<String> with(List<String> arguments, String name, String value) {
    List<String> changed = new ArrayList<>();
    for (String argument : arguments) {
      if (!name(argument).equals(name)) {
        changed.add(argument);
      }
    }
    changed.add(name + "=" + value);
    return changed;
  }

  /**
   * The command that they are of.
   *
   * @throws CommandLine.ParameterException if this program does not know them
   */
  static TrainVaeCommand parse(List<String> arguments) {
    TrainVaeCommand command = new TrainVaeCommand();
    CommandLine line = new CommandLine(command).setCommandName("desisky train-vae");
    SettingNames.register(line);
    line.parseArgs(arguments.toArray(String[]::new));
    return command;
  }

  /** An option that was not given, as it stands: its default, which may be the user's own. */
  private static Optional<String> standing(OptionSpec option) {
    String value = option.defaultValueString();
    if (isFlag(option)) {
      return Boolean.parseBoolean(value) ? Optional.of(option.longestName()) : Optional.empty();
    }
    boolean isLeftOpen =
        option.defaultValue() == null && value.equals(String.valueOf(option.initialValue()));
    return isLeftOpen ? Optional.empty() : Optional.of(option.longestName() + "=" + value);
  }

  private static List<String> given(OptionSpec option) {
    if (isFlag(option)) {
      return List.of(option.longestName());
    }
    return option.originalStringValues().stream()
        .map(value -> option.longestName() + "=" + value)
        .toList();
  }

  private static boolean isFlag(OptionSpec option) {
    return option.arity().max() == 0;
  }

  private static String name(String argument) {
    int end = argument.indexOf('=');
    return end < 0 ? argument : argument.substring(0, end);
  }
}
