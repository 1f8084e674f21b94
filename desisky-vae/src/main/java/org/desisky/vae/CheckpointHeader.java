package org.desisky.vae;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The line of JSON at the start of a checkpoint. Two forms exist: nested, {@code {"schema": 1,
 * "arch": {...}, "training": {...}}}, and the older flat one, which is the {@code arch} object
 * alone. Both are read, the nested one is written, and what is not understood is kept.
 */
public final class CheckpointHeader {
  /** The key under which this library keeps what the Python package does not know. */
  public static final String JAVA_KEY = "desisky_java";

  /** A longer first line is none of a checkpoint. */
  static final int MOST_BYTES = 1 << 24;

  private static final int SCHEMA = 1;
  private static final Set<String> ARCH_KEYS = Set.of("in_channels", "latent_dim");
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .build();

  private final ObjectNode json;
  private final int inChannels;
  private final int latentDim;

  private CheckpointHeader(ObjectNode json, int inChannels, int latentDim) {
    this.json = json;
    this.inChannels = inChannels;
    this.latentDim = latentDim;
  }

  /** The header of a model of these sizes that nothing else is known of. */
  public static CheckpointHeader of(int inChannels, int latentDim) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("schema", SCHEMA);
    json.putObject("arch").put("in_channels", inChannels).put("latent_dim", latentDim);
    return new CheckpointHeader(json, inChannels, latentDim);
  }

  /**
   * The header of a checkpoint, without its weights.
   *
   * @throws CorruptCheckpointException if there is no such file, or its header cannot be trusted
   */
  public static CheckpointHeader read(Path checkpoint) {
    return CheckpointReader.header(checkpoint);
  }

  /**
   * Reads a header line.
   *
   * @throws IOException if it cannot be trusted, saying why
   */
  static CheckpointHeader parse(byte[] line) throws IOException {
    JsonNode root;
    try {
      root = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IOException("the header is not JSON (" + e.getOriginalMessage() + ")", e);
    } catch (IOException e) {
      throw new IOException("the header is not text in UTF-8", e);
    }
    if (!(root instanceof ObjectNode json)) {
      throw new IOException(
          root == null || root.isMissingNode()
              ? "the header line is empty"
              : "the header is not a JSON object");
    }
    refuseOtherModels(json.has("arch") ? json.get("arch") : json);
    return json.has("arch") ? nested(json) : flat(json);
  }

  private static void refuseOtherModels(JsonNode arch) throws IOException {
    String other = arch.has("in_size") ? "broadband" : arch.has("in_ch") ? "latent diffusion" : "";
    if (!other.isEmpty()) {
      throw new IOException(
          "this is the Python package's " + other + " model; only its VAE is read here");
    }
  }

  private static CheckpointHeader nested(ObjectNode json) throws IOException {
    if (!(json.get("arch") instanceof ObjectNode arch)) {
      throw new IOException("'arch' in the header is not a JSON object");
    }
    JsonNode schema = json.get("schema");
    if (schema != null && !(schema.isIntegralNumber() && schema.canConvertToInt())) {
      throw new IOException("'schema' in the header is not a whole number but " + schema);
    }
    return withArch(json, arch);
  }

  private static CheckpointHeader flat(ObjectNode arch) throws IOException {
    if (!arch.has("in_channels")) {
      throw new IOException(
          arch.has("format")
              ? "the file is of the format " + arch.get("format") + ", not a checkpoint"
              : "the header has no 'arch' and no 'in_channels'");
    }
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("schema", SCHEMA);
    json.set("arch", arch);
    return withArch(json, arch);
  }

  private static CheckpointHeader withArch(ObjectNode json, ObjectNode arch) throws IOException {
    for (Iterator<String> names = arch.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!ARCH_KEYS.contains(name)) {
        throw new IOException("'arch' in the header has the unknown entry '" + name + "'");
      }
    }
    return new CheckpointHeader(
        json,
        size(arch, "in_channels", 2, SkyVae.MOST_CHANNELS),
        size(arch, "latent_dim", 1, SkyVae.MOST_LATENTS));
  }

  private static int size(ObjectNode arch, String name, int least, int most) throws IOException {
    JsonNode value = arch.get(name);
    if (value == null) {
      throw new IOException("'arch' in the header has no '" + name + "'");
    }
    if (!value.isInt() || value.intValue() < least || value.intValue() > most) {
      throw new IOException(
          "'"
              + name
              + "' in the header must be a whole number from "
              + least
              + " to "
              + most
              + ", not "
              + value);
    }
    return value.intValue();
  }

  /** This header with a top-level entry made of maps, lists, texts and numbers. */
  public CheckpointHeader with(String key, Map<String, ?> value) {
    JsonNode tree = JSON.valueToTree(value);
    return with(key, tree);
  }

  /**
   * This header with a top-level entry set, such as {@code training}.
   *
   * @throws IllegalArgumentException if it is {@code arch} or {@code schema}, which are the
   *     layout's
   */
  public CheckpointHeader with(String key, JsonNode value) {
    if (key.equals("arch") || key.equals("schema")) {
      throw new IllegalArgumentException("'" + key + "' of a header cannot be replaced");
    }
    ObjectNode changed = json.deepCopy();
    changed.set(key, value.deepCopy());
    return new CheckpointHeader(changed, inChannels, latentDim);
  }

  /** Channels of a spectrum. */
  public int inChannels() {
    return inChannels;
  }

  /** The latent dimension. */
  public int latentDim() {
    return latentDim;
  }

  /** The layout's version; 0 where a nested header does not tell, 1 for a flat one. */
  public int schema() {
    return json.path("schema").intValue();
  }

  /** A top-level entry, such as {@code training} or {@link #JAVA_KEY}. */
  public Optional<JsonNode> get(String key) {
    return Optional.ofNullable(json.get(key)).map(JsonNode::deepCopy);
  }

  /** The header as JSON. */
  public ObjectNode toJson() {
    return json.deepCopy();
  }

  /**
   * The header line with the spacing of Python's {@code json.dumps} and ASCII alone, and its line
   * end. Equal to Python's as JSON; numbers may be spelt otherwise (1.0E-4, 0.0001).
   *
   * @throws IOException if it is longer than what is read again
   */
  byte[] toLine() throws IOException {
    String text = JSON.writer(new PythonSpacing()).writeValueAsString(json);
    if (text.length() > MOST_BYTES) {
      throw new IOException("what is said of the model is longer than " + MOST_BYTES + " bytes");
    }
    return (text + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  /** One line, with a space after each comma and colon. */
  private static final class PythonSpacing extends MinimalPrettyPrinter {
    private static final long serialVersionUID = 1L;

    PythonSpacing() {
      super("");
    }

    @Override
    public void writeObjectFieldValueSeparator(JsonGenerator generator) throws IOException {
      generator.writeRaw(": ");
    }

    @Override
    public void writeObjectEntrySeparator(JsonGenerator generator) throws IOException {
      generator.writeRaw(", ");
    }

    @Override
    public void writeArrayValueSeparator(JsonGenerator generator) throws IOException {
      generator.writeRaw(", ");
    }
  }
}
