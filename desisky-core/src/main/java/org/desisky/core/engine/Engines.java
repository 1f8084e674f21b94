package org.desisky.core.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.engine.EngineProvider;
import ai.djl.engine.StandardCapabilities;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.cuda.CudaUtils;
import com.google.common.base.Throwables;
import java.lang.management.MemoryUsage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engines on the class path, and the rule by which one is chosen. */
public final class Engines {
  /** Asks for the best there is. */
  public static final String AUTO = "auto";

  /** Where the framework's own engines live, which compute nothing but pass tensors on. */
  private static final String FRAMEWORK = "ai.djl.engine";

  private static final String IN_PLACE = "the first engine whose arrays can be updated in place";
  private static final String FIRST = "the first engine that starts";

  private static final Pattern LIBRARY = Pattern.compile("Library: (\\S.*)");
  private static final Logger LOG = LoggerFactory.getLogger(Engines.class);

  /** What was already said of engines that do not start, since programs may choose often. */
  private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

  private static final Pattern GPU = Pattern.compile("gpu(?::(\\d{1,4}))?");

  private Engines() {}

  /**
   * The names of the engines on the class path, none of them started, by the rank that the
   * framework gives them, the highest first: its oldest engine has the lowest.
   *
   * @throws EngineUnavailableException if {@code DJL_DEFAULT_ENGINE} names one that is not there
   */
  public static List<String> names() {
    optOutOfTracking();
    return EngineStart.withOwnLoader(Engines::found);
  }

  private static List<String> found() {
    try {
      List<String> there = onClassPath();
      try {
        return there.stream().filter(Engine::hasEngine).toList();
      } catch (ExceptionInInitializerError | NoClassDefFoundError e) {
        throw new EngineUnavailableException(unlisted(preset(), there, e), e);
      }
    } catch (NoClassDefFoundError | ServiceConfigurationError e) {
      throw new EngineUnavailableException(unlisted(null, List.of(), e), e);
    }
  }

  /** What the framework itself has not looked at. */
  private static List<String> onClassPath() {
    return ServiceLoader.load(EngineProvider.class).stream()
        .filter(provider -> !provider.type().getPackageName().startsWith(FRAMEWORK))
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparingInt(EngineProvider::getEngineRank).reversed())
        .map(EngineProvider::getEngineName)
        .distinct()
        .toList();
  }

  /** Why the framework knows no engine: it starts with the user's own default or not at all. */
  static String unlisted(String preset, List<String> there, Throwable failure) {
    String cause = Throwables.getRootCause(failure).getMessage();
    if (preset == null || there.contains(preset)) {
      return "the engines on the class path cannot be listed: " + cause;
    }
    String source = "DJL_DEFAULT_ENGINE, or the property ai.djl.default_engine,";
    return there.stream()
        .filter(preset::equalsIgnoreCase)
        .findFirst()
        .map(name -> source + " says '" + preset + "', but the framework knows it as " + name)
        .orElseGet(
            () ->
                source
                    + " says '"
                    + preset
                    + "', which is not on the class path; unset it, or name what is there: "
                    + String.join(", ", there));
  }

  /** This platform, as the artifacts' classifiers name it: linux-x86_64, osx-aarch64. */
  public static String platform() {
    String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String os = name.startsWith("win") ? "win" : name.startsWith("mac") ? "osx" : "linux";
    String arch = System.getProperty("os.arch");
    return os + "-" + (arch.equals("amd64") ? "x86_64" : arch);
  }

  /** Starts each engine on the class path and tells what it is. */
  public static List<EngineInfo> describe() {
    return names().stream().map(Engines::describe).toList();
  }

  private static EngineInfo describe(String name) {
    try {
      Engine engine = EngineStart.start(name);
      List<String> devices = new ArrayList<>();
      devices.add(name(Device.cpu()));
      if (engine.hasCapability(StandardCapabilities.CUDA)) {
        for (int i = 0; i < CudaUtils.getGpuCount(); i++) {
          devices.add(name(Device.gpu(i)));
        }
      }
      Matcher library = LIBRARY.matcher(engine.toString());
      return new EngineInfo(
          name,
          engine.getVersion(),
          library.find() ? Optional.of(library.group(1)) : Optional.empty(),
          List.copyOf(devices),
          Optional.empty(),
          EngineProblem.OTHER);
    } catch (EngineUnavailableException e) {
      return new EngineInfo(
          name, "unknown", Optional.empty(), List.of(), Optional.of(e.getMessage()), e.problem());
    }
  }

  /**
   * Chooses an engine and a device.
   *
   * <p>{@code auto} means: the engine that {@code DJL_DEFAULT_ENGINE} names, if set; else one with
   * a GPU that works; else, on the CPU, the first whose arrays this process can change in place,
   * since there the optimizer needs no copies; else the first that starts. One that only runs
   * finished models is passed over.
   *
   * @throws EngineUnavailableException if what is asked for is not there
   */
  static Compute choose(String engineName, String deviceName) {
    List<String> names = names();
    if (names.isEmpty()) {
      throw new EngineUnavailableException(
          EngineProblem.NONE_INSTALLED,
          null,
          "there is no tensor engine on the class path; add one, such as the artifacts of"
              + " org.desisky:desisky-engines",
          null);
    }
    if (!engineName.equalsIgnoreCase(AUTO)) {
      Engine engine = EngineStart.start(canonical(engineName, names));
      return on(engine, deviceName, "asked for by name");
    }
    String preset = preset();
    if (preset != null) {
      return on(
          EngineStart.start(canonical(preset, names)), deviceName, "set by DJL_DEFAULT_ENGINE");
    }
    return automatic(names, deviceName);
  }

  private static Compute automatic(List<String> names, String deviceName) {
    List<EngineUnavailableException> failures = new ArrayList<>();
    Compute compute = automatic(names, deviceName, failures);
    failures.stream()
        .filter(e -> e.problem() != EngineProblem.NO_TENSORS) // it is there for other models
        .filter(e -> TOLD.add(String.valueOf(e.getMessage())))
        .forEach(e -> LOG.warn("{}; using {}", e.getMessage(), compute.engineName()));
    return compute;
  }

  /**
   * As {@link #choose}.
   *
   * @param failures is given why engines that were tried did not start
   */
  static Compute automatic(
      List<String> names, String deviceName, List<EngineUnavailableException> failures) {
    List<Engine> started = new ArrayList<>();
    EngineUnavailableException failure = null;
    for (String name : names) {
      try {
        started.add(EngineStart.start(name));
      } catch (EngineUnavailableException e) {
        failure = e;
        failures.add(e);
        continue;
      }
      Engine engine = started.get(started.size() - 1);
      boolean gpu = !deviceName.equalsIgnoreCase("cpu") && gpus(engine) > 0;
      try {
        if (gpu) {
          return on(engine, deviceName, "the first engine that can use the GPU");
        }
      } catch (EngineUnavailableException e) {
        failure = e;
      }
      // Where the machine has a GPU, the engines that follow may be able to use it.
      if (CudaUtils.getGpuCount() == 0 && sharesMemory(engine)) {
        return on(engine, deviceName, IN_PLACE);
      }
    }
    if (!deviceName.equalsIgnoreCase(AUTO) && !deviceName.equalsIgnoreCase("cpu")) {
      return started.isEmpty() ? failed(failure) : on(started.get(0), deviceName, FIRST);
    }
    for (Engine engine : started) {
      if (sharesMemory(engine)) {
        return on(engine, "cpu", IN_PLACE);
      }
    }
    return started.isEmpty() ? failed(failure) : on(started.get(0), "cpu", FIRST);
  }

  private static Compute failed(EngineUnavailableException failure) {
    throw failure;
  }

  /** As {@link Compute#freeDeviceMemory}; not to know it costs speed alone. */
  static long freeMemory(Device gpu) {
    try {
      MemoryUsage memory = CudaUtils.getGpuMemory(gpu);
      return memory.getMax() - memory.getUsed();
    } catch (RuntimeException e) {
      LOG.debug("{} does not tell how much memory is free", name(gpu), e);
      return 0;
    }
  }

  private static int gpus(Engine engine) {
    return engine.hasCapability(StandardCapabilities.CUDA) ? CudaUtils.getGpuCount() : 0;
  }

  private static Compute on(Engine engine, String deviceName, String reason) {
    Device device = device(engine, deviceName);
    if (device.isGpu()) {
      probe(engine, device);
    }
    return new Compute(engine, device, reason);
  }

  private static Device device(Engine engine, String text) {
    String name = text.toLowerCase(Locale.ROOT);
    if (name.equals("cpu")) {
      return Device.cpu();
    }
    boolean cuda = engine.hasCapability(StandardCapabilities.CUDA);
    int gpus = gpus(engine);
    if (name.equals(AUTO)) {
      return gpus > 0 ? Device.gpu() : Device.cpu();
    }
    Matcher match = GPU.matcher(name);
    if (!match.matches()) {
      throw new IllegalArgumentException(
          "device '" + text + "' is none of auto, cpu, gpu and gpu:N");
    }
    int index = match.group(1) == null ? 0 : Integer.parseInt(match.group(1));
    if (index >= gpus) {
      throw noDevice(engine, text, gpus, cuda);
    }
    return Device.gpu(index);
  }

  private static EngineUnavailableException noDevice(
      Engine engine, String device, int gpus, boolean cuda) {
    String name = engine.getEngineName() + " " + engine.getVersion();
    EngineProblem problem = EngineProblem.NO_GPU;
    String why = name + " sees " + gpus + (gpus == 1 ? " GPU" : " GPUs");
    Optional<GpuObstacle> obstacle = GpuObstacle.find();
    if (obstacle.isPresent()) {
      problem = obstacle.get().problem();
      why = obstacle.get().text();
    } else if (!cuda) {
      problem = CudaUtils.getGpuCount() > 0 ? EngineProblem.CPU_ONLY : EngineProblem.NO_GPU;
      why = name + " was built for the CPU alone";
    }
    return new EngineUnavailableException(
        problem,
        engine.getEngineName(),
        "there is no device " + device + ": " + why + "; use the device cpu or auto",
        null);
  }

  private static void probe(Engine engine, Device device) {
    try (NDManager manager = engine.newBaseManager(device)) {
      manager.ones(new Shape(2)).sum().getFloat();
    } catch (EngineException e) {
      throw new EngineUnavailableException(
          EngineProblem.CUDA_MISMATCH,
          engine.getEngineName(),
          name(device)
              + " does not work with "
              + engine.getEngineName()
              + ": "
              + String.valueOf(e.getMessage()).strip().lines().findFirst().orElse("no reason told"),
          e);
    }
  }

  /** Whether writing to an array's buffer, on the CPU, changes the array: found out by doing it. */
  static boolean sharesMemory(Engine engine) {
    try (NDManager manager = engine.newBaseManager(Device.cpu())) {
      return HostMemory.isShared(manager.zeros(new Shape(1)));
    }
  }

  private static String canonical(String name, List<String> names) {
    return names.stream()
        .filter(name::equalsIgnoreCase)
        .findFirst()
        .orElseThrow(
            () ->
                new EngineUnavailableException(
                    EngineProblem.NOT_INSTALLED,
                    name,
                    "there is no engine '" + name + "' on the class path, only " + names,
                    null));
  }

  /** The user's own default, as the framework reads it. */
  private static String preset() {
    String variable = System.getenv("DJL_DEFAULT_ENGINE");
    String property = System.getProperty("ai.djl.default_engine");
    String preset = variable == null || variable.isEmpty() ? property : variable;
    return preset == null || preset.isEmpty() ? null : preset;
  }

  static String name(Device device) {
    return device.isGpu() ? "gpu:" + device.getDeviceId() : "cpu";
  }

  /** The framework reports its use from some cloud machines unless told not to. */
  private static void optOutOfTracking() {
    if (System.getProperty("OPT_OUT_TRACKING") == null) {
      System.setProperty("OPT_OUT_TRACKING", "true");
    }
  }
}
