package org.desisky.core.io;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.desisky.core.DesiskyException;

/**
 * Where desisky keeps things unless told otherwise. The same places and environment variables as
 * the Python package, so both share one copy.
 */
public final class Folders {
  private final Map<String, String> environment;
  private final Path home;

  Folders(Map<String, String> environment, Path home) {
    this.environment = environment;
    this.home = home;
  }

  /**
   * The folders of this process's user and environment.
   *
   * @throws DesiskyException if nothing tells the user's home folder
   */
  public static Folders ofUser() {
    Map<String, String> environment = System.getenv();
    return new Folders(environment, home(environment, System.getProperty("user.home", "")));
  }

  /** The folder that {@code HOME} names, but on Windows, else the one that Java knows. */
  static Path home(Map<String, String> environment, String known) {
    String named = File.separatorChar == '/' ? environment.getOrDefault("HOME", "") : "";
    return Stream.of(named, known)
        .map(Path::of)
        .filter(Path::isAbsolute) // Java has "?" for a user without an account
        .findFirst()
        .orElseThrow(
            () ->
                new DesiskyException(
                    "this user has no home folder, as one without an account has none; set HOME to"
                        + " a folder to keep files in"));
  }

  /** The user's home folder. */
  public Path home() {
    return home;
  }

  /** Catalogues: {@code $DESISKY_DATA_DIR}, else {@code ~/.desisky/data}. */
  public Path data() {
    return fromVariable("DESISKY_DATA_DIR", home.resolve(".desisky").resolve("data"));
  }

  /**
   * Pretrained weights: {@code $DESISKY_CACHE_DIR}, else {@code models} in {@link #data()}; or,
   * while that is not there, {@code ~/.desisky/models} if it is, where earlier versions kept them.
   */
  public Path pretrainedModels() {
    Path models = data().resolve("models");
    Path earlier = home.resolve(".desisky").resolve("models");
    boolean isEarlierAlone = Files.isDirectory(earlier) && !Files.isDirectory(models);
    return fromVariable("DESISKY_CACHE_DIR", isEarlierAlone ? earlier : models);
  }

  /** Models trained here: {@code ~/.cache/desisky/saved_models/vae}. */
  public Path trainedModels() {
    return home.resolve(".cache").resolve("desisky").resolve("saved_models").resolve("vae");
  }

  private Path fromVariable(String variable, Path otherwise) {
    String value = environment.get(variable);
    return value == null || value.isBlank() ? otherwise : expand(value);
  }

  /** A path as a person types it: a leading {@code ~} is the home folder. */
  public Path expand(String path) {
    boolean isOfHome =
        path.equals("~") || path.startsWith("~/") || path.startsWith("~" + File.separator);
    return isOfHome ? Path.of(home + File.separator + path.substring(1)) : Path.of(path);
  }
}
