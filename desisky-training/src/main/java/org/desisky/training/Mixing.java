package org.desisky.training;

import java.util.OptionalDouble;

/**
 * How many of the training spectra are mixed with another of their batch: an expected part of them,
 * from 0 to 1. A mixed one is a part a of one and 1 − a of the other, with a uniform from 0 to 1
 * (Zhang, Cisse, Dauphin and Lopez-Paz, "mixup: Beyond Empirical Risk Minimization", ICLR 2018).
 *
 * <p>The more often a model sees the same spectra, the more mixing keeps it from learning them by
 * heart; in a run of few epochs half is better than more. So there is one by the length of the run,
 * {@link #auto()}; docs/training.md has the figures.
 *
 * @param given the part; empty for the one by the length of the run
 */
public record Mixing(OptionalDouble given) {
  private static final String AUTO = "auto";

  private static final double FEW_EPOCHS = 30;
  private static final double MANY_EPOCHS = 100;
  private static final double LEAST = 0.5;
  private static final double MOST = 0.9;

  /** Checks what is given. */
  public Mixing {
    double part = given.orElse(0);
    if (!(part >= 0 && part <= 1)) {
      throw new IllegalArgumentException("mixing must be from 0 to 1, not " + part);
    }
  }

  /**
   * A part.
   *
   * @throws IllegalArgumentException unless it is from 0 to 1
   */
  public static Mixing of(double part) {
    return new Mixing(OptionalDouble.of(part));
  }

  /**
   * Half in a run of up to 30 epochs, nine of ten in one of 100 or more, and between in between. A
   * run that is made longer is to be given the part that it was begun with, {@link #of}.
   */
  public static Mixing auto() {
    return new Mixing(OptionalDouble.empty());
  }

  /**
   * The mixing that a user names.
   *
   * @param text {@code auto} or a number
   * @throws IllegalArgumentException if it is neither
   */
  public static Mixing parse(String text) {
    if (text.equalsIgnoreCase(AUTO)) {
      return auto();
    }
    double part;
    try {
      part = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is neither auto nor a number", e);
    }
    return of(part);
  }

  /** The part of the spectra in a run that was begun for so many epochs. */
  public double part(int epochs) {
    double length = (epochs - FEW_EPOCHS) / (MANY_EPOCHS - FEW_EPOCHS);
    return given.orElse(LEAST + (MOST - LEAST) * Math.min(1, Math.max(0, length)));
  }

  /** As it is parsed. */
  public String label() {
    return given.isPresent() ? Double.toString(given.getAsDouble()) : AUTO;
  }
}
