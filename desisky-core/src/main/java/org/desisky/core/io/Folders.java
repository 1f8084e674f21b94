package org.desisky.core.io;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.desisky.core.DesiskyException;

/**
 * Where desisky keeps things unless told otherwise. The same places and environment variables as
 * the Python package, so both share one copy.
 */
public final class Folders {
  private final Map<String, String> environment;
  private final Supplier<Optional<Path>> home;

  Folders(Map<String, String> environment, Supplier<Optional<Path>> home) {
    this.environment = environment;
    this.home = home;
  }

  /**
   * The folders of this process's user and environment. Those in the user's home folder are refused
   * with a {@link DesiskyException} where nothing tells which it is.
   */
  public static Folders ofUser() {
    Map<String, String> environment = System.getenv();
    return new Folders(environment, () -> home(environment, System.getProperty("user.home", "")));
  }

  /** The folder that {@code HOME} names, but on Windows, else the one that Java knows. */
  static Optional<Path> home(Map<String, String> environment, String known) {
    String named = File.separatorChar == '/' ? environment.getOrDefault("HOME", "") : "";
    return Stream.of(named, known)
        .map(Path::of)
        .filter(Path::isAbsolute) // Java has "?" for a user without an account
        .findFirst();
  }

  /** The user's home folder, if anything tells which it is. */
  public Optional<Path> knownHome() {
    return home.get();
  }

  /** The user's home folder. */
  public Path home() {
    return knownHome()
        .orElseThrow(
            () ->
                new DesiskyException(
                    "this user has no home folder, as one without an account has none; set HOME to"
                        + " a folder to keep files in"));
  }

  /** Catalogues: {@code $DESISKY_DATA_DIR}, else {@code ~/.desisky/data}. */
  public Path data() {
    return fromVariable("DESISKY_DATA_DIR").orElseGet(() -> home().resolve(".desisky/data"));
  }

  /**
   * Pretrained weights: {@code $DESISKY_CACHE_DIR}, else {@code models} in {@link #data()}; or,
   * while those of a SkyVAE are not there, {@code ~/.desisky/models} if they are, where earlier
   * versions kept them.
   */
  public Path pretrainedModels() {
    return fromVariable("DESISKY_CACHE_DIR")
        .orElseGet(
            () -> {
              Path models = data().resolve("models");
              return hasVae(models) ? models : earlierModels().orElse(models);
            });
  }

  private Optional<Path> earlierModels() {
    boolean isDefault = fromVariable("DESISKY_DATA_DIR").isEmpty();
    return isDefault
        ? Optional.of(home().resolve(".desisky/models")).filter(Folders::hasVae)
        : Optional.empty();
  }

  private static boolean hasVae(Path models) {
    return Files.isDirectory(models.resolve("vae"));
  }

  /** Models trained here: {@code ~/.cache/desisky/saved_models/vae}. */
  public Path trainedModels() {
    return home().resolve(".cache").resolve("desisky").resolve("saved_models").resolve("vae");
  }

  private Optional<Path> fromVariable(String variable) {
    return Optional.ofNullable(environment.get(variable))
        .filter(value -> !value.isBlank())
        .map(this::expand);
  }

  /** A path as a person types it: a leading {@code ~} is the home folder. */
  public Path expand(String path) {
    boolean isOfHome =
        path.equals("~") || path.startsWith("~/") || path.startsWith("~" + File.separator);
    return isOfHome ? Path.of(home() + File.separator + path.substring(1)) : Path.of(path);
  }
}
