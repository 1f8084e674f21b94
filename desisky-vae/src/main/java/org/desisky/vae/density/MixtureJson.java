package org.desisky.vae.density;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;

/**
 * A mixture as JSON and back, bit for bit: Java writes as many digits as tell a double from all
 * others.
 */
final class MixtureJson {
  private MixtureJson() {}

  static ObjectNode of(LatentMixture mixture) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    Gaussians gaussians = mixture.gaussians();
    int d = mixture.dimension();
    put(node.putArray("mean"), mixture.mean());
    put(node.putArray("deviation"), mixture.deviation());
    ArrayNode components = node.putArray("components");
    for (int part = 0; part < gaussians.size(); part++) {
      ObjectNode component = components.addObject().put("weight", gaussians.weight(part));
      ArrayNode centre = component.putArray("centre");
      ArrayNode root = component.putArray("root");
      for (int i = 0; i < d; i++) {
        centre.add(gaussians.centre(part, i));
        ArrayNode row = root.addArray();
        for (int k = 0; k <= i; k++) {
          row.add(gaussians.root(part, i, k));
        }
      }
    }
    return node;
  }

  private static void put(ArrayNode node, double[] numbers) {
    for (double number : numbers) {
      node.add(number);
    }
  }

  /**
   * The mixture that {@link #of} told.
   *
   * @throws IllegalArgumentException if it is none, saying where
   */
  static LatentMixture read(JsonNode node, int d) {
    double[] mean = numbers(node.path("mean"), d, "mean");
    double[] deviation = numbers(node.path("deviation"), d, "deviation");
    for (double number : deviation) {
      require(number > 0, "a deviation is not above 0");
    }
    JsonNode components = node.path("components");
    int size = components.size();
    require(components.isArray() && size > 0, "there are no components");
    double[] weights = new double[size];
    double[][] centres = new double[size][];
    double[][][] roots = new double[size][][];
    double sum = 0;
    for (int part = 0; part < size; part++) {
      JsonNode component = components.get(part);
      weights[part] = number(component.path("weight"), "the weight of component " + part);
      require(weights[part] > 0, "the weight of component " + part + " is not above 0");
      sum += weights[part];
      centres[part] = numbers(component.path("centre"), d, "the centre of component " + part);
      roots[part] = root(component.path("root"), d, "the root of component " + part);
    }
    require(Math.abs(sum - 1) < 1e-6, "the weights add up to " + sum + " instead of 1");
    return new LatentMixture(mean, deviation, new Gaussians(weights, centres, roots));
  }

  private static double[][] root(JsonNode node, int d, String what) {
    require(node.isArray() && node.size() == d, what + " does not have " + d + " rows");
    double[][] root = new double[d][];
    for (int i = 0; i < d; i++) {
      // Made longer one by one: where rows are missing, d may be any number.
      root[i] = Arrays.copyOf(numbers(node.get(i), i + 1, "row " + i + " of " + what), d);
      require(root[i][i] > 0, "the diagonal of " + what + " is not above 0");
    }
    return root;
  }

  private static double[] numbers(JsonNode node, int count, String what) {
    require(node.isArray() && node.size() == count, what + " is not " + count + " numbers");
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = number(node.get(i), what);
    }
    return numbers;
  }

  private static double number(JsonNode node, String what) {
    require(node.isNumber() && Double.isFinite(node.doubleValue()), what + " is not a number");
    return node.doubleValue();
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
