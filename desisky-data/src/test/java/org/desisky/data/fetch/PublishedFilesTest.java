package org.desisky.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.desisky.data.SkySpecVac;
import org.desisky.data.enrich.SolarFlux;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is published where, and what may be said of a published file. */
class PublishedFilesTest {
  @Test
  void theCatalogueIsKeptWhereThePythonPackageKeepsIt() {
    RemoteFile vac = SkySpecVac.published("v1.0");
    assertThat(vac.in(Path.of("/data")))
        .isEqualTo(Path.of("/data/dr1/sky_spectra_vac_v1.fits").toAbsolutePath());
    assertThat(vac.address()).hasScheme("https").hasHost("data.desi.lbl.gov");
    assertThat(vac.mostBytes()).isGreaterThan(9176L * 7781 * 4);
    assertThat(vac.tokenVariable()).isEmpty();
    assertThat(SkySpecVac.cachedPath()).endsWithRaw(vac.place());
  }

  @Test
  void anUnknownVersionListsTheKnown() {
    assertThatThrownBy(() -> SkySpecVac.published("v9"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("'v9'", "v1.0");
    assertThat(SkySpecVac.versions()).containsExactly("v1.0");
  }

  @Test
  void theWeightsAreKeptWhereThePythonPackageKeepsThem() {
    RemoteFile vae = PretrainedWeights.published("vae");
    assertThat(vae.address()).hasScheme("https").hasHost("huggingface.co");
    assertThat(vae.tokenVariable()).contains("HF_TOKEN");
    assertThat(PretrainedWeights.cachedPath("vae")).endsWithRaw(Path.of("vae", "vae_weights.eqx"));
    assertThatThrownBy(() -> PretrainedWeights.published("moon"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("'moon'", "vae");
  }

  @Test
  void theTableOfSolarFluxIsKeptWhereThePythonPackageKeepsIt() {
    RemoteFile table = SolarFlux.published();
    assertThat(table.address()).hasScheme("https").hasHost("huggingface.co");
    assertThat(table.sha256()).get().asString().startsWith("6d68f5e5").endsWith("89ac0");
    assertThat(SolarFlux.cachedPath()).endsWithRaw(Path.of("auxiliary", "solarflux-2004-2025.csv"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/passwd", "../up", "a/../../up", "a/./b", ""})
  void aPlaceOutsideTheCacheFolderIsRefused(String place) {
    assertThatThrownBy(
            () ->
                new RemoteFile(
                    "x",
                    URI.create("https://a.org/x"),
                    Optional.of("0".repeat(64)),
                    1,
                    Path.of(place),
                    Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
