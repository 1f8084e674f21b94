package org.desisky.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.core.noise.Noise;
import org.desisky.training.optimizer.SkyOptimizer;
import org.desisky.training.scaling.Scaling;
import org.desisky.vae.LossValues;
import org.desisky.vae.SkyVae;
import org.junit.jupiter.api.Test;

/**
 * A model that is closed while it is trained: the run ends in words, and nothing is freed early.
 */
class ClosedModelTest {
  private static final int CHANNELS = 200;
  private static final FloatMatrix SPECTRA =
      FloatMatrix.of(Noise.of(1).normals(64 * CHANNELS), 64, CHANNELS);
  private static final int[] ROWS = IntStream.range(0, 64).toArray();

  private static VaeTrainer trainer() {
    return VaeTrainer.of(
        VaeTrainingConfig.best().epochs(10_000).batchSize(2).saveBest(false).build());
  }

  @EachEngine
  void anObserverMayCloseIt(Compute compute) {
    SkyVae vae = SkyVae.create(CHANNELS, 3, 1, compute);
    AtomicInteger steps = new AtomicInteger();
    TrainingObserver closing =
        new TrainingObserver() {
          @Override
          public void batchEnded(int epoch, int batch, LossValues loss) {
            if (steps.incrementAndGet() == 5) {
              vae.close();
            }
          }
        };
    assertThatIllegalStateException()
        .isThrownBy(() -> trainer().with(closing).train(vae, SPECTRA, ROWS, new int[0]))
        .withMessage("this SkyVae is closed");
    assertThat(steps).hasValue(5);
  }

  /** Closed at once, its memory would be pulled from under a step, and the process with it. */
  @EachEngine
  void anotherThreadMayCloseIt(Compute compute) throws InterruptedException {
    for (int run = 0; run < 8; run++) {
      SkyVae vae = SkyVae.create(CHANNELS, 3, 1, compute);
      CountDownLatch steps = new CountDownLatch(1 + run);
      Thread closing =
          new Thread(
              () -> {
                try {
                  steps.await(1, TimeUnit.MINUTES);
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
                vae.close();
              });
      closing.start();
      TrainingObserver counting =
          new TrainingObserver() {
            @Override
            public void batchEnded(int epoch, int batch, LossValues loss) {
              steps.countDown();
            }
          };
      assertThatIllegalStateException()
          .isThrownBy(() -> trainer().with(counting).train(vae, SPECTRA, ROWS, new int[0]))
          .withMessage("this SkyVae is closed");
      closing.join();
    }
  }

  @EachEngine
  void theLastToHoldItFreesIt(Compute compute) {
    SkyVae vae = SkyVae.create(CHANNELS, 3, 1, compute);
    List<NDArray> weights =
        vae.namedParameters().values().stream().map(Parameter::getArray).toList();
    vae.holding(
        () -> {
          vae.holding(
              () -> {
                vae.close();
                return 0;
              });
          assertThat(weights).allMatch(ClosedModelTest::isThere);
          return 0;
        });
    assertThat(weights).noneMatch(ClosedModelTest::isThere);
    assertThatIllegalStateException()
        .isThrownBy(() -> vae.holding(() -> 0))
        .withMessage("this SkyVae is closed");
  }

  private static boolean isThere(NDArray weight) {
    try {
      return weight.toFloatArray().length > 0;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  /** Refused where it is given, and not within a run. */
  @Test
  void whatIsNotGivenIsNamed() {
    VaeTrainer trainer = trainer();
    assertThatNullPointerException()
        .isThrownBy(() -> trainer.with((SkyOptimizer) null))
        .withMessage("optimizer");
    assertThatNullPointerException()
        .isThrownBy(() -> trainer.stoppingWhen(null))
        .withMessage("condition");
    assertThatNullPointerException()
        .isThrownBy(() -> VaeTrainingConfig.builder().scaling((Scaling) null).build())
        .withMessage("scaling");
  }
}
