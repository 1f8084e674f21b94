package org.desisky.core.engine;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineProvider;
import ai.djl.ndarray.NDManager;
import java.util.function.Supplier;

/** An engine as those are that only run finished models: its arrays are another's, or none. */
final class FinishedModels extends Engine {
  private final String name;
  private final Supplier<Engine> other;
  private final RuntimeException said;

  private FinishedModels(String name, Supplier<Engine> other, RuntimeException said) {
    this.name = name;
    this.other = other;
    this.said = said;
  }

  /** One for which another engine computes. */
  static FinishedModels besides(String other, String name) {
    return registered(new FinishedModels(name, () -> Engine.getEngine(other), null));
  }

  /** One for which an engine would compute that does not start. */
  static FinishedModels besidesABrokenOne(String name) {
    Supplier<Engine> broken =
        () -> {
          throw new UnsatisfiedLinkError("not for this machine");
        };
    return registered(new FinishedModels(name, broken, null));
  }

  /** One for which nobody computes, and which says this when it is asked to. */
  static FinishedModels alone(String name, RuntimeException said) {
    return registered(new FinishedModels(name, () -> null, said));
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
    if (said != null) {
      throw said;
    }
    return other.get().newBaseManager(device);
  }

  @Override
  public Engine getAlternativeEngine() {
    return other.get();
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
