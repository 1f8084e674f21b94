package org.desisky.report;

import org.desisky.data.Exposures;
import org.desisky.data.SkyCondition;
import org.desisky.report.evaluation.Evaluation;
import org.desisky.report.evaluation.EvaluationData;

/** What readers tell spectra by, such as {@code row 812 · EXPID 70123 · dark}. */
final class RowLabels {
  private final EvaluationData data;
  private final SkyCondition[] conditions;
  private final Exposures exposures;

  RowLabels(EvaluationData data) {
    this.data = data;
    conditions = Evaluation.conditionsOf(data.catalog());
    exposures = Exposures.of(data.catalog().observations());
  }

  String of(int row) {
    StringBuilder label = new StringBuilder("row ").append(data.fileRow(row));
    exposures.at(row).ifPresent(exposure -> label.append(" · EXPID ").append(exposure));
    if (conditions.length > 0) {
      label.append(" · ").append(conditions[row].label());
    }
    return label.toString();
  }
}
