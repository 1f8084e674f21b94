package consumer;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import org.desisky.core.engine.Compute;
import org.desisky.vae.InfoVaeLoss;
import org.desisky.vae.RbfKernel;
import org.desisky.vae.ReconstructionTerm;
import org.desisky.vae.SkyVae;

/** Trains for some epochs; prints the loss before and after. */
public final class DjlTrainer {
  private static final int ROWS = 64;
  private static final int CHANNELS = 40;

  private DjlTrainer() {}

  public static void main(String[] args) throws Exception {
    Compute compute = Compute.auto();
    InfoVaeLoss loss =
        new InfoVaeLoss(
            1e-3, 4, new RbfKernel(RbfKernel.automaticSigma(3)), ReconstructionTerm.MSE, 1);
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(loss)
            .optOptimizer(Optimizer.adam().optLearningRateTracker(Tracker.fixed(1e-3f)).build())
            .optDevices(new Device[] {Device.cpu()});
    try (Model model = Model.newInstance("sky", Device.cpu(), compute.engineName());
        NDManager manager = compute.newManager()) {
      model.setBlock(new SkyVae(CHANNELS, 3, 1));
      NDArray spectra = manager.create(spectra(), new Shape(ROWS, CHANNELS));
      ArrayDataset data =
          new ArrayDataset.Builder()
              .setData(spectra)
              .optLabels(spectra)
              .setSampling(16, false)
              .build();
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(1, CHANNELS));
        System.out.println(lossOf(trainer, spectra));
        for (int epoch = 0; epoch < 12; epoch++) {
          for (Batch batch : trainer.iterateDataset(data)) {
            EasyTrain.trainBatch(trainer, batch);
            trainer.step();
            batch.close();
          }
        }
        System.out.println(lossOf(trainer, spectra));
      }
    }
  }

  private static float lossOf(Trainer trainer, NDArray spectra) {
    NDList x = new NDList(spectra);
    return trainer.getLoss().evaluate(x, trainer.evaluate(x)).getFloat();
  }

  /** Lines of two strengths that vary from row to row. */
  private static float[] spectra() {
    float[] values = new float[ROWS * CHANNELS];
    for (int i = 0; i < values.length; i++) {
      int row = i / CHANNELS;
      int channel = i % CHANNELS;
      values[i] =
          (float)
              (1 + Math.sin(0.3 * row) * Math.exp(-0.05 * Math.pow(channel - 12, 2))
                  + Math.cos(0.7 * row) * Math.exp(-0.05 * Math.pow(channel - 28, 2)));
    }
    return values;
  }
}
