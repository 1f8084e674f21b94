package org.desisky.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.desisky.training.state.StateFile;
import org.desisky.vae.Checkpoint;
import org.desisky.vae.CheckpointHeader;

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
    assertThat(withoutSeconds(HistoryCsv.read(b.file(".history.csv"))))
        .isEqualTo(withoutSeconds(HistoryCsv.read(a.file(".history.csv"))));
    StateFile one = StateFile.read(a.file(".state"));
    StateFile other = StateFile.read(b.file(".state"));
    assertThat(other.content().at("/standing/retries"))
        .isEqualTo(one.content().at("/standing/retries"));
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
    // An earlier part of a run does not know what a later one is told.
    ((ObjectNode) json.get(CheckpointHeader.JAVA_KEY))
        .remove(List.of("patience", "schedule_epochs"));
    return json;
  }

  /** A history's epochs, but for how long they took. */
  static List<EpochRecord> withoutSeconds(VaeTrainingHistory history) {
    return history.epochs().stream()
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
