package org.desisky.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;

/** Linear layers with a ReLU between each two, and none after the last. */
final class LayerStack extends AbstractBlock {
  private static final Shape ONE = new Shape(1, 1);
  private static final Shape NONE = new Shape(0, 0);

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
    NDArray x = inputs.singletonOrThrow();
    for (int i = 0; i < layers.size(); i++) {
      NDList layerInput = new NDList(i == 0 ? x : Activation.relu(x));
      x = layers.get(i).forward(parameters, layerInput, training).singletonOrThrow();
    }
    return new NDList(x);
  }

  /**
   * The same for many rows at once, as convolutions with kernels of a single pixel over an image of
   * one channel an input and one pixel a row. Where an array's axes can change places without a
   * copy, engines have faster kernels for that than for plain products: on an AMD processor, half
   * the time of the product that {@link #forward} makes.
   *
   * @param x (B, in), nothing of which is recorded for gradients
   * @return (B, out), owned by the manager of {@code x}
   */
  NDArray convolve(NDArray x) {
    long rows = x.getShape().get(0);
    NDArray image = x.reshape(1, rows, 1, sizes[0]).transpose(0, 3, 1, 2);
    for (int i = 0; i < layers.size(); i++) {
      NDArray weight = layers.get(i).getParameters().get("weight").getArray();
      NDArray bias = layers.get(i).getParameters().get("bias").getArray();
      NDArray in = i == 0 ? image : Activation.relu(image);
      try (NDArray kernel = weight.reshape(sizes[i + 1], sizes[i], 1, 1)) {
        image = Conv2d.conv2d(in, kernel, bias, ONE, NONE, ONE, 1).singletonOrThrow();
      }
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
