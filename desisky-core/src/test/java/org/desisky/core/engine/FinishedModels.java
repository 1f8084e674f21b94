package org.desisky.core.engine;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineProvider;
import ai.djl.ndarray.NDManager;
import java.util.Optional;

/** An engine as those are that only run finished models: its arrays are another's, or none. */
final class FinishedModels extends Engine {
  private final String name;
  private final Optional<String> computes;

  private FinishedModels(String name, Optional<String> computes) {
    this.name = name;
    this.computes = computes;
  }

  /** One for which another engine computes. */
  static FinishedModels besides(String other, String name) {
    return registered(new FinishedModels(name, Optional.of(other)));
  }

  /** One for which nobody computes. */
  static FinishedModels alone(String name) {
    return registered(new FinishedModels(name, Optional.empty()));
  }

  private static FinishedModels registered(FinishedModels engine) {
    Engine.registerEngine(
        new EngineProvider() {
          @Override
          public String getEngineName() {
            return engine.name;
          }

          @Override
          public int getEngineRank() {
            return engine.getRank();
          }

          @Override
          public Engine getEngine() {
            return engine;
          }
        });
    return engine;
  }

  @Override
  public NDManager newBaseManager() {
    return newBaseManager(Device.cpu());
  }

  @Override
  public NDManager newBaseManager(Device device) {
    return Engine.getEngine(
            computes.orElseThrow(() -> new UnsupportedOperationException("not here")))
        .newBaseManager(device);
  }

  @Override
  public Engine getAlternativeEngine() {
    return computes.map(Engine::getEngine).orElse(null);
  }

  @Override
  public String getEngineName() {
    return name;
  }

  @Override
  public int getRank() {
    return 10;
  }

  @Override
  public String getVersion() {
    return "1.0";
  }

  @Override
  public boolean hasCapability(String capability) {
    return false;
  }

  @Override
  public Model newModel(String model, Device device) {
    throw new UnsupportedOperationException("not here");
  }
}
