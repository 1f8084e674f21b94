package org.desisky.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.desisky.data.SkyCatalog;

/**
 * Times reading a catalogue: the first time in a fresh process, and again once Java is warm. Prints
 * one line of JSON, with the most memory that the first reading took: heap, by the peaks of its
 * pools, and direct buffers, those that are not freed yet included.
 *
 * <pre>ReadBenchmark file [times]</pre>
 */
public final class ReadBenchmark {
  private ReadBenchmark() {}

  /** Runs the benchmark; the arguments are a file, and how often to read it once it was read. */
  public static void main(String... arguments) throws JsonProcessingException {
    Path file = Path.of(arguments[0]);
    int times = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 7;
    long memoryBefore = peakBytes();
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long processor = process.getProcessCpuTime();
    long start = System.nanoTime();
    SkyCatalog catalog = SkyCatalog.read(file);
    double first = (System.nanoTime() - start) / 1e6;
    processor = process.getProcessCpuTime() - processor;
    long memory = peakBytes() - memoryBefore;
    long data = (long) Float.BYTES * catalog.rows() * catalog.channels();
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("what", "desisky for Java");
    result.put("version", Runtime.version().toString());
    result.put("rows", catalog.rows());
    result.put("channels", catalog.channels());
    result.put("first_ms", rounded(first));
    result.put("first_cpu_ms", rounded(processor / 1e6));
    result.put("data_mib", rounded(data / 1048576.0));
    result.put("memory_mib", rounded(memory / 1048576.0));
    result.put("memory_of_data", rounded((double) memory / data));
    catalog = null;
    double[] warm = new double[times];
    for (int i = 0; i < times; i++) {
      start = System.nanoTime();
      int rows = SkyCatalog.read(file).rows();
      warm[i] = (System.nanoTime() - start) / 1e6;
      if (rows < 1) {
        throw new IllegalStateException("nothing was read");
      }
    }
    if (times > 0) {
      Arrays.sort(warm);
      result.put("again_ms", rounded(warm[times / 2]));
    }
    System.out.println(new JsonMapper().writeValueAsString(result));
  }

  private static long peakBytes() {
    long bytes = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (pool.getType() == MemoryType.HEAP) {
        bytes += pool.getPeakUsage().getUsed();
      }
    }
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      bytes += pool.getMemoryUsed();
    }
    return bytes;
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
