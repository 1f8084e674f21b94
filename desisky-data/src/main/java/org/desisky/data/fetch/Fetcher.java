package org.desisky.data.fetch;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.desisky.core.DesiskyException;
import org.desisky.core.io.AtomicFiles;
import org.desisky.core.io.BadFileException;
import org.desisky.core.io.Sha256;
import org.desisky.data.fetch.Checksums.Stamp;

/**
 * Brings published files into a cache folder, each once. Immutable.
 *
 * <pre>{@code
 * Path vac = SkySpecVac.fetch(); // or, with more to say:
 * Fetched vac = Fetcher.ofUser().observedBy(observer).fetch(SkySpecVac.published("v1.0"), folder);
 * }</pre>
 *
 * A file has its name only when it is complete and its checksum right. A download that breaks off
 * goes on at the next call, in this process or another. Of several that ask at once, one downloads
 * and the others wait.
 *
 * <p>The environment variable {@code DESISKY_MIRROR} names a server to ask in place of the
 * publishers'; {@code https_proxy}, {@code http_proxy} and {@code no_proxy} are heeded.
 */
public final class Fetcher {
  private final Map<String, String> environment;
  private final FetchSettings settings;
  private final FetchObserver observer;
  private final BooleanSupplier stop;
  private final boolean verify;
  private final Consumer<Path> check;

  Fetcher(
      Map<String, String> environment,
      FetchSettings settings,
      FetchObserver observer,
      BooleanSupplier stop,
      boolean verify,
      Consumer<Path> check) {
    this.environment = Map.copyOf(environment);
    this.settings = settings;
    this.observer = observer;
    this.stop = stop;
    this.verify = verify;
    this.check = check;
  }

  /** For this process's user and environment. */
  public static Fetcher ofUser() {
    return new Fetcher(
        System.getenv(), FetchSettings.DEFAULT, FetchObserver.NONE, () -> false, true, file -> {});
  }

  /** The same, watched. */
  public Fetcher observedBy(FetchObserver newObserver) {
    return new Fetcher(environment, settings, newObserver, stop, verify, check);
  }

  /**
   * The same, ending with a {@link FetchException} once this is true before a try or after a piece
   * that arrives. What has arrived by then is kept. A wait between tries, of minutes where a server
   * asks for it, ends sooner only if the thread is interrupted.
   */
  public Fetcher stoppingWhen(BooleanSupplier newStop) {
    return new Fetcher(environment, settings, observer, newStop, verify, check);
  }

  /** The same, taking the file as it comes, whatever its checksum. */
  public Fetcher withoutVerifying() {
    return new Fetcher(environment, settings, observer, stop, false, check);
  }

  /**
   * The same, for a file whose checksum nobody publishes: it gets its name only if this can read
   * it.
   *
   * @param newCheck throws a {@link DesiskyException} that says what is wrong with the file
   */
  public Fetcher checkedBy(Consumer<Path> newCheck) {
    return new Fetcher(environment, settings, observer, stop, verify, newCheck);
  }

  /**
   * Makes sure that a file is in a cache folder, and right. One that is there is checked first:
   * completely once, later by its size and time. One that is wrong is replaced when the right one
   * is complete, not before. A symbolic link out of the folder, such as to a site's own copy, is
   * followed to read a file that is right; nothing is written where it leads.
   *
   * @param root the cache folder, made where it is missing
   * @throws FetchException if the file cannot be had, or the folder cannot be written
   */
  public Fetched fetch(RemoteFile file, Path root) {
    try {
      return fetchTo(root, file);
    } catch (FetchException e) {
      throw e;
    } catch (DesiskyException e) {
      throw new FetchException(e.getMessage(), e);
    }
  }

  private Fetched fetchTo(Path root, RemoteFile file) {
    Path target = file.in(root);
    Optional<Stamp> wrong = Stamp.of(target);
    if (wrong.isPresent() && isRight(file, root)) {
      return result(file, target, false);
    }
    CachePath.check(root, target);
    Addresses addresses = Addresses.of(environment);
    addresses.of(file);
    AtomicFiles.checkWritable(target.getParent());
    CachePath.check(root, target);
    String waiting =
        "Another desisky downloads " + file.title() + " just now; waiting until it is done";
    return CacheLock.of(target, settings.lockPoll(), stop)
        .hold(() -> observer.said(waiting), () -> fetchAlone(file, root, wrong, addresses));
  }

  /**
   * Whether the file that is there already is the published one, by its checksum, which is computed
   * once and remembered beside it. Where nobody publishes a checksum, any file is taken for it.
   * Asks nothing of the network.
   *
   * @throws BadFileException if there is no file, or it cannot be read
   */
  public static boolean isPublished(RemoteFile file, Path root) {
    Path target = file.in(root);
    if (Stamp.of(target).isEmpty()) {
      throw new BadFileException(target, "no such file");
    }
    return file.sha256().isEmpty()
        || Checksums.isRemembered(target, file.sha256().get())
        || otherChecksum(root, target, file.sha256().get()).isEmpty();
  }

  private Fetched fetchAlone(
      RemoteFile file, Path root, Optional<Stamp> wrong, Addresses addresses) {
    Path target = file.in(root);
    Optional<Stamp> now = Stamp.of(target);
    // Whoever had the lock may have brought it in the meantime.
    if (!now.equals(wrong) && now.isPresent() && isRight(file, root)) {
      return result(file, target, false);
    }
    HttpTransport transport = new HttpTransport(settings, addresses, environment);
    Download.run(
        file,
        target,
        verify ? Optional.of(check) : Optional.empty(),
        new Download.Surroundings(settings, addresses, transport, observer, stop));
    if (verify && file.sha256().isPresent()) {
      Stamp.of(target).ifPresent(stamp -> Checksums.remember(target, file.sha256().get(), stamp));
    }
    return result(file, target, true);
  }

  private boolean isRight(RemoteFile file, Path root) {
    Path target = file.in(root);
    if (!verify) {
      return Stamp.of(target).filter(stamp -> stamp.size() > 0).isPresent();
    }
    if (file.sha256().isEmpty()) {
      return isReadable(target);
    }
    String expected = file.sha256().get();
    if (Checksums.isRemembered(target, expected)) {
      return true;
    }
    observer.said("Checking " + target + " ...");
    Optional<String> other = otherChecksum(root, target, expected);
    other.ifPresent(
        found ->
            observer.said(
                target
                    + " is not the published file (SHA-256 expected "
                    + expected
                    + ", found "
                    + found
                    + "); downloading that, to put it in its place"));
    return other.isEmpty();
  }

  /**
   * A file's checksum, if it is not the one expected; that one is remembered, but for a file whose
   * folder is not the cache's own.
   */
  private static Optional<String> otherChecksum(Path root, Path target, String expected) {
    Optional<Stamp> stamp = Stamp.of(target);
    String found = Sha256.of(target);
    if (!found.equals(expected)) {
      return Optional.of(found);
    }
    if (CachePath.linkOut(root, target.getParent()).isEmpty()) {
      stamp.ifPresent(known -> Checksums.remember(target, expected, known));
    }
    return Optional.empty();
  }

  private boolean isReadable(Path target) {
    try {
      check.accept(target);
      return true;
    } catch (DesiskyException e) {
      observer.said(e.getMessage() + "; downloading the published file, to put it in its place");
      return false;
    }
  }

  private boolean isKnown(Path target, String sha256) {
    return verify || Checksums.isRemembered(target, sha256);
  }

  private Fetched result(RemoteFile file, Path target, boolean downloaded) {
    long bytes = Stamp.of(target).map(Stamp::size).orElse(0L);
    return new Fetched(
        target, bytes, downloaded, file.sha256().filter(sum -> isKnown(target, sum)).isPresent());
  }
}
