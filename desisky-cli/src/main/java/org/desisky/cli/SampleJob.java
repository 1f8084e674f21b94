package org.desisky.cli;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.desisky.core.DesiskyException;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.io.BadFileException;
import org.desisky.core.noise.Noise;
import org.desisky.vae.CheckpointHeader;
import org.desisky.vae.SkyVae;
import org.desisky.vae.density.DensityFile;
import org.desisky.vae.density.LatentDensity;
import org.desisky.vae.density.LatentMixture;

/** The job of {@code sample}: from a model to a file of spectra that could have been. */
final class SampleJob {
  private final SampleCommand options;
  private final Talk talk;

  SampleJob(SampleCommand options, Talk talk) {
    this.options = options;
    this.talk = talk;
  }

  /** What is drawn from, and its name in files. */
  private record Source(LatentMixture mixture, String name) {}

  void run() {
    Path model = options.modelOptions.model(talk);
    DecodedOutput decoded = new DecodedOutput(model, options.count, options.target, talk);
    CheckpointHeader header = decoded.header();
    // What is wrong with a density that is there already shows before an engine starts.
    Optional<Source> known =
        options.fits() ? none() : Optional.of(stored(withDensity(model), header));
    Compute compute = options.computeOptions.choose(options.spec.commandLine());
    try (SkyVae vae = SkyVae.load(model, compute)) {
      Source source = known.orElseGet(() -> fitted(model, header, vae));
      talk.say(
          "Drawing "
              + InferenceJob.count(options.count)
              + " from "
              + source.name
              + ", with "
              + compute);
      FloatMatrix latents =
          source.mixture.sample(options.count, Noise.of(options.seed).stream("sample"));
      String seed = String.valueOf(options.seed);
      decoded.write(
          vae, latents, ImmutableMap.of("LATENTS", "drawn from " + source.name, "SEED", seed));
    }
  }

  /** The checkpoint, or what a link to it ends in, if the density lies beside that alone. */
  private static Path withDensity(Path model) {
    try {
      Path real = model.toRealPath();
      boolean isThereAlone =
          !Files.exists(DensityFile.beside(model)) && Files.exists(DensityFile.beside(real));
      return isThereAlone ? real : model;
    } catch (IOException e) {
      return model; // which is not there, as reading it says
    }
  }

  private static Optional<Source> none() {
    return Optional.empty();
  }

  /** What can be drawn from without looking at spectra. */
  private Source stored(Path model, CheckpointHeader header) {
    Path file = DensityFile.beside(model);
    boolean wanted = options.from == SampleCommand.Source.DENSITY || options.condition != null;
    if (options.from == SampleCommand.Source.PRIOR || (!wanted && !Files.exists(file))) {
      if (options.from == null) {
        talk.warn(
            file.getFileName() + " is not there, so draws are from the prior; " + advice(model));
      }
      return new Source(LatentMixture.standardNormal(header.latentDim()), "the prior");
    }
    if (!Files.exists(file)) {
      throw new BadFileException(file, "there is no density to draw from; " + advice(model));
    }
    LatentDensity density = read(model);
    if (density.dimension() != header.latentDim()) {
      throw new BadFileException(
          file,
          "has "
              + density.dimension()
              + " latents, the model "
              + header.latentDim()
              + "; "
              + advice(model));
    }
    return of(density, file);
  }

  private static LatentDensity read(Path model) {
    try {
      return DensityFile.read(model);
    } catch (BadFileException e) {
      throw new DesiskyException(
          e.getMessage() + " (" + advice(model) + "), or draw --from prior", e);
    }
  }

  private static String advice(Path model) {
    return "'desisky sample --model-path " + model + " --data-path FILE' makes one of spectra";
  }

  /**
   * What the options choose of a density.
   *
   * @param from the file that tells of the density, or that it was fitted to: named where it lacks
   *     the condition
   */
  private Source of(LatentDensity density, Path from) {
    if (options.condition == null) {
      return source(density.all(), "all conditions");
    }
    String name = options.condition.label();
    LatentDensity.Part part = density.conditions().get(name);
    if (part == null) {
      throw new BadFileException(
          from,
          "has no density of condition "
              + name
              + ": there were too few such spectra"
              + (density.conditions().isEmpty()
                  ? ", or conditions were not known"
                  : "; it has " + String.join(", ", density.conditions().keySet())));
    }
    return source(part, "condition " + name);
  }

  private static Source source(LatentDensity.Part part, String which) {
    int gaussians = part.mixture().components();
    return new Source(
        part.mixture(),
        "the density of "
            + InferenceJob.count(part.rows())
            + " of "
            + which
            + " ("
            + gaussians
            + (gaussians == 1 ? " Gaussian)" : " Gaussians)"));
  }

  /** Stores the density only once the condition is found in it: it replaces what was there. */
  private Source fitted(Path model, CheckpointHeader header, SkyVae vae) {
    LatentDensity density =
        new DensityFit(options.dataPath, options.resample, talk).of(header, vae);
    Source source = of(density, options.dataPath);
    try {
      talk.say("Stored the density as " + DensityFile.write(density, model));
    } catch (DesiskyException e) {
      talk.warn("the density is not stored for the next time: " + e.getMessage());
    }
    return source;
  }
}
