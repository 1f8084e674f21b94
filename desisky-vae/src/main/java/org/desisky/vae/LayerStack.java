package org.desisky.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Linear layers with a ReLU between each two, and none after the last. */
final class LayerStack extends AbstractBlock {
  private final String name;
  private final int[] sizes;
  private final List<Convolution> convolutions = new ArrayList<>();
  private final List<Parameter> weights = new ArrayList<>();
  private final List<Parameter> biases = new ArrayList<>();

  /**
   * Layers of the sizes given.
   *
   * @param name the stack's name in the Python package's tree, such as {@code common_fc}
   * @param sizes input, hidden and output sizes
   */
  LayerStack(String name, int... sizes) {
    super((byte) 1);
    this.name = name;
    this.sizes = sizes.clone();
    for (int i = 1; i < sizes.length; i++) {
      Linear layer = Linear.builder().setUnits(sizes[i]).build();
      addChildBlock("layers" + 2 * (i - 1), layer);
      convolutions.add(new Convolution(sizes[i - 1], sizes[i]));
      weights.add(layer.getParameters().get("weight"));
      biases.add(layer.getParameters().get("bias"));
    }
  }

  /** Its name in the Python package's tree. */
  String name() {
    return name;
  }

  /** The stack's parameters, weight then bias of each layer in turn. */
  List<Leaf> leaves() {
    List<Leaf> leaves = new ArrayList<>();
    for (int i = 0; i < weights.size(); i++) {
      String path = name + ".layers[" + 2 * i + "].";
      leaves.add(
          new Leaf(path + "weight", weights.get(i), sizes[i], new Shape(sizes[i + 1], sizes[i])));
      leaves.add(new Leaf(path + "bias", biases.get(i), sizes[i], new Shape(sizes[i + 1])));
    }
    return leaves;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameters,
      NDList inputs,
      boolean training,
      PairList<String, Object> options) {
    NDArray hidden = inputs.singletonOrThrow();
    int rows = rowsOf(hidden);
    for (int i = 0; i < weights.size(); i++) {
      hidden = layer(i, rows, parameters, i == 0 ? hidden : Activation.relu(hidden), training);
    }
    return new NDList(hidden);
  }

  /**
   * The forward pass, with what {@link #backward} needs of it: what each layer takes, and at last
   * what the stack gives.
   *
   * @param x (B, in)
   */
  NDList record(NDArray x) {
    ParameterStore parameters = new ParameterStore(x.getManager(), false);
    int rows = rowsOf(x);
    NDList recorded = new NDList(x);
    for (int i = 0; i < weights.size(); i++) {
      NDArray given = layer(i, rows, parameters, recorded.get(i), true);
      recorded.add(i == weights.size() - 1 ? given : Activation.relu(given));
    }
    return recorded;
  }

  /**
   * The gradients of weights and biases.
   *
   * @param recorded by {@link #record}
   * @param byOutput the gradient of what the stack gives, (B, out)
   * @param gradients gets one for each parameter, of its shape
   * @return the gradient of what the first layer gives, for {@link #gradientOfInput}
   */
  NDArray backward(NDList recorded, NDArray byOutput, Map<Parameter, NDArray> gradients) {
    NDArray gradient = byOutput;
    int rows = rowsOf(byOutput);
    for (int i = weights.size() - 1; i >= 0; i--) {
      NDArray taken = recorded.get(i);
      gradients.put(weights.get(i), gradientOfWeight(i, rows, gradient, taken));
      gradients.put(biases.get(i), gradientOfBias(rows, gradient));
      if (i > 0) {
        // The sign of what a ReLU gives, 0 or 1, is its slope. It comes first, since the product
        // takes the memory order of its first factor, and the weight's gradient that of columns.
        gradient = taken.sign().mul(gradientOfRows(i, rows, gradient));
      }
    }
    return gradient;
  }

  /** The gradient of what the stack takes, (B, in), by what {@link #backward} gives. */
  NDArray gradientOfInput(NDArray byFirstLayer) {
    return gradientOfRows(0, rowsOf(byFirstLayer), byFirstLayer);
  }

  private NDArray gradientOfRows(int i, int rows, NDArray gradient) {
    NDArray weight = weights.get(i).getArray();
    return pays(i, rows, gradient)
        ? convolutions.get(i).gradientOfRows(rows, gradient, weight)
        : gradient.matMul(weight);
  }

  private NDArray gradientOfWeight(int i, int rows, NDArray gradient, NDArray taken) {
    if (pays(i, rows, gradient)) {
      return convolutions.get(i).gradientOfWeight(rows, gradient, taken);
    }
    NDArray turned = gradient.transpose(1, 0);
    return Convolution.turnsFreely(gradient.getManager())
        ? turned.matMul(taken)
        // As a layer without bias, which engines that are slow at products have a kernel for.
        : Linear.linear(turned, taken.transpose(1, 0)).singletonOrThrow();
  }

  /**
   * Sums over rows; where arrays have no strides, as a product, which is some ten times as fast.
   */
  private static NDArray gradientOfBias(int rows, NDArray gradient) {
    NDManager manager = gradient.getManager();
    return Convolution.turnsFreely(manager)
        ? gradient.sum(new int[] {0})
        : manager.ones(new Shape(1, rows)).matMul(gradient).flatten();
  }

  private boolean pays(int i, int rows, NDArray array) {
    return convolutions.get(i).pays(array.getManager(), rows);
  }

  private static int rowsOf(NDArray array) {
    return Math.toIntExact(array.getShape().get(0));
  }

  private NDArray layer(int i, int rows, ParameterStore parameters, NDArray x, boolean training) {
    NDArray weight = parameters.getValue(weights.get(i), x.getDevice(), training);
    NDArray bias = parameters.getValue(biases.get(i), x.getDevice(), training);
    return pays(i, rows, x)
        ? convolutions.get(i).product(rows, x, weight).addi(bias)
        : Linear.linear(x, weight, bias).singletonOrThrow();
  }

  /**
   * The same for very many rows, nothing of which is recorded for gradients; where {@link
   * Convolution#suits}.
   *
   * @param x (B, in)
   * @return (B, out), owned by the manager of {@code x}
   */
  NDArray convolve(NDArray x) {
    long rows = x.getShape().get(0);
    NDArray image = x.reshape(1, rows, 1, sizes[0]).transpose(0, 3, 1, 2);
    for (int i = 0; i < weights.size(); i++) {
      NDArray taken = i == 0 ? image : Activation.relu(image);
      image =
          convolutions.get(i).ofImage(taken, weights.get(i).getArray(), biases.get(i).getArray());
    }
    return image.transpose(0, 2, 3, 1).reshape(rows, sizes[sizes.length - 1]);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {new Shape(inputShapes[0].get(0), sizes[sizes.length - 1])};
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... shapes) {
    for (int i = 0; i < weights.size(); i++) {
      getChildren().valueAt(i).initialize(manager, dataType, new Shape(shapes[0].get(0), sizes[i]));
    }
  }
}
