package org.desisky.report;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.noise.Noise;
import org.desisky.data.Column;
import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCondition;
import org.desisky.report.evaluation.Evaluation;
import org.desisky.report.evaluation.EvaluationData;
import org.desisky.vae.SkyVae;

/**
 * Latents of test spectra with what is known of each: the columns of its observation, and a coarse
 * picture of the spectrum and its reconstruction. Immutable.
 */
public final class LatentPoints {
  /** So many points are shown at most, so that the page stays small and quick. */
  static final int MOST = 1500;

  /** So many latents at most: those that vary most. */
  static final int MOST_LATENTS = 8;

  /** So many columns of the catalogue at most: the first. */
  static final int MOST_COLUMNS = 60;

  private static final int BINS = 400;
  private static final double EXACT = 1L << 53;

  private final ImmutableList<String> labels;
  private final Optional<Column> condition;
  private final ImmutableList<Column> errors;
  private final ImmutableList<Column> columns;
  private final int[] latents;
  private final FloatMatrix means;
  private final double[] binCentres;
  private final FloatMatrix flux;
  private final FloatMatrix reconstruction;
  private final int binWidth;
  private final int allPoints;
  private final int allLatents;
  private final int catalogColumns;

  private LatentPoints(Evaluation evaluation, SkyVae vae) {
    EvaluationData data = evaluation.data();
    SkyCatalog catalog = data.catalog();
    int[] test = data.test();
    int[] places = chosen(test.length);
    int[] rows = IntStream.of(places).map(i -> test[i]).toArray();
    RowLabels names = new RowLabels(data);
    labels = IntStream.of(rows).mapToObj(names::of).collect(ImmutableList.toImmutableList());
    FloatMatrix spectra = catalog.flux().select(rows);
    FloatMatrix all = vae.encode(spectra).mean();
    allPoints = test.length;
    allLatents = all.columns();
    latents = mostVarying(all);
    means = selected(all, latents);
    binWidth = (spectra.columns() + BINS - 1) / BINS;
    flux = binned(spectra, binWidth);
    reconstruction = binned(vae.decode(all), binWidth);
    double[] positions =
        catalog.hasWavelength()
            ? catalog.wavelength()
            : IntStream.range(0, catalog.channels()).asDoubleStream().toArray();
    binCentres = new double[flux.columns()];
    for (int bin = 0; bin < binCentres.length; bin++) {
      int end = Math.min(positions.length, (bin + 1) * binWidth);
      binCentres[bin] = Arrays.stream(positions, bin * binWidth, end).average().orElse(Double.NaN);
    }
    catalogColumns = catalog.observations().columns().size();
    condition = condition(catalog, rows);
    errors = errors(evaluation, places);
    columns =
        catalog.observations().columns().stream()
            .limit(MOST_COLUMNS)
            .map(column -> shown(column.select(rows)))
            .collect(ImmutableList.toImmutableList());
  }

  static LatentPoints of(Evaluation evaluation, SkyVae vae) {
    return new LatentPoints(evaluation, vae);
  }

  /** Places among the test rows, ascending: all, or a fixed random choice. */
  private static int[] chosen(int count) {
    int[] all = IntStream.range(0, count).toArray();
    return count <= MOST
        ? all
        : Arrays.stream(Noise.of(0).stream("latent points").permutation(count))
            .limit(MOST)
            .sorted()
            .toArray();
  }

  private static int[] mostVarying(FloatMatrix means) {
    double[] spread = new double[means.columns()];
    for (int k = 0; k < spread.length; k++) {
      double sum = 0;
      double squares = 0;
      for (int row = 0; row < means.rows(); row++) {
        sum += means.get(row, k);
        squares += (double) means.get(row, k) * means.get(row, k);
      }
      spread[k] = squares - sum * sum / means.rows();
    }
    return IntStream.range(0, spread.length)
        .boxed()
        .sorted(Comparator.comparingDouble(k -> -spread[k]))
        .limit(MOST_LATENTS)
        .mapToInt(Integer::intValue)
        .sorted()
        .toArray();
  }

  private static FloatMatrix selected(FloatMatrix values, int[] kept) {
    float[] selected = new float[values.rows() * kept.length];
    for (int row = 0; row < values.rows(); row++) {
      for (int k = 0; k < kept.length; k++) {
        selected[row * kept.length + k] = values.get(row, kept[k]);
      }
    }
    return FloatMatrix.of(selected, values.rows(), kept.length);
  }

  private static FloatMatrix binned(FloatMatrix spectra, int width) {
    int bins = (spectra.columns() + width - 1) / width;
    float[] means = new float[spectra.rows() * bins];
    for (int row = 0; row < spectra.rows(); row++) {
      float[] spectrum = spectra.row(row);
      for (int bin = 0; bin < bins; bin++) {
        int end = Math.min(spectrum.length, (bin + 1) * width);
        double sum = 0;
        for (int c = bin * width; c < end; c++) {
          sum += spectrum[c];
        }
        means[row * bins + bin] = (float) (sum / (end - bin * width));
      }
    }
    return FloatMatrix.of(means, spectra.rows(), bins);
  }

  private static Optional<Column> condition(SkyCatalog catalog, int[] rows) {
    SkyCondition[] conditions = Evaluation.conditionsOf(catalog);
    if (conditions.length == 0) {
      return Optional.empty();
    }
    String[] names =
        IntStream.of(rows).mapToObj(row -> conditions[row].label()).toArray(String[]::new);
    return Optional.of(new Column("condition", "", names));
  }

  private static ImmutableList<Column> errors(Evaluation evaluation, int[] places) {
    String unit = FluxUnit.squared(FluxUnit.of(evaluation.data().catalog()));
    double[] errors = evaluation.scores().model().meanSquaredErrors();
    double[] inNoise = evaluation.scores().model().meanSquaredErrorsInNoise();
    double[] pca = evaluation.scores().pca().meanSquaredErrors();
    return ImmutableList.of(
        new Column("MSE", unit, at(errors, places)),
        new Column("MSE in noise", "", at(inNoise, places)),
        new Column("MSE of PCA", unit, at(pca, places)));
  }

  private static double[] at(double[] values, int[] places) {
    return IntStream.of(places).mapToDouble(i -> values[i]).toArray();
  }

  /** As it is; logicals, and integers that float64 cannot hold, as text. */
  private static Column shown(Column column) {
    if (column.values() instanceof boolean[] flags) {
      String[] words = new String[flags.length];
      Arrays.setAll(words, i -> String.valueOf(flags[i]));
      return new Column(column.name(), column.unit(), words, column.description());
    }
    if (column.values() instanceof long[] whole
        && Arrays.stream(whole).anyMatch(value -> Math.abs((double) value) > EXACT)) {
      String[] words = Arrays.stream(whole).mapToObj(String::valueOf).toArray(String[]::new);
      return new Column(column.name(), column.unit(), words, column.description());
    }
    return column;
  }

  /** How many points there are. */
  public int size() {
    return labels.size();
  }

  int allPoints() {
    return allPoints;
  }

  int allLatents() {
    return allLatents;
  }

  /** How many columns the catalogue has, shown or not. */
  int catalogColumns() {
    return catalogColumns;
  }

  int binWidth() {
    return binWidth;
  }

  List<String> labels() {
    return labels;
  }

  /** The condition by the Sun and the Moon; a column of the catalogue may have the same name. */
  Optional<Column> condition() {
    return condition;
  }

  /** Mean squared errors, those of the model first. */
  List<Column> errors() {
    return errors;
  }

  /** What the catalogue knows of each. */
  List<Column> columns() {
    return columns;
  }

  /** The numbers of the latents shown, from 0, ascending. */
  int[] latents() {
    return latents.clone();
  }

  /** The latents shown, (points, latents shown). */
  FloatMatrix means() {
    return means;
  }

  double[] binCentres() {
    return binCentres.clone();
  }

  /** Spectra averaged over bins of channels. */
  FloatMatrix flux() {
    return flux;
  }

  FloatMatrix reconstruction() {
    return reconstruction;
  }
}
