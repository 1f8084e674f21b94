package org.desisky.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A file, a server, and a user who does not like to wait. */
abstract class FetchCase {
  static final String ETAG = "\"first\"";
  static final byte[] CONTENT = bytes(1, 300_000);
  static final FetchSettings QUICK =
      new FetchSettings(
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          2,
          Duration.ofMillis(2),
          Duration.ofMillis(8),
          Duration.ofSeconds(10),
          Duration.ofMillis(10),
          folder -> Long.MAX_VALUE);

  @TempDir Path root;
  final LoopbackServer server = new LoopbackServer(LoopbackServer.file(CONTENT, ETAG));
  final Ear ear = new Ear();

  /** Remembers what an observer is told. */
  static final class Ear implements FetchObserver {
    final List<String> said = new CopyOnWriteArrayList<>();
    final List<Long> started = new CopyOnWriteArrayList<>();
    final List<OptionalLong> totals = new CopyOnWriteArrayList<>();
    volatile long last;
    final AtomicInteger ended = new AtomicInteger();

    @Override
    public void said(String message) {
      said.add(message);
    }

    @Override
    public void started(long done, OptionalLong total) {
      started.add(done);
      totals.add(total);
    }

    @Override
    public void advanced(long done) {
      last = done;
    }

    @Override
    public void ended() {
      ended.incrementAndGet();
    }
  }

  @AfterEach
  void stopServer() throws IOException {
    server.close();
  }

  static byte[] bytes(int seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static String sha256(byte[] bytes) {
    return Hashing.sha256().hashBytes(bytes).toString();
  }

  RemoteFile remote() {
    return remote("/some/sky.fits");
  }

  RemoteFile remote(String path) {
    return new RemoteFile(
        "the sky",
        server.address(path),
        Optional.of(sha256(CONTENT)),
        1_000_000,
        Path.of("dr1", "sky.fits"),
        Optional.of("SKY_TOKEN"));
  }

  Path target() {
    return root.resolve("dr1").resolve("sky.fits");
  }

  Path hidden(String suffix) {
    return root.resolve("dr1").resolve(".sky.fits." + suffix);
  }

  Fetcher fetcher() {
    return fetcher(QUICK, Map.of());
  }

  Fetcher fetcher(FetchSettings settings, Map<String, String> environment) {
    return new Fetcher(environment, settings, ear, () -> false, true, file -> {});
  }

  /** Puts a file where the fetched one belongs. */
  void put(byte[] bytes) throws IOException {
    Files.createDirectories(target().getParent());
    Files.write(target(), bytes);
  }

  void assertFetched(Fetched fetched) throws IOException {
    assertThat(fetched).isEqualTo(new Fetched(target(), CONTENT.length, true, true));
    assertThat(Arrays.equals(Files.readAllBytes(target()), CONTENT)).isTrue();
    assertThat(hidden("download")).doesNotExist();
    assertThat(hidden("download.state")).doesNotExist();
  }

  /** Nothing has the file's name, and no bytes that are no good are kept. */
  void assertNothingKept() {
    assertThat(target()).doesNotExist();
    assertThat(hidden("download")).doesNotExist();
    assertThat(hidden("download.state")).doesNotExist();
  }

  long filesInFolder() throws IOException {
    try (Stream<Path> files = Files.list(target().getParent())) {
      return files.count();
    }
  }
}
