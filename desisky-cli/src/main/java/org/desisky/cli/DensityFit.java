package org.desisky.cli;

import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.data.BadCatalogException;
import org.desisky.data.FluxRebinning;
import org.desisky.data.SkyCatalogFile;
import org.desisky.data.SkyCondition;
import org.desisky.report.evaluation.Evaluation;
import org.desisky.report.evaluation.SkyDensity;
import org.desisky.vae.CheckpointHeader;
import org.desisky.vae.SkyVae;
import org.desisky.vae.density.LatentDensity;

/** Fits a density of latents to a file of spectra of any size. */
final class DensityFit {
  private final Path data;
  private final boolean resample;
  private final Talk talk;

  DensityFit(Path data, boolean resample, Talk talk) {
    this.data = data;
    this.resample = resample;
    this.talk = talk;
  }

  /** The density of the rows that the model was trained on, if of this file, or else of all. */
  LatentDensity of(CheckpointHeader header, SkyVae vae) {
    try (SkyCatalogFile file = SkyCatalogFile.open(data)) {
      talk.say("Read the head of " + file);
      Optional<FluxRebinning> rebinning = SpectraOptions.rebinning(file, header, resample, talk);
      BitSet bad = BadRows.of(file, rebinning);
      OwnSplit own = OwnSplit.find(file, header, row -> !bad.get(row));
      int[] rows = own.isKnown() ? own.train() : all(file, bad);
      talk.say(
          "Fitting a density to the latents of "
              + InferenceJob.count(rows.length)
              + (own.isKnown() ? " that the model was trained on" : ""));
      FloatMatrix latents = latents(file, rows, rebinning, vae);
      SkyCondition[] known = Evaluation.conditionsOf(file.observations().select(rows));
      return SkyDensity.of(latents, known)
          .orElseThrow(
              () ->
                  new BadCatalogException(
                      data
                          + ": no density can be fitted to the latents of its "
                          + InferenceJob.count(rows.length)
                          + ": there must be at least "
                          + (vae.latentDim() + 2)
                          + ", and all finite"));
    }
  }

  /** The rows that can be used, saying which others would have been. */
  private int[] all(SkyCatalogFile file, BitSet bad) {
    int[] good = RowChoice.GOOD_NIGHTS.choose(data, file.observations(), talk).rows;
    BadRows.tellLeftOut(BadRows.count(bad, good), talk);
    return IntStream.of(good).filter(row -> !bad.get(row)).toArray();
  }

  private FloatMatrix latents(
      SkyCatalogFile file, int[] rows, Optional<FluxRebinning> rebinning, SkyVae vae) {
    try (RowProgress progress = new RowProgress("Encoding", rows.length, talk)) {
      return SkyDensity.means(
          vae,
          rows,
          part -> FluxRebinning.brought(file.flux(part), rebinning),
          progress.watch().done());
    }
  }
}
