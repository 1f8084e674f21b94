package org.desisky.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** Reference values written by the Python package. */
final class Golden {
  private Golden() {}

  static Path file(String name) {
    try {
      return Path.of(Golden.class.getResource("/golden/06_data/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static JsonNode json(String name) throws IOException {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/06_data/" + name)) {
      return new ObjectMapper().readTree(in);
    }
  }

  static int[] ints(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }

  static double[] doubles(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .mapToDouble(
            value -> value.isTextual() ? Double.parseDouble(value.asText()) : value.asDouble())
        .toArray();
  }

  /** Where a mask is true. */
  static int[] rows(JsonNode mask) {
    return IntStream.range(0, mask.size()).filter(i -> mask.get(i).asBoolean()).toArray();
  }
}
