package org.desisky.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Flags as the user means them: what is typed is on, and goes before a default of his own that it
 * contradicts. Flags that all commands share, picocli gives no default for one command alone.
 */
final class SharedFlags {
  private static final List<String> CONTRARY = List.of("--verbose", "--quiet");

  private final Defaults defaults;

  SharedFlags(Defaults defaults) {
    this.defaults = defaults;
  }

  /** Sets the flags of the command that was given, and of those above it. */
  void apply(ParseResult parsed) {
    ParseResult command = parsed;
    while (command.hasSubcommand()) {
      command = command.subcommand();
      setDefaults(command.commandSpec());
    }
    turnOn(parsed);
    List<OptionSpec> contrary =
        command.commandSpec().options().stream()
            .filter(option -> CONTRARY.contains(option.longestName()))
            .toList();
    if (contrary.stream().filter(option -> isTyped(option, parsed)).count() == 1) {
      contrary.forEach(option -> option.setValue(isTyped(option, parsed)));
    }
  }

  private void setDefaults(CommandSpec command) {
    for (OptionSpec option : command.options()) {
      String value = option.inherited() ? defaults.defaultValue(option) : null;
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

  /** One that is on by the user's default, picocli would turn off. */
  private static void turnOn(ParseResult parsed) {
    for (OptionSpec option : parsed.matchedOptions()) {
      if (option.arity().max() == 0) {
        option.setValue(true);
      }
    }
    parsed.subcommands().forEach(SharedFlags::turnOn);
  }

  private static boolean isTyped(OptionSpec option, ParseResult parsed) {
    return parsed.hasMatchedOption(option.longestName())
        || parsed.subcommands().stream().anyMatch(sub -> isTyped(option, sub));
  }
}
