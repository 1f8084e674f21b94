package org.desisky.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.desisky.core.DesiskyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoldersTest {
  @TempDir Path home;

  @Test
  void foldersAreThoseOfThePythonPackage() {
    Folders plain = new Folders(Map.of(), () -> Optional.of(home));
    assertThat(plain.data()).isEqualTo(home.resolve(".desisky/data"));
    assertThat(plain.pretrainedModels()).isEqualTo(home.resolve(".desisky/data/models"));
    assertThat(plain.trainedModels()).isEqualTo(home.resolve(".cache/desisky/saved_models/vae"));
    Folders moved = new Folders(Map.of("DESISKY_DATA_DIR", "~/sky"), () -> Optional.of(home));
    assertThat(moved.data()).isEqualTo(home.resolve("sky"));
    assertThat(moved.pretrainedModels()).isEqualTo(home.resolve("sky/models"));
    Folders set = new Folders(Map.of("DESISKY_CACHE_DIR", "/m"), () -> Optional.of(home));
    assertThat(set.pretrainedModels()).isEqualTo(Path.of("/m"));
  }

  @Test
  void modelsOfEarlierVersionsAreFoundUntilThereAreOthers() throws IOException {
    Path earlier = home.resolve(".desisky/models");
    Files.createDirectories(earlier.resolve("vae"));
    Files.createDirectories(home.resolve(".desisky/data/models/ldm_dark"));
    assertThat(new Folders(Map.of(), () -> Optional.of(home)).pretrainedModels())
        .isEqualTo(earlier);
    Map<String, String> moved = Map.of("DESISKY_DATA_DIR", home.resolve("sky").toString());
    assertThat(new Folders(moved, () -> Optional.of(home)).pretrainedModels())
        .isEqualTo(home.resolve("sky/models"));
    Path models = home.resolve(".desisky/data/models");
    Files.createDirectories(models.resolve("vae"));
    assertThat(new Folders(Map.of(), () -> Optional.of(home)).pretrainedModels()).isEqualTo(models);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void theHomeOfTheEnvironmentGoesBeforeTheAccounts() {
    assertThat(Folders.home(Map.of("HOME", "/scratch/me"), "/root"))
        .contains(Path.of("/scratch/me"));
    assertThat(Folders.home(Map.of("HOME", "/scratch/me"), "?")).contains(Path.of("/scratch/me"));
    assertThat(Folders.home(Map.of("HOME", "here"), "/root")).contains(Path.of("/root"));
    assertThat(Folders.home(Map.of(), "/root")).contains(Path.of("/root"));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void whatIsNamedNeedsNoHome() {
    Map<String, String> named = Map.of("DESISKY_DATA_DIR", "/sky", "DESISKY_CACHE_DIR", "/m");
    Folders folders = new Folders(named, () -> Folders.home(Map.of(), "?"));
    assertThat(folders.data()).isEqualTo(Path.of("/sky"));
    assertThat(folders.pretrainedModels()).isEqualTo(Path.of("/m"));
    assertThat(folders.expand("here")).isEqualTo(Path.of("here"));
    assertThatThrownBy(folders::trainedModels).hasMessageContaining("set HOME");
  }

  @ParameterizedTest
  @ValueSource(strings = {"?", ""})
  void aUserWithoutAHomeIsToldToSetOne(String known) {
    Folders folders = new Folders(Map.of(), () -> Folders.home(Map.of(), known));
    assertThat(folders.knownHome()).isEmpty();
    assertThatThrownBy(folders::home)
        .isInstanceOf(DesiskyException.class)
        .hasMessageContaining("set HOME");
  }
}
