package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the distribution's engines tell programs, and where they start with next to no folders. */
class EnginesIT {
  @TempDir static Path shared;
  private static Distribution desisky;

  @TempDir Path folder;

  @BeforeAll
  static void unpack() {
    desisky = Distribution.unpack(shared).set("DJL_CACHE_DIR", natives()).set("HOME", "");
  }

  private static String natives() {
    Path known = Path.of(System.getProperty("user.home"), ".djl.ai");
    return Optional.ofNullable(System.getenv("DJL_CACHE_DIR"))
        .filter(named -> !named.isEmpty())
        .orElse(known.toString());
  }

  @Test
  void whichEnginesThereAreIsToldToPrograms() throws IOException {
    JsonNode told = json(desisky.run(folder, "engines", "--json"));
    String chosen = told.at("/chosen/engine").textValue();
    assertThat(told.at("/chosen/device").textValue()).isNotEmpty();
    assertThat(told.at("/chosen/reason").textValue()).isNotEmpty();
    assertThat(told.get("engines"))
        .isNotEmpty()
        .allMatch(each -> each.get("failure").isNull() && each.get("problem").isNull())
        .allMatch(each -> each.at("/devices/0").textValue().equals("cpu"))
        .anyMatch(each -> each.get("engine").textValue().equals(chosen));
  }

  @Test
  void whyNoneStartsIsToldToPrograms() throws IOException {
    desisky.set("DJL_CACHE_DIR", Files.createFile(folder.resolve("file")).toString());
    try {
      Desisky.Run run = desisky.run(folder, "engines", "--json");
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).startsWith("desisky: ");
      JsonNode told = new ObjectMapper().readTree(run.out());
      assertThat(told.get("chosen").isNull()).isTrue();
      assertThat(told.get("engines"))
          .isNotEmpty()
          .allMatch(each -> each.get("problem").textValue().equals("CACHE_NOT_WRITABLE"))
          .allMatch(each -> each.get("failure").textValue().contains("file"));
    } finally {
      desisky.set("DJL_CACHE_DIR", natives());
    }
  }

  @Test
  void whetherEnginesAreRightIsToldToPrograms() throws IOException {
    JsonNode told = json(desisky.run(folder, "engines", "verify", "--json"));
    assertThat(told.get("passed").booleanValue()).isTrue();
    assertThat(told.get("checks"))
        .isNotEmpty()
        .allMatch(each -> each.get("passed").booleanValue())
        .allMatch(each -> each.get("placed").equals(each.get("device")))
        .allMatch(each -> each.get("losses_allowed").doubleValue() == 5e-4)
        .allMatch(each -> each.get("losses").isNumber())
        .allMatch(each -> each.get("losses").doubleValue() < 5e-4);
  }

  /** As in a container, under a number for a user: Java then takes "?" for the home folder. */
  @Test
  void aUserWithoutAHomeFindsNothingInTheFolderOfTheStart() throws IOException {
    assertAllStart("-Duser.home=?");
    assertThat(folder.resolve("?")).doesNotExist();
  }

  /** As in a container whose files cannot be written, with a volume for the native libraries. */
  @Test
  void aFolderForNativeLibrariesIsFolderEnough() throws IOException {
    Path none = Files.createFile(folder.resolve("file")).resolve("none");
    assertAllStart("-Duser.home=" + none + " -Djava.io.tmpdir=" + none);
  }

  private void assertAllStart(String options) throws IOException {
    desisky.set("DESISKY_JAVA_OPTS", options);
    try {
      assertThat(json(desisky.run(folder, "engines", "--json")).get("engines"))
          .allMatch(each -> each.get("failure").isNull());
    } finally {
      desisky.set("DESISKY_JAVA_OPTS", "");
    }
  }

  private static JsonNode json(Desisky.Run run) throws IOException {
    assertThat(run.exitCode()).as(run.err()).isZero();
    // Newer Java says itself that there is no such folder.
    assertThat(run.err().lines().filter(line -> !line.startsWith("WARNING: java.io.tmpdir")))
        .isEmpty();
    return new ObjectMapper().readTree(run.out());
  }
}
