package org.desisky.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.desisky.training.EpochRecord;
import org.desisky.vae.LossValues;

/**
 * The numbers of a report as JSON for the page's script. Spectra are base64 of little-endian
 * float32. Losses are numbers; {@code "NaN"} and its like are strings, and null stands for an epoch
 * that was not validated.
 */
final class ReportData {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ReportData() {}

  /** JSON in which no character could end a script element or begin markup. */
  static String text(ObjectNode root) {
    try {
      return JSON.writeValueAsString(root)
          .replace("<", "\\u003c")
          .replace(">", "\\u003e")
          .replace("&", "\\u0026")
          .replace("\u2028", "\\u2028")
          .replace("\u2029", "\\u2029");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** History and examples. */
  static ObjectNode of(ModelReport report) {
    ObjectNode root = JSON.createObjectNode();
    root.put("fluxUnit", report.fluxUnit());
    root.put("channels", report.channels());
    root.put("wavelength", Encoded.floats(report.wavelength()));
    addCurves(root, report);
    ArrayNode examples = root.putArray("examples");
    for (ExampleReconstruction example : report.examples()) {
      examples
          .addObject()
          .put("label", example.label())
          .put("flux", Encoded.floats(example.flux()))
          .put("reconstruction", Encoded.floats(example.reconstruction()));
    }
    return root;
  }

  private static void addCurves(ObjectNode root, ModelReport report) {
    List<EpochRecord> epochs = report.history().epochs();
    ArrayNode numbers = root.putArray("epochs");
    epochs.forEach(epoch -> numbers.add(epoch.epoch() + 1));
    ReportText.best(report.history())
        .ifPresentOrElse(best -> root.put("best", best.epoch() + 1), () -> root.putNull("best"));
    ArrayNode curves = root.putArray("curves");
    for (LossTerm term : LossTerm.values()) {
      ObjectNode curve = curves.addObject().put("key", term.key());
      curve.put("axis", term.axis(report.errorUnit()));
      ArrayNode train = curve.putArray("train");
      ArrayNode test = curve.putArray("test");
      for (EpochRecord epoch : epochs) {
        train.add(term.of(epoch.train()));
        Optional<LossValues> tested = epoch.test();
        if (tested.isPresent()) {
          test.add(term.of(tested.get()));
        } else {
          test.addNull();
        }
      }
    }
  }
}
