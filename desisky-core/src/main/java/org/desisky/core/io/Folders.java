package org.desisky.core.io;

import java.io.File;
import java.nio.file.Path;
import java.util.Map;

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

  /** The folders of this process's user and environment. */
  public static Folders ofUser() {
    return new Folders(System.getenv(), Path.of(System.getProperty("user.home")));
  }

  /** Catalogues: {@code $DESISKY_DATA_DIR}, else {@code ~/.desisky/data}. */
  public Path data() {
    return fromVariable("DESISKY_DATA_DIR", home.resolve(".desisky").resolve("data"));
  }

  /** Pretrained weights: {@code $DESISKY_CACHE_DIR}, else {@code ~/.desisky/models}. */
  public Path pretrainedModels() {
    return fromVariable("DESISKY_CACHE_DIR", home.resolve(".desisky").resolve("models"));
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
