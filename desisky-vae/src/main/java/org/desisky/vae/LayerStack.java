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

/** Linear layers with a ReLU between each two, and none after the last. */
final class LayerStack extends AbstractBlock {
  private final String name;
  private final int[] sizes;
  private final List<Linear> layers = new ArrayList<>();

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
      layers.add(
          addChildBlock("layers" + 2 * (i - 1), Linear.builder().setUnits(sizes[i]).build()));
    }
  }

  /** The stack's parameters, weight then bias of each layer in turn. */
  List<Leaf> leaves() {
    List<Leaf> leaves = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      String path = name + ".layers[" + 2 * i + "].";
      Parameter weight = layers.get(i).getParameters().get("weight");
      Parameter bias = layers.get(i).getParameters().get("bias");
      leaves.add(new Leaf(path + "weight", weight, sizes[i], new Shape(sizes[i + 1], sizes[i])));
      leaves.add(new Leaf(path + "bias", bias, sizes[i], new Shape(sizes[i + 1])));
    }
    return leaves;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameters,
      NDList inputs,
      boolean training,
      PairList<String, Object> options) {
    return new NDList(
        last(parameters, beforeLast(parameters, inputs.singletonOrThrow(), training), training));
  }

  /** What the last layer takes, after the ReLU. */
  NDArray beforeLast(ParameterStore parameters, NDArray x, boolean training) {
    NDArray hidden = x;
    for (int i = 0; i < layers.size() - 1; i++) {
      hidden = Activation.relu(layer(i, parameters, hidden, training));
    }
    return hidden;
  }

  /** The last layer of what it takes. */
  NDArray last(ParameterStore parameters, NDArray hidden, boolean training) {
    return layer(layers.size() - 1, parameters, hidden, training);
  }

  /** Whether {@link #gradientBeforeLast} is faster than the engine's own way to it. */
  boolean lastPays(NDArray hidden) {
    return Convolution.pays(hidden, sizes[sizes.length - 2], sizes[sizes.length - 1]);
  }

  /**
   * The gradient of what the last layer takes.
   *
   * @param gradient of what it gives, (B, out)
   * @return (B, in), itself not recorded
   */
  NDArray gradientBeforeLast(ParameterStore parameters, NDArray gradient) {
    Parameter weight = layers.get(layers.size() - 1).getParameters().get("weight");
    try (NDArray plain = parameters.getValue(weight, gradient.getDevice(), true).stopGradient()) {
      return Convolution.gradientOfRows(gradient, plain);
    }
  }

  private NDArray layer(int i, ParameterStore parameters, NDArray x, boolean training) {
    Linear linear = layers.get(i);
    if (!Convolution.pays(x, sizes[i], sizes[i + 1])) {
      return linear.forward(parameters, new NDList(x), training).singletonOrThrow();
    }
    Parameter weight = linear.getParameters().get("weight");
    Parameter bias = linear.getParameters().get("bias");
    NDArray product = Convolution.product(x, parameters.getValue(weight, x.getDevice(), training));
    return product.add(parameters.getValue(bias, x.getDevice(), training));
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
    for (int i = 0; i < layers.size(); i++) {
      NDArray weight = layers.get(i).getParameters().get("weight").getArray();
      NDArray bias = layers.get(i).getParameters().get("bias").getArray();
      image = Convolution.ofImage(i == 0 ? image : Activation.relu(image), weight, bias);
    }
    return image.transpose(0, 2, 3, 1).reshape(rows, sizes[sizes.length - 1]);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {new Shape(inputShapes[0].get(0), sizes[sizes.length - 1])};
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... shapes) {
    for (int i = 0; i < layers.size(); i++) {
      layers.get(i).initialize(manager, dataType, new Shape(shapes[0].get(0), sizes[i]));
    }
  }
}
