package org.desisky.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.desisky.core.engine.TestEngines;
import org.desisky.data.SkyCatalog;
import org.desisky.report.evaluation.Evaluation;
import org.desisky.report.evaluation.EvaluationData;
import org.desisky.report.evaluation.Skies;
import org.desisky.vae.SkyVae;
import org.junit.jupiter.api.Test;

class ExampleChoiceTest {
  /** Each of three spectra is the first of its condition, and one of the largest errors. */
  @Test
  void theFirstOfAConditionIsCalledWhatElseItIs() {
    SkyCatalog catalog = Skies.catalog(60, 40);
    EvaluationData data = Skies.data(catalog, 3);
    try (SkyVae vae = SkyVae.create(40, 2, 1, TestEngines.all().get(0))) {
      List<String> labels =
          ExampleChoice.of(Evaluation.of(vae, data), vae).stream()
              .map(ExampleReconstruction::label)
              .toList();

      assertThat(labels)
          .hasSize(3)
          .anyMatch(label -> label.endsWith(" · largest error"))
          .anyMatch(label -> label.endsWith(" · second largest error · median error"))
          .anyMatch(label -> label.endsWith(" · third largest error · smallest error"));
    }
  }
}
