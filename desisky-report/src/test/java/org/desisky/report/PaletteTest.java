package org.desisky.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.Resources;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Colours that stand beside each other in a figure differ to all readers, also to those without one
 * kind of cones: the matrices are those of Machado, Oliveira and Fernandes (2009).
 */
class PaletteTest {
  private static final double[][][] SIGHTS = {
    {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
    {
      {0.152286, 1.052583, -0.204868},
      {0.114503, 0.786281, 0.099216},
      {-0.003882, -0.048116, 1.051998}
    },
    {
      {0.367322, 0.860646, -0.227968},
      {0.280085, 0.672501, 0.047413},
      {-0.011820, 0.042940, 0.968881}
    },
    {
      {1.255528, -0.076749, -0.178779},
      {-0.078411, 0.930809, 0.147602},
      {0.004733, 0.691367, 0.303900}
    }
  };

  private static final List<String> CLASSES = List.of("first", "second", "third", "mark", "muted");
  private static final List<String> STEPS =
      List.of("step-1", "step-2", "step-3", "step-4", "step-5", "muted");

  /** In units of CIELAB, in which 2 or 3 is a difference that is just seen side by side. */
  private static final double LEAST = 10;

  @Test
  void colourBlindReadersTellColoursApart() throws IOException {
    String css = Resources.toString(ReportWriter.class.getResource("report.css"), UTF_8);
    int dark = css.indexOf("prefers-color-scheme: dark");
    for (String scheme : List.of(css.substring(0, dark), css.substring(dark))) {
      Map<String, Integer> colours = new HashMap<>();
      Matcher matcher = Pattern.compile("--([a-z0-9-]+): #([0-9a-f]{6});").matcher(scheme);
      while (matcher.find()) {
        colours.putIfAbsent(matcher.group(1), Integer.parseInt(matcher.group(2), 16));
      }
      for (List<String> set : List.of(CLASSES, STEPS)) {
        differ(set, colours);
      }
    }
  }

  private static void differ(List<String> names, Map<String, Integer> colours) {
    for (double[][] sight : SIGHTS) {
      for (String one : names) {
        for (String other : names.subList(0, names.indexOf(one))) {
          double[] a = lab(sight, colours.get(one));
          double[] b = lab(sight, colours.get(other));
          double apart = Math.hypot(Math.hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]);
          assertThat(apart).as("%s and %s", one, other).isGreaterThan(LEAST);
        }
      }
    }
  }

  /** A colour as it is seen, in CIELAB of white D65. */
  private static double[] lab(double[][] sight, int rgb) {
    double[] linear = new double[3];
    for (int i = 0; i < 3; i++) {
      double part = ((rgb >> (16 - 8 * i)) & 0xff) / 255.0;
      linear[i] = part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
    }
    double[] seen =
        Arrays.stream(times(sight, linear)).map(x -> Math.min(Math.max(x, 0), 1)).toArray();
    double[][] toXyz = {
      {0.4124, 0.3576, 0.1805}, {0.2126, 0.7152, 0.0722}, {0.0193, 0.1192, 0.9505}
    };
    double[] xyz = times(toXyz, seen);
    double x = root(xyz[0] / 0.9505);
    double y = root(xyz[1]);
    double z = root(xyz[2] / 1.089);
    return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
  }

  private static double root(double t) {
    return t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116.0;
  }

  private static double[] times(double[][] matrix, double[] vector) {
    return Arrays.stream(matrix)
        .mapToDouble(row -> row[0] * vector[0] + row[1] * vector[1] + row[2] * vector[2])
        .toArray();
  }
}
