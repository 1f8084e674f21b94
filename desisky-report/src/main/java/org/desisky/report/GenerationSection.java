package org.desisky.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.desisky.report.evaluation.Beside;
import org.desisky.report.evaluation.EvaluationData;
import org.desisky.report.evaluation.GeneratedBand;
import org.desisky.report.evaluation.Generation;
import org.desisky.report.evaluation.HalvesDistance;
import org.desisky.report.evaluation.LineRatio;
import org.desisky.vae.measure.NegativeFlux;

/** The section of the page that tells how real generated spectra are. */
public final class GenerationSection {
  private static final String HEADING = "Generated against real";
  private static final double LEAST_IN_FULL = 1e-6;
  private static final double MOST_IN_FULL = 1e6;

  private GenerationSection() {}

  /**
   * The section where nothing was compared, which says why.
   *
   * @param latentDim how many latents the model has
   */
  public static ReportSection missing(EvaluationData data, int latentDim) {
    boolean areEnough =
        data.test().length >= Generation.FEWEST_ROWS && data.trainAlike().length >= latentDim + 2;
    String reason =
        areEnough
            ? "There is nothing to compare: the latents of some training spectra are not finite, so"
                + " that they have no density."
            : String.format(
                Locale.ROOT,
                "There is nothing to compare: it takes %d held-out spectra, of which there are %d,"
                    + " and a density of the latents of the training spectra%s, which takes %d of"
                    + " them, of which there are %d.",
                Generation.FEWEST_ROWS,
                data.test().length,
                data.trainAlike().length < data.train().length ? " of the same choice" : "",
                latentDim + 2,
                data.trainAlike().length);
    return ReportSection.of(HEADING).with(paragraph(reason));
  }

  /** The section, to be added to a report by {@link ModelReport.Builder#section}. */
  public static ReportSection of(Generation generation) {
    ReportSection section =
        ReportSection.of(HEADING)
            .with(paragraph(verdict(generation)))
            .with(
                paragraph(
                    String.format(
                        Locale.ROOT,
                        "%d spectra each were decoded from draws of the density of the latents of"
                            + " %s (a mixture of Gaussians: %d) and of the prior"
                            + " (a standard normal distribution), and stand beside %d held-out"
                            + " spectra. Distances are those from half of the held-out spectra, of"
                            + " their other half and of as many generated ones: mean and standard"
                            + " deviation over 20 ways to halve them. What the halves of real"
                            + " spectra have is the least to be expected.",
                        generation.rows(),
                        fittedTo(generation),
                        generation.density().all().mixture().components(),
                        generation.rows())))
            .with(distances(generation));
    if (!generation.conditions().isEmpty()) {
      section = section.with(conditions(generation));
    }
    if (!generation.ratios().isEmpty()) {
      section = section.with(ratios(generation));
    }
    section = section.with(negative(generation.negative()));
    String lost =
        generation.bands().stream()
            .filter(band -> !band.notFinite().equals(new Beside<>(0, 0, 0)))
            .map(GenerationSection::notFinite)
            .collect(Collectors.joining(", "));
    if (!lost.isEmpty()) {
      section =
          section.with(
              new ReportPart.Paragraph(
                  "Spectra without a finite value, because their flux in the band is negative or"
                      + " zero, are left out of its distances and curves: "
                      + lost
                      + ".",
                  true));
    }
    return generation.bands().isEmpty()
        ? section
        : section.with(
            new ReportPart.Panels(
                generation.bands().stream().map(GenerationSection::panel).toList(),
                "Cumulative distributions: the share of spectra whose value is at most that on the"
                    + " axis. EMD is the earth mover's distance from half of the held-out spectra,"
                    + " in the unit of the axis. Drag sideways to zoom, double-click for all."));
  }

  /** How far the generated spectra are from real ones, in a sentence. */
  static String verdict(Generation generation) {
    Beside<String> frechet = generation.frechet().map(GenerationSection::text);
    return "The Fréchet distance from real spectra is "
        + frechet.density()
        + " for those drawn from the density and "
        + frechet.prior()
        + " for those drawn from the prior, where halves of real spectra are "
        + frechet.real()
        + " from each other.";
  }

  private static String fittedTo(Generation generation) {
    int fitted = generation.density().all().rows();
    return fitted == generation.trainingRows()
        ? "the training spectra"
        : String.format(
            Locale.ROOT,
            "those %d of the %d training spectra that are of the same choice",
            fitted,
            generation.trainingRows());
  }

  private static ReportPart paragraph(String text) {
    return new ReportPart.Paragraph(text, false);
  }

  private static ReportPart distances(Generation generation) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(row("Fréchet distance", "variance", generation.frechet()));
    for (GeneratedBand band : generation.bands()) {
      rows.add(row("EMD of " + band.name(), band.unit(), band.earthMoversDistance()));
    }
    return new ReportPart.DataTable(
        "Distances from held-out spectra. Fréchet distance: of means and covariances, in the space"
            + " of up to ten principal components of standardised channels, over the variance there",
        List.of("", "unit", "halves of real", "from the density", "from the prior"),
        rows);
  }

  private static List<String> row(String name, String unit, Beside<HalvesDistance> distances) {
    return List.of(
        name, unit, text(distances.real()), text(distances.density()), text(distances.prior()));
  }

  /** Mean and deviation to the decimals that the deviation has with two digits. */
  static String text(HalvesDistance distance) {
    double deviation = distance.standardDeviation();
    if (!(deviation >= LEAST_IN_FULL && deviation < MOST_IN_FULL)) { // such as 0 and NaN
      return ReportText.number(distance.mean()) + " ± " + ReportText.number(deviation);
    }
    int decimals = Math.max(0, 1 - (int) Math.floor(Math.log10(deviation)));
    String format = "%." + decimals + "f";
    return String.format(Locale.ROOT, format + " ± " + format, distance.mean(), deviation);
  }

  private static ReportPart conditions(Generation generation) {
    List<List<String>> rows = new ArrayList<>();
    generation
        .conditions()
        .forEach(
            (condition, found) ->
                rows.add(
                    List.of(
                        condition.label(),
                        String.valueOf(found.rows()),
                        String.valueOf(found.gaussians()),
                        text(found.real()),
                        text(found.density()),
                        percent(found.negative().shareOfSpectra()))));
    return new ReportPart.DataTable(
        "Fréchet distance by condition, each with a density of its own; fewer spectra are further"
            + " from each other. Negative: generated spectra with a flux below −3σ, as in the table"
            + " of negative flux",
        List.of(
            "condition", "spectra", "Gaussians", "halves of real", "from the density", "negative"),
        rows);
  }

  private static ReportPart ratios(Generation generation) {
    List<List<String>> rows = new ArrayList<>();
    for (LineRatio ratio : generation.ratios()) {
      Beside<String> shares = ratio.shareWithin().map(GenerationSection::percent);
      rows.add(
          List.of(
              ratio.name(),
              ReportText.number(ratio.low()) + " to " + ReportText.number(ratio.high()),
              shares.real(),
              shares.density(),
              shares.prior()));
    }
    return new ReportPart.DataTable(
        "Spectra with a ratio of airglow lines within the range of 99 % of the training spectra",
        List.of("ratio", "range", "real", "from the density", "from the prior"), rows);
  }

  private static ReportPart negative(Beside<NegativeFlux> negative) {
    Beside<String> spectra = negative.map(found -> percent(found.shareOfSpectra()));
    Beside<String> values = negative.map(found -> percent(found.shareOfValues()));
    Beside<String> lowest = negative.map(found -> ReportText.number(found.lowest()));
    return new ReportPart.DataTable(
        "Flux that is negative beyond the noise: below −3σ, σ being the noise of the channel",
        List.of("", "real", "from the density", "from the prior"),
        List.of(
            List.of("spectra with such", spectra.real(), spectra.density(), spectra.prior()),
            List.of("channels with such", values.real(), values.density(), values.prior()),
            List.of("lowest flux [σ]", lowest.real(), lowest.density(), lowest.prior())));
  }

  private static String notFinite(GeneratedBand band) {
    Beside<Integer> counts = band.notFinite();
    return String.format(
        Locale.ROOT,
        "%s (real %d, density %d, prior %d)",
        band.name(),
        counts.real(),
        counts.density(),
        counts.prior());
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.3g %%", 100 * share);
  }

  private static Curves panel(GeneratedBand band) {
    Beside<HalvesDistance> distance = band.earthMoversDistance();
    String note =
        "EMD: density "
            + ReportText.number(distance.density().mean())
            + " · prior "
            + ReportText.number(distance.prior().mean())
            + " · halves of real "
            + ReportText.number(distance.real().mean());
    return new CdfPanel(band.name(), band.unit(), note)
        .with("real", Curves.Style.FIRST, band.values().real())
        .with("prior", Curves.Style.THIRD, band.values().prior())
        .with("density", Curves.Style.SECOND, band.values().density())
        .curves();
  }
}
