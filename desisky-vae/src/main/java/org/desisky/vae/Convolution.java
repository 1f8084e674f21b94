package org.desisky.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.desisky.core.engine.HostMemory;
import org.desisky.core.engine.Processor;

/**
 * A linear layer's product x·Wᵀ as a convolution with kernels of a single pixel.
 *
 * <p>Where an array's axes can change places without a copy, engines may have faster kernels for
 * that than for plain products: PyTorch gives convolutions to oneDNN, which on an AMD processor
 * with AVX-512 takes a third to a half of the time that its other library, Intel's, needs for the
 * product and its gradients, and on one without half of it to as much. On Intel's processors that
 * one is as fast or faster (docs/performance.md). The choice is by the processor and not by a
 * trial, which could end otherwise in the next run, and with it the last bits of the weights.
 *
 * <p>Shapes are kept, since each of DJL's costs many objects to make and a step needs a hundred.
 */
final class Convolution {
  /**
   * A property of Java's that overrules the choice by the processor: true or false, to be set
   * before the first model is made.
   */
  static final String ASKED = "desisky.convolutions";

  /** For smaller layers the preparations cost more than is gained. */
  private static final long SMALLEST_WEIGHT = 1 << 18;

  /** From here on the copy of a weight costs more than the rows' gradient's way in halves. */
  private static final long HALVED_WEIGHT = 1 << 21;

  private static final int FEWEST_ROWS = 8;
  private static final Shape EACH = new Shape(1, 1);
  private static final Shape UNPADDED = new Shape(0, 0);
  private static final Map<String, Boolean> TURN_FREELY = new ConcurrentHashMap<>();

  private final int in;
  private final int out;
  private final Shape weightShape;
  private final Shape weightImage;
  private volatile RowShapes latest = new RowShapes(0, 0, 0);

  /** For layers of so many inputs and outputs. */
  Convolution(int in, int out) {
    this.in = in;
    this.out = out;
    weightShape = new Shape(out, in);
    weightImage = new Shape(1, out, 1, in);
  }

  /** Shapes for B rows. */
  private static final class RowShapes {
    private final int rows;
    private final Shape taken;
    private final Shape given;
    private final Shape takenAsKernels;
    private final Shape givenAsKernels;
    private final Shape givenAsImage;
    private final Shape inputsAsKernels;

    RowShapes(int rows, int in, int out) {
      this.rows = rows;
      taken = new Shape(rows, in);
      given = new Shape(rows, out);
      takenAsKernels = new Shape(rows, in, 1, 1);
      givenAsKernels = new Shape(rows, out, 1, 1);
      givenAsImage = new Shape(1, out, 1, rows);
      inputsAsKernels = new Shape(in, rows, 1, 1);
    }
  }

  private RowShapes shapes(int rows) {
    RowShapes shapes = latest;
    if (shapes.rows != rows) {
      shapes = new RowShapes(rows, in, out);
      latest = shapes;
    }
    return shapes;
  }

  /** Whether arrays of a manager's engine and device are suited to it, and the processor is. */
  static boolean suits(NDManager manager) {
    return !manager.getDevice().isGpu()
        && suitProcessor(System.getProperty(ASKED), Processor.isIntel())
        && turnsFreely(manager);
  }

  /** Whether the processor's maker, or who asks for it, wants convolutions; asked may be null. */
  static boolean suitProcessor(String asked, boolean intel) {
    return asked == null ? !intel : Boolean.parseBoolean(asked);
  }

  /** Whether the axes of a manager's arrays change places without a copy. */
  static boolean turnsFreely(NDManager manager) {
    return TURN_FREELY.computeIfAbsent(
        manager.getEngine().getEngineName(), engine -> HostMemory.transposesWithoutCopy(manager));
  }

  /** Whether the product of so many rows (B, in) with the weight (out, in) is faster so. */
  boolean pays(NDManager manager, int rows) {
    return (long) in * out >= SMALLEST_WEIGHT && rows >= FEWEST_ROWS && suits(manager);
  }

  /**
   * The product, with gradients. The weight is taken for an image of one channel an input and one
   * pixel an output, and each row for a kernel: so both gradients are fast, too.
   *
   * @param rows B
   * @param x (B, in)
   * @param weight (out, in)
   * @return (B, out), as a view of memory in the order (out, B), owned by the manager of {@code x}
   */
  NDArray product(int rows, NDArray x, NDArray weight) {
    NDArray seen = weight.reshape(weightImage);
    seen.attach(x.getManager());
    NDArray kernels = x.reshape(shapes(rows).takenAsKernels);
    return convolve(seen.transpose(0, 3, 1, 2), kernels, 1).reshape(shapes(rows).given);
  }

  /**
   * The gradient of {@code x} in {@link #product}, g·W. The weight is an image of one channel an
   * output and one pixel an input.
   *
   * @param rows B
   * @param gradient of the product, (B, out)
   * @param weight (out, in)
   * @return (B, in), owned by the manager of {@code gradient}
   */
  NDArray gradientOfRows(int rows, NDArray gradient, NDArray weight) {
    return (long) in * out >= HALVED_WEIGHT
        ? gradientOfRowsByHalves(rows, gradient, weight)
        : gradientOfRowsAtOnce(rows, gradient, weight);
  }

  private NDArray gradientOfRowsAtOnce(int rows, NDArray gradient, NDArray weight) {
    NDArray kernels = gradient.reshape(shapes(rows).givenAsKernels);
    return convolve(weight.reshape(weightImage), kernels, 1).reshape(shapes(rows).taken);
  }

  /**
   * The same as the sum of two halves, by a convolution in two groups. oneDNN first copies an image
   * to blocks of channels, which here takes as long as the product; but not where the channels of a
   * group make no whole blocks.
   */
  private NDArray gradientOfRowsByHalves(int rows, NDArray gradient, NDArray weight) {
    long half = out / 2 % 4 == 0 ? out / 2 - 1 : out / 2;
    NDList gradients = gradient.split(new long[] {half, 2 * half}, 1);
    NDArray kernels = gradients.get(0).concat(gradients.get(1)).reshape(2L * rows, half, 1, 1);
    NDList weights = weight.split(new long[] {2 * half});
    weights.attach(gradient.getManager());
    NDArray image = weights.get(0).reshape(1, 2 * half, 1, in);
    NDArray sum = convolve(image, kernels, 2).reshape(2, rows, in).sum(new int[] {0});
    // Up to three outputs are left.
    return 2 * half == out ? sum : sum.addi(gradients.get(2).matMul(weights.get(1)));
  }

  /**
   * The gradient of the weight in {@link #product}, gᵀ·x. The gradient is an image of one channel a
   * row and one pixel an output, and each input a kernel.
   *
   * @param rows B
   * @param gradient of the product, (B, out); best a view of memory in the order (out, B)
   * @param x (B, in); best in the order (in, B)
   * @return (out, in), owned by the manager of {@code x}
   */
  NDArray gradientOfWeight(int rows, NDArray gradient, NDArray x) {
    NDArray image =
        gradient.transpose(1, 0).reshape(shapes(rows).givenAsImage).transpose(0, 3, 1, 2);
    NDArray kernels = x.transpose(1, 0).reshape(shapes(rows).inputsAsKernels);
    return convolve(image, kernels, 1).transpose(0, 2, 3, 1).reshape(weightShape);
  }

  /**
   * The same rows, (B, n), in the memory order (n, B), in which what a layer gives lies, too: where
   * both do, their difference and {@link #gradientOfWeight} need not turn them. Where order is not
   * to be chosen, the rows as they are.
   */
  static NDArray inOrderOfColumns(NDArray rows) {
    if (!suits(rows.getManager())) {
      return rows;
    }
    Shape turned = new Shape(rows.getShape().get(1), rows.getShape().get(0));
    return rows.transpose(1, 0).flatten().reshape(turned).transpose(1, 0);
  }

  /** Owned by the manager of the kernels, as the image then is, too. */
  private static NDArray convolve(NDArray image, NDArray kernels, int groups) {
    image.attach(kernels.getManager()); // a weight outlives its batches
    // Not by way of Conv2d, which asks for shapes.
    return image
        .getNDArrayInternal()
        .convolution(image, kernels, null, EACH, UNPADDED, EACH, groups)
        .singletonOrThrow();
  }

  /**
   * The product without gradients, plus a bias, of an image of one channel an input and one pixel a
   * row with one kernel an output: the faster way round for very many rows.
   *
   * @param image (1, in, B, 1)
   * @return (1, out, B, 1)
   */
  NDArray ofImage(NDArray image, NDArray weight, NDArray bias) {
    try (NDArray kernels = weight.reshape(out, in, 1, 1)) {
      return Conv2d.conv2d(image, kernels, bias).singletonOrThrow();
    }
  }
}
