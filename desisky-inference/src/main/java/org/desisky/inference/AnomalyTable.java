package org.desisky.inference;

import static org.desisky.tables.StreamColumn.Kind.PLAIN;
import static org.desisky.tables.StreamColumn.Type.BOOLEAN;
import static org.desisky.tables.StreamColumn.Type.DOUBLE;
import static org.desisky.tables.StreamColumn.Type.LONG;
import static org.desisky.tables.StreamColumn.Type.TEXT;

import com.google.common.collect.Iterators;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.data.SkyCatalogFile;
import org.desisky.data.WavelengthGrid;
import org.desisky.tables.RowStream;
import org.desisky.tables.StreamColumn;
import org.desisky.vae.anomaly.AnomalyDetector;
import org.desisky.vae.anomaly.AnomalyScore;

/**
 * How odd each spectrum of a catalogue is, the oddest first, as rows to be written: {@code row}
 * (from 0), {@code EXPID}, {@code score}, {@code p_value}, {@code flagged}, {@code reason}, {@code
 * wavelength_min} and {@code wavelength_max} (Å, of the fault). Immutable.
 *
 * <p>Spectra are read and scored some at a time; what is kept of each is a line.
 */
public final class AnomalyTable implements RowStream {
  private final List<AnomalyScore> ranked;
  private final int bad;
  private final long[] expids;
  private final double[] wavelength;
  private final Map<String, Object> parameters;

  private AnomalyTable(
      List<AnomalyScore> ranked,
      int bad,
      long[] expids,
      double[] wavelength,
      Map<String, Object> parameters) {
    this.ranked = ranked;
    this.bad = bad;
    this.expids = expids;
    this.wavelength = wavelength;
    this.parameters = parameters;
  }

  /**
   * Scores spectra.
   *
   * @param inference how spectra are brought to the model's wavelengths, and what is done where one
   *     is not finite
   * @param rows of the catalogue, from 0; those that {@link OnBad#SKIP} leaves out are left out
   * @param wavelength of the model's channels in Å; empty where it is not known
   * @param parameters what to say of the whole in formats that have a place for it: texts, numbers
   * @throws org.desisky.data.BadCatalogException if a spectrum is not finite and the rule is {@link
   *     OnBad#FAIL}
   * @throws IllegalArgumentException if there are wavelengths for another number of channels
   */
  public static AnomalyTable of(
      AnomalyDetector detector,
      CatalogInference inference,
      SkyCatalogFile file,
      int[] rows,
      double[] wavelength,
      Map<String, Object> parameters,
      RunWatch watch) {
    ModelGrid.checked(wavelength, inference.vae());
    int[] kept = inference.kept(file, rows, watch);
    List<AnomalyScore> scores = new ArrayList<>(kept.length);
    int bad = 0;
    for (Iterator<FloatMatrix> parts = inference.spectra(file, kept); parts.hasNext(); ) {
      watch.goOn();
      FloatMatrix flux = parts.next();
      bad += flux.rows() - (int) IntStream.range(0, flux.rows()).filter(flux::isFinite).count();
      for (AnomalyScore score : detector.score(flux)) {
        scores.add(score.withRow(kept[scores.size()]));
      }
      watch.done().accept(flux.rows());
    }
    scores.sort(
        Comparator.comparingDouble(AnomalyScore::score)
            .reversed()
            .thenComparingInt(AnomalyScore::row));
    return new AnomalyTable(
        List.copyOf(scores),
        bad,
        InferenceRows.expids(file.observations()),
        wavelength.clone(),
        new LinkedHashMap<>(parameters));
  }

  /** The scores, the highest first; of equal ones, that of the first row. */
  public List<AnomalyScore> ranked() {
    return ranked;
  }

  /** How many spectra are flagged. */
  public int flagged() {
    return (int) ranked.stream().filter(AnomalyScore::flagged).count();
  }

  /** How many spectra have NaN or infinite flux. */
  public int bad() {
    return bad;
  }

  /** The exposure of a row of the catalogue; {@link StreamColumn#UNKNOWN} if it does not tell. */
  public long expid(int row) {
    return expids[row];
  }

  @Override
  public String name() {
    return "ANOMALIES";
  }

  @Override
  public List<StreamColumn> columns() {
    int longest = ranked.stream().mapToInt(score -> reason(score).length()).max().orElse(1);
    return List.of(
        InferenceRows.plain("row", LONG, "row of the catalogue, from 0"),
        InferenceRows.plain("EXPID", LONG, "exposure"),
        InferenceRows.plain("score", DOUBLE, "surprise of the oddest trait, -ln of its rarity"),
        InferenceRows.plain("p_value", DOUBLE, "chance that a usual spectrum scores as high"),
        InferenceRows.plain("flagged", BOOLEAN, "whether the score is above the threshold"),
        new StreamColumn("reason", TEXT, longest, PLAIN, "", "what is odd"),
        place("wavelength_min", "where it begins"),
        place("wavelength_max", "where it ends"));
  }

  private static StreamColumn place(String name, String description) {
    return new StreamColumn(name, DOUBLE, 1, PLAIN, WavelengthGrid.UNIT, description);
  }

  @Override
  public long rows() {
    return ranked.size();
  }

  @Override
  public Map<String, Object> parameters() {
    return new LinkedHashMap<>(parameters);
  }

  /** None: there are no spectra among the columns. */
  @Override
  public double[] wavelength() {
    return new double[0];
  }

  @Override
  public Iterator<Batch> batches() {
    return Iterators.singletonIterator(batch());
  }

  private Batch batch() {
    int n = ranked.size();
    long[] row = new long[n];
    long[] expid = new long[n];
    double[] score = new double[n];
    double[] pValue = new double[n];
    boolean[] flagged = new boolean[n];
    String[] reason = new String[n];
    double[] first = new double[n];
    double[] last = new double[n];
    for (int i = 0; i < n; i++) {
      AnomalyScore of = ranked.get(i);
      row[i] = of.row();
      expid[i] = expids[of.row()];
      score[i] = of.score();
      pValue[i] = of.pValue();
      flagged[i] = of.flagged();
      reason[i] = reason(of);
      first[i] = wavelength(of.firstChannel());
      last[i] = wavelength(of.lastChannel());
    }
    return new Batch(n, List.of(row, expid, score, pValue, flagged, reason, first, last));
  }

  /** A table in FITS has ASCII characters alone; so that all formats say the same, all have. */
  private static String reason(AnomalyScore score) {
    return score.reason().replace("Å", WavelengthGrid.UNIT);
  }

  private double wavelength(int channel) {
    return wavelength.length == 0 ? Double.NaN : WavelengthGrid.rounded(wavelength[channel]);
  }
}
