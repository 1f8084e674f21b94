package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What is said of words and names that the program does not know. */
class UsageWordsTest {
  @TempDir Path home;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "trainvae --data-path learn.fits | Unknown command 'trainvae'; did you mean train-vae",
        "train-vae --data-pth learn.fits | Unknown option '--data-pth'; did you mean --data-path?",
        "data inf x | Unknown command 'inf'; did you mean info",
        "xyz --epochs 3 | Unknown command 'xyz' (see",
        "train-vae learn.fits more | Unexpected argument 'learn.fits' (see",
        "data export sky.fits --ouput x.fits | Unknown option '--ouput'; did you mean --output?",
        "data export sky.fits more --ouput x.fits | Unknown option '--ouput'; did you mean --output?",
        "interpolate --form 1 --to 2 | Unknown option '--form'; did you mean ",
        "data info --jsn | Unknown option '--jsn'; did you mean --json?",
        "train-vae --mlflow-tag dark | Invalid value for option '--mlflow-tag': 'dark' is not NAME=VALUE",
        "train-vae --mlflow-tag= | Invalid value for option '--mlflow-tag': '' is not NAME=VALUE",
        "train-vae --where sqr(X)<2 | Invalid value for option '--where': the filter 'sqr(X)<2' cannot",
        "data simulate sky.fits | Missing required option: '--output=FILE.fits'",
        "data export sky.fits more | Missing required option: '--output=FILE'"
      })
  void theFirstWordThatMeansNothingIsNamedWithWhatIsLikeIt(String typed, String said) {
    StringWriter err = new StringWriter();
    CommandLine command =
        Main.commandLine(Defaults.of(Map.of(), Path.of("none"))).setErr(new PrintWriter(err, true));
    assertThat(command.execute(typed.split(" "))).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString()).startsWith("desisky: " + said);
  }

  @Test
  void variablesOfNoOptionAreTold() {
    Map<String, String> environment =
        Map.of(
            "DESISKY_EPOCS", "3",
            "DESISKY_EPOCHS", "3",
            "DESISKY_TRAIN_VAE_EPOCHS", "3",
            "DESISKY_DATA_SIMULATE_QUIET", "true",
            "DESISKY_DATA_DIR", "/sky",
            "DESISKY_REQUIRE_PYTHON", "1",
            "DESIS", "x");
    assertThat(
            Defaults.of(environment, home)
                .unknownVariables(Main.commandLine(Defaults.of(Map.of(), Path.of("none")))))
        .containsExactly("DESISKY_EPOCS");
  }
}
