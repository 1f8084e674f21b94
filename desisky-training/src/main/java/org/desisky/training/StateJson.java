package org.desisky.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.desisky.vae.LossValues;

/** How far a run has come, as JSON and back; all numbers come back bit for bit. */
final class StateJson {
  private StateJson() {}

  static ObjectNode of(Standing standing) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("epoch", standing.epoch());
    json.put("batch", standing.batch());
    json.put("train_rows", standing.train().rows());
    json.set("train_sums", loss(standing.train().sums()));
    json.put("epoch_seconds", standing.epochSeconds());
    json.put("seconds", standing.seconds());
    standing
        .best()
        .ifPresentOrElse(
            best -> json.putObject("best").put("epoch", best.epoch()).put("date", best.date()),
            () -> json.putNull("best"));
    ArrayNode retries = json.putArray("retries");
    standing.retries().forEach(retry -> retries.add(RunIdentity.json(retry.settings())));
    ArrayNode history = json.putArray("history");
    for (EpochRecord epoch : standing.history().epochs()) {
      ObjectNode record = history.addObject();
      record.put("epoch", epoch.epoch());
      record.set("train", loss(epoch.train()));
      record.set("test", epoch.test().map(StateJson::loss).orElse(null));
      record.put("learning_rate", epoch.learningRate());
      record.put("seconds", epoch.seconds());
      if (!Double.isNaN(epoch.kernelOverlap())) {
        record.put("kernel_overlap", epoch.kernelOverlap());
      }
    }
    return json;
  }

  private static ObjectNode loss(LossValues loss) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("total", loss.total())
        .put("recon", loss.recon())
        .put("kl", loss.kl())
        .put("mmd", loss.mmd());
  }

  /**
   * How far it had come, but for the best model, which is not of JSON.
   *
   * @throws NoSuchElementException if something is missing or no number, saying what
   */
  static Standing standing(JsonNode json) {
    VaeTrainingHistory history = history(json.path("history"));
    if (count(json, "epoch") != history.epochs().size()) {
      throw new NoSuchElementException("the history does not end where the run had come to");
    }
    return new Standing(
        count(json, "epoch"),
        count(json, "batch"),
        new LossMean(loss(json, "train_sums"), count(json, "train_rows")),
        number(json, "epoch_seconds"),
        number(json, "seconds"),
        history,
        Optional.empty(),
        retries(json.path("retries")));
  }

  /** None where there is no such list, as in states of runs that could not go back. */
  private static List<Retry> retries(JsonNode json) {
    List<Retry> retries = new ArrayList<>();
    for (JsonNode retry : json) {
      retries.add(
          new Retry(
              count(retry, "epoch"),
              count(retry, "batch"),
              retry.path("term").asText(),
              number(retry, "rate_factor")));
    }
    return retries;
  }

  /**
   * The epochs that are over.
   *
   * @throws NoSuchElementException if something is missing or no number, saying what
   */
  static VaeTrainingHistory history(JsonNode json) {
    List<EpochRecord> epochs = new ArrayList<>();
    for (JsonNode record : json) {
      if (count(record, "epoch") != epochs.size()) {
        throw new NoSuchElementException("epoch " + epochs.size() + " of the history is missing");
      }
      Optional<LossValues> test =
          record.path("test").isObject() ? Optional.of(loss(record, "test")) : Optional.empty();
      epochs.add(
          new EpochRecord(
              count(record, "epoch"),
              loss(record, "train"),
              test,
              number(record, "learning_rate"),
              number(record, "seconds"),
              record.has("kernel_overlap") ? number(record, "kernel_overlap") : Double.NaN));
    }
    return new VaeTrainingHistory(epochs);
  }

  private static LossValues loss(JsonNode json, String name) {
    JsonNode loss = object(json, name);
    return new LossValues(
        number(loss, "total"), number(loss, "recon"), number(loss, "kl"), number(loss, "mmd"));
  }

  /**
   * A part that has parts of its own.
   *
   * @throws NoSuchElementException if it is missing, saying which
   */
  static ObjectNode object(JsonNode json, String name) {
    if (json.path(name) instanceof ObjectNode part) {
      return part;
    }
    throw new NoSuchElementException("'" + name + "' is missing");
  }

  static int count(JsonNode json, String name) {
    JsonNode value = json.path(name);
    if (!value.isInt() || value.intValue() < 0) {
      throw new NoSuchElementException("'" + name + "' is no whole number of 0 or more");
    }
    return value.intValue();
  }

  private static double number(JsonNode json, String name) {
    JsonNode value = json.path(name);
    if (!value.isNumber()) {
      throw new NoSuchElementException("'" + name + "' is no number");
    }
    return value.doubleValue();
  }
}
