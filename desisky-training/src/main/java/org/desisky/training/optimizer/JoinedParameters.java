package org.desisky.training.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Parameters end to end, as one array. A GPU needs longer to begin an operation than for most of
 * them: what is done with all numbers alike is done with all at once.
 */
final class JoinedParameters implements AutoCloseable {
  /** What the array of all is called among parameters. */
  static final String ALL = "all parameters";

  private final List<String> ids;
  private final List<Shape> shapes;
  private final long[] cuts;
  private double[] ratios = {};
  private Optional<NDArray> shares = Optional.empty();

  /** At least two parameters, in the order in which they are joined. */
  JoinedParameters(List<Parameter> parameters) {
    ids = ids(parameters);
    shapes = parameters.stream().map(parameter -> parameter.getArray().getShape()).toList();
    cuts = new long[shapes.size() - 1];
    long end = 0;
    for (int i = 0; i < cuts.length; i++) {
      end += shapes.get(i).size();
      cuts[i] = end;
    }
  }

  private static List<String> ids(List<Parameter> parameters) {
    return parameters.stream().map(Parameter::getId).toList();
  }

  /** Whether these are the parameters, in that order. */
  boolean are(List<Parameter> parameters) {
    return ids.equals(ids(parameters));
  }

  /** The parameters' ids, in order. */
  List<String> ids() {
    return ids;
  }

  /** A copy of arrays of the parameters' shapes as one with one axis. */
  NDArray join(List<NDArray> arrays, NDManager owner) {
    NDList flat = new NDList();
    for (NDArray array : arrays) {
      NDArray seen = array.reshape(array.size());
      seen.attach(owner);
      flat.add(seen);
    }
    return NDArrays.concat(flat);
  }

  /** Arrays of the parameters' shapes out of one that holds all of them. */
  NDList split(NDArray all) {
    NDList parts = all.split(cuts);
    NDList shaped = new NDList();
    for (int i = 0; i < shapes.size(); i++) {
      shaped.add(parts.get(i).reshape(shapes.get(i)));
    }
    return shaped;
  }

  /**
   * For each number of all the share of the highest rate that its parameter has, kept as long as
   * the shares stay the same; empty where all have the highest.
   *
   * @param like an array of all numbers, on the device
   */
  Optional<NDArray> shares(double[] rates, double highest, NDArray like) {
    double[] now = Arrays.stream(rates).map(r -> r == highest ? 1 : r / highest).toArray();
    if (!sameShares(now)) {
      close();
      if (Arrays.stream(now).anyMatch(ratio -> ratio != 1)) {
        shares = Optional.of(shares(now, like));
      }
      ratios = now;
    }
    return shares;
  }

  /** Up to rounding, since a rate is a product. */
  private boolean sameShares(double... now) {
    if (now.length != ratios.length) {
      return false;
    }
    for (int i = 0; i < now.length; i++) {
      if (Math.abs(now[i] - ratios[i]) > 1e-9 * ratios[i]) {
        return false;
      }
    }
    return true;
  }

  private NDArray shares(double[] of, NDArray like) {
    float[] values = new float[Math.toIntExact(like.size())];
    for (int i = 0; i < of.length; i++) {
      long start = i == 0 ? 0 : cuts[i - 1];
      long end = i == cuts.length ? values.length : cuts[i];
      Arrays.fill(values, (int) start, (int) end, (float) of[i]);
    }
    return DeviceState.copyThatLasts(like, values);
  }

  /** Frees the shares. */
  @Override
  public void close() {
    shares.ifPresent(NDArray::close);
    shares = Optional.empty();
    ratios = new double[0];
  }

  /** One state out of those of the parameters, which it frees; of as many steps as the first. */
  DeviceState join(List<DeviceState> each) {
    List<NDArray> joined = new ArrayList<>();
    try (NDManager scope = each.get(0).arrays().get(0).getManager().newSubManager()) {
      for (int k = 0; k < each.get(0).arrays().size(); k++) {
        int array = k;
        joined.add(join(each.stream().map(state -> state.arrays().get(array)).toList(), scope));
      }
      joined.forEach(NDArray::detach);
    }
    each.forEach(DeviceState::free);
    return new DeviceState(joined, each.get(0).steps());
  }

  /** The states of the parameters out of one of all of them, which it frees. */
  List<DeviceState> split(DeviceState all) {
    List<List<NDArray>> each = new ArrayList<>();
    ids.forEach(id -> each.add(new ArrayList<>()));
    try (NDManager scope = all.arrays().get(0).getManager().newSubManager()) {
      for (NDArray array : all.arrays()) {
        NDArray seen = array.reshape(array.size());
        seen.attach(scope);
        NDList parts = split(seen);
        for (int i = 0; i < parts.size(); i++) {
          each.get(i).add(parts.get(i).duplicate());
        }
      }
      each.forEach(arrays -> arrays.forEach(NDArray::detach));
    }
    all.free();
    return each.stream().map(arrays -> new DeviceState(arrays, all.steps())).toList();
  }
}
