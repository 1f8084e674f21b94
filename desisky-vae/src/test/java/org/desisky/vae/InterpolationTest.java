package org.desisky.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.desisky.core.FloatMatrix;
import org.desisky.core.noise.Noise;
import org.junit.jupiter.api.Test;

class InterpolationTest {
  @Test
  void theStraightWayHasEqualSteps() {
    float[] from = {0, 2};
    float[] to = {4, -2};
    assertThat(Interpolation.LINEAR.between(from, to, 5).toArray())
        .containsExactly(0, 2, 1, 1, 2, 0, 3, -1, 4, -2);
  }

  @Test
  void theArcBetweenTwoAxesIsAQuarterCircle() {
    FloatMatrix way = Interpolation.SPHERICAL.between(new float[] {2, 0}, new float[] {0, 2}, 3);
    assertThat(way.row(1)).containsExactly(new float[] {1.4142135f, 1.4142135f}, within(1e-6f));
  }

  /** On the arc between points of one sphere, all points are on it, at equal angles. */
  @Property(tries = 100)
  void theArcStaysOnItsSphere(
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed,
      @ForAll @IntRange(min = 2, max = 12) int steps) {
    float[] from = onSphere(Noise.of(seed).stream("from"), 3);
    float[] to = onSphere(Noise.of(seed).stream("to"), 3);
    FloatMatrix way = Interpolation.SPHERICAL.between(from, to, steps);
    double whole = angle(from, to);
    for (int i = 0; i < steps; i++) {
      assertThat(norm(way.row(i))).isCloseTo(3, within(1e-4));
      if (whole < 3 && i > 0) {
        assertThat(angle(way.row(i - 1), way.row(i))).isCloseTo(whole / (steps - 1), within(2e-3));
      }
    }
    assertThat(way.row(0)).isEqualTo(from);
    assertThat(way.row(steps - 1)).isEqualTo(to);
  }

  @Test
  void whereThereIsNoArcTheWayIsStraight() {
    float[] origin = {0, 0};
    float[] point = {1, 2};
    float[] farther = {2, 4};
    float[] opposite = {-1, -2};
    for (float[] from : new float[][] {origin, farther, opposite, point}) {
      assertThat(Interpolation.SPHERICAL.between(from, point, 4))
          .isEqualTo(Interpolation.LINEAR.between(from, point, 4));
    }
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Interpolation.LINEAR.between(new float[2], new float[3], 4))
        .withMessageContaining("2 latents to 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Interpolation.LINEAR.between(new float[2], new float[2], 1))
        .withMessageContaining("not 1");
  }

  private static float[] onSphere(Noise noise, double radius) {
    float[] point = noise.normals(8);
    double scale = radius / norm(point);
    for (int i = 0; i < point.length; i++) {
      point[i] = (float) (point[i] * scale);
    }
    return point;
  }

  private static double norm(float[] point) {
    return Math.sqrt(dot(point, point));
  }

  private static double angle(float[] a, float[] b) {
    return Math.acos(Math.max(-1, Math.min(1, dot(a, b) / (norm(a) * norm(b)))));
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
