package org.desisky.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.desisky.core.io.NpyHeader;
import org.desisky.core.io.NpyReader;

/** Reference values written by the Python package. */
public final class Golden {
  private Golden() {}

  public static Path file(String name) {
    try {
      return Path.of(Golden.class.getResource("/golden/06_data/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  public static JsonNode json(String name) throws IOException {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/06_data/" + name)) {
      return new ObjectMapper().readTree(in);
    }
  }

  /** A stored array, as float64 in C order. */
  public static double[] array(String name) throws IOException {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/06_data/" + name)) {
      byte[] bytes = in.readAllBytes();
      InputStream content = new ByteArrayInputStream(bytes);
      return NpyReader.doubles(NpyHeader.read(content), content, bytes.length);
    }
  }

  public static int[] ints(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }

  public static double[] doubles(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .mapToDouble(
            value -> value.isTextual() ? Double.parseDouble(value.asText()) : value.asDouble())
        .toArray();
  }

  public static String[] texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(JsonNode::asText)
        .toArray(String[]::new);
  }

  /** Where a mask is true. */
  public static int[] rows(JsonNode mask) {
    return IntStream.range(0, mask.size()).filter(i -> mask.get(i).asBoolean()).toArray();
  }
}
