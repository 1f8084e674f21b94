package org.desisky.training.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Preconditions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.stream.StreamSupport;

/** What the steps are made with, and what the Python package got: losses and gradients' norms. */
final class Reference {
  static final int ROWS = 16;
  static final int CHANNELS = 24;
  static final int LATENTS = 3;
  static final double BETA = 1e-3;
  static final double LAMBDA = 4;
  static final double RATE = 1e-3;
  static final double MOST_NORM = 1;

  /** Of noise that is then not used. */
  static final long ANY_SEED = 0;

  private final JsonNode root;

  private Reference(JsonNode root) {
    this.root = root;
  }

  static Reference load() {
    try (InputStream in = Reference.class.getResourceAsStream("reference.json")) {
      return new Reference(new ObjectMapper().readTree(Preconditions.checkNotNull(in)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Spectra (rows × channels), of every step. */
  float[] spectra() {
    return floats("x");
  }

  /** Noise (steps × rows × latents). */
  float[] epsilon() {
    return floats("eps");
  }

  /** Samples of the prior (steps × rows × latents). */
  float[] prior() {
    return floats("prior");
  }

  /** The loss before each step and after the last. */
  double[] losses() {
    return numbers("loss");
  }

  /** The global norm of each step's gradients, before clipping. */
  double[] norms() {
    return numbers("grad_global_norm");
  }

  private float[] floats(String name) {
    double[] numbers = numbers(name);
    float[] floats = new float[numbers.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) numbers[i];
    }
    return floats;
  }

  private double[] numbers(String name) {
    return StreamSupport.stream(root.get(name).spliterator(), false)
        .mapToDouble(JsonNode::doubleValue)
        .toArray();
  }
}
