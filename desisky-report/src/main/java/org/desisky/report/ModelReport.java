package org.desisky.report;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.desisky.data.SkyCatalog;
import org.desisky.report.evaluation.Evaluation;
import org.desisky.training.VaeTrainingHistory;
import org.desisky.training.scaling.ReconUnits;
import org.desisky.vae.SkyVae;

/**
 * All that the report of a model shows: how good it is, some spectra beside their reconstructions,
 * other sections, the history of its training, and tables of settings and provenance. Immutable;
 * made by {@link #builder}.
 */
public final class ModelReport {
  private final String title;
  private final VaeTrainingHistory history;
  private final double[] wavelength;
  private final String fluxUnit;
  private final ReconUnits reconUnits;
  private final ImmutableList<ExampleReconstruction> examples;
  private final ImmutableMap<String, ImmutableMap<String, String>> facts;
  private final Optional<Evaluation> evaluation;
  private final Optional<ReportSection> measures;
  private final ImmutableList<ReportSection> sections;
  private final ImmutableList<String> notes;

  private ModelReport(Builder builder) {
    title = builder.title;
    history = builder.history;
    wavelength = builder.wavelength;
    fluxUnit = builder.fluxUnit;
    reconUnits = builder.reconUnits;
    examples = builder.examples.build();
    notes = builder.notes.build();
    ImmutableMap.Builder<String, ImmutableMap<String, String>> tables = ImmutableMap.builder();
    builder.facts.forEach((name, rows) -> tables.put(name, ImmutableMap.copyOf(rows)));
    facts = tables.buildOrThrow();
    evaluation = builder.evaluation;
    measures = builder.measures;
    sections = builder.sections.build();
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

  /** The unit of the errors whose squares the reconstruction losses are; may be empty. */
  String errorUnit() {
    return reconUnits == ReconUnits.NOISE ? "noise" : fluxUnit;
  }

  /** The spectra shown beside their reconstructions, in order. */
  public List<ExampleReconstruction> examples() {
    return examples;
  }

  /** Tables of names and values by heading, in the order they were added. */
  public Map<String, ? extends Map<String, String>> facts() {
    return facts;
  }

  /** How good the model is, where that was measured. */
  public Optional<Evaluation> evaluation() {
    return evaluation;
  }

  /** The section of measures, which comes first. */
  Optional<ReportSection> measures() {
    return measures;
  }

  /** The sections after the examples: those of the evaluation, then those added, in order. */
  public List<ReportSection> sections() {
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

  /** Gathers the parts of a {@link ModelReport}. */
  public static final class Builder {
    private final String title;
    private VaeTrainingHistory history = VaeTrainingHistory.empty();
    private double[] wavelength = {};
    private String fluxUnit = "";
    private ReconUnits reconUnits = ReconUnits.FLUX;
    private final ImmutableList.Builder<ExampleReconstruction> examples = ImmutableList.builder();
    private final Map<String, Map<String, String>> facts = new LinkedHashMap<>();
    private Optional<Evaluation> evaluation = Optional.empty();
    private Optional<ReportSection> measures = Optional.empty();
    private final ImmutableList.Builder<ReportSection> sections = ImmutableList.builder();
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

    /** Sets in which unit the reconstruction losses of the history are; flux unless set. */
    public Builder reconUnits(ReconUnits units) {
      reconUnits = checkNotNull(units);
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
    public Builder facts(String heading, Map<String, String> rows) {
      facts.computeIfAbsent(heading, key -> new LinkedHashMap<>()).putAll(rows);
      return this;
    }

    /**
     * Adds a section of its own after the examples: the place for what else is known of the model.
     */
    public Builder section(ReportSection section) {
      sections.add(section);
      return this;
    }

    /**
     * Takes wavelengths, unit, examples and sections from measures of a model: errors beside those
     * of principal components, latents, magnitudes and airglow, errors channel by channel.
     *
     * @param measured to be called once
     * @param vae the model that was measured; it is used now and not kept
     */
    public Builder evaluation(Evaluation measured, SkyVae vae) {
      SkyCatalog catalog = measured.data().catalog();
      wavelength = catalog.wavelength();
      fluxUnit = FluxUnit.of(catalog);
      examples.addAll(ExampleChoice.of(measured, vae));
      EvaluationSections of = new EvaluationSections(measured, fluxUnit);
      evaluation = Optional.of(measured);
      measures = Optional.of(of.measures());
      sections.add(of.latents(vae));
      sections.add(BandSection.of(measured));
      sections.add(of.channels());
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
    public ModelReport build() {
      return new ModelReport(this);
    }
  }
}
