package org.desisky.inference;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.Iterators;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.noise.Noise;
import org.desisky.data.BadCatalogException;
import org.desisky.data.FluxRebinning;
import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCatalogFile;
import org.desisky.vae.CheckpointHeader;
import org.desisky.vae.Latents;
import org.desisky.vae.SkyVae;

/**
 * Encodes and reconstructs the spectra of catalogues, in memory or on disk, some at a time.
 * Immutable; use it from as many threads as you like.
 *
 * <pre>{@code
 * try (SkyVae vae = SkyVae.load(Path.of("sky.eqx"), Compute.auto());
 *     SkyCatalogFile file = SkyCatalogFile.open(Path.of("sky.fits"))) {
 *   CatalogInference.of(vae)
 *       .run(file)
 *       .forEachRemaining(batch -> System.out.println(batch.latents()));
 * }
 * }</pre>
 */
public final class CatalogInference {
  /** As many as the engine computes at once. */
  private static final int BATCH = 1024;

  private final SkyVae vae;
  private final Optional<Noise> noise;
  private final Optional<FluxRebinning> rebinning;
  private final OnBad onBad;

  private CatalogInference(
      SkyVae vae, Optional<Noise> noise, Optional<FluxRebinning> rebinning, OnBad onBad) {
    this.vae = vae;
    this.noise = noise;
    this.rebinning = rebinning;
    this.onBad = onBad;
  }

  /** Inference with a model: latents are means, and spectra that are not finite are marked. */
  public static CatalogInference of(SkyVae vae) {
    return new CatalogInference(vae, Optional.empty(), Optional.empty(), OnBad.MARK);
  }

  /**
   * The same, with latents drawn from their distributions.
   *
   * @param drawn gives the row <em>k</em> of a catalogue its ε by {@code drawn.at(k)}, whatever
   *     other rows are chosen
   */
  public CatalogInference sampling(Noise drawn) {
    return new CatalogInference(vae, Optional.of(drawn), rebinning, onBad);
  }

  /** The same, with spectra brought to the model's wavelengths first. */
  public CatalogInference resampling(FluxRebinning onto) {
    return new CatalogInference(vae, noise, Optional.of(onto), onBad);
  }

  /** The same, with another rule for spectra that have NaN or infinite flux. */
  public CatalogInference onBad(OnBad rule) {
    return new CatalogInference(vae, noise, rebinning, requireNonNull(rule, "rule"));
  }

  SkyVae vae() {
    return vae;
  }

  /**
   * All spectra of a catalogue in memory, at once.
   *
   * @throws BadCatalogException if a spectrum is not finite and the rule is {@link OnBad#FAIL}, or
   *     the spectra are not on the wavelengths that the model's {@linkplain SkyVae#header() header}
   *     tells
   */
  public InferenceBatch run(SkyCatalog catalog) {
    requireGrid(of -> ModelGrid.bring(catalog.channels(), catalog.wavelength(), of, false));
    FloatMatrix flux = catalog.flux();
    int[] rows = kept(IntStream.range(0, flux.rows()).toArray(), flux::select, RunWatch.NONE);
    return infer(
        rows,
        prepared(rows.length == flux.rows() ? flux : flux.select(rows), rows, "the catalogue"));
  }

  /** All spectra of a catalogue on disk, in batches that are computed when they are asked for. */
  public Iterator<InferenceBatch> run(SkyCatalogFile file) {
    return run(file, IntStream.range(0, file.rows()).toArray());
  }

  /**
   * Spectra of a catalogue on disk, in batches that are computed when they are asked for.
   *
   * @param rows from 0, in the order wanted
   * @throws BadCatalogException here or from the iterator, if a spectrum is not finite and the rule
   *     is {@link OnBad#FAIL}, or the spectra are not on the wavelengths that the model's
   *     {@linkplain SkyVae#header() header} tells
   * @throws IllegalArgumentException from the iterator, if the spectra have another number of
   *     channels than a model without a header
   */
  public Iterator<InferenceBatch> run(SkyCatalogFile file, int[] rows) {
    return runKept(file, kept(file, rows));
  }

  /**
   * The spectra alone, as {@link #run(SkyCatalogFile, int[])} shows them to the model, in batches
   * that are read when they are asked for. Those that are not finite are not skipped: {@link #kept}
   * tells the others.
   */
  public Iterator<FloatMatrix> spectra(SkyCatalogFile file, int[] rows) {
    requireGrid(of -> ModelGrid.bring(file, of, false));
    return Iterators.transform(
        parts(rows), part -> prepared(file.flux(part), part, file.path().toString()));
  }

  /** As {@link #run(SkyCatalogFile, int[])}, for rows of which none is to be skipped any more. */
  Iterator<InferenceBatch> runKept(SkyCatalogFile file, int[] kept) {
    return Iterators.transform(
        parts(kept), part -> infer(part, prepared(file.flux(part), part, file.path().toString())));
  }

  /**
   * The rows that {@link #run(SkyCatalogFile, int[])} would give results for, in their order. Where
   * bad ones are skipped, all spectra are read for that.
   *
   * @throws BadCatalogException if the spectra are not on the wavelengths that the model's
   *     {@linkplain SkyVae#header() header} tells
   */
  public int[] kept(SkyCatalogFile file, int[] rows) {
    return kept(file, rows, RunWatch.NONE);
  }

  /** The same, which somebody may want to end; is told of no progress. */
  int[] kept(SkyCatalogFile file, int[] rows, RunWatch watch) {
    requireGrid(of -> ModelGrid.bring(file, of, false)); // before all are read for what to skip
    return kept(rows, file::flux, watch);
  }

  private int[] kept(int[] rows, Function<int[], FloatMatrix> source, RunWatch watch) {
    if (onBad != OnBad.SKIP) {
      return rows.clone();
    }
    int[] kept = new int[rows.length];
    int count = 0;
    for (Iterator<int[]> parts = parts(rows); parts.hasNext(); ) {
      watch.goOn();
      int[] part = parts.next();
      FloatMatrix flux = rebinned(source.apply(part));
      for (int i = 0; i < part.length; i++) {
        if (flux.isFinite(i)) {
          kept[count++] = part[i];
        }
      }
    }
    return Arrays.copyOf(kept, count);
  }

  /** Refuses spectra that are neither where the model is known to be nor brought there. */
  private void requireGrid(Consumer<CheckpointHeader> bring) {
    if (rebinning.isEmpty()) {
      vae.header().ifPresent(bring);
    }
  }

  private static Iterator<int[]> parts(int[] rows) {
    return IntStream.range(0, (rows.length + BATCH - 1) / BATCH)
        .mapToObj(i -> Arrays.copyOfRange(rows, i * BATCH, Math.min(rows.length, (i + 1) * BATCH)))
        .iterator();
  }

  private FloatMatrix rebinned(FloatMatrix flux) {
    return FluxRebinning.brought(flux, rebinning);
  }

  private FloatMatrix prepared(FloatMatrix read, int[] rows, String place) {
    FloatMatrix flux = rebinned(read);
    if (onBad == OnBad.FAIL) {
      for (int i = 0; i < rows.length; i++) {
        if (!flux.isFinite(i)) {
          throw new BadCatalogException(
              place
                  + ": row "
                  + rows[i]
                  + " (counted from 0) has NaN or infinite flux; skip or mark such"
                  + " spectra");
        }
      }
    }
    return flux;
  }

  private InferenceBatch infer(int[] rows, FloatMatrix flux) {
    Latents distributions = vae.encode(flux);
    FloatMatrix latents =
        noise.map(drawn -> distributions.sample(rows, drawn)).orElse(distributions.mean());
    return new InferenceBatch(rows, flux, distributions, latents, vae.decode(latents));
  }
}
