package org.desisky.report;

import org.desisky.vae.LossValues;

/** The curves of a run, one panel each. */
enum LossTerm {
  TOTAL("total", "Total loss"),
  RECON("recon", "Reconstruction"),
  KL("kl", "Weighted KL"),
  MMD("mmd", "Weighted MMD");

  private final String key;
  private final String label;

  LossTerm(String key, String label) {
    this.key = key;
    this.label = label;
  }

  /** Its name in the page's data. */
  String key() {
    return key;
  }

  /** Its name for people. */
  String label() {
    return label;
  }

  double of(LossValues values) {
    return switch (this) {
      case TOTAL -> values.total();
      case RECON -> values.recon();
      case KL -> values.kl();
      case MMD -> values.mmd();
    };
  }

  /**
   * What the axis says. Only the reconstruction term is a mean of squares of one unit; the others
   * carry weights, so that none is claimed for them.
   *
   * @param errorUnit of the squares; may be empty
   */
  String axis(String errorUnit) {
    return this == RECON && !errorUnit.isEmpty()
        ? "loss [" + FluxUnit.squared(errorUnit) + "]"
        : "loss";
  }
}
