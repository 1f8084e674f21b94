package org.desisky.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.desisky.core.io.BadFileException;
import org.desisky.training.LatentScaling;
import org.desisky.training.Start;
import org.desisky.training.VaeTrainingConfig;
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

  /** The options that set what a run's record names, where they can set all that it may be. */
  private static final Map<String, String> OPTIONS_OF_SETTINGS =
      ImmutableMap.<String, String>builder()
          .put("optimizer", "--optimizer") // before what is only of some
          .put("weight_decay", "--weight-decay")
          .put("momentum", "--momentum")
          .put("learning_rate", "--learning-rate")
          .put("beta", "--beta")
          .put("lam", "--lam")
          .put("recon", "--recon")
          .put("recon_units", "--recon-units")
          .put("scaling", "--scaling")
          .put("init", "--init")
          .put("mixing", "--mix")
          .put("kernel", "--kernel")
          .put("kernel_width", "--kernel-sigma")
          .put("mmd_estimate", "--mmd")
          .put("latent_scaling", "--latent-scaling")
          .put("schedule", "--schedule")
          .put("schedule_epochs", "--schedule-epochs")
          .put("warmup_epochs", "--warmup-epochs")
          .put("layer_rates", "--layer-rates")
          .put("averaging", "--ema")
          .put("clip_norm", "--clip-norm")
          .build();

  private static final JsonMapper JSON = JsonMapper.builder().build();

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
        arguments.addAll(standing(option));
      }
    }
    return arguments;
  }

  /**
   * Those that a checkpoint's header or a state's provenance holds, but for what has no say in a
   * result, wherever the file is from.
   *
   * @throws BadFileException naming the file, if this program does not know them
   */
  static List<String> stored(JsonNode provenance, Path file) {
    List<String> arguments = new ArrayList<>();
    for (JsonNode argument : provenance.path("arguments")) {
      if (!OTHERS.contains(name(argument.asText()))) {
        arguments.add(argument.asText());
      }
    }
    try {
      parse(arguments);
    } catch (CommandLine.ParameterException e) {
      throw new BadFileException(
          file, "holds settings that this version does not know: " + e.getMessage(), e);
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

  /** What was given, and of {@code stored} all that was not given anew, or overridden. */
  static List<String> merge(List<String> stored, CommandSpec spec) {
    ParseResult parsed = spec.commandLine().getParseResult();
    List<String> now = new ArrayList<>();
    Set<String> names = new HashSet<>(RecipeOptions.overridden(parsed));
    for (OptionSpec option : spec.options()) {
      if (option.inherited()) { // how much is told
        continue;
      }
      if (parsed.hasMatchedOption(option)) {
        now.addAll(given(option));
        names.addAll(List.of(option.names()));
      } else if (OTHERS.contains(option.longestName())) { // which are not stored
        now.addAll(standing(option));
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
    return keeping(arguments, settings, List.of("mixing"));
  }

  /**
   * These, with what settings of a run say where they would now be otherwise, as where a recipe
   * changed with a version of this program.
   *
   * @param settings of the run, by the names of {@link VaeTrainingConfig#settings}; those that it
   *     does not tell stay as they are
   */
  static List<String> keepingSettings(List<String> arguments, JsonNode settings) {
    return keeping(arguments, settings, OPTIONS_OF_SETTINGS.keySet());
  }

  private static List<String> keeping(
      List<String> arguments, JsonNode settings, Collection<String> names) {
    List<String> kept = arguments;
    ObjectNode now = settings(kept);
    for (String name : names) {
      JsonNode then = settings.path(name);
      if (!then.isMissingNode() && !then.equals(now.path(name))) {
        kept = with(kept, OPTIONS_OF_SETTINGS.get(name), value(then));
        now = settings(kept); // which one option may change several of
      }
    }
    return kept;
  }

  /** As options have it; a model that this program makes is given random weights, as by uniform. */
  private static String value(JsonNode setting) {
    String text = setting.isNull() ? "off" : setting.asText();
    return text.equals(Start.AS_GIVEN.label()) ? Start.UNIFORM.label() : text;
  }

  /** The settings that arguments stand for, by name, as they come back from a file. */
  static ObjectNode settings(List<String> arguments) {
    TrainVaeCommand command = parse(arguments);
    Map<String, Object> settings = command.config().settings(command.latentDim);
    try {
      return withUntold((ObjectNode) JSON.readTree(JSON.writeValueAsBytes(settings)));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // in memory
    }
  }

  /** Settings with the one that a record does not tell where it is none. */
  static ObjectNode withUntold(ObjectNode settings) {
    if (!settings.has("latent_scaling")) {
      settings.put("latent_scaling", LatentScaling.NONE.label());
    }
    return settings;
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
  private static List<String> standing(OptionSpec option) {
    if (Flags.isFlag(option)) {
      return flag(option);
    }
    String value = option.defaultValueString();
    boolean isLeftOpen =
        option.defaultValue() == null && value.equals(String.valueOf(option.initialValue()));
    boolean isOverridden = option.getValue() == null;
    return isLeftOpen || isOverridden ? List.of() : List.of(option.longestName() + "=" + value);
  }

  private static List<String> given(OptionSpec option) {
    if (Flags.isFlag(option)) {
      return flag(option);
    }
    return option.originalStringValues().stream()
        .map(value -> option.longestName() + "=" + value)
        .toList();
  }

  private static List<String> flag(OptionSpec option) {
    return Flags.isOn(option) ? List.of(option.longestName()) : List.of();
  }

  private static String name(String argument) {
    int end = argument.indexOf('=');
    return end < 0 ? argument : argument.substring(0, end);
  }
}
