package org.desisky.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.core.engine.TestEngines;
import org.desisky.core.noise.Noise;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.junit.jupiter.api.Test;

class KernelTest {
  @Provide
  Arbitrary<KernelWidth> widths() {
    return Arbitraries.of(
        KernelWidth.auto(), KernelWidth.of(1.7), KernelWidth.median(), KernelWidth.multi());
  }

  /** Positive semi-definite, as far as single precision goes, whatever the points. */
  @Property(tries = 60)
  void kernelMatricesHaveNoNegativeEigenvalue(
      @ForAll KernelShape shape,
      @ForAll("widths") KernelWidth width,
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 24) int points,
      @ForAll @DoubleRange(min = 0.01, max = 8) double spread) {
    for (Compute compute : TestEngines.all()) {
      try (NDManager scope = compute.newManager()) {
        NDArray z = points(scope, seed, points, 3, spread);
        NDArray distance = distance(z, z);
        Kernel kernel = width.kernel(shape, 3).fittedTo(() -> pairs(distance));
        float[] values = kernel.of(distance).toFloatArray();
        double[][] matrix = new double[points][points];
        for (int i = 0; i < points; i++) {
          assertThat(values[i * points + i]).isCloseTo(1f, within(1e-6f));
          for (int j = 0; j < points; j++) {
            matrix[i][j] = 0.5 * (values[i * points + j] + values[j * points + i]);
          }
        }
        double[] eigenvalues =
            new EigenDecompositionSymmetric(new Array2DRowRealMatrix(matrix)).getEigenvalues();
        assertThat(eigenvalues[points - 1]).isGreaterThan(-2e-6 * points);
      }
    }
  }

  @Property(tries = 60)
  void theBiasedDiscrepancyOfEqualSamplesIsZeroAndNeverNegative(
      @ForAll KernelShape shape,
      @ForAll("widths") KernelWidth width,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 20) int points) {
    for (Compute compute : TestEngines.all()) {
      try (NDManager scope = compute.newManager()) {
        InfoVaeLoss loss = loss(width.kernel(shape, 3), MmdEstimate.BIASED);
        NDArray a = points(scope, seed, points, 3, 1.5);
        NDArray b = points(scope, seed + 1, points, 3, 1);
        assertThat(loss.discrepancy(a, a).getFloat()).isCloseTo(0, within(1e-6f));
        assertThat(loss.discrepancy(a, b).getFloat()).isGreaterThan(-1e-6f);
      }
    }
  }

  @EachEngine
  void eachKernelIsItsFormula(Compute compute) {
    try (NDManager scope = compute.newManager()) {
      NDArray squared = scope.create(new float[] {0, 1, 9});
      assertThat(new RbfKernel(2).of(squared).toFloatArray())
          .containsExactly(new float[] {1, 0.8824969f, 0.32465247f}, within(1e-6f));
      assertThat(new InverseMultiquadricKernel(2).of(squared).toFloatArray())
          .containsExactly(new float[] {1, 8f / 9, 8f / 17}, within(1e-6f));
      Kernel both = new KernelMixture(List.of(new RbfKernel(2), new InverseMultiquadricKernel(2)));
      assertThat(both.of(squared).toFloatArray()[2])
          .isCloseTo((0.32465247f + 8f / 17) / 2, within(1e-6f));
      assertThat(KernelWidth.auto().kernel(KernelShape.RBF, 8)).isEqualTo(new RbfKernel(0.5));
      assertThat(KernelWidth.multi().kernel(KernelShape.IMQ, 8))
          .isEqualTo(
              new KernelMixture(
                  List.of(
                      new InverseMultiquadricKernel(1),
                      new InverseMultiquadricKernel(2),
                      new InverseMultiquadricKernel(4),
                      new InverseMultiquadricKernel(8))));
    }
  }

  /**
   * Points 0, 1, 5 and 11, 12: distances 1 4 5 | 1 | 11 12 10 11 6 7; sorted, 6 and 7 are in the
   * middle, of which the upper counts.
   */
  @EachEngine
  void theMedianIsThatOfAllPairs(Compute compute) {
    try (NDManager scope = compute.newManager()) {
      float[] latents = {0, 1, 5};
      float[] prior = {11, 12};
      NDArray z = scope.create(latents, new Shape(3, 1));
      NDArray p = scope.create(prior, new Shape(2, 1));
      List<Kernel> fitted = new ArrayList<>();
      Kernel median = KernelWidth.median().kernel(KernelShape.IMQ, 1);
      Kernel watched =
          new Kernel() {
            @Override
            public NDArray of(NDArray squaredDistance) {
              return fitted.get(0).of(squaredDistance);
            }

            @Override
            public Kernel fittedTo(Supplier<double[]> squaredDistances) {
              fitted.add(median.fittedTo(squaredDistances));
              return this;
            }
          };
      loss(watched, MmdEstimate.BIASED).discrepancy(z, p);
      fitted.add(median.fittedTo(new HostDiscrepancy(latents, prior, 1)::squaredDistances));
      assertThat(fitted).hasSize(2).hasOnlyElementsOfType(InverseMultiquadricKernel.class);
      for (Kernel each : fitted) {
        assertThat(((InverseMultiquadricKernel) each).sigma()).isCloseTo(7, within(1e-6));
      }
    }
  }

  /** A kernel of one's own may fit itself to a batch, also at the width that is the batch's. */
  @Test
  void aKernelOfTheMediansWidthIsFittedItself() {
    KernelFamily fitting =
        new KernelFamily() {
          @Override
          public String label() {
            return "fitting";
          }

          @Override
          public Kernel of(double sigma) {
            return KernelWidth.median().kernel(KernelShape.RBF, 1); // of no use unless it is fitted
          }
        };
    Kernel median = KernelWidth.median().kernel(fitting, 1);
    assertThat(median.fittedTo(() -> new double[] {4})).isEqualTo(new RbfKernel(2));
  }

  @Test
  void theMedianOfFewPairsIsOneOfThem() {
    Kernel median = KernelWidth.median().kernel(KernelShape.RBF, 1);
    assertThat(median.fittedTo(() -> new double[0])).isEqualTo(new RbfKernel(1));
    assertThat(median.fittedTo(() -> new double[] {4})).isEqualTo(new RbfKernel(2));
    assertThat(median.fittedTo(() -> new double[] {9, 4})).isEqualTo(new RbfKernel(3));
    assertThat(median.fittedTo(() -> new double[] {0, 0, 9})).isEqualTo(new RbfKernel(1e-3));
    assertThat(median.fittedTo(() -> new double[] {1, Double.NaN})).isEqualTo(new RbfKernel(1));
  }

  /** For tensors and for plain numbers, with its slope. */
  @Property(tries = 100)
  void aKernelIsTheSameForNumbers(
      @ForAll KernelShape shape,
      @ForAll("widths") KernelWidth width,
      @ForAll @DoubleRange(min = 0, max = 60) double square) {
    Kernel kernel = width.kernel(shape, 3).fittedTo(() -> new double[] {2});
    Kernel.OfNumbers numbers = kernel.ofNumbers().orElseThrow();
    double value = numbers.value(square);
    for (Compute compute : TestEngines.all()) {
      try (NDManager scope = compute.newManager()) {
        float expected = kernel.of(scope.create(new float[] {(float) square})).getFloat();
        assertThat(value).isCloseTo(expected, within(2e-6));
      }
    }
    double step = 1e-5;
    double rise = numbers.value(square + step) - numbers.value(square - step);
    assertThat(numbers.slope(square, value)).isCloseTo(rise / (2 * step), within(1e-6));
  }

  /** All pairs of 4096 points are looked at, and of 4200 every second one. */
  @Test
  void ofVeryManyPairsSomeMakeTheMedian() {
    float[] values = Noise.of(3).normals(4200);
    for (int prior : new int[] {2048, 2152}) {
      float[] latents = Arrays.copyOf(values, 2048);
      float[] sample = Arrays.copyOfRange(values, 2048, 2048 + prior);
      double[] squares = new HostDiscrepancy(latents, sample, 1).squaredDistances();
      int points = 2048 + prior;
      int pairs = points * (points - 1) / 2;
      assertThat(squares).hasSize(prior == 2048 ? pairs : (pairs + 1) / 2);
      RbfKernel fitted = (RbfKernel) new MedianKernel(KernelShape.RBF).fittedTo(() -> squares);
      // √2 times the median of |x|, x standard normal
      assertThat(fitted.sigma()).isCloseTo(0.954, within(0.03));
    }
  }

  /** Pairs of many points are added up in parts, of few in one; the sum is by the formula. */
  @Test
  void theDiscrepancyOfManyPointsIsThatOfAllPairs() {
    Kernel.OfNumbers kernel = new RbfKernel(1.2).ofNumbers().orElseThrow();
    for (int n : new int[] {40, 700}) {
      float[] latents = Noise.of(1).normals(2 * n);
      float[] sample = Noise.of(2).normals(2 * (n - 7));
      HostDiscrepancy.WithGradient computed =
          new HostDiscrepancy(latents, sample, 2).compute(kernel, MmdEstimate.BIASED);
      double expected =
          mean(kernel, latents, latents)
              + mean(kernel, sample, sample)
              - 2 * mean(kernel, latents, sample);
      assertThat(computed.value()).isCloseTo(expected, within(1e-12));
      float[] moved = latents.clone();
      moved[5] += 0.01f;
      HostDiscrepancy.WithGradient beside =
          new HostDiscrepancy(moved, sample, 2).compute(kernel, MmdEstimate.BIASED);
      double slope = (computed.byLatent()[5] + beside.byLatent()[5]) / 2;
      assertThat(beside.value() - computed.value())
          .isCloseTo(
              slope * ((double) moved[5] - latents[5]), within(1e-3 * Math.abs(slope * 0.01)));
    }
  }

  private static double mean(Kernel.OfNumbers kernel, float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i += 2) {
      for (int j = 0; j < b.length; j += 2) {
        double x = (double) a[i] - b[j];
        double y = (double) a[i + 1] - b[j + 1];
        sum += kernel.value(x * x + y * y);
      }
    }
    return 4 * sum / a.length / b.length;
  }

  /** In Java where the kernel is written for plain numbers, else by the engine. */
  @EachEngine
  void lossesAndOverlapAreTheSameInJavaAndByTheEngine(Compute compute) {
    try (NDManager scope = compute.newManager()) {
      NDArray z = scope.create(Noise.of(1).normals(33), new Shape(11, 3));
      NDArray p = scope.create(Noise.of(2).normals(21), new Shape(7, 3));
      NDArray x = scope.create(Noise.of(4).normals(44), new Shape(11, 4));
      NDList out = new NDList(z, z.mul(0.1f), z.add(0.5f), x.mul(0.9f));
      for (KernelWidth width : List.of(KernelWidth.auto(), KernelWidth.multi())) {
        for (MmdEstimate estimate : MmdEstimate.values()) {
          Kernel kernel = width.kernel(KernelShape.RBF, 3);
          Kernel tensorsOnly = squares -> kernel.of(squares);
          LossValues java = loss(kernel, estimate).values(x, out, p);
          LossValues engine = loss(tensorsOnly, estimate).values(x, out, p);
          LossValues terms = loss(kernel, estimate).terms(x, out, p).values();
          for (LossValues other : List.of(engine, terms)) {
            assertThat(java.total()).isCloseTo(other.total(), within(1e-5));
            assertThat(java.recon()).isCloseTo(other.recon(), within(1e-6));
            assertThat(java.kl()).isCloseTo(other.kl(), within(1e-6));
            assertThat(java.mmd()).isCloseTo(other.mmd(), within(1e-5));
          }
          double overlap = loss(tensorsOnly, estimate).overlap(z, p);
          assertThat(loss(kernel, estimate).overlap(z, p)).isCloseTo(overlap, within(1e-5));
        }
      }
    }
  }

  @Test
  void aMixtureIsForNumbersOnlyIfAllItsKernelsAre() {
    Kernel tensorsOnly = squaredDistance -> squaredDistance.neg().exp();
    assertThat(tensorsOnly.ofNumbers()).isEmpty();
    assertThat(new KernelMixture(List.of(new RbfKernel(1), tensorsOnly)).ofNumbers()).isEmpty();
  }

  @EachEngine
  void theUnbiasedEstimateLeavesOutPairsOfALatentWithItself(Compute compute) {
    try (NDManager scope = compute.newManager()) {
      NDArray z = points(scope, 3, 7, 2, 1.4);
      NDArray p = points(scope, 4, 5, 2, 1);
      Kernel kernel = new RbfKernel(1);
      float expected = apart(kernel, z, z) + apart(kernel, p, p);
      expected -= 2 * kernel.of(distance(z, p)).mean().getFloat();
      assertThat(loss(kernel, MmdEstimate.UNBIASED).discrepancy(z, p).getFloat())
          .isCloseTo(expected, within(1e-6f));
      NDArray one = points(scope, 5, 1, 2, 1);
      assertThat(loss(kernel, MmdEstimate.UNBIASED).discrepancy(one, one).getFloat())
          .isCloseTo(-2, within(1e-6f));
    }
  }

  /**
   * With d = 8 the width auto sees nothing of standard normal latents; the median sees them all.
   */
  @EachEngine
  void aKernelThatIsTooNarrowIsFoundOut(Compute compute) {
    try (NDManager scope = compute.newManager()) {
      NDArray z = points(scope, 6, 64, 8, 1);
      NDArray p = points(scope, 7, 64, 8, 1);
      InfoVaeLoss narrow = loss(KernelWidth.auto().kernel(KernelShape.RBF, 8), MmdEstimate.BIASED);
      assertThat(narrow.overlap(z, p)).isBetween(0.0, 0.05);
      assertThat(narrow.discrepancy(z, p).getFloat()).isCloseTo(2f / 64, within(1e-3f));
      for (KernelWidth width : List.of(KernelWidth.median(), KernelWidth.multi())) {
        InfoVaeLoss wide = loss(width.kernel(KernelShape.RBF, 8), MmdEstimate.BIASED);
        assertThat(wide.overlap(z, p)).isGreaterThan(10);
      }
    }
  }

  @Test
  void widthsAreReadAsUsersWriteThem() {
    for (String text : List.of("auto", "median", "multi", "1.5")) {
      assertThat(KernelWidth.parse(text).label()).isEqualTo(text);
      assertThat(KernelWidth.parse(text)).isEqualTo(KernelWidth.parse(text));
    }
    assertThat(KernelWidth.parse("1.5").sigma(8)).hasValue(1.5);
    assertThat(KernelWidth.auto().sigma(2)).hasValue(1);
    assertThat(KernelWidth.median().sigma(2)).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KernelWidth.parse("wide"))
        .withMessageContaining("neither auto, median, multi nor a number");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KernelWidth.parse("-1"))
        .withMessageContaining("sigma must be above 0");
    for (String none : List.of("1e-23", "1e23")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> KernelWidth.parse(none))
          .withMessageContaining(
              none.contains("-") ? "too small for single" : "too large for single");
    }
  }

  /** What no loss can be made of is said when it is made, or of which spectra it is. */
  @EachEngine
  void lossesThatMakeNoSenseAreRefused(Compute compute) {
    Kernel kernel = new RbfKernel(1);
    for (double[] weights : new double[][] {{-1, 1}, {0, Double.NaN}, {0, 1.0 / 0}}) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> new InfoVaeLoss(weights[0], weights[1], kernel, ReconstructionTerm.MSE, 0))
          .withMessageContaining("beta and lam");
    }
    for (float unit : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> inUnits(unit))
          .withMessageContaining("unit must be finite and above 0");
    }
    for (float unit : new float[] {1e20f, 1e-23f}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> inUnits(unit))
          .withMessageContaining("no room for the square of the unit");
    }
    try (NDManager scope = compute.newManager()) {
      NDArray difference = scope.ones(new Shape(2, 3));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> inUnits(1, 2).reconstruction(difference))
          .withMessageContaining("units of 2 channels, and spectra have 3");
    }
  }

  /** Squares of units for which a float has no room, of spectra that have it. */
  @EachEngine
  void largeAndSmallUnitsAreSquaredWithoutLoss(Compute compute) {
    float[][] unitsOfAll = {{1e20f, 1e20f, 1e20f}, {1e-20f, 1e-20f, 1e-20f}, {3}};
    for (float[] units : unitsOfAll) {
      try (NDManager scope = compute.newManager()) {
        NDArray difference = scope.full(new Shape(2, 3), 200 / units[0]);
        InfoVaeLoss loss = inUnits(units);
        assertThat(loss.reconstruction(difference).getFloat()).isCloseTo(40_000, within(1f));
        float slope = loss.gradientOfReconstruction(difference).toFloatArray()[0];
        assertThat(slope / units[0]).isCloseTo(200f / 3, within(1e-2f));
      }
    }
  }

  private static InfoVaeLoss inUnits(float... unit) {
    return new InfoVaeLoss(
        0, 1, new RbfKernel(1), MmdEstimate.BIASED, ReconstructionTerm.MSE, unit, 0);
  }

  private static float apart(Kernel kernel, NDArray a, NDArray b) {
    long n = a.getShape().get(0);
    return (kernel.of(distance(a, b)).sum().getFloat() - n) / (n * (n - 1));
  }

  private static InfoVaeLoss loss(Kernel kernel, MmdEstimate estimate) {
    return new InfoVaeLoss(0, 1, kernel, estimate, ReconstructionTerm.MSE, new float[0], 0);
  }

  /** Those of different points of one sample, by all its distances. */
  private static double[] pairs(NDArray distance) {
    int n = (int) distance.getShape().get(0);
    float[] all = distance.toFloatArray();
    return IntStream.range(0, n * n)
        .filter(at -> at % n < at / n)
        .mapToDouble(at -> all[at])
        .toArray();
  }

  private static NDArray distance(NDArray a, NDArray b) {
    return a.expandDims(1).sub(b.expandDims(0)).square().sum(new int[] {2});
  }

  private static NDArray points(NDManager scope, long seed, int n, int d, double spread) {
    return scope.create(Noise.of(seed).normals(n * d), new Shape(n, d)).mul((float) spread);
  }
}
