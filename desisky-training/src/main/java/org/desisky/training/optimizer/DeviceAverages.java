package org.desisky.training.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.desisky.core.engine.HostMemory;

/** Beside the parameters on their device, so that these are not brought to Java. */
final class DeviceAverages implements Averages {
  private final List<Parameter> parameters;
  private final NDManager manager;
  private final List<NDArray> averages = new ArrayList<>();

  /** Averages that begin with the parameters as they are; freed with the first, at the latest. */
  DeviceAverages(List<Parameter> parameters) {
    this.parameters = parameters;
    manager = parameters.get(0).getArray().getManager().newSubManager();
    for (Parameter parameter : parameters) {
      NDArray average = parameter.getArray().duplicate();
      average.attach(manager);
      averages.add(average);
    }
  }

  @Override
  public void take(float share) {
    try (NDManager scope = manager.newSubManager()) {
      for (int i = 0; i < averages.size(); i++) {
        NDArray way = parameters.get(i).getArray().sub(averages.get(i));
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
  public void set(int parameter, float[] values) {
    HostMemory.copy(FloatBuffer.wrap(values), averages.get(parameter));
  }

  @Override
  public void close() {
    manager.close();
  }
}
