package org.desisky.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.optimizer.Optimizer;
import java.nio.FloatBuffer;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.core.engine.HostMemory;
import org.desisky.training.optimizer.Adam;
import org.desisky.training.schedule.RateSchedule;
import org.desisky.vae.Golden;
import org.desisky.vae.InfoVaeLoss;
import org.desisky.vae.RbfKernel;
import org.desisky.vae.ReconstructionTerm;
import org.desisky.vae.SkyVae;

/** The model, the loss and the optimizer in the framework's own trainer. */
class DjlTrainerTest {
  private static final FloatMatrix SPECTRA =
      Golden.matrix("08_training/train_data.npy").part(0, 64);

  @EachEngine
  void modelLossAndOptimizerWorkInTheFrameworksTrainer(Compute compute) {
    InfoVaeLoss loss =
        new InfoVaeLoss(
            1e-3, 4, new RbfKernel(RbfKernel.automaticSigma(3)), ReconstructionTerm.MSE, 1);
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(loss)
            .optOptimizer(Adam.of(1e-3))
            .optDevices(new Device[] {Device.cpu()});
    try (Model model = Model.newInstance("sky", Device.cpu(), compute.engineName())) {
      model.setBlock(new SkyVae(24, 3, 1));
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(1, 24));
        float first = step(trainer);
        float last = first;
        for (int i = 0; i < 20; i++) {
          last = step(trainer);
        }
        assertThat(last).isLessThan(0.7f * first);
      }
    }
  }

  @EachEngine
  void theFrameworksOptimizersBeginWithTheRateOfTheFirstStep(Compute compute) {
    RateSchedule schedule = new RateSchedule(RateSchedule.Kind.COSINE, 0.8, 3, 8);
    Optimizer optimizer = Optimizer.sgd().setLearningRateTracker(schedule).build();
    try (NDManager scope = compute.newManager()) {
      NDArray weight = scope.zeros(new Shape(1));
      NDArray gradient = scope.ones(new Shape(1));
      double moved = 0;
      for (int step = 0; step < 8; step++) {
        optimizer.update("weight", weight, gradient);
        moved += schedule.at(step);
        assertThat(-weight.getFloat()).isCloseTo((float) moved, within(1e-5f));
      }
    }
  }

  private static float step(Trainer trainer) {
    try (NDManager scope = trainer.getManager().newSubManager()) {
      NDArray x =
          HostMemory.create(
              scope,
              FloatBuffer.wrap(SPECTRA.toArray()),
              new Shape(SPECTRA.rows(), SPECTRA.columns()));
      NDArray loss;
      try (GradientCollector collector = trainer.newGradientCollector()) {
        NDList predictions = trainer.forward(new NDList(x), new NDList(x));
        loss = trainer.getLoss().evaluate(new NDList(x), predictions);
        collector.backward(loss);
      }
      trainer.step();
      return loss.getFloat();
    }
  }
}
