package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** docs/cli.md says what the program says. {@code -Ddesisky.regenerate=true} writes it anew. */
class CliReferenceTest {
  private static final Path PAGE = Path.of("..", "docs", "cli.md");

  @Test
  void thePageIsThatOfThisProgram() throws IOException {
    String page = CliReference.page();
    if (Boolean.getBoolean("desisky.regenerate")) {
      Files.writeString(PAGE, page);
    }
    assertThat(PAGE)
        .as("run: mvn -pl desisky-cli -am test -Dtest=CliReferenceTest -Ddesisky.regenerate=true")
        .content()
        .isEqualTo(page);
  }

  @Test
  void everyCommandAndItsOptionsAreThere() {
    assertThat(CliReference.page())
        .contains(
            "## desisky train-vae\n", "## desisky data fetch\n", "| `--epochs <epochs>` | 100 |")
        .contains(
            "| `--engine NAME` | auto |", "`desisky data simulate --output FILE.fits [OPTIONS]`");
  }
}
