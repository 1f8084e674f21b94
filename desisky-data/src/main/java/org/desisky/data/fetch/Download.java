package org.desisky.data.fetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.desisky.core.DesiskyException;
import org.desisky.core.io.AtomicFiles;

/**
 * One file on its way: asked for until all of it is here, each time from where the last answer
 * ended.
 *
 * <p>A part is continued only if the server says that it is of the version it has now (RFC 9110,
 * sections 13.1.5 and 14: {@code If-Range}, {@code Range}); else the file is begun again.
 */
final class Download {
  private static final long SPACE_TO_SPARE = 1 << 20;
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

  private static final int WEB_PAGE_BYTES = 512;

  /** How one begins, after a byte-order mark, a declaration of XML and remarks. */
  private static final Pattern WEB_PAGE =
      Pattern.compile(
          "(\\u00ef\\u00bb\\u00bf)?\\s*+(<\\?xml[^>]*+>\\s*+)?(<!--.*?-->\\s*+)*+"
              + "<(!doctype\\s+)?(html|head|body|script)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private final RemoteFile file;
  private final Path target;
  private final FetchSettings settings;
  private final HttpTransport transport;
  private final FetchObserver observer;
  private final BooleanSupplier stop;
  private final PartialFile part;
  private long furthest;

  /** Of which version that much was here. */
  private Optional<String> version;

  private Download(RemoteFile file, Path target, Surroundings world, PartialFile part) {
    this.file = file;
    this.target = target;
    this.settings = world.settings();
    this.transport = world.transport();
    this.observer = world.observer();
    this.stop = world.stop();
    this.part = part;
    this.furthest = part.size();
    this.version = part.validator();
  }

  /** All that a download needs to know of the world. */
  record Surroundings(
      FetchSettings settings,
      Addresses addresses,
      HttpTransport transport,
      FetchObserver observer,
      BooleanSupplier stop) {}

  /**
   * Brings a file to its place, with whatever was there replaced at the very end.
   *
   * @param check only a file with the published checksum may have that place, or, where none is
   *     published, one that this accepts; empty if any file may
   * @throws FetchException if that is not possible
   */
  static void run(
      RemoteFile file, Path target, Optional<Consumer<Path>> check, Surroundings world) {
    String source = file.sha256().orElse("any") + " " + world.addresses().of(file).toASCIIString();
    try (PartialFile part = PartialFile.open(target, source)) {
      new Download(file, target, world, part).run(check);
    } finally {
      world.observer().ended();
    }
  }

  private void run(Optional<Consumer<Path>> check) {
    receive();
    if (check.isPresent()) {
      Optional<String> problem = problem(check.get());
      if (problem.isPresent() && part.isStitched()) {
        // Perhaps one of its pieces was no good; a file in one piece can only be wrong itself.
        observer.said(problem.get() + "; beginning again, since it came in pieces");
        part.discard();
        furthest = 0;
        receive();
        problem = problem(check.get());
      }
      if (problem.isPresent()) {
        part.discard();
        throw new FetchException(
            "cannot fetch " + file.title() + ": " + problem.get() + "; it was not kept");
      }
    }
    if (part.size() == 0) {
      throw new FetchException("cannot fetch " + file.title() + ": the server sends an empty file");
    }
    part.moveToTarget();
  }

  private Optional<String> problem(Consumer<Path> check) {
    if (file.sha256().isEmpty()) {
      return part.size() == 0 ? Optional.empty() : unreadable(check);
    }
    long bytes = part.size();
    String found = part.sha256();
    return found.equals(file.sha256().get())
        ? Optional.empty()
        : Optional.of(
            "what the server sent ("
                + bytes
                + " bytes) is not the published file: SHA-256 expected "
                + file.sha256().get()
                + ", found "
                + found);
  }

  private Optional<String> unreadable(Consumer<Path> check) {
    try {
      check.accept(part.path());
      return Optional.empty();
    } catch (DesiskyException e) {
      return Optional.of("what the server sent is not it: " + e.getMessage());
    }
  }

  /** Gets all of the file, in as many tries as it takes. */
  private void receive() {
    try {
      new Retries(settings, observer).run(this::tryOnce);
    } catch (TransientFailure e) {
      throw new FetchException(
          "cannot fetch "
              + file.title()
              + ": "
              + e.getMessage()
              + (isKept() ? kept() : "; try again later"),
          e);
    }
  }

  /**
   * One try, of which it is said whether it gained something. Where another version begins it did
   * not, since one that changes with every answer would never end; what then comes of that does.
   */
  private void tryOnce() {
    try {
      ask();
    } catch (TransientFailure e) {
      boolean isAnother = furthest > 0 && !part.validator().equals(version);
      boolean isFurther = part.size() > furthest;
      if (part.size() > 0 && (isAnother || isFurther)) {
        furthest = part.size();
        version = part.validator();
      }
      throw isFurther && !isAnother ? e.withGain() : e;
    }
  }

  /** One request, and as much of the file as comes of it. */
  private void ask() {
    checkStop();
    if (part.isComplete()) {
      return;
    }
    if (part.validator().isEmpty() && part.size() > 0) {
      part.discard();
    }
    boolean more = part.size() > 0;
    Map<String, String> headers = new LinkedHashMap<>();
    if (more) {
      headers.put("Range", "bytes=" + part.size() + "-");
      headers.put("If-Range", part.validator().orElseThrow());
    }
    try (HttpTransport.Reply reply = transport.get(file, headers)) {
      if (reply.status() == 200) {
        accept(reply, more);
      } else if (more) {
        continueWith(reply);
      } else {
        throw new FetchException(
            "HTTP status "
                + reply.status()
                + " from "
                + Addresses.brief(reply.address())
                + ", which was asked for the whole file");
      }
      receiveBody(reply);
    }
  }

  /** The whole file, from its beginning. */
  private void accept(HttpTransport.Reply reply, boolean more) {
    if (more) {
      observer.said("The server does not continue where the download ended; beginning again");
    }
    refuseCompressed(reply);
    refuseWebPage(reply);
    OptionalLong length = reply.headers().firstValueAsLong("Content-Length");
    length.ifPresent(this::checkSize);
    // Room that a part takes now is free when the file begins again.
    length.ifPresent(bytes -> checkSpace(bytes - part.size()));
    part.restart(validator(reply), length);
  }

  /** The rest of the file. */
  private void continueWith(HttpTransport.Reply reply) {
    Matcher range = CONTENT_RANGE.matcher(reply.header("Content-Range").orElse(""));
    Optional<String> version = validator(reply);
    if (reply.status() != 206
        || !range.matches()
        || Long.parseLong(range.group(1)) != part.size()
        || (version.isPresent() && !version.equals(part.validator()))
        || (part.total().isPresent()
            && Long.parseLong(range.group(3)) != part.total().getAsLong())) {
      part.discard();
      throw new TransientFailure(
          "the file on the server is not what it was when the download began; beginning again");
    }
    long total = Long.parseLong(range.group(3));
    checkSize(total);
    checkSpace(total - part.size());
    part.resume(total);
  }

  private void receiveBody(HttpTransport.Reply reply) {
    observer.started(part.size(), part.total());
    try {
      for (Optional<List<ByteBuffer>> bytes = reply.body().next();
          bytes.isPresent();
          bytes = reply.body().next()) {
        bytes.get().forEach(this::take);
        observer.advanced(part.size());
        checkStop();
      }
    } catch (IOException e) {
      throw new TransientFailure(transport.reason(reply.address(), e) + progress(), e);
    }
    if (part.total().isEmpty()) {
      part.complete();
    } else if (!part.isComplete()) {
      throw new TransientFailure("the server ended its answer early" + progress());
    }
  }

  private void take(ByteBuffer piece) {
    checkSize(part.size() + piece.remaining());
    part.append(piece);
  }

  private String progress() {
    return " after "
        + part.size()
        + (part.total().isPresent() ? " of " + part.total().getAsLong() : "")
        + " bytes";
  }

  /** Whether a later try can go on where this one ends. */
  private boolean isKept() {
    return part.validator().isPresent() && part.size() > 0;
  }

  private String kept() {
    return "; the " + part.size() + " bytes that are here are kept for the next try";
  }

  private void checkStop() {
    if (stop.getAsBoolean()) {
      throw new FetchException(
          "the download of " + file.title() + " was stopped" + (isKept() ? kept() : ""));
    }
  }

  /** Whether a file of this size can be what was asked for. */
  private void checkSize(long size) {
    if (size > file.mostBytes()) {
      part.discard();
      throw new FetchException(
          "cannot fetch "
              + file.title()
              + ": the server sends "
              + size
              + " bytes or more, but the file has at most "
              + file.mostBytes());
    }
  }

  /** Whether there is room for what is still to come. */
  private void checkSpace(long missing) {
    Path folder = target.getParent();
    try {
      long usable = settings.space().of(folder);
      if (usable < missing + SPACE_TO_SPARE) {
        throw new FetchException(
            String.format(
                Locale.ROOT,
                "not enough space in %s for %s: %.1f MB are needed, %.1f MB are free; make room or"
                    + " choose another folder",
                folder,
                file.title(),
                (missing + SPACE_TO_SPARE) / 1e6,
                usable / 1e6));
      }
    } catch (IOException e) {
      throw new FetchException(
          "cannot tell how much space is left in " + folder + ": " + AtomicFiles.reason(e), e);
    }
  }

  /** The part that is here stays. */
  private void refuseWebPage(HttpTransport.Reply reply) {
    if (isCalledWebPage(reply) || beginsAsWebPage(reply)) {
      throw new FetchException(
          "cannot fetch "
              + file.title()
              + ": "
              + Addresses.brief(reply.address())
              + " sends a web page in place of the file; does the network ask for a login?");
    }
  }

  private static boolean isCalledWebPage(HttpTransport.Reply reply) {
    String type = reply.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    return type.startsWith("text/html") || type.startsWith("application/xhtml");
  }

  /** Waits for the first bytes. */
  private static boolean beginsAsWebPage(HttpTransport.Reply reply) {
    String start = new String(reply.body().beginning(WEB_PAGE_BYTES), StandardCharsets.ISO_8859_1);
    return WEB_PAGE.matcher(start).lookingAt();
  }

  private static void refuseCompressed(HttpTransport.Reply reply) {
    String encoding = reply.header("Content-Encoding").orElse("identity");
    if (!encoding.equalsIgnoreCase("identity")) {
      throw new FetchException(
          Addresses.brief(reply.address()) + " sends the file compressed, which was not asked for");
    }
  }

  /** A name of the version that may be used in If-Range: not a weak ETag. */
  private static Optional<String> validator(HttpTransport.Reply reply) {
    return reply
        .header("ETag")
        .filter(tag -> tag.startsWith("\""))
        .or(
            () ->
                reply.header("ETag").isPresent()
                    ? Optional.empty()
                    : reply.header("Last-Modified"));
  }
}
