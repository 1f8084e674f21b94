package org.desisky.vae;

import static org.assertj.core.api.Assertions.assertThat;

import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.junit.jupiter.api.Test;

class ConvolutionTest {
  @Test
  void theProcessorDecidesUnlessSomebodyDoes() {
    assertThat(Convolution.suitProcessor(null, true)).isFalse();
    assertThat(Convolution.suitProcessor(null, false)).isTrue();
    assertThat(Convolution.suitProcessor("true", true)).isTrue();
    assertThat(Convolution.suitProcessor("false", false)).isFalse();
  }

  @EachEngine
  void aModelTellsHowItsLayersAreComputed(Compute compute) {
    EachProduct.with(
        compute,
        () -> {
          try (SkyVae vae = SkyVae.create(24, 3, 1, compute)) {
            boolean asked = Boolean.getBoolean(Convolution.ASKED);
            assertThat(vae.layers()).isEqualTo(asked ? "convolutions" : "products");
          }
        });
  }
}
