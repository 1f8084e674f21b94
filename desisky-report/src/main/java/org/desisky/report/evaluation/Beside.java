package org.desisky.report.evaluation;

import java.util.function.Function;

/**
 * The same of real spectra and of those that a model makes.
 *
 * @param real of spectra of a catalogue
 * @param density of spectra decoded from draws of the density of the latents
 * @param prior of spectra decoded from draws of the prior, a standard normal distribution
 */
public record Beside<T>(T real, T density, T prior) {
  /** The function of each. */
  public <R> Beside<R> map(Function<T, R> function) {
    return new Beside<>(function.apply(real), function.apply(density), function.apply(prior));
  }
}
