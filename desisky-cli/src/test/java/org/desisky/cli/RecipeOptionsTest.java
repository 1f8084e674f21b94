package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalDouble;
import org.desisky.training.LayerRates;
import org.desisky.training.PriorSample;
import org.desisky.training.Start;
import org.desisky.training.VaeTrainingConfig;
import org.desisky.training.optimizer.OptimizerKind;
import org.desisky.training.scaling.Scaling;
import org.desisky.training.schedule.RateSchedule;
import org.desisky.vae.KernelShape;
import org.desisky.vae.KernelWidth;
import org.desisky.vae.ReconstructionTerm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

class RecipeOptionsTest {
  @Command
  private static final class Learn {
    @Mixin RecipeOptions options;
  }

  @Test
  void theBestRecipeIsTheDefault() {
    assertThat(config()).usingRecursiveComparison().isEqualTo(VaeTrainingConfig.best().build());
    assertThat(config("--recipe", "document"))
        .usingRecursiveComparison()
        .isEqualTo(VaeTrainingConfig.builder().build());
  }

  @Test
  void thePythonRecipeIsWhatPythonComputes() {
    VaeTrainingConfig python = config("--recipe", "python");
    assertThat(python.reconstruction()).isEqualTo(ReconstructionTerm.HALF_MSE);
    assertThat(python.start()).isEqualTo(Start.UNIFORM);
    assertThat(python.scaling()).isEqualTo(Scaling.NONE);
    assertThat(python.discrepancy().prior()).isEqualTo(PriorSample.SAME_AS_NOISE);
    assertThat(python.discrepancy().width()).isEqualTo(KernelWidth.auto());
  }

  @Test
  void whatIsSaidOverridesTheRecipeAndLeavesTheRest() {
    VaeTrainingConfig config =
        config("--preset", "strong", "--lam", "3", "--schedule", "constant", "--clip-norm", "off");
    assertThat(config.beta()).isEqualTo(1e-2);
    assertThat(config.lam()).isEqualTo(3);
    assertThat(config.optimisation().schedule()).isEqualTo(RateSchedule.Kind.CONSTANT);
    assertThat(config.optimisation().clipNorm()).isEqualTo(OptionalDouble.empty());
    assertThat(config.optimisation().layerRates()).isEqualTo(LayerRates.FAN_IN);
    assertThat(config.start()).isEqualTo(Start.PCA);
    VaeTrainingConfig kernel =
        config("--recipe", "document", "--kernel", "imq", "--clip-gradients");
    assertThat(kernel.discrepancy().shape()).isEqualTo(KernelShape.IMQ);
    assertThat(kernel.discrepancy().width()).isEqualTo(KernelWidth.auto());
    assertThat(kernel.optimisation().clipNorm()).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--recipe=good",
        "--scaling=both",
        "--init=as-given",
        "--kernel-sigma=-1",
        "--layer-rates=fan_in"
      })
  void whatIsNoneOfTheChoicesIsRefusedByName(String option) {
    String name = option.substring(0, option.indexOf('='));
    assertThatThrownBy(() -> config(option))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining(name);
  }

  @Test
  void numbersThatMakeNoSenseAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config("--ema", "often"))
        .withMessageContaining("neither 'off' nor a number");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config("--patience", "soon"))
        .withMessageContaining("--patience: 'soon' is neither 'off' nor a whole number");
    assertThat(config("--patience", "Off").optimisation().patience()).isEmpty();
    assertThat(config("--clip-norm", "OFF").optimisation().clipNorm()).isEmpty();
    assertThat(config("--kernel-sigma", "Median").discrepancy().width())
        .isEqualTo(KernelWidth.median());
    assertThat(config("--patience", "3").optimisation().patience()).hasValue(3);
    assertThatThrownBy(() -> config("--mix", "2"))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("mixing must be from 0 to 1");
    assertThat(config("--mix", "0.25").mixing()).isEqualTo(0.25);
    assertThat(config("--recipe", "python", "--mix", "auto").mixing()).isEqualTo(0.9);
  }

  /** What the optimizer makes nothing of is no setting of the run. */
  @Test
  void optionsOfOtherOptimizersAreRefused() {
    ParseResult decay = parsed(new Learn(), "--weight-decay", "0.1");
    ParseResult momentum = parsed(new Learn(), "--momentum", "0.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecipeOptions.checkUse(decay, OptimizerKind.ADAM))
        .withMessageContaining("--weight-decay is of adamw, and the optimizer is adam");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecipeOptions.checkUse(momentum, OptimizerKind.ADAMW))
        .withMessageContaining("--momentum is of sgd and nesterov, and the optimizer is adamw");
    RecipeOptions.checkUse(decay, OptimizerKind.ADAMW);
    RecipeOptions.checkUse(momentum, OptimizerKind.NESTEROV);
  }

  @Test
  void whatIsTypedOverridesWhatIsNot() {
    assertThat(RecipeOptions.overridden(parsed(new Learn(), "--preset=strong")))
        .containsExactlyInAnyOrder("--beta", "--lam");
    assertThat(RecipeOptions.overridden(parsed(new Learn(), "--preset=strong", "--lam=2")))
        .containsExactly("--beta");
    assertThat(RecipeOptions.overridden(parsed(new Learn(), "--clip-gradients")))
        .containsExactly("--clip-norm");
    assertThat(RecipeOptions.overridden(parsed(new Learn(), "--clip-gradients=false", "--beta=2")))
        .isEmpty();
    ParseResult both = parsed(new Learn(), "--clip-gradients", "--clip-norm=2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecipeOptions.overridden(both))
        .withMessage("--clip-gradients sets no more than --clip-norm: leave it out");
  }

  private static VaeTrainingConfig config(String... arguments) {
    Learn learn = new Learn();
    parsed(learn, arguments);
    return learn.options.settings().build();
  }

  private static ParseResult parsed(Learn learn, String... arguments) {
    CommandLine line = new CommandLine(learn);
    SettingNames.register(line);
    return line.parseArgs(arguments);
  }
}
