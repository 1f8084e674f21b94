package org.desisky.report;

import org.desisky.data.ObservationTable;
import org.desisky.data.SkyCondition;
import org.desisky.report.evaluation.Evaluation;
import org.desisky.report.evaluation.EvaluationData;

/** What readers tell spectra by, such as {@code row 812 · EXPID 70123 · dark}. */
final class RowLabels {
  private final EvaluationData data;
  private final SkyCondition[] conditions;
  private final double[] exposures;

  RowLabels(EvaluationData data) {
    this.data = data;
    conditions = Evaluation.conditionsOf(data.catalog());
    ObservationTable observations = data.catalog().observations();
    boolean numbered = observations.has("EXPID") && observations.column("EXPID").isNumeric();
    exposures = numbered ? observations.doubles("EXPID") : new double[0];
  }

  String of(int row) {
    StringBuilder label = new StringBuilder("row ").append(data.fileRow(row));
    if (exposures.length > 0 && Double.isFinite(exposures[row])) {
      label.append(" · EXPID ").append((long) exposures[row]);
    }
    if (conditions.length > 0) {
      label.append(" · ").append(conditions[row].label());
    }
    return label.toString();
  }
}
