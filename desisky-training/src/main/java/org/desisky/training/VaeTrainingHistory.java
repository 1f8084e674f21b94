package org.desisky.training;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.desisky.vae.LossValues;

/**
 * The course of a training run: a record per epoch, and which epoch was best. Immutable; {@link
 * #plus} makes the next one.
 */
public record VaeTrainingHistory(List<EpochRecord> epochs) {
  /** Copies what is given. */
  public VaeTrainingHistory {
    epochs = List.copyOf(epochs);
  }

  /** The history of a run that has not begun. */
  public static VaeTrainingHistory empty() {
    return new VaeTrainingHistory(List.of());
  }

  /** This history and one epoch more. */
  public VaeTrainingHistory plus(EpochRecord epoch) {
    List<EpochRecord> more = new ArrayList<>(epochs);
    more.add(epoch);
    return new VaeTrainingHistory(more);
  }

  /** The epoch with the strictly lowest test loss, counted from 0; empty if none was validated. */
  public OptionalInt bestEpoch() {
    int best = -1;
    double lowest = Double.POSITIVE_INFINITY;
    for (EpochRecord epoch : epochs) {
      double loss = epoch.test().map(LossValues::total).orElse(Double.POSITIVE_INFINITY);
      if (loss < lowest) {
        lowest = loss;
        best = epoch.epoch();
      }
    }
    return best < 0 ? OptionalInt.empty() : OptionalInt.of(best);
  }

  /** How many epochs after the best one were tested, too, none of them better. */
  public int testedSinceBest() {
    int best = bestEpoch().orElse(Integer.MAX_VALUE);
    return (int) epochs.stream().filter(e -> e.epoch() > best && e.test().isPresent()).count();
  }

  /** The lowest test loss; infinite if no epoch was validated. */
  public double bestTestLoss() {
    return epochs.stream()
        .flatMap(epoch -> epoch.test().stream())
        .mapToDouble(LossValues::total)
        .filter(loss -> !Double.isNaN(loss))
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }
}
