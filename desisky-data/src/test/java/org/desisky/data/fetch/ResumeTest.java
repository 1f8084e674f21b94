package org.desisky.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads that break off and go on. */
class ResumeTest extends FetchCase {
  private static final int CUT = 70_000;

  @Test
  void goesOnWhereTheConnectionBroke() throws IOException {
    server.willNow(LoopbackServer.cutFile(CONTENT, ETAG, CUT));
    assertFetched(fetcher().fetch(remote(), root));
    assertThat(server.requests().stream().map(LoopbackServer.Request::from))
        .containsExactly(0, 70_000, 140_000, 210_000, 280_000);
    assertThat(server.requests().get(4).headers()).containsEntry("if-range", ETAG);
    assertThat(ear.said)
        .hasSize(4)
        .allSatisfy(line -> assertThat(line).contains("of 300000 bytes; trying again in"));
  }

  @Test
  void aServerThatAlwaysBreaksOffIsEnduredAsLongAsSomethingIsGained() throws IOException {
    server.willNow(LoopbackServer.cutFile(CONTENT, ETAG, 9_000));
    assertFetched(fetcher().fetch(remote(), root));
    assertThat(server.requests()).hasSize(34);
  }

  @Test
  void goesOnInALaterProcess() throws IOException {
    breakOffAt(CUT);
    assertThat(Files.size(hidden("download"))).isEqualTo(CUT);
    server.willNow(LoopbackServer.file(CONTENT, ETAG));
    assertFetched(fetcher().fetch(remote(), root));
    LoopbackServer.Request last = server.requests().get(server.requests().size() - 1);
    assertThat(last.headers())
        .containsEntry("range", "bytes=70000-")
        .containsEntry("if-range", ETAG);
    assertThat(ear.started).endsWith(70_000L);
  }

  @Test
  void aCompletePartNeedsOnlyItsName() throws IOException {
    breakOffAt(CUT);
    Files.write(hidden("download"), CONTENT);
    int before = server.requests().size();
    assertFetched(fetcher().fetch(remote(), root));
    assertThat(server.requests()).hasSize(before);
  }

  @Test
  void aPartThatWasDamagedIsBegunAgain() throws IOException {
    breakOffAt(CUT);
    byte[] part = Files.readAllBytes(hidden("download"));
    part[5]++;
    Files.write(hidden("download"), part);
    server.willNow(LoopbackServer.file(CONTENT, ETAG));
    assertFetched(fetcher().fetch(remote(), root));
    assertThat(ear.said).anySatisfy(line -> assertThat(line).contains("beginning again"));
    assertThat(server.requests().get(server.requests().size() - 1).from()).isZero();
  }

  @Test
  void aPartLongerThanTheFileIsBegunAgain() throws IOException {
    breakOffAt(CUT);
    Files.write(hidden("download"), new byte[CONTENT.length + 1]);
    server.willNow(LoopbackServer.file(CONTENT, ETAG));
    assertFetched(fetcher().fetch(remote(), root));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "source=elsewhere\nvalidator=\"first\"\n", "\\u00zz", "validator"})
  void aPartOfWhichNothingIsKnownIsBegunAgain(String state) throws IOException {
    breakOffAt(CUT);
    Files.writeString(hidden("download.state"), state);
    server.willNow(LoopbackServer.file(CONTENT, ETAG));
    assertFetched(fetcher().fetch(remote(), root));
    assertThat(server.requests().get(server.requests().size() - 1).headers())
        .doesNotContainKey("range");
  }

  @Test
  void aPartOfAnotherAddressIsBegunAgain() throws IOException {
    breakOffAt(CUT);
    server.willNow(LoopbackServer.file(CONTENT, ETAG));
    assertFetched(fetcher().fetch(remote("/other/sky.fits"), root));
    assertThat(server.requests().get(server.requests().size() - 1).headers())
        .doesNotContainKey("range");
  }

  @Test
  void anotherVersionOnTheServerIsBegunAgain() throws IOException {
    byte[] old = bytes(3, 200_000);
    server.willNow(LoopbackServer.cutFile(old, "\"old\"", CUT), LoopbackServer.file(CONTENT, ETAG));
    assertFetched(fetcher().fetch(remote(), root));
    assertThat(server.requests().get(1).headers()).containsEntry("if-range", "\"old\"");
    assertThat(ear.said).last().asString().contains("does not continue", "beginning again");
  }

  @Test
  void aServerThatIgnoresIfRangeIsFoundOutByTheVersionItNames() throws IOException {
    byte[] old = bytes(3, 300_000);
    server.willNow(
        LoopbackServer.cutFile(old, "\"old\"", CUT),
        (request, out) ->
            LoopbackServer.write(
                out,
                "206 Partial Content",
                List.of("ETag: " + ETAG, "Content-Range: bytes 70000-299999/300000"),
                Arrays.copyOfRange(CONTENT, CUT, CONTENT.length)),
        LoopbackServer.file(CONTENT, ETAG));
    assertFetched(fetcher().fetch(remote(), root));
    assertThat(server.requests().get(2).headers()).doesNotContainKey("range");
  }

  @Test
  void ofAnotherVersionEachPieceIsAGainAgain() throws IOException {
    server.willNow(
        LoopbackServer.cutFile(bytes(3, 290_000), "\"old\"", 250_000),
        LoopbackServer.cutFile(CONTENT, ETAG, 30_000));
    assertFetched(fetcher().fetch(remote(), root));
    assertThat(server.requests()).hasSize(11);
  }

  @Test
  void soItIsWhereTheOtherVersionIsFoundOutByItsName() throws IOException {
    server.willNow(
        LoopbackServer.cutFile(bytes(3, 300_000), "\"old\"", 250_000),
        LoopbackServer.answer(
            "206 Partial Content",
            List.of("ETag: " + ETAG, "Content-Range: bytes 250000-299999/300000"),
            new byte[50_000]),
        LoopbackServer.cutFile(CONTENT, ETAG, 30_000));
    assertFetched(fetcher().fetch(remote(), root));
    assertThat(server.requests()).hasSize(12);
  }

  @Test
  void aServerThatNamesAnotherVersionEachTimeIsGivenUp() {
    AtomicInteger version = new AtomicInteger();
    server.willNow(
        (request, out) ->
            LoopbackServer.cutFile(CONTENT, "\"" + version.incrementAndGet() + "\"", CUT)
                .answer(request, out));
    assertThatThrownBy(() -> fetcher().fetch(remote(), root))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("70000 of 300000 bytes");
    assertThat(server.requests()).hasSize(2 + QUICK.retries());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes 69999-299999/300000",
        "bytes 70000-299999/300001",
        "bytes 70000-299999/*",
        "lines 1-2/3",
        "bytes 99999999999999999999-1/2"
      })
  void aPieceThatWasNotAskedForIsNotUsed(String range) throws IOException {
    server.willNow(
        LoopbackServer.cutFile(CONTENT, ETAG, CUT),
        LoopbackServer.answer(
            "206 Partial Content", List.of("Content-Range: " + range), new byte[230_000]),
        LoopbackServer.file(CONTENT, ETAG));
    assertFetched(fetcher().fetch(remote(), root));
    assertThat(server.requests()).hasSize(3);
    assertThat(server.requests().get(2).headers()).doesNotContainKey("range");
  }

  @Test
  void aServerThatSendsLessThanAskedForIsAskedForTheRest() throws IOException {
    server.willNow(
        LoopbackServer.cutFile(CONTENT, ETAG, CUT),
        LoopbackServer.answer(
            "206 Partial Content",
            List.of("ETag: " + ETAG, "Content-Range: bytes 70000-79999/300000"),
            Arrays.copyOfRange(CONTENT, CUT, CUT + 10_000)),
        LoopbackServer.file(CONTENT, ETAG));
    assertFetched(fetcher().fetch(remote(), root));
    assertThat(server.requests().get(2).from()).isEqualTo(80_000);
  }

  @Test
  void piecesThatMakeAWrongFileAreBegunAgainOnce() throws IOException {
    server.willNow(
        LoopbackServer.cutFile(CONTENT, ETAG, CUT),
        LoopbackServer.answer(
            "206 Partial Content",
            List.of("Content-Range: bytes 70000-299999/300000"),
            new byte[230_000]),
        LoopbackServer.plain(bytes(4, 300_000)));
    assertThatThrownBy(() -> fetcher().fetch(remote(), root))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("found " + sha256(bytes(4, 300_000)));
    assertThat(server.requests()).hasSize(3);
    assertNothingKept();
  }

  @Test
  void aServerWithoutRangesIsAskedForAllAgain() throws IOException {
    server.willNow(
        LoopbackServer.answer(
            "200 OK",
            List.of("ETag: " + ETAG, "Content-Length: 300000"),
            Arrays.copyOf(CONTENT, CUT)),
        LoopbackServer.plain(CONTENT));
    assertFetched(fetcher().fetch(remote(), root));
    assertThat(server.requests().get(1).from()).isEqualTo(CUT);
  }

  @Test
  void aServerWithoutRangesThatAlwaysBreaksOffIsGivenUp() throws IOException {
    server.willNow(
        LoopbackServer.answer(
            "200 OK",
            List.of("ETag: " + ETAG, "Content-Length: 300000"),
            Arrays.copyOf(CONTENT, CUT)));
    assertThatThrownBy(() -> fetcher().fetch(remote(), root))
        .isInstanceOf(FetchException.class)
        .hasMessageContainingAll("70000 of 300000 bytes", "kept for the next try");
    assertThat(server.requests()).hasSize(2 + QUICK.retries());
    assertThat(target()).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ETag: W/\"weak\"", "X-Other: nothing", "ETag: unquoted"})
  void withoutANameOfTheVersionNothingIsContinued(String header) throws IOException {
    server.willNow(
        LoopbackServer.answer(
            "200 OK", List.of(header, "Content-Length: 300000"), Arrays.copyOf(CONTENT, CUT)),
        LoopbackServer.file(CONTENT, ETAG));
    assertFetched(fetcher().fetch(remote(), root));
    assertThat(server.requests().get(1).headers()).doesNotContainKeys("range", "if-range");
  }

  @Test
  void theDateOfChangeNamesAVersionWhereThereIsNoETag() throws IOException {
    String date = "Tue, 04 Mar 2025 10:00:00 GMT";
    server.willNow(
        LoopbackServer.answer(
            "200 OK",
            List.of("Last-Modified: " + date, "Content-Length: 300000"),
            Arrays.copyOf(CONTENT, CUT)),
        LoopbackServer.answer(
            "206 Partial Content",
            List.of("Last-Modified: " + date, "Content-Range: bytes 70000-299999/300000"),
            Arrays.copyOfRange(CONTENT, CUT, CONTENT.length)));
    assertFetched(fetcher().fetch(remote(), root));
    assertThat(server.requests().get(1).headers()).containsEntry("if-range", date);
  }

  @Test
  void aFileThatShrankOnTheServerIsBegunAgain() throws IOException {
    server.willNow(
        LoopbackServer.cutFile(bytes(3, 400_000), ETAG, 350_000),
        LoopbackServer.file(CONTENT, ETAG));
    assertFetched(fetcher().fetch(remote(), root));
    assertThat(server.requests()).hasSize(3);
  }

  @Test
  void aWebPageDoesNotSpoilWhatIsThere() throws IOException {
    breakOffAt(CUT);
    server.willNow(
        LoopbackServer.answer("200 OK", List.of("Content-Type: text/html"), new byte[100]));
    assertThatThrownBy(() -> fetcher().fetch(remote(), root)).hasMessageContaining("web page");
    assertThat(Files.size(hidden("download"))).isEqualTo(CUT);
    server.willNow(LoopbackServer.file(CONTENT, ETAG));
    assertFetched(fetcher().fetch(remote(), root));
    assertThat(server.requests().get(server.requests().size() - 1).from()).isEqualTo(CUT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>",
        "\n<!DOCTYPE HTML><p>Please log in",
        "\ufeff<?xml version='1.0'?>\n<!-- a -->\n<!-- b --><!DOCTYPE html PUBLIC 'c'><html>",
        "<script>location = 'login'</script>"
      })
  void aWebPageThatIsNotCalledOneDoesNotEither(String page) throws IOException {
    breakOffAt(CUT);
    server.willNow(
        (request, out) -> {
          LoopbackServer.write(out, "200 OK", List.of("Content-Type: image/fits"), new byte[0]);
          for (byte each : page.getBytes(StandardCharsets.UTF_8)) {
            out.write(each);
            out.flush();
          }
        });
    assertThatThrownBy(() -> fetcher().fetch(remote(), root)).hasMessageContaining("web page");
    assertThat(Files.size(hidden("download"))).isEqualTo(CUT);
  }

  /** Leaves the part that a process which was killed would leave. */
  private void breakOffAt(int bytes) {
    server.willNow(
        LoopbackServer.cutFile(CONTENT, ETAG, bytes),
        LoopbackServer.status("503 Service Unavailable"));
    assertThatThrownBy(() -> fetcher().fetch(remote(), root))
        .isInstanceOf(FetchException.class)
        .hasMessageContainingAll("503", bytes + " bytes that are here are kept");
  }
}
