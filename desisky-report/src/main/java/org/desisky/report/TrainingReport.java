package org.desisky.report;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.desisky.training.VaeTrainingHistory;

/**
 * All that the report of a training run shows: its history, some spectra beside their
 * reconstructions, and tables of settings and provenance. Immutable; made by {@link #builder}.
 */
public final class TrainingReport {
  private final String title;
  private final VaeTrainingHistory history;
  private final double[] wavelength;
  private final String fluxUnit;
  private final ImmutableList<ExampleReconstruction> examples;
  private final ImmutableMap<String, ImmutableMap<String, String>> sections;
  private final ImmutableList<String> notes;

  private TrainingReport(Builder builder) {
    title = builder.title;
    history = builder.history;
    wavelength = builder.wavelength;
    fluxUnit = builder.fluxUnit;
    examples = builder.examples.build();
    notes = builder.notes.build();
    ImmutableMap.Builder<String, ImmutableMap<String, String>> tables = ImmutableMap.builder();
    builder.sections.forEach((name, rows) -> tables.put(name, ImmutableMap.copyOf(rows)));
    sections = tables.buildOrThrow();
    for (ExampleReconstruction example : examples) {
      checkArgument(
          example.channels() == channels(),
          "%s has %s channels, where %s are expected",
          example.label(),
          example.channels(),
          channels());
    }
  }

  /** Starts a report with the name of the run, which becomes the title of the page. */
  public static Builder builder(String title) {
    return new Builder(title);
  }

  /** The name of the run. */
  public String title() {
    return title;
  }

  /** The losses of the run, epoch by epoch. */
  public VaeTrainingHistory history() {
    return history;
  }

  /** A copy of the wavelengths in Å; empty where the channels have numbers only. */
  public double[] wavelength() {
    return wavelength.clone();
  }

  /** The unit of the flux, as axes show it; may be empty. */
  public String fluxUnit() {
    return fluxUnit;
  }

  /** The spectra shown beside their reconstructions, in order. */
  public List<ExampleReconstruction> examples() {
    return examples;
  }

  /** Tables of names and values by heading, in the order they were added. */
  public Map<String, ? extends Map<String, String>> sections() {
    return sections;
  }

  /** Remarks for the head of the page, such as "interrupted after epoch 12". */
  public List<String> notes() {
    return notes;
  }

  /** How many channels the spectra have; 0 where there are neither wavelengths nor examples. */
  int channels() {
    if (wavelength.length > 0) {
      return wavelength.length;
    }
    return examples.isEmpty() ? 0 : examples.get(0).channels();
  }

  /** Gathers the parts of a {@link TrainingReport}. */
  public static final class Builder {
    private final String title;
    private VaeTrainingHistory history = VaeTrainingHistory.empty();
    private double[] wavelength = {};
    private String fluxUnit = "";
    private final ImmutableList.Builder<ExampleReconstruction> examples = ImmutableList.builder();
    private final Map<String, Map<String, String>> sections = new LinkedHashMap<>();
    private final ImmutableList.Builder<String> notes = ImmutableList.builder();

    private Builder(String title) {
      this.title = checkNotNull(title);
    }

    /** Sets the losses of the run. */
    public Builder history(VaeTrainingHistory losses) {
      history = checkNotNull(losses);
      return this;
    }

    /**
     * Sets the wavelength of each channel in Å; empty for channel numbers.
     *
     * @throws IllegalArgumentException if the numbers do not rise from channel to channel
     */
    public Builder wavelength(double... angstrom) {
      for (int i = 0; i < angstrom.length; i++) {
        boolean rises = i == 0 || angstrom[i] > angstrom[i - 1];
        checkArgument(
            Double.isFinite(angstrom[i]) && rises,
            "wavelengths must be finite and rise, which they do not at channel %s",
            i);
      }
      wavelength = angstrom.clone();
      return this;
    }

    /** Sets the unit of the flux, such as {@code 1e-17 erg/s/cm²/Å/arcsec²}. */
    public Builder fluxUnit(String unit) {
      fluxUnit = checkNotNull(unit);
      return this;
    }

    /** Adds a spectrum and its reconstruction. */
    public Builder example(ExampleReconstruction example) {
      examples.add(example);
      return this;
    }

    /** Adds spectra and their reconstructions. */
    public Builder examples(Iterable<ExampleReconstruction> more) {
      examples.addAll(more);
      return this;
    }

    /** Adds a table of names and values under a heading, or rows to the table already there. */
    public Builder section(String heading, Map<String, String> rows) {
      sections.computeIfAbsent(heading, key -> new LinkedHashMap<>()).putAll(rows);
      return this;
    }

    /** Adds a remark for the head of the page. */
    public Builder note(String remark) {
      notes.add(remark);
      return this;
    }

    /** Adds remarks for the head of the page. */
    public Builder notes(Iterable<String> remarks) {
      notes.addAll(remarks);
      return this;
    }

    /**
     * Makes the report.
     *
     * @throws IllegalArgumentException if the examples and the wavelengths do not agree in their
     *     number of channels
     */
    public TrainingReport build() {
      return new TrainingReport(this);
    }
  }
}
