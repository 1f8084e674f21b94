package org.desisky.core.engine;

import ai.djl.util.cuda.CudaUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Why a machine's GPU cannot be used, where there is one. Looked up where Linux tells of devices
 * and drivers; on other systems nothing is known of a GPU that does not work.
 *
 * @param problem what kind of obstacle it is
 * @param text what it is, as a clause
 */
public record GpuObstacle(EngineProblem problem, String text) {
  private static final String NVIDIA = "0x10de";
  private static final String DISPLAY_CLASS = "0x03";
  private static final Pattern DRIVER_VERSION = Pattern.compile("\\b(\\d{3,}\\.\\d+(\\.\\d+)?)\\b");

  /** What keeps this machine's GPU from being used; empty where one works or there is none. */
  public static Optional<GpuObstacle> find() {
    return CudaUtils.getGpuCount() > 0 ? Optional.empty() : find(Path.of("/"));
  }

  /** The same of a machine whose files lie below a folder, and on which CUDA finds no GPU. */
  static Optional<GpuObstacle> find(Path root) {
    Path driver = root.resolve("proc/driver/nvidia/version");
    if (Files.isReadable(driver)) {
      return Optional.of(
          new GpuObstacle(
              EngineProblem.NO_CUDA_RUNTIME,
              "the NVIDIA driver "
                  + version(driver)
                  + " is loaded, but no CUDA runtime library (libcudart) that it can serve is on"
                  + " the library path"));
    }
    int cards = cards(root.resolve("sys/bus/pci/devices"));
    return cards == 0
        ? Optional.empty()
        : Optional.of(
            new GpuObstacle(
                EngineProblem.NO_GPU_DRIVER,
                "the machine has "
                    + (cards == 1 ? "an NVIDIA GPU" : cards + " NVIDIA GPUs")
                    + ", but the driver is not loaded"));
  }

  private static int cards(Path devices) {
    try (Stream<Path> each = Files.list(devices)) {
      return (int)
          each.filter(device -> read(device.resolve("vendor")).startsWith(NVIDIA))
              .filter(device -> read(device.resolve("class")).startsWith(DISPLAY_CLASS))
              .count();
    } catch (IOException e) {
      return 0;
    }
  }

  private static String version(Path file) {
    Matcher version = DRIVER_VERSION.matcher(read(file));
    return version.find() ? version.group(1) : "of a version that is not told";
  }

  private static String read(Path file) {
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
      return lines.isEmpty() ? "" : lines.get(0);
    } catch (IOException e) {
      return "";
    }
  }
}
