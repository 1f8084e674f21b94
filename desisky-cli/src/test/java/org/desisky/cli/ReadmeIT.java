package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's example is compiled and run as it stands there. */
class ReadmeIT {
  private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  @Test
  void theExampleRuns() throws IOException {
    Matcher example = EXAMPLE.matcher(Files.readString(Desisky.home().resolve("README.md")));
    assertThat(example.find()).isTrue();
    Path source = Files.writeString(folder.resolve("Example.java"), example.group(1));
    String classPath =
        Desisky.jar() + File.pathSeparator + Desisky.jar().resolveSibling("lib") + "/*";
    List<String> command =
        List.of(
            Desisky.java(),
            "--enable-native-access=ALL-UNNAMED",
            "-Dai.djl.offline=true",
            "-cp",
            classPath,
            source.toString());
    Desisky.Run run = Desisky.finish(Desisky.start(folder, command), folder);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("best epoch", "reconstruction error");
  }
}
