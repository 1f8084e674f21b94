package org.desisky.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.desisky.inference.OnBad;
import org.desisky.training.LatentScaling;
import org.desisky.training.LayerRates;
import org.desisky.training.OnDivergence;
import org.desisky.training.Preset;
import org.desisky.training.Recipe;
import org.desisky.training.Start;
import org.desisky.training.optimizer.OptimizerKind;
import org.desisky.training.scaling.ReconUnits;
import org.desisky.training.scaling.Scaling;
import org.desisky.training.schedule.RateSchedule;
import org.desisky.vae.KernelShape;
import org.desisky.vae.MmdEstimate;
import org.desisky.vae.ReconstructionTerm;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Settings that are one of a few, by the names that users write. */
final class SettingNames {
  private SettingNames() {}

  /** A constant by the name users write: lower case, with dashes. */
  abstract static class Name<E extends Enum<E>> implements ITypeConverter<E> {
    private final List<E> values;

    Name(List<E> values) {
      this.values = values;
    }

    @Override
    public E convert(String text) {
      return values.stream()
          .filter(value -> label(value).equalsIgnoreCase(text))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'"
                          + text
                          + "' is none of "
                          + values.stream().map(Name::label).collect(Collectors.joining(", "))));
    }

    private static String label(Enum<?> value) {
      return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  static final class RecipeName extends Name<Recipe> {
    RecipeName() {
      super(List.of(Recipe.values()));
    }
  }

  static final class PresetName extends Name<Preset> {
    PresetName() {
      super(List.of(Preset.values()));
    }
  }

  static final class ScheduleName extends Name<RateSchedule.Kind> {
    ScheduleName() {
      super(List.of(RateSchedule.Kind.values()));
    }
  }

  static final class LayerRatesName extends Name<LayerRates> {
    LayerRatesName() {
      super(List.of(LayerRates.values()));
    }
  }

  static final class OnDivergenceName extends Name<OnDivergence> {
    OnDivergenceName() {
      super(List.of(OnDivergence.values()));
    }
  }

  static final class OptimizerName extends Name<OptimizerKind> {
    OptimizerName() {
      super(List.of(OptimizerKind.values()));
    }
  }

  static final class ScalingName extends Name<Scaling> {
    ScalingName() {
      super(List.of(Scaling.values()));
    }
  }

  static final class LatentScalingName extends Name<LatentScaling> {
    LatentScalingName() {
      super(List.of(LatentScaling.values()));
    }
  }

  static final class StartName extends Name<Start> {
    StartName() {
      super(List.of(Start.PCA, Start.UNIFORM));
    }
  }

  static final class KernelName extends Name<KernelShape> {
    KernelName() {
      super(List.of(KernelShape.values()));
    }
  }

  static final class MmdName extends Name<MmdEstimate> {
    MmdName() {
      super(List.of(MmdEstimate.values()));
    }
  }

  static final class UnitsName extends Name<ReconUnits> {
    UnitsName() {
      super(List.of(ReconUnits.values()));
    }
  }

  static final class ReconName extends Name<ReconstructionTerm> {
    ReconName() {
      super(List.of(ReconstructionTerm.values()));
    }
  }

  static final class OnBadName extends Name<OnBad> {
    OnBadName() {
      super(List.of(OnBad.values()));
    }
  }
}
