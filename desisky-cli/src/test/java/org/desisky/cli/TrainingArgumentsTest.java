package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.desisky.core.io.BadFileException;
import org.desisky.core.io.Folders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TrainingArgumentsTest {
  private static final Path FILE = Path.of("run.state");

  @Test
  void aServerIsNeitherKeptInFilesNorTakenFromThem() {
    String[] given = {
      "--lam=2", "--mlflow-uri=http://me:secret@host", "--mlflow-tag=a=b", "--mlflow-experiment=x"
    };
    TrainVaeCommand command = TrainingArguments.parse(List.of(given));
    assertThat(command.mlflow.uri).isNotNull();
    assertThat(TrainingArguments.of(command.spec))
        .contains("--lam=2")
        .noneMatch(argument -> argument.startsWith("--mlflow"));
    ObjectNode foreign = JsonMapper.builder().build().createObjectNode();
    for (String argument : given) {
      foreign.withArray("arguments").add(argument);
    }
    assertThat(TrainingArguments.stored(foreign, FILE)).containsExactly("--lam=2");
  }

  @Test
  void aRunsFilesAreToldByTheirFullNames() {
    TrainVaeCommand here = TrainingArguments.parse(List.of("--save-dir=."));
    assertThat(here.config().file(".eqx")).isEqualTo(Path.of("sky_vae.eqx").toAbsolutePath());
    assertThat(TrainingArguments.parse(List.of()).config().saveDir())
        .isEqualTo(Folders.ofUser().trainedModels());
  }

  @Test
  void whatThisVersionDoesNotKnowIsToldOfTheFile() {
    ObjectNode later = JsonMapper.builder().build().createObjectNode();
    later.withArray("arguments").add("--lam=2").add("--annealing=fast");
    assertThatThrownBy(() -> TrainingArguments.stored(later, FILE))
        .isInstanceOf(BadFileException.class)
        .hasMessageStartingWith("run.state: holds settings that this version does not know: ")
        .hasMessageContaining("--annealing=fast");
  }

  @Test
  void aFlagThatIsTurnedOffIsNotKept() {
    TrainVaeCommand command =
        TrainingArguments.parse(List.of("--clip-gradients=false", "--drop-nonfinite=true"));
    assertThat(TrainingArguments.of(command.spec))
        .contains("--drop-nonfinite")
        .noneMatch(argument -> argument.startsWith("--clip-gradients"));
    assertThat(TrainingArguments.merge(List.of("--clip-gradients"), command.spec))
        .noneMatch(argument -> argument.startsWith("--clip-gradients"));
  }

  @Test
  void whatIsTypedGoesBeforeWhatItOverrides() {
    List<String> stored = List.of("--clip-norm=5", "--beta=1", "--lam=2", "--seed=3");
    TrainVaeCommand command =
        TrainingArguments.parse(List.of("--clip-gradients", "--preset=strong", "--lam=4"));
    assertThat(TrainingArguments.merge(stored, command.spec))
        .contains("--clip-gradients", "--preset=strong", "--lam=4", "--seed=3")
        .doesNotContain("--clip-norm=5", "--beta=1", "--lam=2");
    command = TrainingArguments.parse(List.of("--clip-norm=4", "--beta=2"));
    assertThat(
            TrainingArguments.merge(List.of("--clip-gradients", "--preset=strong"), command.spec))
        .contains("--clip-gradients", "--preset=strong", "--clip-norm=4", "--beta=2");
  }

  @Test
  void noFileIsReadForMoreArguments(@TempDir Path folder) throws IOException {
    Path more = Files.writeString(folder.resolve("more"), "--lam=3");
    assertThatThrownBy(() -> TrainingArguments.parse(List.of("--lam=2", "@" + more)))
        .isInstanceOf(CommandLine.ParameterException.class)
        .hasMessageContaining("@");
  }

  @Test
  void pathsAreReadAsOnTheCommandLine() {
    Path home = Folders.ofUser().home();
    TrainVaeCommand command =
        TrainingArguments.parse(List.of("--data-path=~/a.npz", "--save-dir=~/m"));
    assertThat(command.dataPath).isEqualTo(home.resolve("a.npz"));
    assertThat(command.saveDir).isEqualTo(home.resolve("m"));
  }

  @Test
  void aRunWithATableOfStepsKeepsIt() {
    ObjectNode provenance = JsonMapper.builder().build().createObjectNode();
    provenance.withArray("arguments").add("--lam=2").add("--log-steps");
    assertThat(TrainingArguments.stored(provenance, FILE)).containsExactly("--lam=2");
    assertThat(TrainingArguments.keepingSteps(List.of("--lam=2"), provenance))
        .containsExactly("--lam=2", "--log-steps");
    assertThat(TrainingArguments.keepingSteps(List.of("--log-steps"), provenance))
        .containsExactly("--log-steps");
    provenance.remove("arguments");
    assertThat(TrainingArguments.keepingSteps(List.of(), provenance)).isEmpty();
  }

  /** Of an earlier version, or of a run that is longer by now: the default may be another. */
  @Test
  void thePartOfMixedSpectraIsThatOfTheRun() {
    ObjectNode settings = JsonMapper.builder().build().createObjectNode().put("mixing", 0.9);
    for (String stored : List.of("--epochs=10", "--mix=auto")) {
      List<String> arguments = TrainingArguments.keepingMixing(List.of(stored), settings);
      assertThat(TrainingArguments.parse(arguments).config().mixing()).isEqualTo(0.9);
    }
    List<String> unknown =
        TrainingArguments.keepingMixing(List.of("--epochs=10"), settings.removeAll());
    assertThat(TrainingArguments.parse(unknown).config().mixing()).isEqualTo(0.5);
  }

  /** Whatever a recipe is by now: each setting of a record is one that options can bring back. */
  @Test
  void allSettingsOfARunAreKept() {
    List<List<String>> runs =
        List.of(
            List.of("--recipe=document", "--patience=4"),
            List.of("--recipe=best", "--lam=2", "--epochs=20", "--clip-norm=off"),
            List.of("--optimizer=adamw", "--weight-decay=0.3", "--kernel-sigma=1.5"),
            List.of("--optimizer=nesterov", "--recon-units=noise", "--ema=off", "--mmd=unbiased"));
    for (List<String> run : runs) {
      ObjectNode settings = TrainingArguments.settings(run);
      for (String other : List.of("--recipe=best", "--recipe=document")) {
        List<String> changed = List.of(other, "--epochs=" + settings.get("epochs"));
        ObjectNode kept =
            TrainingArguments.settings(TrainingArguments.keepingSettings(changed, settings));
        if (settings.get("init").asText().equals("as-given")) {
          settings.put("init", kept.get("init").asText()); // random weights, by either name
        }
        settings
            .fieldNames()
            .forEachRemaining(
                name -> {
                  if (!name.equals("patience") && kept.has(name)) {
                    assertThat(kept.get(name)).as(name).isEqualTo(settings.get(name));
                  }
                });
      }
    }
  }
}
