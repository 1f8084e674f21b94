package org.desisky.cli;

import java.util.Locale;
import org.desisky.core.Labelled;
import org.desisky.core.engine.EngineProblem;
import org.desisky.core.engine.EngineUnavailableException;
import org.desisky.core.engine.Engines;

/** What to do about an engine or a device that is not there: a command where there is one. */
final class EngineAdvice {
  private EngineAdvice() {}

  /** The message and what mends it, in one line. */
  static String line(EngineUnavailableException e) {
    String advice = of(e.problem(), e.engine().orElse("pytorch").toLowerCase(Locale.ROOT));
    String message =
        e.problem() == EngineProblem.NONE_INSTALLED
            ? "there is no tensor engine installed"
            : e.getMessage();
    return advice.isEmpty() ? message : message + "; " + advice;
  }

  /** What mends a problem of an engine; empty where the message says all there is. */
  static String of(EngineProblem problem, String engine) {
    String other = engine.equals("mxnet") ? "pytorch" : "mxnet";
    return switch (problem) {
      case NONE_INSTALLED -> "add one: desisky engines add pytorch";
      case NOT_INSTALLED ->
          isKnown(engine) ? "add it: desisky engines add " + engine : "see: desisky engines";
      case NATIVES_MISSING ->
          "bring it: desisky engines add "
              + engine
              + " (or let it be downloaded once: DJL_OFFLINE=false desisky engines)";
      case WRONG_PLATFORM ->
          "remove the folder of that engine and run: desisky engines add "
              + (runsHere(engine) ? engine : other);
      case SYSTEM_TOO_OLD, NATIVES_BROKEN -> "try the other engine: desisky engines add " + other;
      case CACHE_NOT_WRITABLE ->
          "name a folder of your own: DJL_CACHE_DIR=/a/folder desisky engines verify";
      case NO_GPU_DRIVER ->
          "install NVIDIA's driver until 'nvidia-smi' lists the GPU, or compute with --device cpu";
      case NO_CUDA_RUNTIME ->
          "add the folder of libcudart.so to LD_LIBRARY_PATH, of a CUDA version no newer than"
              + " 'nvidia-smi' shows, or compute with --device cpu";
      case CUDA_MISMATCH ->
          "install a driver for CUDA 12.8 or newer (see 'nvidia-smi') and run: desisky engines add"
              + " pytorch --flavor cu128; or compute with --device cpu";
      case CPU_ONLY -> "add one for the GPU: desisky engines add pytorch --flavor cu128";
      case NO_TENSORS, NO_GPU, BUSY, OTHER -> "";
    };
  }

  private static boolean isKnown(String engine) {
    return Labelled.named(engine, EngineCatalog.values()).isPresent();
  }

  private static boolean runsHere(String engine) {
    return Labelled.named(engine, EngineCatalog.values())
        .filter(known -> known.platforms("cpu").contains(Engines.platform()))
        .isPresent();
  }
}
