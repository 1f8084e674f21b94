package org.desisky.cli;

import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The page docs/cli.md, made of what the commands say of themselves. */
final class CliReference {
  private static final String HEAD =
      """
      # Commands

      Every command with its options and their defaults, as `desisky COMMAND --help` shows them. This page is made from the program;
      a test compares the two. [How defaults of your own are set](engines.md#defaults-of-your-own).

      Results go to standard output, everything else to standard error. Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted
      with Ctrl-C. All commands take `-h`, `--help`, and (but for `data fetch`, whose `--version` is the catalogue's)

      """;

  private final StringBuilder page = new StringBuilder(HEAD);

  private CliReference() {}

  static String page() {
    CliReference reference = new CliReference();
    CommandLine root = new CommandLine(new Main());
    reference.table(
        root.getCommandSpec().options().stream().filter(option -> !option.usageHelp()).toList());
    reference.subcommands(root);
    return reference.page.toString();
  }

  private void subcommands(CommandLine command) {
    for (CommandLine each : command.getSubcommands().values()) {
      CommandSpec spec = each.getCommandSpec();
      page.append("\n## ").append(spec.qualifiedName()).append("\n\n");
      for (String line : spec.usageMessage().description()) {
        page.append(text(line)).append('\n');
      }
      if (each.getSubcommands().isEmpty()) {
        page.append("\n`").append(synopsis(spec)).append("`\n");
      }
      parameters(spec.positionalParameters());
      List<OptionSpec> options = spec.options().stream().filter(CliReference::isOwn).toList();
      if (!options.isEmpty()) {
        page.append('\n');
        table(options);
      }
      subcommands(each);
    }
  }

  /** What is not on every command. */
  private static boolean isOwn(OptionSpec option) {
    return !option.hidden() && !option.usageHelp() && !option.versionHelp() && !option.inherited();
  }

  private static String synopsis(CommandSpec spec) {
    StringBuilder text = new StringBuilder(spec.qualifiedName());
    for (OptionSpec option : spec.options()) {
      if (option.required()) {
        text.append(' ').append(name(option, option.longestName()));
      }
    }
    if (spec.options().stream().anyMatch(option -> isOwn(option) && !option.required())) {
      text.append(" [OPTIONS]");
    }
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      text.append(' ').append(parameter.paramLabel());
    }
    return text.toString();
  }

  private void parameters(List<PositionalParamSpec> parameters) {
    if (parameters.isEmpty()) {
      return;
    }
    page.append("\n| | |\n| --- | --- |\n");
    for (PositionalParamSpec parameter : parameters) {
      page.append("| `").append(parameter.paramLabel()).append("` | ");
      page.append(description(parameter)).append(" |\n");
    }
  }

  private void table(List<OptionSpec> options) {
    page.append("| option | default | |\n| --- | --- | --- |\n");
    for (OptionSpec option : options) {
      String names =
          List.of(option.names()).stream()
              .map(name -> "`" + name(option, name) + "`")
              .collect(Collectors.joining(", "));
      page.append("| ").append(names).append(" | ").append(standing(option)).append(" | ");
      page.append(description(option)).append(" |\n");
    }
  }

  private static String name(OptionSpec option, String name) {
    return option.arity().max() == 0 ? name : name + " " + option.paramLabel();
  }

  /** The default as it is in the program, whatever this environment says. */
  private static String standing(OptionSpec option) {
    if (option.required()) {
      return "required";
    }
    String value = option.defaultValue();
    if (value == null && option.initialValue() instanceof String text) {
      value = text;
    }
    boolean isFlag = option.arity().max() == 0;
    return value == null || isFlag ? "" : value.replaceAll("\\$\\{env:\\w+:-(\\w+)}", "$1");
  }

  private static String description(ArgSpec argument) {
    return text(String.join(" ", argument.description()));
  }

  /** Text as Markdown shows it. */
  private static String text(String text) {
    return text.replace("%n", " ").replace("|", "\\|").replace("<", "\\<").replace("*", "\\*");
  }
}
