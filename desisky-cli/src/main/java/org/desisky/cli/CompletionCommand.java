package org.desisky.cli;

import java.util.concurrent.Callable;
import org.desisky.core.Labelled;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code desisky completion}. */
@Command(
    name = "completion",
    description = {
      "Print what makes a shell complete desisky's commands and options.",
      "Put it into effect with: source <(desisky completion bash), in ~/.bashrc or ~/.zshrc."
    },
    mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {
  /** Shells with completion. */
  enum Shell implements Labelled {
    BASH,
    ZSH
  }

  @Spec CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
  Shell shell;

  @Override
  public Integer call() {
    Talk talk = Talk.of(spec);
    if (shell == Shell.ZSH) {
      // zsh reads bash's completions once it was told to; compinit has to come first.
      talk.result("autoload -Uz compinit && compinit");
      talk.result("autoload -Uz bashcompinit && bashcompinit");
    }
    CommandLine suggesting = new CommandLine(new Main());
    SettingNames.suggest(suggesting);
    talk.result(AutoComplete.bash(spec.root().name(), suggesting));
    return 0;
  }
}
