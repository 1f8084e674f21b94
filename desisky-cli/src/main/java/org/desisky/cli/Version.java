package org.desisky.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.desisky.core.DesiskyException;
import org.desisky.core.engine.Engines;
import picocli.CommandLine.IVersionProvider;

/** The program's version, as its jar's manifest has it, and those of the engines it finds. */
final class Version implements IVersionProvider {
  static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public String[] getVersion() {
    List<String> lines = new ArrayList<>();
    lines.add("desisky " + text());
    lines.add("Java " + Runtime.version());
    try {
      for (String engine : Engines.names()) {
        lines.add(engine + " " + version(engine));
      }
    } catch (DesiskyException e) {
      lines.add("no engine: " + e.getMessage());
    }
    return lines.toArray(String[]::new);
  }

  /** The version of an engine's native library, which is not started for it. */
  private static String version(String engine) {
    String name = engine.toLowerCase(Locale.ROOT);
    String bundled = property("native/lib/" + name + ".properties", "version");
    String built = property(name + "-engine.properties", name + "_version");
    // 2.7.1-20250812 is version and date.
    return bundled.isEmpty() ? built + " (library not installed)" : bundled.replaceFirst("-.*", "");
  }

  private static String property(String resource, String key) {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getClassLoader().getResourceAsStream(resource)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      return "";
    }
    return properties.getProperty(key, "");
  }
}
