package org.desisky.training;

import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.desisky.core.DesiskyException;
import org.desisky.vae.LossValues;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All observers of a run as one. What one of them throws stops neither training nor the others: it
 * is logged as a warning, once for each observer; checked exceptions, too, which other languages of
 * the JVM throw undeclared, but for an interruption, which ends the run as any does. Java's own
 * errors, such as for want of memory, are nobody's, and pass.
 */
final class Observers implements TrainingObserver {
  private static final Logger LOG = LoggerFactory.getLogger(Observers.class);

  private final List<TrainingObserver> all;
  private final Set<TrainingObserver> failed = Collections.newSetFromMap(new IdentityHashMap<>());

  Observers(List<TrainingObserver> all) {
    this.all = all;
  }

  @Override
  public void started(int epochs, int batchesPerEpoch) {
    tell(observer -> observer.started(epochs, batchesPerEpoch));
  }

  @Override
  public void resumed(VaeTrainingHistory history, int batch) {
    tell(observer -> observer.resumed(history, batch));
  }

  @Override
  public void retried(Retry retry, VaeTrainingHistory history, int batch) {
    tell(observer -> observer.retried(retry, history, batch));
  }

  @Override
  public void batchEnded(int epoch, int batch, LossValues loss) {
    tell(observer -> observer.batchEnded(epoch, batch, loss));
  }

  @Override
  public void testBatchEnded(int epoch, int batch, LossValues loss) {
    tell(observer -> observer.testBatchEnded(epoch, batch, loss));
  }

  @Override
  public void epochEnded(VaeTrainingHistory history) {
    tell(observer -> observer.epochEnded(history));
  }

  @Override
  public void stateTaken() {
    tell(TrainingObserver::stateTaken);
  }

  @Override
  public void checkpointSaved(Path checkpoint) {
    tell(observer -> observer.checkpointSaved(checkpoint));
  }

  @Override
  public void ended(VaeTrainingResult result) {
    tell(observer -> observer.ended(result));
  }

  @Override
  public void failed(RuntimeException failure) {
    tell(observer -> observer.failed(failure));
  }

  private void tell(Consumer<TrainingObserver> event) {
    for (TrainingObserver observer : all) {
      try {
        event.accept(observer);
      } catch (VirtualMachineError e) {
        throw e;
      } catch (Throwable e) {
        if (e instanceof InterruptedException) {
          Thread.currentThread().interrupt(); // so that the wish to stop is not lost
          LOG.warn("an observer of the training was interrupted, so the run stops: {}", observer);
        } else {
          warn(observer, e);
        }
      }
    }
  }

  private void warn(TrainingObserver observer, Throwable e) {
    if (failed.add(observer)) {
      LOG.warn(
          "an observer of the training failed: {}: {}; training goes on, and further failures of it"
              + " are not told",
          observer,
          e.getMessage() == null ? e : e.getMessage(),
          e instanceof DesiskyException ? null : e); // which tells all there is to know
      if (e instanceof DesiskyException) {
        LOG.debug("where it failed", e);
      }
    }
  }
}
