package org.desisky.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.desisky.training.state.StateFile;
import org.desisky.vae.Checkpoint;

/** Compares what two runs left behind, bit for bit. */
final class SameRuns {
  private SameRuns() {}

  /** That two runs left the same weights, headers, histories and states, but for times. */
  static void assertSame(VaeTrainingConfig a, VaeTrainingConfig b) throws IOException {
    Checkpoint first = Checkpoint.read(a.file(".eqx"));
    Checkpoint second = Checkpoint.read(b.file(".eqx"));
    assertThat(second.weights().values())
        .usingElementComparator(Arrays::compare)
        .isEqualTo(first.weights().values());
    assertThat(withoutDate(second)).isEqualTo(withoutDate(first));
    assertThat(withoutSeconds(b)).isEqualTo(withoutSeconds(a));
    StateFile one = StateFile.read(a.file(".state"));
    StateFile other = StateFile.read(b.file(".state"));
    assertThat(other.blocks().counts()).isEqualTo(one.blocks().counts());
    assertThat(other.blocks().all().keySet()).isEqualTo(one.blocks().all().keySet());
    one.blocks()
        .all()
        .forEach(
            (name, block) ->
                assertThat(Arrays.equals(other.blocks().all().get(name), block)).as(name).isTrue());
  }

  private static JsonNode withoutDate(Checkpoint checkpoint) {
    ObjectNode json = checkpoint.header().toJson();
    ((ObjectNode) json.get("training")).remove("date");
    return json;
  }

  private static List<EpochRecord> withoutSeconds(VaeTrainingConfig config) {
    return HistoryCsv.read(config.file(".history.csv")).epochs().stream()
        .map(
            epoch ->
                new EpochRecord(
                    epoch.epoch(),
                    epoch.train(),
                    epoch.test(),
                    epoch.learningRate(),
                    0,
                    epoch.kernelOverlap()))
        .toList();
  }
}
