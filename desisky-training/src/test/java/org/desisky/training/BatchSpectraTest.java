package org.desisky.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.core.noise.Noise;
import org.desisky.training.scaling.Scaling;
import org.desisky.vae.Standardisation;
import org.junit.jupiter.api.Test;

/** Batches are the same wherever spectra lie. */
class BatchSpectraTest {
  private static final int ROWS = 2500;
  private static final int CHANNELS = 7;
  private static final FloatMatrix SPECTRA =
      FloatMatrix.of(Noise.of(5).normals(ROWS * CHANNELS), ROWS, CHANNELS);
  private static final int[] CHOSEN = {3, 2499, 1024, 3, 1500};

  @EachEngine
  void onTheDeviceTheyAreAsInJava(Compute compute) {
    Optional<Standardisation> units = Scaling.CHANNEL.fit(SPECTRA, new int[] {1, 5, 100, 900});
    Optional<MixedRows> mixed = new SpectrumMixing(0.5).draw(CHOSEN.length, Noise.of(6));
    try (BatchSpectra near = new HostSpectra(SPECTRA, units);
        BatchSpectra there = new DeviceSpectra(compute.newManager(), SPECTRA, units);
        NDManager scope = compute.newManager()) {
      assertThat(numbers(there, Optional.empty(), scope))
          .containsExactly(numbers(near, Optional.empty(), scope));
      assertThat(numbers(there, mixed, scope))
          .isNotEqualTo(numbers(there, Optional.empty(), scope))
          .containsExactly(numbers(near, mixed, scope));
    }
  }

  @EachEngine
  void aRowThatIsNotThereIsRefusedBeforeTheDeviceHearsOfIt(Compute compute) {
    try (BatchSpectra near = new HostSpectra(SPECTRA, Optional.empty());
        BatchSpectra there = new DeviceSpectra(compute.newManager(), SPECTRA, Optional.empty())) {
      for (BatchSpectra spectra : List.of(near, there)) {
        HostBatch batch = new HostBatch(1, spectra.room(), 1);
        batch.clear(1);
        assertThatThrownBy(() -> spectra.gather(batch, new int[] {ROWS}, Optional.empty()))
            .isInstanceOf(IndexOutOfBoundsException.class);
      }
    }
  }

  private static float[] numbers(BatchSpectra spectra, Optional<MixedRows> mixed, NDManager scope) {
    HostBatch batch = new HostBatch(CHOSEN.length, spectra.room(), 1);
    batch.clear(CHOSEN.length);
    spectra.gather(batch, CHOSEN, mixed);
    batch.flip();
    NDArray tensor = spectra.of(batch, scope);
    assertThat(tensor.getShape()).isEqualTo(new Shape(CHOSEN.length, CHANNELS));
    return tensor.toFloatArray();
  }

  @Test
  void theyLieThereWhereTheyHaveRoom() {
    long bytes = 4L * (ROWS + 64 * 10) * CHANNELS + 4L * 16 * 1000;
    assertThat(DeviceSpectra.fit(SPECTRA, 1000, 10, 0)).isFalse();
    assertThat(DeviceSpectra.fit(SPECTRA, 1000, 10, bytes - 1)).isFalse();
    assertThat(DeviceSpectra.fit(SPECTRA, 1000, 10, bytes)).isTrue();
    assertThat(DeviceSpectra.fit(SPECTRA, 1001, 10, bytes)).isFalse();
    assertThat(DeviceSpectra.fit(SPECTRA, 1000, 11, bytes)).isFalse();
  }
}
