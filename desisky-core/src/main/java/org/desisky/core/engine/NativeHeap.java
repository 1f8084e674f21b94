package org.desisky.core.engine;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The C library's heap, in which engines keep their arrays on the CPU. Blocks that were freed stay
 * with it, and as the next ones do not always fit between those in use, a long run comes to hold
 * more than it uses. Java can have it give them back to the system (docs/performance.md).
 */
public final class NativeHeap {
  private static final Logger LOG = LoggerFactory.getLogger(NativeHeap.class);

  /** What {@code jcmd PID System.trim_native_heap} does, as Java names it for itself. */
  private static final String TRIM = "systemTrimNativeHeap";

  private NativeHeap() {}

  /**
   * Has the C library give back to the system what lies free. Takes 10 to 25 ms, the first time
   * some 100, and later a page fault for each 4 KiB that is needed again. Throws nothing.
   *
   * @return false where Java cannot: on systems without glibc, before Java 17.0.9, and where it
   *     lacks its modules {@code java.management} or {@code jdk.management}
   */
  public static boolean trim() {
    try {
      Object said =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  TRIM,
                  new Object[0],
                  new String[0]);
      // What it says where the C library is another: "Not available."
      return !String.valueOf(said).toLowerCase(Locale.ROOT).contains("not available");
    } catch (JMException | RuntimeException | LinkageError e) {
      LOG.debug("this Java does not trim the C library's heap: {}", e.toString());
      return false;
    }
  }
}
