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
    NDArray x = inputs.singletonOrThrow();
    for (int i = 0; i < layers.size(); i++) {
      NDList layerInput = new NDList(i == 0 ? x : Activation.relu(x));
      x = layers.get(i).forward(parameters, layerInput, training).singletonOrThrow();
    }
    return new NDList(x);
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
