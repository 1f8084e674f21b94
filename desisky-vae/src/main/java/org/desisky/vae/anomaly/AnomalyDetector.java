package org.desisky.vae.anomaly;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.desisky.core.EvenRows;
import org.desisky.core.FloatMatrix;
import org.desisky.vae.SkyVae;
import org.desisky.vae.density.LatentMixture;

/**
 * Finds spectra that are not as others are.
 *
 * <pre>{@code
 * AnomalyDetector detector =
 *     AnomalyDetector.fit(vae, trainSpectra, wavelength).calibrated(heldOutSpectra, 0.001);
 * List<AnomalyScore> odd = detector.score(newSpectra).stream().filter(AnomalyScore::flagged).toList();
 * }</pre>
 *
 * Six {@linkplain Trait traits} of a spectrum are measured on its residual and its latents. Each is
 * compared with the same trait of the reference spectra; the score is the surprise (−ln
 * probability) of the oddest. The calibration spectra, which should be others, tell what scores are
 * usual.
 *
 * <p>It uses the model it was fitted with, and does not close it. Calls may come from several
 * threads as far as the model allows them.
 */
public final class AnomalyDetector {
  /** No more spectra than this are learnt from, which bounds memory and time. */
  public static final int MOST_REFERENCE_ROWS = 4500;

  /** With fewer spectra than this a detector cannot be calibrated. */
  public static final int FEWEST_ROWS = 60;

  private static final int BATCH = 512;
  private static final int MOST_GAUSSIANS = 16;

  /** What can be pointed at: told before other traits, if it is reason enough. */
  private static final Set<Trait> PLACES = EnumSet.of(Trait.SPIKE, Trait.BAND, Trait.REGION);

  private final SkyVae vae;
  private final ResidualModel residuals;
  private final LatentMixture density;
  private final double densest;
  private final Map<Trait, Tail> tails;
  private final ImpossibleFlux impossible;
  private final Reason reason;
  private final Tail calibration;
  private final Threshold threshold;

  private AnomalyDetector(
      SkyVae vae,
      ResidualModel residuals,
      LatentMixture density,
      double densest,
      Map<Trait, Tail> tails,
      ImpossibleFlux impossible,
      Reason reason,
      Tail calibration,
      double falsePositiveRate) {
    this.vae = vae;
    this.residuals = residuals;
    this.density = density;
    this.densest = densest;
    this.tails = tails;
    this.impossible = impossible;
    this.reason = reason;
    this.calibration = calibration;
    threshold = Threshold.of(calibration, falsePositiveRate);
  }

  /**
   * Learns what is usual, calibrated on the same spectra for a false-positive rate of 0.001; better
   * call {@link #calibrated} with others.
   *
   * @param reference spectra of which few are odd, those the model was trained on for example, at
   *     least {@link #fewestReferenceRows} for its latents, finite; of more than 4500 so many are
   *     used, evenly taken. Those that the model makes nothing finite of are left out
   * @param wavelength of the channels in Å, for the reasons; empty if not known
   * @throws IllegalArgumentException if the spectra are too few or have other channels, or one that
   *     is used is not finite, naming its row
   */
  public static AnomalyDetector fit(SkyVae vae, FloatMatrix reference, double[] wavelength) {
    checkArgument(
        reference.rows() >= fewestReferenceRows(vae.latentDim()),
        "%s spectra are too few to learn what is usual",
        reference.rows());
    checkArgument(
        wavelength.length == 0 || wavelength.length == reference.columns(),
        "%s wavelengths for %s channels",
        wavelength.length,
        reference.columns());
    int[] looked = EvenRows.of(reference.rows(), MOST_REFERENCE_ROWS);
    for (int row : looked) {
      checkFinite(reference, row, row, "learn from");
    }
    ImpossibleFlux impossible = ImpossibleFlux.beside(reference, looked);
    int[] chosen = impossible.others(reference, looked);
    checkArgument(
        chosen.length >= fewestReferenceRows(vae.latentDim()),
        "%s spectra have flux that a sky can have, too few to learn what is usual",
        chosen.length);
    // What is usual has to be judged by rows that the models have not adapted to.
    ModelledSpectra fitted =
        ModelledSpectra.of(vae, reference.select(every(chosen, false))).finite();
    ModelledSpectra judging =
        ModelledSpectra.of(vae, reference.select(every(chosen, true))).finite();
    int third = fewestReferenceRows(vae.latentDim()) / 3;
    checkArgument(
        fitted.rows() >= 2 * third && judging.rows() >= third,
        "the model makes finite numbers of %s spectra alone, too few to learn what is usual",
        fitted.rows() + judging.rows());
    ResidualModel residuals = ResidualModel.fit(fitted.residuals(), vae.compute());
    LatentMixture density = LatentMixture.fit(fitted.latents(), MOST_GAUSSIANS);
    double densest = highestDensity(judging.latents(), density);
    RowTraits[] traits = traits(judging, residuals, density, densest);
    Map<Trait, Tail> tails = new EnumMap<>(Trait.class);
    for (Trait trait : Trait.values()) {
      tails.put(trait, new Tail(Stream.of(traits).mapToDouble(t -> t.value(trait)).toArray()));
    }
    double[] scores = Stream.of(traits).mapToDouble(t -> score(t, tails)).toArray();
    return new AnomalyDetector(
        vae,
        residuals,
        density,
        densest,
        tails,
        impossible,
        new Reason(wavelength),
        new Tail(scores),
        1e-3);
  }

  /** With fewer spectra than this nothing can be learnt for a model of so many latents. */
  public static int fewestReferenceRows(int latentDim) {
    return Math.max(FEWEST_ROWS, 3 * latentDim + 6);
  }

  /** Every third row, or the others. */
  private static int[] every(int[] rows, boolean third) {
    return IntStream.range(0, rows.length)
        .filter(i -> (i % 3 == 2) == third)
        .map(i -> rows[i])
        .toArray();
  }

  private static double highestDensity(FloatMatrix latents, LatentMixture density) {
    return IntStream.range(0, latents.rows())
        .mapToDouble(row -> density.logDensity(latents.row(row)))
        .max()
        .orElseThrow();
  }

  private static RowTraits[] traits(
      ModelledSpectra spectra, ResidualModel residuals, LatentMixture density, double densest) {
    RowTraits[] traits = new RowTraits[spectra.rows()];
    spectra.eachRow(
        (row, flux, reconstruction, latents) ->
            traits[row] = RowTraits.of(flux, reconstruction, latents, residuals, density, densest));
    return traits;
  }

  private static double score(RowTraits traits, Map<Trait, Tail> tails) {
    return surprise(traits, oddest(traits, tails, EnumSet.allOf(Trait.class)), tails);
  }

  private static Trait oddest(RowTraits traits, Map<Trait, Tail> tails, Set<Trait> among) {
    Trait oddest = among.iterator().next();
    for (Trait trait : among) {
      if (surprise(traits, trait, tails) > surprise(traits, oddest, tails)) {
        oddest = trait;
      }
    }
    return oddest;
  }

  private static double surprise(RowTraits traits, Trait trait, Map<Trait, Tail> tails) {
    return tails.get(trait).surprise(traits.value(trait));
  }

  /**
   * This detector with a threshold from other spectra; of these, those with flux that no sky has do
   * not count.
   *
   * @param usual spectra that neither trained the model nor picked its epoch, few of them odd, at
   *     least 60, finite
   * @param falsePositiveRate which part of such spectra may be flagged, between 0 and 1
   * @throws IllegalArgumentException if that does not hold, naming a row that is not finite
   */
  public AnomalyDetector calibrated(FloatMatrix usual, double falsePositiveRate) {
    return calibrated(batches(usual), falsePositiveRate);
  }

  /**
   * As {@link #calibrated(FloatMatrix, double)}, for spectra that come some at a time and need not
   * all be in memory.
   */
  public AnomalyDetector calibrated(Iterator<FloatMatrix> usual, double falsePositiveRate) {
    checkArgument(
        falsePositiveRate > 0 && falsePositiveRate < 1,
        "a false-positive rate lies between 0 and 1, unlike %s",
        String.valueOf(falsePositiveRate));
    DoubleStream.Builder scores = DoubleStream.builder();
    long first = 0;
    while (usual.hasNext()) {
      FloatMatrix flux = usual.next();
      for (int row = 0; row < flux.rows(); row++) {
        checkFinite(flux, row, first + row, "calibrate with");
      }
      first += flux.rows();
      int[] possible = impossible.others(flux, IntStream.range(0, flux.rows()).toArray());
      ModelledSpectra modelled = ModelledSpectra.of(vae, flux.select(possible)).finite();
      Stream.of(traits(modelled, residuals, density, densest))
          .forEach(t -> scores.add(score(t, tails)));
    }
    double[] all = scores.build().toArray();
    checkArgument(
        all.length >= FEWEST_ROWS, "%s spectra are too few to calibrate with", all.length);
    return new AnomalyDetector(
        vae,
        residuals,
        density,
        densest,
        tails,
        impossible,
        reason,
        new Tail(all),
        falsePositiveRate);
  }

  private static void checkFinite(FloatMatrix spectra, int row, long number, String purpose) {
    checkArgument(spectra.isFinite(row), "spectrum %s to %s is not finite", number, purpose);
  }

  /** The threshold, and how sure it is. */
  public Threshold threshold() {
    return threshold;
  }

  /**
   * A score for each spectrum, in their order. It is infinite for a spectrum that is not finite, or
   * of which the model makes nothing finite, for one that has the same flux in all channels, and
   * for one of which more than half of the flux is negative, unless one in a thousand of the
   * reference or more are so; that is its reason then.
   */
  public List<AnomalyScore> score(FloatMatrix spectra) {
    AnomalyScore[] scores = new AnomalyScore[spectra.rows()];
    int first = 0;
    for (Iterator<FloatMatrix> parts = batches(spectra); parts.hasNext(); ) {
      FloatMatrix part = parts.next();
      score(first, part, scores);
      first += part.rows();
    }
    return List.of(scores);
  }

  private void score(int firstRow, FloatMatrix flux, AnomalyScore[] scores) {
    ModelledSpectra modelled = ModelledSpectra.of(vae, flux);
    modelled.eachRow(
        (row, spectrum, reconstruction, latents) -> {
          int number = firstRow + row;
          if (modelled.isFinite(row)) {
            scores[number] = score(number, spectrum, reconstruction, latents);
          } else {
            scores[number] =
                flux.isFinite(row)
                    ? beyond(
                        number, "the model makes no finite numbers of it", 0, spectrum.length - 1)
                    : notFinite(number, spectrum);
          }
        });
  }

  private AnomalyScore score(int row, float[] flux, float[] reconstruction, float[] latents) {
    Optional<String> fault = impossible.in(flux);
    if (fault.isPresent()) {
      return beyond(row, fault.get(), 0, flux.length - 1);
    }
    RowTraits traits = RowTraits.of(flux, reconstruction, latents, residuals, density, densest);
    double score = score(traits, tails);
    boolean flagged = score > threshold.score();
    Trait oddest = oddest(traits, tails, PLACES);
    if (surprise(traits, oddest, tails) < Math.min(score, threshold.score())) {
      oddest = oddest(traits, tails, EnumSet.allOf(Trait.class));
    }
    Trait told = oddest;
    Optional<String> shift = flagged ? reason.ofShift(flux, reconstruction) : Optional.empty();
    WindowScan.Window window =
        shift.isPresent() ? new WindowScan.Window(0, flux.length, 0) : traits.window(told);
    return new AnomalyScore(
        row,
        score,
        calibration.survival(score),
        flagged,
        told,
        shift.orElseGet(() -> reason.of(told, traits)),
        window.first(),
        window.last());
  }

  private static AnomalyScore notFinite(int row, float[] flux) {
    int[] bad = IntStream.range(0, flux.length).filter(i -> !Float.isFinite(flux[i])).toArray();
    String reason =
        bad.length
            + " of "
            + flux.length
            + (bad.length == 1 ? " numbers is not finite" : " numbers are not finite");
    return beyond(row, reason, bad[0], bad[bad.length - 1]);
  }

  private static AnomalyScore beyond(int row, String reason, int first, int last) {
    return new AnomalyScore(
        row, Double.POSITIVE_INFINITY, 0, true, Trait.NOISE, reason, first, last);
  }

  private static Iterator<FloatMatrix> batches(FloatMatrix spectra) {
    return IntStream.range(0, (spectra.rows() + BATCH - 1) / BATCH)
        .mapToObj(i -> spectra.part(i * BATCH, Math.min(BATCH, spectra.rows() - i * BATCH)))
        .iterator();
  }
}
