package org.desisky.cli;

import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Flags as the user means them: one that is typed is on, or off with {@code =false}, and goes
 * before a default of his own, also before one that it contradicts. For picocli a flag that is
 * typed is what its default is not, so it is told of none, and they are set here.
 */
final class Flags {
  private static final List<String> CONTRARY = List.of("--verbose", "--quiet");

  private final Defaults defaults;

  Flags(Defaults defaults) {
    this.defaults = defaults;
  }

  /** Whether an option takes no value. */
  static boolean isFlag(OptionSpec option) {
    return option.arity().max() == 0;
  }

  /** Whether a flag is on. */
  static boolean isOn(OptionSpec flag) {
    return Boolean.TRUE.equals(flag.getValue());
  }

  /**
   * Sets the flags of the command that was given, and of those above it.
   *
   * @throws ParameterException if a default is none of a flag, or flags contradict each other
   */
  void apply(ParseResult parsed) {
    ParseResult command = parsed;
    setDefaults(command.commandSpec());
    while (command.hasSubcommand()) {
      command = command.subcommand();
      setDefaults(command.commandSpec());
    }
    setTyped(parsed);
    settle(command.commandSpec(), parsed);
  }

  private void setDefaults(CommandSpec command) {
    for (OptionSpec option : command.options()) {
      String value = isFlag(option) ? defaults.value(option) : null;
      if (value == null) {
        continue;
      }
      if (!value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
        throw new ParameterException(
            command.commandLine(),
            "Invalid value for option '"
                + option.longestName()
                + "': '"
                + value
                + "' is neither true nor false",
            option,
            value);
      }
      option.setValue(Boolean.parseBoolean(value));
    }
  }

  private static void setTyped(ParseResult parsed) {
    for (OptionSpec option : parsed.matchedOptions()) {
      if (isFlag(option)) {
        option.originalStringValues().stream().map(Boolean::parseBoolean).forEach(option::setValue);
      }
    }
    parsed.subcommands().forEach(Flags::setTyped);
  }

  private void settle(CommandSpec command, ParseResult parsed) {
    List<OptionSpec> contrary =
        command.options().stream()
            .filter(option -> CONTRARY.contains(option.longestName()))
            .toList();
    if (contrary.stream().anyMatch(option -> isTyped(option, parsed) && isOn(option))) {
      contrary.stream()
          .filter(option -> !isTyped(option, parsed))
          .forEach(option -> option.setValue(false));
    }
    if (contrary.stream().allMatch(Flags::isOn)) {
      throw new ParameterException(
          parsed.commandSpec().commandLine(),
          contrary.stream()
              .map(option -> option.longestName() + origin(option, parsed))
              .collect(Collectors.joining(" and ", "", " exclude each other")));
    }
  }

  private String origin(OptionSpec option, ParseResult parsed) {
    return isTyped(option, parsed)
        ? ""
        : defaults.origin(option).map(text -> " (" + text + ")").orElse("");
  }

  private static boolean isTyped(OptionSpec option, ParseResult parsed) {
    return parsed.hasMatchedOption(option.longestName())
        || parsed.subcommands().stream().anyMatch(sub -> isTyped(option, sub));
  }
}
