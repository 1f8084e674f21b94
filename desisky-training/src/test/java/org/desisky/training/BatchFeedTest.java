package org.desisky.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.core.noise.Noise;
import org.desisky.vae.SkyVae;

class BatchFeedTest {
  private static final FloatMatrix SPECTRA = FloatMatrix.of(Noise.of(1).normals(40 * 6), 40, 6);
  private static final VaeTrainingConfig CONFIG =
      VaeTrainingConfig.builder().batchSize(8).saveBest(false).build();

  @EachEngine
  void batchesComeInOrderWithTheNumbersTheyHaveWhenGatheredAtOnce(Compute compute) {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    try (SkyVae vae = SkyVae.create(6, 2, 1, compute);
        TrainingStep step = new TrainingStep(vae, SPECTRA, CONFIG)) {
      try (BatchFeed feed = new BatchFeed(step)) {
        for (int first : new int[] {0, 2}) {
          try (BatchFeed.Batches batches =
              feed.batches(
                  first,
                  5,
                  (target, i) -> {
                    threads.add(Thread.currentThread());
                    step.gather(target, rows(i), Noise.of(i));
                  })) {
            for (int i = first; i < 5; i++) {
              double fed = step.loss(batches.next()).total();
              assertThat(fed).isEqualTo(step.loss(rows(i), Noise.of(i)).total());
            }
          }
        }
      }
      assertThat(threads).hasSize(1).doesNotContain(Thread.currentThread());
    }
  }

  @EachEngine
  void whatGatheringThrowsIsThrownWhereTheBatchIsAskedFor(Compute compute) {
    try (SkyVae vae = SkyVae.create(6, 2, 1, compute);
        TrainingStep step = new TrainingStep(vae, SPECTRA, CONFIG);
        BatchFeed feed = new BatchFeed(step);
        BatchFeed.Batches batches =
            feed.batches(
                0,
                4,
                (target, i) -> {
                  if (i == 2) {
                    throw new IllegalStateException("batch 2");
                  }
                })) {
      batches.next();
      batches.next();
      assertThatThrownBy(batches::next).hasMessage("batch 2");
    }
  }

  private static int[] rows(int batch) {
    return IntStream.range(8 * batch, 8 * batch + 8).toArray();
  }
}
