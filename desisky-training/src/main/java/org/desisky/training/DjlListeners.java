package org.desisky.training;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.metric.Metrics;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.desisky.vae.LossValues;
import org.desisky.vae.SkyVae;

/**
 * DJL's own {@code TrainingListener}s as an observer. They are handed a {@code Trainer} of the
 * model being trained, which trains nothing itself: its loss, as evaluator, has the losses of our
 * batches, its metrics collect what listeners add. Batches have no data, since they are gone by the
 * time that listeners are told.
 *
 * <pre>{@code
 * VaeTrainer.of(config).with(DjlListeners.of(vae, TrainingListener.Defaults.logging()))
 * }</pre>
 */
public final class DjlListeners implements TrainingObserver {
  private final SkyVae vae;
  private final List<TrainingListener> listeners;
  private final ReportedLoss loss = new ReportedLoss();
  private final Map<Device, NDList> nothing;
  private Model model;
  private Trainer trainer;

  private DjlListeners(SkyVae vae, List<TrainingListener> listeners) {
    this.vae = vae;
    this.listeners = listeners;
    nothing = Map.of(device(vae), new NDList());
  }

  /** Listeners of the training of a model. */
  public static DjlListeners of(SkyVae vae, TrainingListener... listeners) {
    return new DjlListeners(vae, List.copyOf(Arrays.asList(listeners)));
  }

  private static Device device(SkyVae vae) {
    return Device.fromName(vae.compute().deviceName());
  }

  @Override
  public void started(int epochs, int batchesPerEpoch) {
    close();
    model = Model.newInstance("SkyVae", device(vae), vae.compute().engineName());
    model.setBlock(vae);
    // The trainer tells its listeners that training begins.
    trainer =
        new Trainer(
            model,
            new DefaultTrainingConfig(loss)
                .optDevices(new Device[] {device(vae)})
                .addTrainingListeners(listeners.toArray(TrainingListener[]::new)));
    trainer.setMetrics(new Metrics());
  }

  @Override
  public void batchEnded(int epoch, int batch, LossValues value) {
    loss.now = (float) value.total();
    TrainingListener.BatchData data = data();
    trainer.notifyListeners(listener -> listener.onTrainingBatch(trainer, data));
  }

  @Override
  public void testBatchEnded(int epoch, int batch, LossValues value) {
    loss.now = (float) value.total();
    TrainingListener.BatchData data = data();
    trainer.notifyListeners(listener -> listener.onValidationBatch(trainer, data));
  }

  private TrainingListener.BatchData data() {
    Batch none = null;
    return new TrainingListener.BatchData(none, nothing, nothing);
  }

  @Override
  public void epochEnded(VaeTrainingHistory history) {
    trainer.notifyListeners(listener -> listener.onEpoch(trainer));
  }

  @Override
  public void ended(VaeTrainingResult result) {
    close();
  }

  @Override
  public void failed(RuntimeException failure) {
    close();
  }

  /** Ends trainer and model; listeners are told that training ends. The SkyVae stays open. */
  private void close() {
    Trainer told = trainer;
    Model open = model;
    trainer = null;
    model = null;
    try {
      if (told != null) {
        told.close();
      }
    } finally {
      if (open != null) {
        open.close();
      }
    }
  }

  @Override
  public String toString() {
    return "DJL listeners " + listeners;
  }

  /** The loss that we computed, in the form in which listeners ask for it. */
  private static final class ReportedLoss extends Loss {
    private final Map<String, double[]> sums = new ConcurrentHashMap<>();
    private float now;

    ReportedLoss() {
      super("InfoVaeLoss");
    }

    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
      throw new UnsupportedOperationException("this loss reports what was computed elsewhere");
    }

    @Override
    public void addAccumulator(String key) {
      sums.computeIfAbsent(key, k -> new double[2]);
    }

    @Override
    public void updateAccumulator(String key, NDList labels, NDList predictions) {
      updateAccumulators(new String[] {key}, labels, predictions);
    }

    @Override
    public void updateAccumulators(String[] keys, NDList labels, NDList predictions) {
      for (String key : keys) {
        double[] sum = sums.computeIfAbsent(key, k -> new double[2]);
        sum[0] += now;
        sum[1]++;
      }
    }

    @Override
    public void resetAccumulator(String key) {
      sums.put(key, new double[2]);
    }

    @Override
    public float getAccumulator(String key) {
      double[] sum = sums.getOrDefault(key, new double[2]);
      return sum[1] == 0 ? Float.NaN : (float) (sum[0] / sum[1]);
    }
  }
}
