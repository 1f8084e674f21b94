package org.desisky.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no folder of all users' files")
class NativesFolderTest {
  @TempDir Path folder;

  @Test
  void onesOwnFolderIsMadeForOneselfAlone() throws IOException {
    Path natives = folder.resolve("natives");
    assertThat(NativesFolder.isOwn(natives)).isTrue();
    assertThat(Files.getPosixFilePermissions(natives))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    assertThat(NativesFolder.isOwn(natives)).isTrue();
    assertThat(folder).isDirectoryNotContaining(file -> !file.equals(natives));
  }

  @Test
  void aFolderThatOthersOnlyReadIsOnesOwn() throws IOException {
    assertThat(NativesFolder.isOwn(made("rwxr-xr-x"))).isTrue();
  }

  @Test
  void aFolderToWhichOthersCanWriteIsNot() throws IOException {
    assertThat(NativesFolder.isOwn(made("rwxr-xrwx"))).isFalse();
    assertThat(NativesFolder.isOwn(made("rwxrwxr-x"))).isFalse();
  }

  @Test
  void aFolderOfAnotherUserIsNot() throws IOException {
    Path natives = made("rwxr-xr-x");
    UserPrincipal other =
        folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
    assumeThat(canBeGivenTo(natives, other)).as("only root gives files away").isTrue();
    assertThat(NativesFolder.isOwn(natives)).isFalse();
  }

  @Test
  void aLinkOrAFileIsNot() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), made("rwx------"));
    assertThat(NativesFolder.isOwn(link)).isFalse();
    assertThat(NativesFolder.isOwn(Files.createFile(folder.resolve("file")))).isFalse();
  }

  /** Where the framework would look; a folder that is named is its user's own affair. */
  @Test
  void noEngineIsStartedWithLibrariesOfOthers() throws IOException {
    assumeThat(Stream.of("DJL_CACHE_DIR", "ENGINE_CACHE_DIR").map(System::getenv))
        .allMatch(value -> value == null || value.isEmpty());
    Map<String, String> before = new HashMap<>();
    Map<String, Path> now = Map.of("user.home", folder.resolve("none"), "java.io.tmpdir", folder);
    now.forEach((name, path) -> before.put(name, System.setProperty(name, path.toString())));
    try {
      assertThat(NativesFolder.isSafe()).isTrue();
      Files.setPosixFilePermissions(
          folder.resolve(".djl.ai"), PosixFilePermissions.fromString("rwxrwxrwx"));
      assertThatThrownBy(() -> EngineStart.start("any"))
          .isInstanceOf(EngineUnavailableException.class)
          .hasMessageContainingAll("not loaded from " + folder, "open to others");
    } finally {
      before.forEach(System::setProperty);
    }
  }

  /** As of a container's user without an account; the folder "?" is a relative one. */
  @Test
  void whatLiesWhereJavaWasStartedIsUsedOnlyIfItIsOnesOwn() throws IOException {
    assumeThat(Stream.of("DJL_CACHE_DIR", "ENGINE_CACHE_DIR").map(System::getenv))
        .allMatch(value -> value == null || value.isEmpty());
    Path home = Path.of("").toAbsolutePath().relativize(Files.createDirectory(folder.resolve("?")));
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
    String before = System.setProperty("user.home", home.toString());
    try {
      assertThat(NativesFolder.isSafe()).isTrue();
      Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
      assertThat(NativesFolder.isSafe()).isFalse();
      assertThatThrownBy(() -> EngineStart.start("any"))
          .isInstanceOf(EngineUnavailableException.class)
          .hasMessageContaining("where Java was started");
    } finally {
      System.setProperty("user.home", before);
    }
  }

  @Test
  void jnaIsToldAFolderWhereItsOwnChoiceIsNone() throws IOException {
    Path natives = Files.createDirectory(folder.resolve("natives"));
    Path none = folder.resolve("none");
    assertThat(NativesFolder.forJna(folder, none, natives)).isEmpty();
    assertThat(NativesFolder.forJna(Path.of("?"), folder, natives)).contains(natives);
    assertThat(NativesFolder.forJna(Path.of("?"), folder, none)).contains(folder);
    assertThat(NativesFolder.forJna(none, folder, natives)).contains(natives);
    assertThat(NativesFolder.forJna(none, none, none)).isEmpty();
  }

  private Path made(String permissions) throws IOException {
    Path made = Files.createTempDirectory(folder, "natives");
    return Files.setPosixFilePermissions(made, PosixFilePermissions.fromString(permissions));
  }

  private static boolean canBeGivenTo(Path path, UserPrincipal user) {
    try {
      Files.setOwner(path, user);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
