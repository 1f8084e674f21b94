package org.desisky.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a run that goes on elsewhere is warned of. */
class RunIdentityTest {
  private static final Map<String, Object> STORED =
      Map.of("processor", "GenuineIntel", "processors", 8, "java", "17.0.9");

  @Test
  void theSameEnvironmentHasNoDifferences() {
    assertThat(in(STORED).environmentDifferences(in(STORED))).isEmpty();
  }

  @Test
  void anotherProcessorAndWhatIsNotSetAnyMoreAreNamed() {
    Map<String, Object> now = new LinkedHashMap<>(STORED);
    now.put("processor", "AuthenticAMD");
    now.put("processors", null);
    assertThat(in(STORED).environmentDifferences(in(now)))
        .containsExactly(
            "processor (GenuineIntel stored, AuthenticAMD asked)",
            "processors (8 stored, not set asked)");
  }

  /** An older program did not store as much. */
  @Test
  void whatWasNotStoredIsNoDifference() {
    Map<String, Object> now = new LinkedHashMap<>(STORED);
    now.put("omp_num_threads", "2");
    assertThat(in(STORED).environmentDifferences(in(now))).isEmpty();
  }

  @Test
  void anotherEnvironmentIsNoOtherRun() {
    assertThat(in(STORED).differences(in(Map.of()))).isEmpty();
  }

  /** When it ends, what is done once it diverged, and where it is computed may be said anew. */
  @Test
  void whatMayBeSaidAnewIsNoOtherRun() {
    Map<String, Object> settings = new LinkedHashMap<>(Map.of("seed", 1, "device", "gpu:0"));
    settings.put("patience", 5);
    RunIdentity stored = RunIdentity.of(settings, Map.of("spectra", 2), STORED);
    assertThat(stored.differences(in(STORED))).isEmpty();
    settings.put("beta", 0.1);
    assertThat(RunIdentity.of(settings, Map.of("spectra", 2), STORED).differences(in(STORED)))
        .containsExactly("beta (0.1 stored, not set asked)");
  }

  @Test
  void anotherDeviceAndAnotherVersionAreOtherEnvironments() {
    Map<String, Object> stored = Map.of("version", "1.0", "device", "gpu:0");
    Map<String, Object> now = Map.of("version", "1.1", "device", "cpu");
    assertThat(in(stored).environmentDifferences(in(now)))
        .containsExactly("device (gpu:0 stored, cpu asked)", "version (1.0 stored, 1.1 asked)");
  }

  private static RunIdentity in(Map<String, Object> environment) {
    return RunIdentity.of(Map.of("seed", 1), Map.of("spectra", 2), environment);
  }
}
