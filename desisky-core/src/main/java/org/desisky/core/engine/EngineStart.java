package org.desisky.core.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.Utils;
import com.google.common.base.Throwables;
import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Starting engines. The first start on a machine unpacks native libraries to a folder that all
 * programs share, and the framework deletes what it takes for a leftover there: so processes of
 * desisky do it one after the other.
 */
final class EngineStart {
  private static final Duration AGAIN = Duration.ofMillis(20);
  private static final Map<String, Engine> RUNNING = new HashMap<>();
  private static final Map<String, EngineUnavailableException> FAILURES = new HashMap<>();

  private EngineStart() {}

  /**
   * The engine, running.
   *
   * @throws EngineUnavailableException if it does not start, or has no tensors to compute with; the
   *     same whenever it is asked for again, since a class that failed to start tells why only
   *     once; or if another user may have laid native libraries where it would load them
   */
  static synchronized Engine start(String name) {
    if (RUNNING.containsKey(name)) {
      return RUNNING.get(name);
    }
    EngineUnavailableException before = FAILURES.get(name);
    if (before != null) {
      throw before;
    }
    if (!NativesFolder.isSafe()) {
      throw EngineFailure.unsafe(name);
    }
    try {
      Engine engine =
          alone(
              Utils.getEngineCacheDir(),
              () -> {
                NativesFolder.tellJna();
                return inItsOwnThread(
                    () -> withOwnLoader(() -> withTensors(Engine.getEngine(name))));
              });
      RUNNING.put(name, engine);
      return engine;
    } catch (EngineUnavailableException e) {
      FAILURES.put(name, e);
      throw e;
    } catch (RuntimeException | LinkageError | AssertionError e) {
      EngineUnavailableException failure = EngineFailure.of(name, e);
      FAILURES.put(name, failure);
      throw failure;
    }
  }

  /**
   * The engine, unless it only runs finished models: it cannot add numbers, or has another engine
   * do it, which starts here.
   */
  private static Engine withTensors(Engine engine) {
    if (hasAnotherCompute(engine)) {
      throw EngineFailure.withoutTensors(engine.getEngineName(), null);
    }
    try (NDManager manager = engine.newBaseManager(Device.cpu())) {
      NDArray one = manager.ones(new Shape(1));
      one.add(one).close();
      return engine;
    } catch (UnsupportedOperationException e) {
      throw EngineFailure.withoutTensors(engine.getEngineName(), e);
    }
  }

  private static boolean hasAnotherCompute(Engine engine) {
    try {
      return engine.getAlternativeEngine() != null;
    } catch (RuntimeException | LinkageError e) {
      return true; // which does not start, as is told of it when it is asked for itself
    }
  }

  /**
   * Starts an engine in a thread that does nothing else. What it sets meanwhile may hold for its
   * thread alone, and for other engines, too, such as how many threads OpenMP uses there: another
   * engine then computed with half the cores in the thread that had asked, and to other last
   * digits.
   */
  private static Engine inItsOwnThread(Supplier<Engine> start) {
    FutureTask<Engine> task = new FutureTask<>(start::get);
    Thread thread = new Thread(task, "start of an engine");
    thread.setDaemon(true);
    thread.start();
    try {
      return Uninterruptibles.getUninterruptibly(task);
    } catch (ExecutionException e) {
      Throwables.throwIfUnchecked(e.getCause());
      throw new IllegalStateException(e.getCause());
    }
  }

  /**
   * Does work that looks for engines by the class loader of the thread, as the framework does: by
   * that of the library, since the thread's own may know nothing of either.
   */
  static <T> T withOwnLoader(Supplier<T> work) {
    Thread thread = Thread.currentThread();
    ClassLoader its = thread.getContextClassLoader();
    thread.setContextClassLoader(Engines.class.getClassLoader());
    try {
      return work.get();
    } finally {
      thread.setContextClassLoader(its);
    }
  }

  /**
   * Does work while no other process does work with the same folder; where the folder cannot be
   * written, there is nothing to be kept apart.
   */
  static <T> T alone(Path folder, Supplier<T> work) {
    Optional<FileChannel> lock = lock(folder);
    try {
      return work.get();
    } finally {
      lock.ifPresent(EngineStart::close);
    }
  }

  /** A file that this process alone holds until it is closed. */
  private static Optional<FileChannel> lock(Path folder) {
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve(".desisky.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        lock(channel);
        return Optional.of(channel);
      } catch (IOException e) {
        channel.close();
        return Optional.empty();
      }
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Waits for it, also where a copy of this class, of another class loader, has it. */
  private static void lock(FileChannel channel) throws IOException {
    while (true) {
      try {
        channel.lock();
        return;
      } catch (OverlappingFileLockException e) {
        Uninterruptibles.sleepUninterruptibly(AGAIN);
      }
    }
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
