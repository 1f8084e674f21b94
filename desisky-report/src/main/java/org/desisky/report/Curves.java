package org.desisky.report;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Lines over one axis that can be zoomed; where there are several variants of their values a reader
 * chooses one. Immutable; made by {@link #builder}.
 */
public final class Curves {
  private final String title;
  private final double[] x;
  private final String xLabel;
  private final String yLabel;
  private final boolean logarithmic;
  private final String note;
  private final ImmutableList<Series> series;
  private final Map<String, List<double[]>> variants;

  private Curves(Builder builder) {
    title = builder.title;
    x = builder.x;
    xLabel = builder.xLabel;
    yLabel = builder.yLabel;
    logarithmic = builder.logarithmic;
    note = builder.note;
    series = ImmutableList.copyOf(builder.series);
    variants = new LinkedHashMap<>(builder.variants);
  }

  /** How a line looks. */
  public enum Style {
    /** The first colour: what is true, or the first of equals. */
    FIRST,
    /** The second colour: what the model makes. */
    SECOND,
    /** The third colour, dashed: what it is compared with. */
    THIRD,
    /** Thin and grey: a level to go by. */
    MUTED;

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  record Series(String name, Style style) {}

  /**
   * Starts a figure.
   *
   * @param title a few words
   * @param x where the lines have values, rising
   */
  public static Builder builder(String title, double... x) {
    return new Builder(title, x);
  }

  String title() {
    return title;
  }

  double[] x() {
    return x.clone();
  }

  String xLabel() {
    return xLabel;
  }

  String yLabel() {
    return yLabel;
  }

  boolean isLogarithmic() {
    return logarithmic;
  }

  /** What stands beside the figure while nobody points at it. */
  String note() {
    return note;
  }

  List<Series> series() {
    return series;
  }

  /** The values of the series by the name of the variant. */
  Map<String, List<double[]>> variants() {
    return variants;
  }

  /** Gathers the parts of {@link Curves}. */
  public static final class Builder {
    private final String title;
    private final double[] x;
    private String xLabel = "";
    private String yLabel = "";
    private boolean logarithmic;
    private String note = "";
    private final List<Series> series = new ArrayList<>();
    private final Map<String, List<double[]>> variants = new LinkedHashMap<>();

    private Builder(String title, double[] x) {
      for (int i = 0; i < x.length; i++) {
        boolean rises = Double.isFinite(x[i]) && (i == 0 || x[i] > x[i - 1]);
        checkArgument(rises, "%s: x does not rise at %s", title, i);
      }
      this.title = title;
      this.x = x.clone();
    }

    /** Names both axes, with their units. */
    public Builder axes(String horizontal, String vertical) {
      xLabel = horizontal;
      yLabel = vertical;
      return this;
    }

    /** Makes the vertical axis logarithmic; what is not above 0 is left out. */
    public Builder logarithmic() {
      logarithmic = true;
      return this;
    }

    /** Sets what stands beside the figure while nobody points at it, in a few words. */
    public Builder note(String words) {
      note = words;
      return this;
    }

    /** Adds a line. */
    public Builder series(String name, Style style) {
      checkState(variants.isEmpty(), "all series come before values");
      series.add(new Series(name, style));
      return this;
    }

    /** Sets the values of a figure without variants, of each series; NaN leaves a gap. */
    public Builder values(double[]... values) {
      return variant("", values);
    }

    /** Adds a variant of the values, of each series; NaN leaves a gap. */
    public Builder variant(String name, double[]... values) {
      checkArgument(values.length == series.size(), "%s: %s series", title, values.length);
      for (double[] line : values) {
        checkArgument(line.length == x.length, "%s: %s values", title, line.length);
      }
      variants.put(name, List.of(values));
      return this;
    }

    /** Makes the figure, which needs values. */
    public Curves build() {
      checkState(!variants.isEmpty(), "%s has no values", title);
      return new Curves(this);
    }
  }
}
