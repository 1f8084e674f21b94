package org.desisky.training;

import com.google.common.util.concurrent.Uninterruptibles;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Gathers batches ahead, on one thread of its own: while the engine works on one, the next is made.
 * There is memory for two. What is in a batch does not depend on when it was gathered.
 */
final class BatchFeed implements AutoCloseable {
  private static final int AHEAD = 2;

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread t = new Thread(work, "desisky-batches");
            t.setDaemon(true);
            return t;
          });
  private final HostBatch[] memory = new HostBatch[AHEAD];

  BatchFeed(TrainingStep step) {
    for (int i = 0; i < AHEAD; i++) {
      memory[i] = step.newBatch();
    }
  }

  /** Fills memory with batch {@code index}. */
  interface Gatherer {
    void gather(HostBatch target, int index);
  }

  /** The batches from {@code first} up to but not {@code end}, to be taken one after the other. */
  Batches batches(int first, int end, Gatherer gatherer) {
    return new Batches(first, end, gatherer);
  }

  /** Some batches, in order. */
  final class Batches implements AutoCloseable {
    private final int end;
    private final Gatherer gatherer;
    private final Future<?>[] pending = new Future<?>[AHEAD];
    private int next;
    private int asked;

    private Batches(int first, int end, Gatherer gatherer) {
      this.end = end;
      this.gatherer = gatherer;
      next = first;
      asked = first;
    }

    /**
     * The next batch, which is good until the one after it is asked for.
     *
     * @throws RuntimeException what gathering threw
     */
    HostBatch next() {
      // The batch before this one is done with: its memory takes the one after this one.
      while (asked < end && asked < next + AHEAD) {
        int index = asked++;
        pending[index % AHEAD] = thread.submit(() -> gatherer.gather(memory[index % AHEAD], index));
      }
      int index = next++;
      await(pending[index % AHEAD]);
      return memory[index % AHEAD];
    }

    /** Leaves out what was not gathered yet; the thread does what follows after what it is at. */
    @Override
    public void close() {
      for (Future<?> future : pending) {
        if (future != null) {
          future.cancel(false);
        }
      }
    }
  }

  private static void await(Future<?> future) {
    try {
      Uninterruptibles.getUninterruptibly(future); // an interruption counts between steps
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
