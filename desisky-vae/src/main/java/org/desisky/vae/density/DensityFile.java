package org.desisky.vae.density;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.desisky.core.DesiskyException;
import org.desisky.core.io.AtomicFiles;
import org.desisky.core.io.BadFileException;
import org.desisky.core.io.Sha256;

/**
 * The density of a model's latents in a file beside the checkpoint: {@code m.density.json} beside
 * {@code m.eqx}. It holds the checkpoint's SHA-256, since to another model its numbers mean
 * nothing.
 */
public final class DensityFile {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final String FORMAT = "desisky latent density";
  private static final int VERSION = 1;
  private static final String ENDING = ".eqx";

  private DensityFile() {}

  /** Where the density of a checkpoint is. */
  public static Path beside(Path checkpoint) {
    String name = String.valueOf(checkpoint.getFileName());
    String stem = name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name;
    return checkpoint.resolveSibling(stem + ".density.json");
  }

  /**
   * Writes the density of a checkpoint beside it, replacing what is there.
   *
   * @return where
   * @throws DesiskyException if it cannot be written
   */
  public static Path write(LatentDensity density, Path checkpoint) {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", FORMAT);
    root.put("version", VERSION);
    root.put("checkpoint_sha256", Sha256.of(checkpoint));
    root.put("latents", density.dimension());
    root.set("all", json(density.all()));
    ObjectNode conditions = root.putObject("conditions");
    density.conditions().forEach((name, part) -> conditions.set(name, json(part)));
    Path file = beside(checkpoint);
    try {
      byte[] text = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
      AtomicFiles.write(file, out -> out.write(text));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    return file;
  }

  private static ObjectNode json(LatentDensity.Part part) {
    ObjectNode node = JSON.createObjectNode().put("rows", part.rows());
    return node.setAll(MixtureJson.of(part.mixture()));
  }

  /**
   * The density beside a checkpoint.
   *
   * @throws BadFileException if there is none, it is damaged, or it is of another checkpoint
   */
  public static LatentDensity read(Path checkpoint) {
    Path file = beside(checkpoint);
    JsonNode root = parse(file);
    if (!root.path("format").asText().equals(FORMAT)) {
      throw new BadFileException(file, "is not a density of latents; make it again");
    }
    if (root.path("version").asInt() != VERSION) {
      throw new BadFileException(
          file,
          "is of version "
              + root.path("version")
              + " of its format, where this program knows "
              + VERSION
              + "; use the program that wrote it, or make it again");
    }
    String known = root.path("checkpoint_sha256").asText();
    String found = Sha256.of(checkpoint);
    if (!known.equals(found)) {
      throw new BadFileException(
          file,
          "is the density of another model than "
              + checkpoint.getFileName()
              + ": of a checkpoint with SHA-256 "
              + shortened(known)
              + ", where this has "
              + shortened(found)
              + "; make it again");
    }
    try {
      int d = root.path("latents").asInt();
      if (d < 1) {
        throw new IllegalArgumentException("it does not say how many latents there are");
      }
      Map<String, LatentDensity.Part> conditions = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> entry : root.path("conditions").properties()) {
        conditions.put(entry.getKey(), part(entry.getValue(), d));
      }
      return new LatentDensity(part(root.path("all"), d), conditions);
    } catch (IllegalArgumentException e) {
      throw new BadFileException(file, "is damaged: " + e.getMessage() + "; make it again", e);
    }
  }

  private static LatentDensity.Part part(JsonNode node, int d) {
    JsonNode rows = node.path("rows");
    if (!rows.isInt() || rows.intValue() < 1) {
      throw new IllegalArgumentException("it does not say of how many spectra, 1 or more, it is");
    }
    return new LatentDensity.Part(rows.intValue(), MixtureJson.read(node, d));
  }

  private static JsonNode parse(Path file) {
    if (!Files.exists(file)) {
      throw new BadFileException(file, "is not there");
    }
    try {
      return JSON.readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      throw new BadFileException(
          file, "is not JSON, cut short, or followed by more; make it again", e);
    } catch (IOException e) {
      throw new BadFileException(file, "cannot be read: " + AtomicFiles.reason(e), e);
    }
  }

  private static String shortened(String checksum) {
    return checksum.length() > 12 ? checksum.substring(0, 12) + "…" : checksum;
  }
}
