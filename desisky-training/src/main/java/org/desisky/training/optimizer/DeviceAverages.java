package org.desisky.training.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.desisky.core.engine.HostMemory;

/** Beside the arrays on their device, so that these are not brought to Java. */
final class DeviceAverages implements Averages {
  private final List<NDArray> arrays;
  private final List<NDArray> averages = new ArrayList<>();

  /** Averages that begin with the arrays as they are. */
  DeviceAverages(List<NDArray> arrays) {
    this.arrays = arrays;
    for (NDArray array : arrays) {
      NDArray average = array.duplicate();
      average.detach();
      averages.add(average);
    }
  }

  @Override
  public void take(float share) {
    for (int i = 0; i < arrays.size(); i++) {
      NDArray array = arrays.get(i);
      try (NDManager scope = array.getManager().newSubManager()) {
        NDArray way = array.sub(averages.get(i));
        way.attach(scope);
        averages.get(i).addi(way.muli(share));
      }
    }
  }

  @Override
  public List<float[]> values() {
    return averages.stream().map(HostMemory::numbers).toList();
  }

  @Override
  public void set(int array, float[] values) {
    HostMemory.copy(FloatBuffer.wrap(values), averages.get(array));
  }

  @Override
  public void close() {
    averages.forEach(NDArray::close);
  }
}
