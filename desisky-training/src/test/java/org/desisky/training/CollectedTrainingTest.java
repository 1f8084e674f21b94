package org.desisky.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.desisky.training.SmallRuns.CHANNELS;
import static org.desisky.training.SmallRuns.SPECTRA;
import static org.desisky.training.SmallRuns.TEST;

import com.google.common.util.concurrent.Uninterruptibles;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.vae.SkyVae;

/** Training comes to the same weights, whenever garbage is collected meanwhile. */
class CollectedTrainingTest {
  /** So many that garbage is collected some times meanwhile. */
  private static final int[] TRAIN = IntStream.range(0, 75).toArray();

  @EachEngine
  void collectionsOfGarbageChangeNoWeight(Compute compute) throws InterruptedException {
    List<float[]> undisturbed = trained(compute);
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger collections = new AtomicInteger();
    Thread collector =
        new Thread(
            () -> {
              while (!over.get()) {
                System.gc();
                collections.incrementAndGet();
                Uninterruptibles.sleepUninterruptibly(Duration.ofMillis(20));
              }
            });
    collector.start();
    try {
      List<float[]> collected = trained(compute);
      assertThat(collected).usingElementComparator(Arrays::compare).isEqualTo(undisturbed);
      assertThat(collections).hasValueGreaterThan(2);
    } finally {
      over.set(true);
      collector.join();
    }
  }

  private static List<float[]> trained(Compute compute) {
    VaeTrainingConfig config =
        VaeTrainingConfig.best().epochs(2).batchSize(16).saveBest(false).build();
    try (SkyVae vae = SkyVae.create(CHANNELS, 2, 1, compute)) {
      VaeTrainer.of(config).train(vae, SPECTRA, TRAIN, TEST);
      assertThat(vae.weights().areFinite()).isTrue();
      return vae.weights().values();
    }
  }
}
