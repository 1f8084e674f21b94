package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.desisky.core.Labelled;
import org.desisky.training.LayerRates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

class SettingNamesTest {
  /** Without the defaults of who runs this. */
  private static CommandLine program() {
    CommandLine program = new CommandLine(new Main());
    SettingNames.register(program);
    return program;
  }

  @Test
  void whatIsSuggestedIsAccepted() {
    CommandLine root = program();
    CommandLine train = root.getSubcommands().get("train-vae");
    CommandLine suggesting = new CommandLine(new Main());
    SettingNames.suggest(suggesting);
    int read = 0;
    for (OptionSpec option :
        suggesting.getSubcommands().get("train-vae").getCommandSpec().options()) {
      if (option.completionCandidates() != null) {
        for (String name : option.completionCandidates()) {
          root.parseArgs("train-vae", option.longestName(), name);
          Object value = train.getCommandSpec().findOption(option.longestName()).getValue();
          assertThat(((Labelled) value).label()).isEqualTo(name);
          read++;
        }
      }
    }
    assertThat(read).isGreaterThan(20);

    CommandLine completion = suggesting.getSubcommands().get("completion");
    assertThat(completion.getCommandSpec().positionalParameters().get(0).completionCandidates())
        .containsExactly("bash", "zsh");
  }

  @Test
  void everyChoiceHasNamesForUsers() {
    List<ArgSpec> choices = new ArrayList<>();
    collect(program(), choices);
    assertThat(choices)
        .isNotEmpty()
        .allSatisfy(choice -> assertThat(Labelled.class).isAssignableFrom(choice.type()));
  }

  private static void collect(CommandLine command, List<ArgSpec> choices) {
    command.getCommandSpec().args().stream().filter(a -> a.type().isEnum()).forEach(choices::add);
    command.getSubcommands().values().forEach(c -> collect(c, choices));
  }

  @Test
  void namesAreReadInAnyCaseAndWrongOnesToldApart() {
    CommandLine root = program();
    CommandLine train = root.getSubcommands().get("train-vae");
    root.parseArgs("train-vae", "--layer-rates", "Fan-In");
    assertThat(train.getCommandSpec().findOption("--layer-rates").<LayerRates>getValue())
        .isEqualTo(LayerRates.FAN_IN);
    assertThatThrownBy(() -> root.parseArgs("train-vae", "--init", "as-given"))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("'as-given' is none of uniform, pca");
  }

  @ParameterizedTest
  @CsvSource({
    "train-vae, --epochs, 2.5, '2.5' is not a whole number",
    "train-vae, --epochs, ten, 'ten' is not a whole number",
    "train-vae, --epochs, 3000000000, 3000000000 is more than 2147483647",
    "train-vae, --seed, 1e3, '1e3' is not a whole number",
    "train-vae, --seed, 9223372036854775808, 9223372036854775808 is more than",
    "train-vae, --beta, half, 'half' is not a number",
    "train-vae, --schedule-epochs, x, 'x' is not a whole number",
    "train-vae, --learning-rate, x, 'x' is not a number"
  })
  void whatIsNoNumberIsToldInPlainWords(String command, String option, String value, String words) {
    assertThatThrownBy(() -> program().parseArgs(command, option, value))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining(option)
        .hasMessageContaining(words);
  }

  @Test
  void numbersAreReadToTheirLimits() {
    CommandLine root = program();
    CommandLine train = root.getSubcommands().get("train-vae");
    root.parseArgs(
        "train-vae", "--epochs=+2147483647", "--seed=-9223372036854775808", "--beta=1e-3");
    assertThat(train.getCommandSpec().findOption("--epochs").<Integer>getValue())
        .isEqualTo(Integer.MAX_VALUE);
    assertThat(train.getCommandSpec().findOption("--seed").<Long>getValue())
        .isEqualTo(Long.MIN_VALUE);
    assertThat(train.getCommandSpec().findOption("--beta").<Double>getValue()).isEqualTo(1e-3);
  }
}
