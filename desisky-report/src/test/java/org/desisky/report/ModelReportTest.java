package org.desisky.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ModelReportTest {
  @Test
  void isNotChangedThroughTheArraysItWasMadeFrom() {
    float[] flux = {1, 2};
    double[] wavelength = {3600, 3601};
    ExampleReconstruction example = ExampleReconstruction.of("x", flux, flux);
    ModelReport report = ModelReport.builder("x").wavelength(wavelength).example(example).build();

    flux[0] = 9;
    wavelength[0] = 9;
    report.wavelength()[0] = 9;
    example.flux()[0] = 9;

    assertThat(report.wavelength()).containsExactly(3600, 3601);
    assertThat(report.examples().get(0).flux()).containsExactly(1, 2);
  }

  @Test
  void knowsTheErrorOfAnExample() {
    ExampleReconstruction example =
        ExampleReconstruction.of("x", new float[] {1, 5, Float.NaN}, new float[] {2, 2, 0});

    assertThat(example.residual()).containsExactly(-1, 3, Double.NaN);
    assertThat(example.meanSquaredError()).isEqualTo(5);
    assertThat(example.finiteChannels()).isEqualTo(2);
  }

  @Test
  void refusesWhatDoesNotFitTogether() {
    float[] two = {1, 2};
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ExampleReconstruction.of("row 3", two, new float[] {1}))
        .withMessageContaining("row 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelReport.builder("x").wavelength(2, 1));
    ModelReport.Builder mixed =
        ModelReport.builder("x")
            .wavelength(1, 2, 3)
            .example(ExampleReconstruction.of("row 4", two, two));
    assertThatIllegalArgumentException()
        .isThrownBy(mixed::build)
        .withMessageContaining("row 4 has 2 channels, where 3");
  }

  @Test
  void writesTimesAndNumbersForPeople() {
    assertThat(ReportText.duration(4.21)).isEqualTo("4.2 s");
    assertThat(ReportText.duration(59)).isEqualTo("59 s");
    assertThat(ReportText.duration(61)).isEqualTo("1 min 1 s");
    assertThat(ReportText.duration(200)).isEqualTo("3 min 20 s");
    assertThat(ReportText.duration(7500)).isEqualTo("2 h 5 min");
    assertThat(ReportText.number(0)).isEqualTo("0");
    assertThat(ReportText.number(0.0123456)).isEqualTo("0.01235");
  }
}
