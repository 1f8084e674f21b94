package org.desisky.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.util.NativeResource;
import com.google.common.util.concurrent.Uninterruptibles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.core.noise.Noise;
import org.junit.jupiter.api.io.TempDir;

/** One loaded model, used from many threads, and freed whole. */
class ManyThreadsTest {
  private static final int THREADS = 8;
  private static final int CHANNELS = 60;

  @TempDir Path folder;

  /** Calls of one row, of few and of many, which take different ways, give what one thread gets. */
  @EachEngine
  void eightThreadsGetWhatOneGets(Compute compute) throws Exception {
    List<FloatMatrix> inputs = new ArrayList<>();
    for (int rows : new int[] {1, 7, 20, 40, 200, 1100}) {
      inputs.add(FloatMatrix.of(Noise.of(1).at(rows).normals(rows * CHANNELS), rows, CHANNELS));
    }
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (SkyVae vae = loaded(compute)) {
      List<FloatMatrix> expected = inputs.stream().map(vae::reconstruct).toList();
      CountDownLatch together = new CountDownLatch(THREADS);
      List<Future<List<FloatMatrix>>> results = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        int shift = t;
        results.add(
            threads.submit(
                () -> {
                  together.countDown();
                  together.await();
                  FloatMatrix[] got = new FloatMatrix[inputs.size()];
                  for (int i = 0; i < 3 * got.length; i++) {
                    int which = (i + shift) % got.length;
                    got[which] = vae.reconstruct(inputs.get(which));
                  }
                  return List.of(got);
                }));
      }
      for (Future<List<FloatMatrix>> result : results) {
        for (int i = 0; i < expected.size(); i++) {
          assertSame(result.get().get(i), expected.get(i));
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @EachEngine
  void nothingPilesUpAndClosingFreesEverything(Compute compute) {
    SkyVae vae = loaded(compute);
    FloatMatrix spectra = FloatMatrix.of(Noise.of(2).normals(300 * CHANNELS), 300, CHANNELS);
    FloatMatrix few = FloatMatrix.of(Noise.of(2).normals(3 * CHANNELS), 3, CHANNELS);
    NDManager model = managerOf(vae);
    NDManager engine = model.getParentManager();
    vae.reconstruct(spectra);
    vae.reconstruct(few);
    int arrays = model.getManagedArrays().size();
    int ofEngine = engine.getManagedArrays().size();
    for (int i = 0; i < 20; i++) {
      vae.reconstruct(spectra);
      vae.reconstruct(few);
    }
    assertThat(arrays).isEqualTo(32);
    assertThat(model.getManagedArrays()).hasSize(arrays);
    assertThat(engine.getManagedArrays()).hasSize(ofEngine);
    List<NDArray> weights = vae.leaves().stream().map(leaf -> leaf.parameter().getArray()).toList();
    vae.close();
    assertThat(weights).allMatch(array -> ((NativeResource<?>) array).isReleased());
    assertThat(model.isOpen()).isFalse();
    assertThatIllegalStateException()
        .isThrownBy(() -> vae.encode(spectra))
        .withMessageContaining("closed");
    vae.close();
  }

  /** Where an engine wants one thread at a time, those who read and change weights wait, too. */
  @EachEngine
  void whatTouchesWeightsIsKeptApart(Compute compute) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (SkyVae vae = loaded(compute)) {
      Weights weights = vae.weights();
      CountDownLatch held = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      Future<?> holder =
          threads.submit(
              () ->
                  compute.apart(
                      () -> {
                        held.countDown();
                        return Uninterruptibles.awaitUninterruptibly(release, 1, TimeUnit.MINUTES);
                      }));
      held.await();
      List<Runnable> calls =
          List.of(vae::weights, () -> vae.setWeights(weights), () -> loaded(compute).close());
      List<Future<?>> others = new ArrayList<>();
      for (Runnable call : calls) {
        FutureTask<?> other = new FutureTask<>(call, null);
        Thread thread = started(other);
        others.add(other);
        if (!compute.takesManyThreads()) {
          awaitHeldUp(thread);
          assertThat(other).isNotDone();
        }
      }
      if (compute.takesManyThreads()) {
        for (Future<?> other : others) {
          other.get(1, TimeUnit.MINUTES);
        }
      }
      release.countDown();
      assertThat(holder.get()).isEqualTo(true);
      for (Future<?> other : others) {
        other.get(1, TimeUnit.MINUTES);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Until a thread waits for its turn with the engine; a slow call would not. */
  private static void awaitHeldUp(Thread thread) {
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!waitsForItsTurn(thread)) {
      assertThat(thread.isAlive()).as("it is held up").isTrue();
      assertThat(System.nanoTime()).as("it comes to wait").isLessThan(end);
      Uninterruptibles.sleepUninterruptibly(Duration.ofMillis(5));
    }
  }

  private static boolean waitsForItsTurn(Thread thread) {
    StackTraceElement[] calls = thread.getStackTrace();
    for (int i = 0; i + 1 < calls.length; i++) {
      if (calls[i].getClassName().equals(ReentrantLock.class.getName())
          && calls[i + 1].getClassName().equals(Compute.class.getName())) {
        return thread.getState() == Thread.State.WAITING;
      }
    }
    return false;
  }

  /** A thread that closes the model does not pull it from under those that compute. */
  @EachEngine
  void closingWaitsForThoseWhoCompute(Compute compute) throws Exception {
    FloatMatrix spectra = FloatMatrix.of(Noise.of(2).normals(400 * CHANNELS), 400, CHANNELS);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      SkyVae vae = loaded(compute);
      FloatMatrix expected = vae.reconstruct(spectra);
      CountDownLatch running = new CountDownLatch(4);
      List<Future<?>> users = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        users.add(
            threads.submit(
                () -> {
                  for (int i = 0; ; i++) {
                    assertSame(vae.reconstruct(spectra), expected);
                    if (i == 1) {
                      running.countDown();
                    }
                  }
                }));
      }
      assertThat(running.await(1, TimeUnit.MINUTES)).isTrue();
      vae.close();
      for (Future<?> user : users) {
        assertThat(catchCause(user)).isInstanceOf(IllegalStateException.class);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /**
   * Who holds the engine may close a model that another is about to encode with; the other waits
   * for the engine, and not with the model in its hand.
   */
  @EachEngine
  void closingWhileComputingApartEnds(Compute compute) throws Exception {
    FloatMatrix spectra = FloatMatrix.of(Noise.of(2).normals(CHANNELS), 1, CHANNELS);
    SkyVae vae = loaded(compute);
    FutureTask<Throwable> encoding =
        new FutureTask<>(() -> catchThrowable(() -> vae.encode(spectra)));
    FutureTask<?> closing =
        new FutureTask<>(
            () ->
                compute.apart(
                    () -> {
                      Thread other = started(encoding);
                      if (!compute.takesManyThreads()) {
                        awaitHeldUp(other);
                      }
                      vae.close();
                      return vae;
                    }));
    started(closing);
    closing.get(1, TimeUnit.MINUTES);
    Throwable met = encoding.get(1, TimeUnit.MINUTES);
    assertThat(met == null || met instanceof IllegalStateException).as("met %s", met).isTrue();
  }

  private static Thread started(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Neither copies nor changes of weights are pulled from under those who make them. */
  @EachEngine
  void weightsAreCopiedWholeOrNotAtAll(Compute compute) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      SkyVae vae = loaded(compute);
      Weights as = vae.weights();
      Weights negative = new Weights(as.values().stream().map(ManyThreadsTest::negated).toList());
      Future<?> writer =
          threads.submit(
              () -> {
                for (int i = 0; i < 20; i++) {
                  vae.setWeights(i % 2 == 0 ? negative : as);
                }
              });
      do {
        List<float[]> seen = vae.weights().values();
        boolean same = Arrays.equals(seen.get(0), as.values().get(0));
        List<float[]> expected = (same ? as : negative).values();
        for (int i = 0; i < seen.size(); i++) {
          assertThat(Arrays.equals(seen.get(i), expected.get(i))).as("array %s", i).isTrue();
        }
      } while (!writer.isDone());
      writer.get();
      vae.close();
      assertThatIllegalStateException().isThrownBy(vae::weights).withMessageContaining("closed");
      assertThatIllegalStateException()
          .isThrownBy(() -> vae.setWeights(as))
          .withMessageContaining("closed");
    } finally {
      threads.shutdownNow();
    }
  }

  private static float[] negated(float[] values) {
    float[] negated = values.clone();
    for (int i = 0; i < negated.length; i++) {
      negated[i] = -negated[i];
    }
    return negated;
  }

  private static Throwable catchCause(Future<?> user) throws InterruptedException {
    try {
      user.get();
      return null;
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }

  /** Many rows take the way of convolutions where the engine has it; the numbers are the same. */
  @EachEngine
  void manyRowsGiveWhatEachRowGives(Compute compute) {
    try (SkyVae vae = loaded(compute)) {
      FloatMatrix spectra = FloatMatrix.of(Noise.of(4).normals(150 * CHANNELS), 150, CHANNELS);
      FloatMatrix together = vae.reconstruct(spectra);
      for (int row = 0; row < 150; row += 37) {
        float[] alone = vae.decode(vae.encode(spectra.row(row)).mean()).row(0);
        for (int c = 0; c < CHANNELS; c++) {
          assertThat(together.get(row, c)).isCloseTo(alone[c], within(1e-6f));
        }
      }
    }
  }

  /** To rounding: engines may give threads other numbers of helpers, and sums another order. */
  private static void assertSame(FloatMatrix actual, FloatMatrix expected) {
    float[] a = actual.toArray();
    float[] e = expected.toArray();
    assertThat(a).hasSameSizeAs(e);
    double worst = 0;
    for (int i = 0; i < a.length; i++) {
      worst = Math.max(worst, Math.abs(a[i] - e[i]));
    }
    assertThat(worst).isLessThan(1e-6);
  }

  private static NDManager managerOf(SkyVae vae) {
    try (NDManager scope = vae.newScope()) {
      return scope.getParentManager();
    }
  }

  private SkyVae loaded(Compute compute) {
    Path file = folder.resolve("model.eqx");
    try (SkyVae vae = SkyVae.create(CHANNELS, 4, 3, compute)) {
      new Checkpoint(CheckpointHeader.of(CHANNELS, 4), vae.weights()).write(file);
    }
    return SkyVae.load(file, compute);
  }
}
