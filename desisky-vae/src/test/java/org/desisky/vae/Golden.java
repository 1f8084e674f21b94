package org.desisky.vae;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.io.NpyHeader;
import org.desisky.core.io.NpyReader;
import org.desisky.core.io.Npz;

/** The reference vectors computed with the Python package, and the formulas they were made from. */
public final class Golden {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Golden() {}

  /** The bytes of a file under golden/. */
  public static byte[] bytes(String name) {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name)) {
      if (in == null) {
        throw new IllegalArgumentException("no golden file " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static JsonNode json(String name) {
    try {
      return JSON.readTree(bytes(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A number of a golden JSON file, where NaN and infinities are strings. */
  public static double number(JsonNode node) {
    return node.isTextual() ? Double.parseDouble(node.textValue()) : node.doubleValue();
  }

  /** A gzipped file, unpacked into a folder. */
  public static Path gunzip(String name, Path folder) {
    String file = name.substring(name.lastIndexOf('/') + 1).replace(".gz", "");
    Path target = folder.resolve(file);
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes(name)))) {
      Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A .npy file of one or two dimensions. */
  public static FloatMatrix matrix(String name) {
    byte[] bytes = bytes(name);
    try (InputStream in = new BufferedInputStream(new ByteArrayInputStream(bytes))) {
      NpyHeader header = NpyHeader.read(in);
      return matrix(NpyReader.floats(header, in, bytes.length), header.shape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One array of a .npz file. */
  public static FloatMatrix matrix(Npz npz, String key) {
    return matrix(npz.floats(key), npz.shape(key));
  }

  private static FloatMatrix matrix(float[] values, long[] shape) {
    int columns = (int) shape[shape.length - 1];
    return FloatMatrix.of(values, values.length / columns, columns);
  }

  /** The formula weights of the reference model. */
  public static Weights formulaWeights(int inChannels, int latentDim) {
    List<float[]> values = new ArrayList<>();
    for (int layer = 0; layer < 16; layer++) {
      Leaf weight = leaf(inChannels, latentDim, 2 * layer);
      Leaf bias = leaf(inChannels, latentDim, 2 * layer + 1);
      float[] w = new float[weight.size()];
      for (int i = 0; i < Math.min(101, w.length); i++) {
        w[i] =
            (float) (2.0 * ((i * 37L + layer * 11L) % 101 - 50) / (50 * Math.sqrt(weight.fanIn())));
      }
      for (int i = 101; i < w.length; i++) {
        w[i] = w[i - 101];
      }
      float[] b = new float[bias.size()];
      for (int j = 0; j < b.length; j++) {
        b[j] = (float) (0.05 * ((j * 53L + layer * 17L) % 97 - 48) / 48);
      }
      values.add(w);
      values.add(b);
    }
    return new Weights(values);
  }

  /** The hash weights of the optimizer cases. */
  public static Weights hashWeights(int inChannels, int latentDim) {
    List<float[]> values = new ArrayList<>();
    for (int k = 0; k < 32; k++) {
      Leaf leaf = leaf(inChannels, latentDim, k);
      double root = Math.sqrt(leaf.fanIn());
      int key = k / 2 + (k % 2) * 1000;
      float[] array = new float[leaf.size()];
      for (int i = 0; i < array.length; i++) {
        int h = i * 0x9E3779B1 + key * 0x85EBCA77;
        h ^= h >>> 15;
        h *= 0x2C1B3C6D;
        h ^= h >>> 12;
        h *= 0x297A2D39;
        h ^= h >>> 15;
        double unit = 2 * (h & 0xFFFFFFFFL) / 4294967296.0 - 1;
        array[i] = (float) (unit / root);
      }
      values.add(array);
    }
    return new Weights(values);
  }

  /** The formula input: rows of spectra. */
  public static FloatMatrix formulaInput(int rows, int columns) {
    float[] x = new float[rows * columns];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        long n = (17L * c + 29L * r + (long) c * c % 113) % 257;
        x[r * columns + c] = (float) (0.5 + n / 256.0);
      }
    }
    return FloatMatrix.of(x, rows, columns);
  }

  private static Leaf leaf(int inChannels, int latentDim, int index) {
    return new SkyVae(inChannels, latentDim, 0).leaves().get(index);
  }
}
