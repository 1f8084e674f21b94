package org.desisky.cli;

import com.google.common.html.HtmlEscapers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.desisky.core.DesiskyException;

/**
 * Copies artifacts to a folder by running the user's own Maven, so that the user's settings, site
 * mirror, credentials and local repository hold. The folder appears when all of them are there.
 */
final class MavenCopy {
  private final Path settings;
  private final boolean offline;

  MavenCopy(Path settings, boolean offline) {
    this.settings = settings;
    this.offline = offline;
  }

  /**
   * Copies them.
   *
   * @throws DesiskyException if the folder is there already, Maven is not, or fails; it says what
   *     Maven said first
   */
  void copy(List<EngineCatalog.Artifact> artifacts, Path folder) {
    if (Files.exists(folder)) {
      throw new DesiskyException(
          folder + " is there already; to bring it anew, delete it first: rm -r '" + folder + "'");
    }
    try (TemporaryFolder part = part(folder)) {
      Path pom = Files.writeString(part.path().resolve("pom.xml"), pom(artifacts));
      run(command(pom, part.path()), artifacts, folder);
      Files.delete(pom);
      Files.move(part.path(), folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new DesiskyException("cannot write " + folder + ": " + e.getMessage(), e);
    }
  }

  /** Beside the folder, so that it can be renamed to it. */
  private static TemporaryFolder part(Path folder) {
    try {
      return TemporaryFolder.at(folder.resolveSibling("." + folder.getFileName() + ".part"));
    } catch (IOException e) {
      throw new DesiskyException(
          "cannot write to "
              + folder.getParent()
              + "; name another folder of engines in DESISKY_ENGINES_DIR, or run this as its owner",
          e);
    }
  }

  private List<String> command(Path pom, Path target) {
    List<String> command = new ArrayList<>(List.of(program(), "-B", "-f", pom.toString()));
    if (settings != null) {
      command.addAll(List.of("-s", settings.toAbsolutePath().toString()));
    }
    if (offline) {
      command.add("-o");
    }
    command.add(
        "org.apache.maven.plugins:maven-dependency-plugin:"
            + EngineCatalog.copierVersion()
            + ":copy-dependencies");
    command.add("-DoutputDirectory=" + target);
    command.add("-DexcludeTransitive=true");
    return command;
  }

  private static String program() {
    return System.getProperty("os.name").startsWith("Win") ? "mvn.cmd" : "mvn";
  }

  private static void run(
      List<String> command, List<EngineCatalog.Artifact> artifacts, Path folder) {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new DesiskyException(
          "Maven (mvn) is not on the path; install it and run this again, or copy these artifacts to "
              + folder
              + " yourself: "
              + String.join(
                  ", ", artifacts.stream().map(EngineCatalog.Artifact::coordinates).toList()),
          e);
    }
    try (InputStream in = process.getInputStream()) {
      process.getOutputStream().close();
      String output = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      Interrupts.check();
      if (code != 0) {
        throw new DesiskyException("Maven could not bring the jars: " + complaint(output));
      }
    } catch (IOException e) {
      throw new DesiskyException("Maven cannot be run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new DesiskyException("interrupted", e);
    }
  }

  private static String complaint(String output) {
    return output
        .lines()
        .filter(line -> line.startsWith("[ERROR]") || line.startsWith("Error"))
        .findFirst()
        .map(
            line ->
                line.replaceFirst("^\\[ERROR\\] *", "").replaceAll("\\s*-> \\[Help \\d+\\].*", ""))
        .orElse("it gave no reason");
  }

  /** A project of nothing but these dependencies: one run of Maven for all of them. */
  private static String pom(List<EngineCatalog.Artifact> artifacts) {
    StringBuilder pom = new StringBuilder("<project>\n<modelVersion>4.0.0</modelVersion>\n");
    pom.append("<groupId>org.desisky.local</groupId><artifactId>engine</artifactId>");
    pom.append("<version>1</version><packaging>pom</packaging>\n<dependencies>\n");
    for (EngineCatalog.Artifact artifact : artifacts) {
      pom.append("<dependency>");
      element(pom, "groupId", artifact.group());
      element(pom, "artifactId", artifact.name());
      element(pom, "version", artifact.version());
      if (!artifact.classifier().isEmpty()) {
        element(pom, "classifier", artifact.classifier());
      }
      pom.append("</dependency>\n");
    }
    return pom.append("</dependencies>\n</project>\n").toString();
  }

  private static void element(StringBuilder pom, String name, String text) {
    pom.append('<').append(name).append('>');
    pom.append(HtmlEscapers.htmlEscaper().escape(text));
    pom.append("</").append(name).append('>');
  }
}
