package org.desisky.cli;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.desisky.core.Labelled;

/** The engines that can be added, and the artifacts that make them up. */
enum EngineCatalog implements Labelled {
  PYTORCH(ImmutableList.of("cpu", "cu128")),
  MXNET(ImmutableList.of("cpu"));

  private static final Properties VERSIONS = versions();

  private final ImmutableList<String> flavors;

  EngineCatalog(ImmutableList<String> flavors) {
    this.flavors = flavors;
  }

  /** A Maven artifact; without a classifier where that is empty. */
  record Artifact(String group, String name, String version, String classifier) {
    /** As Maven writes it. */
    String coordinates() {
      return group + ":" + name + ":" + version + (classifier.isEmpty() ? "" : ":" + classifier);
    }
  }

  /** What it was built for: the CPU, or a version of CUDA. */
  List<String> flavors() {
    return flavors;
  }

  /** The platforms that a flavour exists for, as the artifacts' classifiers name them. */
  List<String> platforms(String flavor) {
    if (this == MXNET) {
      return List.of("linux-x86_64", "osx-x86_64", "win-x86_64");
    }
    return flavor.equals("cpu")
        ? List.of("linux-x86_64", "linux-aarch64", "osx-aarch64", "win-x86_64")
        : List.of("linux-x86_64", "win-x86_64");
  }

  /** What has to be on the class path. A CUDA flavour's natives are too large to be an artifact. */
  List<Artifact> artifacts(String flavor, String platform) {
    String djl = VERSIONS.getProperty("djl");
    String natives = VERSIONS.getProperty(label());
    String group = "ai.djl." + label();
    List<Artifact> artifacts = new ArrayList<>();
    artifacts.add(new Artifact(group, label() + "-engine", djl, ""));
    if (this == PYTORCH) {
      artifacts.add(new Artifact(group, "pytorch-jni", natives + "-" + djl, ""));
      if (flavor.equals("cpu")) {
        artifacts.add(new Artifact(group, "pytorch-native-cpu", natives, platform));
      }
    } else {
      artifacts.add(new Artifact(group, "mxnet-native-mkl", natives, platform));
    }
    return artifacts;
  }

  /** The version of Maven's plugin that copies them, the one that built this program. */
  static String copierVersion() {
    return VERSIONS.getProperty("dependency-plugin");
  }

  private static Properties versions() {
    Properties versions = new Properties();
    try (InputStream in = EngineCatalog.class.getResourceAsStream("engines.properties")) {
      versions.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return versions;
  }
}
