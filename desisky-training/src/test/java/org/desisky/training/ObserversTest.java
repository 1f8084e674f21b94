package org.desisky.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.desisky.core.DesiskyException;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.noise.Noise;
import org.desisky.vae.LossValues;
import org.desisky.vae.SkyVae;
import org.junit.jupiter.api.Test;

/** What becomes of a run whose observers fail. */
class ObserversTest {
  private static final int CHANNELS = 6;
  private static final FloatMatrix SPECTRA =
      FloatMatrix.of(Noise.of(5).normals(24 * CHANNELS), 24, CHANNELS);
  private static final int[] TRAIN = IntStream.range(0, 16).toArray();
  private static final int[] TEST = IntStream.range(16, 24).toArray();

  @Test
  void anErrorOfAnObserverStopsNothing() {
    Throwing missing = new Throwing(new NoClassDefFoundError("of the observer's"));
    assertThat(train(missing).history().epochs()).hasSize(2);
    assertThat(missing.failures).isEmpty();
  }

  @Test
  void whatJavaItselfLacksEndsTheRunAndObserversAreTold() {
    OutOfMemoryError error = new OutOfMemoryError("as if");
    Throwing full = new Throwing(error);
    assertThatThrownBy(() -> train(full)).isSameAs(error);
    assertThat(full.failures).hasSize(1);
    assertThat(full.failures.get(0)).isInstanceOf(DesiskyException.class).hasCause(error);
  }

  /** As observers written in Kotlin or Scala may throw, which need not declare it. */
  @Test
  void norDoesACheckedExceptionThatNobodyDeclared() {
    Throwing missing = new Throwing(new IOException("of the observer's"));
    assertThat(train(missing).history().epochs()).hasSize(2);
    assertThat(missing.failures).isEmpty();
  }

  @Test
  void theInterruptionOfAnObserverIsAWishToStop() {
    VaeTrainingResult result = train(new Throwing(new InterruptedException("while it waited")));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(result.interrupted()).isTrue();
    assertThat(result.history().epochs()).isEmpty();
  }

  /** The model is given back for spectra as they are, and observers are told. */
  @Test
  void aCheckedExceptionOfTheConditionToStopEndsTheRunLikeAnyOther() {
    IOException failure = new IOException("of the condition's");
    AtomicInteger looks = new AtomicInteger();
    Throwing told = new Throwing(null);
    VaeTrainingConfig config =
        VaeTrainingConfig.best().epochs(2).batchSize(8).saveBest(false).build();
    float[] far = SPECTRA.toArray();
    for (int i = 0; i < far.length; i++) {
      far[i] += 100;
    }
    FloatMatrix spectra = FloatMatrix.of(far, SPECTRA.rows(), CHANNELS);
    try (SkyVae vae = SkyVae.create(CHANNELS, 2, 1, Compute.auto())) {
      VaeTrainer trainer =
          VaeTrainer.of(config)
              .with(told)
              .stoppingWhen(
                  () -> {
                    if (looks.incrementAndGet() > 2) {
                      throw Undeclared.thrown(failure);
                    }
                    return false;
                  });
      assertThatThrownBy(() -> trainer.train(vae, spectra, TRAIN, TEST)).isSameAs(failure);
      for (float error : vae.reconstructionError(spectra)) {
        assertThat(error).isLessThan(100); // not that of 100 everywhere
      }
    }
    assertThat(told.failures).hasSize(1);
    assertThat(told.failures.get(0)).hasCause(failure);
  }

  /** Closing the model makes what is done after the failure fail, too. */
  @Test
  void whatFailsAfterwardsDoesNotHideTheFailure() {
    OutOfMemoryError error = new OutOfMemoryError("as if");
    try (SkyVae vae = SkyVae.create(CHANNELS, 2, 1, Compute.auto())) {
      Runnable close = vae::close;
      TrainingObserver closing =
          new TrainingObserver() {
            @Override
            public void batchEnded(int epoch, int batch, LossValues loss) {
              close.run();
              throw error;
            }
          };
      assertThatThrownBy(() -> train(vae, closing)).isSameAs(error);
      assertThat(error.getSuppressed()).isNotEmpty();
    }
  }

  private static VaeTrainingResult train(TrainingObserver observer) {
    try (SkyVae vae = SkyVae.create(CHANNELS, 2, 1, Compute.auto())) {
      return train(vae, observer);
    }
  }

  private static VaeTrainingResult train(SkyVae vae, TrainingObserver observer) {
    VaeTrainingConfig config =
        VaeTrainingConfig.builder().epochs(2).batchSize(8).saveBest(false).build();
    return VaeTrainer.of(config).with(observer).train(vae, SPECTRA, TRAIN, TEST);
  }

  /** Throws something at each batch, if anything, and notes of what failure it is told. */
  private static final class Throwing implements TrainingObserver {
    private final Throwable thrown;
    private final List<RuntimeException> failures = new ArrayList<>();

    Throwing(Throwable thrown) {
      this.thrown = thrown;
    }

    @Override
    public void batchEnded(int epoch, int batch, LossValues loss) {
      if (thrown != null) {
        throw Undeclared.thrown(thrown);
      }
    }

    @Override
    public void failed(RuntimeException failure) {
      failures.add(failure);
    }
  }
}
