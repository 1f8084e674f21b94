package org.desisky.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are busy, slow, or gone. */
class RetryTest extends FetchCase {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "400 Bad Request",
        "401 Unauthorized",
        "403 Forbidden",
        "404 Not Found",
        "410 Gone",
        "501 Not Implemented"
      })
  void whatWillNotChangeIsNotTriedAgain(String status) throws IOException {
    server.willNow(LoopbackServer.status(status));
    assertThatThrownBy(() -> fetcher().fetch(remote(), root))
        .isInstanceOf(FetchException.class)
        .hasMessageContainingAll(
            "HTTP status " + status.substring(0, 3), server.address("/some/sky.fits").toString());
    assertThat(server.requests()).hasSize(1);
    assertNothingKept();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "408 Request Timeout",
        "429 Too Many Requests",
        "500 Internal Server Error",
        "502 Bad Gateway",
        "503 Service Unavailable",
        "504 Gateway Timeout"
      })
  void whatMayPassIsTriedAgain(String status) throws IOException {
    server.willNow(
        LoopbackServer.status(status),
        LoopbackServer.status(status),
        LoopbackServer.file(CONTENT, ETAG));
    assertFetched(fetcher().fetch(remote(), root));
    assertThat(ear.said)
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains(status.substring(0, 3), "trying again in"));
  }

  @Test
  void givesUpWhenNothingIsGained() throws IOException {
    server.willNow(LoopbackServer.status("503 Service Unavailable"));
    assertThatThrownBy(() -> fetcher().fetch(remote(), root))
        .isInstanceOf(FetchException.class)
        .hasMessageContainingAll("cannot fetch the sky", "503", "try again later");
    assertThat(server.requests()).hasSize(1 + QUICK.retries());
    assertNothingKept();
  }

  @Test
  void theServersWishToBeLeftAloneIsHonoured() throws IOException {
    server.willNow(
        LoopbackServer.status("429 Too Many Requests", "Retry-After: 1"),
        LoopbackServer.file(CONTENT, ETAG));
    long start = System.nanoTime();
    assertFetched(fetcher().fetch(remote(), root));
    assertThat(System.nanoTime() - start).isGreaterThan(1_000_000_000L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "Mon, 1 Jan 2024 00:00:00 GMT", "soon"})
  void noTimeADateInThePastAndNonsenseMeanNoWish(String wish) throws IOException {
    FetchSettings patient =
        new FetchSettings(
            QUICK.connect(),
            QUICK.headers(),
            QUICK.stall(),
            QUICK.retries(),
            Duration.ofMillis(200),
            Duration.ofMillis(400),
            QUICK.longestRetryAfter(),
            QUICK.lockPoll(),
            QUICK.space());
    server.willNow(
        LoopbackServer.status("503 Service Unavailable", "Retry-After: " + wish),
        LoopbackServer.file(CONTENT, ETAG));
    long start = System.nanoTime();
    assertFetched(fetcher(patient, Map.of()).fetch(remote(), root));
    assertThat(System.nanoTime() - start).isGreaterThan(140_000_000L);
    assertThat(ear.said).hasSize(1).first().asString().doesNotContain("in 0.0 s");
  }

  @Test
  void aServerThatAsksForHoursIsNotWaitedFor() {
    server.willNow(LoopbackServer.status("503 Service Unavailable", "Retry-After: 7200"));
    assertThatThrownBy(() -> fetcher().fetch(remote(), root))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("come back in 120 minutes");
    String later =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC).plusDays(2));
    server.willNow(LoopbackServer.status("503 Service Unavailable", "Retry-After: " + later));
    assertThatThrownBy(() -> fetcher().fetch(remote(), root))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("minutes");
    for (String seconds : List.of("99999999999", "99999999999999999999")) {
      server.willNow(LoopbackServer.status("429 Too Many Requests", "Retry-After: " + seconds));
      assertThatThrownBy(() -> fetcher().fetch(remote(), root))
          .isInstanceOf(FetchException.class)
          .hasMessageContaining("minutes");
    }
    assertThat(server.requests()).hasSize(4);
  }

  @Test
  void aServerThatStallsIsAskedAgainForTheRest() throws IOException {
    server.willNow(
        (request, out) -> {
          LoopbackServer.write(
              out,
              "200 OK",
              List.of("ETag: " + ETAG, "Content-Length: 300000"),
              Arrays.copyOf(CONTENT, 50_000));
          Thread.sleep(60_000);
        },
        LoopbackServer.file(CONTENT, ETAG));
    assertFetched(fetcher().fetch(remote(), root));
    assertThat(server.requests().get(1).from()).isEqualTo(50_000);
    assertThat(ear.said).first().asString().contains("127.0.0.1 does not answer after 50000 of");
  }

  @Test
  void aServerThatIsSlowButAliveIsWaitedFor() throws IOException {
    server.willNow(
        (request, out) -> {
          LoopbackServer.write(out, "200 OK", List.of("Content-Length: 300000"), new byte[0]);
          for (int i = 0; i < 6; i++) {
            out.write(CONTENT, i * 50_000, 50_000);
            out.flush();
            Thread.sleep(QUICK.stall().toMillis() / 5);
          }
        });
    assertFetched(fetcher().fetch(remote(), root));
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void aServerThatNeverAnswersIsGivenUp() {
    FetchSettings impatient =
        new FetchSettings(
            QUICK.connect(),
            QUICK.stall(),
            QUICK.stall(),
            0,
            QUICK.firstWait(),
            QUICK.longestWait(),
            QUICK.longestRetryAfter(),
            QUICK.lockPoll(),
            QUICK.space());
    server.willNow((request, out) -> Thread.sleep(60_000));
    assertThatThrownBy(() -> fetcher(impatient, Map.of()).fetch(remote(), root))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("127.0.0.1 does not answer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: many", "Content-Length: -5", "no colon here"})
  void nonsenseInPlaceOfAnAnswerIsAFailureLikeAnother(String header) throws IOException {
    server.willNow(LoopbackServer.answer("200 OK", List.of(header), new byte[10]));
    assertThatThrownBy(() -> fetcher().fetch(remote(), root)).isInstanceOf(FetchException.class);
    assertNothingKept();
  }

  @Test
  void aConnectionThatEndsBeforeTheAnswerIsTriedAgain() throws IOException {
    server.willNow((request, out) -> {}, LoopbackServer.file(CONTENT, ETAG));
    assertFetched(fetcher().fetch(remote(), root));
  }

  @Test
  void chunksThatEndTooSoonAreNoFile() throws IOException {
    server.willNow(
        LoopbackServer.answer(
            "200 OK",
            List.of("Transfer-Encoding: chunked"),
            "5\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII)),
        LoopbackServer.file(CONTENT, ETAG));
    assertFetched(fetcher().withoutVerifying().fetch(remote(), root).path());
  }

  private void assertFetched(Path path) {
    assertThat(path).hasBinaryContent(CONTENT);
  }

  @Test
  void anInterruptEndsTheWaitForAnAnswer() {
    server.willNow((request, out) -> Thread.sleep(60_000));
    assertInterruptedOnce(() -> !server.requests().isEmpty());
  }

  @Test
  void anInterruptEndsTheWaitForTheNextTry() {
    server.willNow(LoopbackServer.status("503 Service Unavailable", "Retry-After: 9"));
    assertInterruptedOnce(() -> !ear.said.isEmpty());
  }

  private void assertInterruptedOnce(BooleanSupplier waits) {
    Thread user = Thread.currentThread();
    Thread interrupter =
        new Thread(
            () -> {
              while (!waits.getAsBoolean()) {
                Thread.onSpinWait();
              }
              user.interrupt();
            });
    interrupter.start();
    assertThatThrownBy(() -> fetcher().fetch(remote(), root))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aServerThatIsNotThereIsNamed() throws IOException {
    try (Socket silent = new Socket()) { // has a port, at which nobody listens
      silent.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      RemoteFile nowhere =
          new RemoteFile(
              "the sky",
              URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/sky.fits"),
              Optional.of(sha256(CONTENT)),
              1000,
              Path.of("sky.fits"),
              Optional.empty());
      assertThatThrownBy(() -> fetcher().fetch(nowhere, root))
          .isInstanceOf(FetchException.class)
          .hasMessageContaining("no connection to 127.0.0.1");
    }
    assertThat(ear.said).hasSize(QUICK.retries());
  }
}
