package org.desisky.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.desisky.data.SkyCatalogWriter;
import org.junit.jupiter.api.Test;

class FluxUnitTest {
  @Test
  void onlyTheCataloguesUnitHasASpellingOfItsOwn() {
    assertThat(FluxUnit.of(SkyCatalogWriter.BUNIT)).isEqualTo(FluxUnit.DESI);
    assertThat(FluxUnit.of("mJy")).isEqualTo("mJy");
    assertThat(FluxUnit.axis(FluxUnit.of(""))).isEqualTo("flux");
  }
}
