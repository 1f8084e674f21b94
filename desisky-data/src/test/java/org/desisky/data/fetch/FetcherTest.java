package org.desisky.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.desisky.core.DesiskyException;
import org.desisky.core.io.BadFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file must be to get its name, and what is done about one that has it. */
class FetcherTest extends FetchCase {
  @Test
  void bringsTheFileAndTellsHowItGoes() throws IOException {
    assertFetched(fetcher().fetch(remote(), root));
    assertThat(server.requests()).hasSize(1);
    assertThat(server.requests().get(0).path()).isEqualTo("/some/sky.fits");
    assertThat(server.requests().get(0).headers())
        .containsEntry("accept-encoding", "identity")
        .doesNotContainKeys("range", "authorization");
    assertThat(ear.said).isEmpty();
    assertThat(ear.started).containsExactly(0L);
    assertThat(ear.totals).containsExactly(OptionalLong.of(CONTENT.length));
    assertThat(ear.last).isEqualTo(CONTENT.length);
    assertThat(ear.ended).hasValue(1);
  }

  @Test
  void aFileOfUnknownLengthIsTakenToItsEnd() throws IOException {
    server.willNow(LoopbackServer.answer("200 OK", List.of(), CONTENT));
    assertFetched(fetcher().fetch(remote(), root));
    assertThat(ear.totals).containsExactly(OptionalLong.empty());
  }

  @Test
  void whatWasFetchedIsNotFetchedAgain() throws IOException {
    fetcher().fetch(remote(), root);
    assertThat(fetcher().fetch(remote(), root))
        .isEqualTo(new Fetched(target(), CONTENT.length, false, true));
    assertThat(server.requests()).hasSize(1);
    assertThat(ear.said).isEmpty();
  }

  @Test
  void aFileThatIsThereIsCheckedOnceAndThenKnown() throws IOException {
    put(CONTENT);
    assertThat(fetcher().fetch(remote(), root).downloaded()).isFalse();
    assertThat(ear.said).hasSize(1).first().asString().startsWith("Checking ");
    assertThat(fetcher().fetch(remote(), root).verified()).isTrue();
    assertThat(ear.said).hasSize(1);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aFileThatChangedIsCheckedAgain() throws IOException {
    fetcher().fetch(remote(), root);
    byte[] other = CONTENT.clone();
    other[17]++;
    FileTime later = FileTime.fromMillis(Files.getLastModifiedTime(target()).toMillis() + 2000);
    Files.write(target(), other);
    Files.setLastModifiedTime(target(), later);
    assertFetched(fetcher().fetch(remote(), root));
    assertThat(ear.said.get(1))
        .contains(target().toString(), sha256(CONTENT), sha256(other), "downloading");
  }

  @Test
  void whatIsKnownOfOneChecksumIsNotBelievedOfAnother() throws IOException {
    fetcher().fetch(remote(), root);
    byte[] next = bytes(9, 5000);
    server.willNow(LoopbackServer.plain(next));
    RemoteFile newer =
        new RemoteFile(
            "the sky",
            remote().address(),
            Optional.of(sha256(next)),
            1_000_000,
            remote().place(),
            remote().tokenVariable());
    assertThat(fetcher().fetch(newer, root).bytes()).isEqualTo(5000);
  }

  private RemoteFile withoutChecksum() {
    RemoteFile known = remote();
    return new RemoteFile(
        known.title(),
        known.address(),
        Optional.empty(),
        known.mostBytes(),
        known.place(),
        known.tokenVariable());
  }

  private static void mustBeTheContent(Path file) {
    try {
      if (!Arrays.equals(Files.readAllBytes(file), CONTENT)) {
        throw new DesiskyException("not what it should be");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aFileWithoutPublishedChecksumHasToPassACheck() throws IOException {
    Fetcher checking = fetcher().checkedBy(FetcherTest::mustBeTheContent);
    assertThat(checking.fetch(withoutChecksum(), root))
        .isEqualTo(new Fetched(target(), CONTENT.length, true, false));
    assertThat(checking.fetch(withoutChecksum(), root).downloaded()).isFalse();
    assertThat(server.requests()).hasSize(1);
    put(bytes(5, 10));
    assertThat(checking.fetch(withoutChecksum(), root).downloaded()).isTrue();
    assertThat(Arrays.equals(Files.readAllBytes(target()), CONTENT)).isTrue();
    assertThat(ear.said).hasSize(1).first().asString().contains("not what it should be");
  }

  @Test
  void whatFailsTheCheckIsNotKept() {
    server.willNow(LoopbackServer.plain(bytes(7, 2000)));
    Fetcher checking = fetcher().checkedBy(FetcherTest::mustBeTheContent);
    assertThatThrownBy(() -> checking.fetch(withoutChecksum(), root))
        .isInstanceOf(FetchException.class)
        .hasMessageContainingAll("the sky", "not what it should be", "not kept");
    assertNothingKept();
  }

  @Test
  void aBadFileStaysUntilTheGoodOneIsComplete() throws IOException {
    byte[] mine = "my only copy".getBytes(StandardCharsets.UTF_8);
    put(mine);
    server.willNow(LoopbackServer.status("404 Not Found"));
    assertThatThrownBy(() -> fetcher().fetch(remote(), root)).isInstanceOf(FetchException.class);
    assertThat(target()).hasBinaryContent(mine);
    server.willNow(LoopbackServer.plain(bytes(2, 300_000)));
    assertThatThrownBy(() -> fetcher().fetch(remote(), root)).isInstanceOf(FetchException.class);
    assertThat(target()).hasBinaryContent(mine);
    server.willNow(LoopbackServer.plain(CONTENT));
    assertFetched(fetcher().fetch(remote(), root));
  }

  @Test
  void wrongBytesAreRefusedAndForgotten() throws IOException {
    byte[] wrong = bytes(2, 300_000);
    server.willNow(LoopbackServer.file(wrong, ETAG));
    assertThatThrownBy(() -> fetcher().fetch(remote(), root))
        .isInstanceOf(FetchException.class)
        .hasMessageContainingAll("the sky", "300000 bytes", sha256(CONTENT), sha256(wrong));
    assertNothingKept();
    assertThat(server.requests()).hasSize(1);
    server.willNow(LoopbackServer.file(CONTENT, ETAG));
    assertFetched(fetcher().fetch(remote(), root));
    assertThat(server.requests().get(1).headers()).doesNotContainKey("range");
  }

  @Test
  void moreBytesThanAnnouncedAreNotTaken() throws IOException {
    byte[] longer = new byte[CONTENT.length + 500];
    System.arraycopy(CONTENT, 0, longer, 0, CONTENT.length);
    server.willNow(
        LoopbackServer.answer("200 OK", List.of("Content-Length: " + CONTENT.length), longer));
    assertFetched(fetcher().fetch(remote(), root));
    Files.delete(target());
    server.willNow(LoopbackServer.answer("200 OK", List.of("Content-Length: 1000"), CONTENT));
    assertThatThrownBy(() -> fetcher().fetch(remote(), root))
        .isInstanceOf(FetchException.class)
        .hasMessageContainingAll("1000 bytes", "SHA-256");
    assertNothingKept();
  }

  @Test
  void moreBytesThanTheFileCanHaveAreRefused() throws IOException {
    byte[] huge = new byte[1_000_001];
    server.willNow(LoopbackServer.plain(huge));
    assertThatThrownBy(() -> fetcher().fetch(remote(), root))
        .isInstanceOf(FetchException.class)
        .hasMessageContainingAll("1000001 bytes or more", "at most 1000000");
    server.willNow(LoopbackServer.answer("200 OK", List.of(), huge));
    assertThatThrownBy(() -> fetcher().fetch(remote(), root))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("at most 1000000");
    assertNothingKept();
  }

  @Test
  void aWebPageIsNotTheFile() throws IOException {
    byte[] page = "\n<!DOCTYPE HTML><p>Please log in".getBytes(StandardCharsets.UTF_8);
    server.willNow(LoopbackServer.plain(page));
    assertThatThrownBy(() -> fetcher().withoutVerifying().fetch(remote(), root))
        .isInstanceOf(FetchException.class)
        .hasMessageContainingAll("web page", "login", "127.0.0.1");
    server.willNow(
        LoopbackServer.answer(
            "200 OK", List.of("Content-Type: text/html; charset=utf-8"), CONTENT));
    assertThatThrownBy(() -> fetcher().fetch(remote(), root))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("web page");
    assertNothingKept();
  }

  @Test
  void whatIsCalledAWebPageIsNotWaitedFor() {
    AtomicBoolean isRefused = new AtomicBoolean();
    AtomicBoolean cameTooLate = new AtomicBoolean();
    server.willNow(
        (request, out) -> {
          LoopbackServer.write(out, "200 OK", List.of("Content-Type: text/html"), new byte[0]);
          // No byte of the page comes before the fetch has ended, or else after this long.
          for (int i = 0; i < 500 && !isRefused.get(); i++) {
            TimeUnit.MILLISECONDS.sleep(20);
          }
          cameTooLate.set(!isRefused.get());
        });
    assertThatThrownBy(() -> fetcher(FetchSettings.DEFAULT, Map.of()).fetch(remote(), root))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("web page");
    isRefused.set(true);
    assertThat(cameTooLate).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"<VOTABLE><html>", "<", "<!-- an unfinished remark", "html"})
  void whatOnlyLooksLikeAWebPageIsTaken(String text) {
    byte[] file = text.getBytes(StandardCharsets.UTF_8);
    server.willNow(LoopbackServer.plain(file));
    assertThat(fetcher().withoutVerifying().fetch(remote(), root).path()).hasBinaryContent(file);
  }

  @Test
  void aCompressedAnswerIsRefused() {
    server.willNow(LoopbackServer.answer("200 OK", List.of("Content-Encoding: gzip"), CONTENT));
    assertThatThrownBy(() -> fetcher().fetch(remote(), root))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("compressed");
  }

  @Test
  void withoutVerifyingAnyCompleteFileIsTaken() throws IOException {
    byte[] other = bytes(2, 1000);
    server.willNow(LoopbackServer.plain(other));
    Fetched fetched = fetcher().withoutVerifying().fetch(remote(), root);
    assertThat(fetched).isEqualTo(new Fetched(target(), 1000, true, false));
    assertThat(fetcher().withoutVerifying().fetch(remote(), root).downloaded()).isFalse();
    server.willNow(LoopbackServer.plain(CONTENT));
    assertFetched(fetcher().fetch(remote(), root));
  }

  @Test
  void anEmptyFileIsNeverTheOne() throws IOException {
    server.willNow(LoopbackServer.status("200 OK"));
    assertThatThrownBy(() -> fetcher().withoutVerifying().fetch(remote(), root))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("empty file");
    assertNothingKept();
    server.willNow(LoopbackServer.file(CONTENT, ETAG));
    put(new byte[0]);
    assertThat(fetcher().withoutVerifying().fetch(remote(), root).downloaded()).isTrue();
  }

  @Test
  void tooLittleSpaceIsSaidBeforeAnythingIsWritten() throws IOException {
    FetchSettings full = settingsWithSpace(1_000_000);
    assertThatThrownBy(() -> fetcher(full, Map.of()).fetch(remote(), root))
        .isInstanceOf(FetchException.class)
        .hasMessageContainingAll("not enough space", "dr1", "1.3 MB are needed", "1.0 MB are free");
    assertNothingKept();
    assertThat(ear.started).isEmpty();
    assertThat(ear.ended).hasValue(1);
    assertFetched(fetcher(settingsWithSpace(1_400_000), Map.of()).fetch(remote(), root));
  }

  private static FetchSettings settingsWithSpace(long bytes) {
    return new FetchSettings(
        QUICK.connect(),
        QUICK.headers(),
        QUICK.stall(),
        QUICK.retries(),
        QUICK.firstWait(),
        QUICK.longestWait(),
        QUICK.longestRetryAfter(),
        QUICK.lockPoll(),
        folder -> bytes);
  }

  @Test
  void aFolderInThePlaceOfTheFileIsNamed() throws IOException {
    Files.createDirectories(target());
    assertThatThrownBy(() -> fetcher().fetch(remote(), root))
        .isInstanceOf(FetchException.class)
        .hasMessageContainingAll(target().toString(), "not a file");
  }

  @Test
  void aPartThatCannotBeWrittenIsNamed() throws IOException {
    Files.createDirectories(hidden("download").resolve("full"));
    assertThatThrownBy(() -> fetcher().fetch(remote(), root))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("cannot write " + hidden("download"));
  }

  @Test
  void aCacheFolderThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.createFile(root.resolve("file"));
    assertThatThrownBy(() -> fetcher().fetch(remote(), file.resolve("cache")))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("cannot write to the folder " + file);
    assertThatThrownBy(() -> fetcher().fetch(remote(), file))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining(file.toString());
    assertThat(server.requests()).isEmpty();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void nothingIsWrittenThroughLinksOutOfTheCacheFolder(@TempDir Path elsewhere) throws IOException {
    Path cache = Files.createDirectory(root.resolve("cache"));
    Path mine = Files.writeString(elsewhere.resolve("mine.fits"), "mine");
    Path place = remote().in(cache);
    Files.createSymbolicLink(place.getParent(), elsewhere);
    assertRefused(cache, place.getParent());
    Files.delete(place.getParent());
    Files.createDirectory(place.getParent());
    Files.createSymbolicLink(place, mine);
    assertRefused(cache, place);
    Files.delete(place);
    Files.createSymbolicLink(place, elsewhere.resolve("nothing"));
    assertRefused(cache, place);
    assertThat(elsewhere).isDirectoryNotContaining("glob:**/.*");
    assertThat(mine).hasContent("mine");
    assertThat(server.requests()).isEmpty();
  }

  /** As a user links to another disk, or to what a site has for all. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisabledOnOs(OS.WINDOWS)
  void linksOutOfTheCacheFolderAreFollowedToAFileThatIsRight(
      boolean linksFolder, @TempDir Path elsewhere) throws IOException {
    Path shared = Files.write(elsewhere.resolve("sky.fits"), CONTENT);
    if (linksFolder) {
      Files.createSymbolicLink(target().getParent(), elsewhere);
    } else {
      Files.createDirectory(target().getParent());
      Files.createSymbolicLink(target(), shared);
    }
    for (int i = 0; i < 2; i++) {
      assertThat(Fetcher.isPublished(remote(), root)).isTrue();
      assertThat(fetcher().withoutVerifying().fetch(remote(), root).bytes()).isEqualTo(300_000);
      assertThat(fetcher().fetch(remote(), root).downloaded()).isFalse();
    }
    assertThat(server.requests()).isEmpty();
    assertThat(elsewhere).isDirectoryNotContaining("glob:**/.*");
  }

  @Test
  void onlyAFileThatIsThereCanBeThePublishedOne() throws IOException {
    for (RemoteFile file : List.of(remote(), withoutChecksum())) {
      assertThatThrownBy(() -> Fetcher.isPublished(file, root))
          .isInstanceOf(BadFileException.class)
          .hasMessageContaining(target() + ": no such file");
    }
    put(bytes(5, 10));
    assertThat(Fetcher.isPublished(withoutChecksum(), root)).isTrue();
    assertThat(Fetcher.isPublished(remote(), root)).isFalse();
    put(CONTENT);
    assertThat(Fetcher.isPublished(remote(), root)).isTrue();
  }

  private void assertRefused(Path cache, Path link) {
    assertThatThrownBy(() -> fetcher().fetch(remote(), cache))
        .isInstanceOf(FetchException.class)
        .hasMessageContainingAll(link.toString(), "link out of the cache folder");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void theCacheFolderItselfMayBeALink(@TempDir Path elsewhere) throws IOException {
    Path cache = Files.createSymbolicLink(root.resolve("cache"), elsewhere);
    assertThat(fetcher().fetch(remote(), cache).downloaded()).isTrue();
    assertThat(elsewhere.resolve("dr1/sky.fits")).hasBinaryContent(CONTENT);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aLinkInThePlaceOfAHiddenFileIsNotWrittenThrough() throws IOException {
    Path mine = Files.writeString(root.resolve("mine"), "mine");
    Files.createDirectories(target().getParent());
    Files.createSymbolicLink(hidden("download"), mine);
    Files.createSymbolicLink(hidden("verified"), mine);
    Files.createSymbolicLink(hidden("download.state"), mine);
    assertFetched(fetcher().fetch(remote(), root));
    assertThat(mine).hasContent("mine");
  }

  @Test
  void onlyTheFileAndItsSmallHiddenOnesAreLeft() throws IOException {
    fetcher().fetch(remote(), root);
    assertThat(hidden("lock")).isEmptyFile();
    assertThat(hidden("verified")).content().contains(sha256(CONTENT), "size=300000");
    assertThat(filesInFolder()).isEqualTo(3);
  }

  @Test
  void aStopIsHeededAndKeepsWhatIsThere() throws IOException {
    Fetcher stopping = fetcher().stoppingWhen(() -> ear.last > 100_000);
    assertThatThrownBy(() -> stopping.fetch(remote(), root))
        .isInstanceOf(FetchException.class)
        .hasMessageContainingAll("stopped", "bytes that are here are kept");
    assertThat(Files.size(hidden("download"))).isGreaterThan(100_000).isLessThan(300_000);
    ear.last = 0;
    assertFetched(fetcher().fetch(remote(), root));
    assertThat(server.requests().get(1).from()).isGreaterThan(100_000);
  }
}
