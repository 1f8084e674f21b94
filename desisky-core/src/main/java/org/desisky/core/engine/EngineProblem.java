package org.desisky.core.engine;

/** What stands between a program and an engine or a device, for callers that can mend it. */
public enum EngineProblem {
  /** There is no engine at all. */
  NONE_INSTALLED,
  /** There are engines, but not the one asked for. */
  NOT_INSTALLED,
  /** The engine has no native library here, and none can be fetched. */
  NATIVES_MISSING,
  /** The engine's native library is for another operating system or processor. */
  WRONG_PLATFORM,
  /** The native library needs a newer C library than this system has. */
  SYSTEM_TOO_OLD,
  /** The native library does not load for another reason, such as a library that it needs. */
  NATIVES_BROKEN,
  /** The folder where native libraries are unpacked cannot be written. */
  CACHE_NOT_WRITABLE,
  /** The engine only runs finished models, and has no tensors to compute with. */
  NO_TENSORS,
  /** The machine has no GPU that engines can use, or not that many. */
  NO_GPU,
  /** The machine has an NVIDIA GPU whose driver is not loaded. */
  NO_GPU_DRIVER,
  /** The driver is there, and no CUDA runtime library that works with it. */
  NO_CUDA_RUNTIME,
  /** The engine's CUDA libraries do not work with this GPU or its driver. */
  CUDA_MISMATCH,
  /** There is a GPU, but the engine was built for the CPU alone. */
  CPU_ONLY,
  /** The engine is in use, and takes one user at a time. */
  BUSY,
  /** Anything else; the message says it. */
  OTHER
}
