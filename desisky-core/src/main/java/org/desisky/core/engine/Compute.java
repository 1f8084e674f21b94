package org.desisky.core.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Where tensors live and who computes with them: one engine and one of its devices, chosen once. An
 * immutable value; hand it to whatever loads or trains a model.
 */
public final class Compute {
  /** For each engine that computes after it returned: what keeps its callers apart. */
  private static final Map<String, Lock> LOCKS = new ConcurrentHashMap<>();

  private final Engine engine;
  private final Device device;
  private final String reason;
  private volatile Boolean manyThreads;

  Compute(Engine engine, Device device, String reason) {
    this.engine = engine;
    this.device = device;
    this.reason = reason;
  }

  /**
   * The best there is: a GPU that works, else the fastest engine on the class path on the CPU.
   *
   * @throws EngineUnavailableException if the class path has no engine that starts
   */
  public static Compute auto() {
    return of(Engines.AUTO, Engines.AUTO);
  }

  /**
   * The engine and device named.
   *
   * @param engine an engine's name in any case, or {@code auto}
   * @param device {@code auto}, {@code cpu}, {@code gpu} or {@code gpu:N}
   * @throws EngineUnavailableException if they are not there, or do not start
   * @throws IllegalArgumentException if the device is spelt otherwise
   */
  public static Compute of(String engine, String device) {
    return Engines.choose(engine, device);
  }

  /** The engine's name, such as {@code PyTorch}. */
  public String engineName() {
    return engine.getEngineName();
  }

  /** The version of the engine's native library. */
  public String engineVersion() {
    return engine.getVersion();
  }

  /** {@code cpu} or {@code gpu:N}. */
  public String deviceName() {
    return Engines.name(device);
  }

  /**
   * How many bytes of a GPU's own memory are free for all programs; an engine may keep more that it
   * does not use. 0 on the CPU, which has none of its own, and where a GPU does not tell.
   */
  public long freeDeviceMemory() {
    return device.isGpu() ? Engines.freeMemory(device) : 0;
  }

  /** Why this engine and device were chosen, as a clause. */
  public String reason() {
    return reason;
  }

  /** A new owner of arrays on this device; closing it frees them all. */
  public NDManager newManager() {
    return engine.newBaseManager(device);
  }

  /**
   * Starts recording operations for gradients, on this thread.
   *
   * @throws org.desisky.core.DesiskyException if something else in this process records already:
   *     engines allow one at a time
   */
  public GradientCollector newGradientCollector() {
    try {
      return engine.newGradientCollector();
    } catch (IllegalStateException e) {
      throw inTraining(e);
    }
  }

  /**
   * What to throw where a training finds that another is running in this process.
   *
   * @param cause what told so, or null
   */
  public EngineUnavailableException inTraining(Throwable cause) {
    return new EngineUnavailableException(
        EngineProblem.BUSY,
        engineName(),
        "another training is running in this process; wait for it, or use another process",
        cause);
  }

  /**
   * Does work with tensors such that threads cannot meet in an engine that does not allow it. An
   * engine that lets Java into its arrays computes before it returns, and any number of threads may
   * use it at once. Others queue operations, and what they say of threads is that there should be
   * one: there, calls of this process wait for each other, but for work that is done within such a
   * call. Models are made, loaded, encoded with, decoded with, read, changed and freed so; the
   * steps of a training are not.
   */
  public <T> T apart(Supplier<T> work) {
    return takesManyThreads() ? work.get() : alone(work);
  }

  private <T> T alone(Supplier<T> work) {
    Lock lock = LOCKS.computeIfAbsent(engineName(), name -> new ReentrantLock());
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether any number of threads may use the engine at once: on a GPU, and where the engine lets
   * Java into its arrays, and so computes before it returns.
   */
  public boolean takesManyThreads() {
    Boolean known = manyThreads;
    if (known == null) {
      known = device.isGpu() || alone(() -> Engines.sharesMemory(engine));
      manyThreads = known;
    }
    return known;
  }

  @Override
  public String toString() {
    return engineName() + " " + engineVersion() + " on " + deviceName();
  }
}
