package org.desisky.core.engine;

import ai.djl.util.Utils;
import com.google.common.base.Throwables;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.desisky.core.io.AtomicFiles;

/** Why an engine on the class path does not start, out of what it threw. */
final class EngineFailure {
  private static final Pattern NEWER_SYSTEM =
      Pattern.compile("version [`'\"]((?:GLIBC|GLIBCXX|CXXABI)_[0-9.]+)' not found");
  private static final Pattern FOREIGN =
      Pattern.compile(
          "wrong ELF class|invalid ELF header|incompatible architecture|mach-o|Exec format"
              + "|cannot open shared object file: Exec|not a valid Win32|Can't load .* on a",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern TAKEN = Pattern.compile("already loaded in another classloader");
  private static final Pattern JNA_FOLDER =
      Pattern.compile("JNA temporary directory|temporary file for /com/sun/jna");
  private static final Pattern DRIVER = Pattern.compile("(lib)?(cuda\\.so\\.1|nvcuda\\.dll)\\b");
  private static final Pattern CUDA =
      Pattern.compile("libcu[a-z]+[.-]|libnv[a-z]+[.-]|jnilib/\\S+/cu\\d+|CUDA error");

  private EngineFailure() {}

  /** What to throw in place of {@code thrown}, which came from starting the engine. */
  static EngineUnavailableException of(String engine, Throwable thrown) {
    Throwable root = Throwables.getRootCause(thrown);
    String all =
        Throwables.getCausalChain(thrown).stream()
            .map(e -> String.valueOf(e.getMessage()))
            .collect(Collectors.joining("\n"));
    String said = firstLine(root);
    Matcher newer = NEWER_SYSTEM.matcher(all);
    if (newer.find()) {
      return failure(
          EngineProblem.SYSTEM_TOO_OLD,
          engine,
          "its native library needs " + newer.group(1) + ", which this system does not have",
          thrown);
    }
    if (TAKEN.matcher(all).find()) {
      return failure(
          EngineProblem.NATIVES_BROKEN,
          engine,
          "its native library is in use by another class loader of this process, and Java loads it"
              + " once; have both take the jars of the engine and of DJL from a loader that they"
              + " share, or restart the process: "
              + said,
          thrown);
    }
    if (FOREIGN.matcher(all).find()) {
      return failure(
          EngineProblem.WRONG_PLATFORM,
          engine,
          "its native library is not for " + Engines.platform() + ": " + said,
          thrown);
    }
    if (DRIVER.matcher(all).find()) {
      return failure(
          EngineProblem.NO_GPU_DRIVER,
          engine,
          "it needs the GPU's driver, which is not there: " + said,
          thrown);
    }
    if (CUDA.matcher(all).find()) {
      return failure(
          EngineProblem.CUDA_MISMATCH, engine, "its CUDA libraries do not fit: " + said, thrown);
    }
    if (JNA_FOLDER.matcher(all).find()) {
      return failure(
          EngineProblem.CACHE_NOT_WRITABLE,
          engine,
          "there is no folder to unpack the library to that it is called by (JNA), neither "
              + Utils.getEngineCacheDir()
              + " nor that of temporary files, unless jna.tmpdir names one: "
              + said,
          thrown);
    }
    if (root instanceof FileSystemException || said.contains("No space left")) {
      return failure(
          EngineProblem.CACHE_NOT_WRITABLE,
          engine,
          "its native library cannot be unpacked to "
              + Utils.getEngineCacheDir()
              + ": "
              + (root instanceof FileSystemException e
                  ? AtomicFiles.reason(e) + " (" + e.getFile() + ")"
                  : said),
          thrown);
    }
    if (root instanceof IOException) {
      return notFetched(engine, thrown, said);
    }
    return failure(EngineProblem.NATIVES_BROKEN, engine, said, thrown);
  }

  /**
   * What to throw where an engine computes nothing but finished models.
   *
   * @param cause what it said to a sum, or null where another engine made it
   */
  static EngineUnavailableException withoutTensors(String engine, Throwable cause) {
    return new EngineUnavailableException(
        EngineProblem.NO_TENSORS,
        engine,
        engine
            + " is on the class path but has no tensors of its own, as engines that only run"
            + " finished models have none"
            + (cause == null ? "" : " (" + firstLine(cause) + ")")
            + "; add or name another, such as one of org.desisky:desisky-engines",
        cause);
  }

  /** What to throw where {@link NativesFolder} is not safe. */
  static EngineUnavailableException unsafe(String engine) {
    return failure(
        EngineProblem.CACHE_NOT_WRITABLE,
        engine,
        "native libraries are not loaded from "
            + Utils.getEngineCacheDir()
            + (Utils.getEngineCacheDir().isAbsolute()
                ? ", among the temporary files of all users,"
                : ", in the folder where Java was started,")
            + " which is another user's or open to others",
        null);
  }

  /** Nothing on the class path fitted, so that the framework looked for natives in the network. */
  private static EngineUnavailableException notFetched(
      String engine, Throwable thrown, String said) {
    List<String> platforms = platformsOnClassPath(engine);
    if (!platforms.isEmpty() && !platforms.contains(Engines.platform())) {
      return failure(
          EngineProblem.WRONG_PLATFORM,
          engine,
          "its native library is for "
              + String.join(", ", platforms)
              + ", and this is "
              + Engines.platform(),
          thrown);
    }
    return failure(
        EngineProblem.NATIVES_MISSING,
        engine,
        "its native library for "
            + Engines.platform()
            + " is neither on the class path nor in "
            + Utils.getEngineCacheDir()
            + ", and "
            + (Utils.isOfflineMode()
                ? "downloading it is switched off"
                : "it cannot be downloaded: " + said),
        thrown);
  }

  /** The platforms whose natives of an engine are on the class path, such as linux-x86_64. */
  private static List<String> platformsOnClassPath(String engine) {
    List<String> platforms = new ArrayList<>();
    String name = "native/lib/" + engine.toLowerCase(Locale.ROOT) + ".properties";
    try {
      ClassLoader loader = Engines.class.getClassLoader();
      for (URL url : Collections.list(loader.getResources(name))) {
        Properties properties = new Properties();
        try (InputStream in = url.openStream()) {
          properties.load(in);
        }
        // With or without the flavour before it: mkl-linux-x86_64.
        String[] parts = properties.getProperty("classifier", "").split("-", -1);
        if (parts.length >= 2) {
          platforms.add(parts[parts.length - 2] + "-" + parts[parts.length - 1]);
        }
      }
    } catch (IOException e) {
      return List.of();
    }
    return platforms;
  }

  private static EngineUnavailableException failure(
      EngineProblem problem, String engine, String why, Throwable cause) {
    return new EngineUnavailableException(
        problem, engine, engine + " is on the class path but does not start: " + why, cause);
  }

  private static String firstLine(Throwable e) {
    String message = e.getMessage();
    return message == null || message.isBlank()
        ? e.getClass().getSimpleName()
        : message.strip().lines().findFirst().orElseThrow();
  }
}
