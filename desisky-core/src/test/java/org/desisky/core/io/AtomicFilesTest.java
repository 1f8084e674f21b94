package org.desisky.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.desisky.core.DesiskyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
  @TempDir Path folder;

  @Test
  void writesAndReplaces() throws IOException {
    Path file = folder.resolve("deep/er/a.txt");
    AtomicFiles.write(file, out -> out.write('a'));
    AtomicFiles.write(file, out -> out.write('b'));
    assertThat(file).hasContent("b");
    assertThat(file.getParent()).isDirectoryContaining("glob:**a.txt");
    try (var files = Files.list(file.getParent())) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void aFailureLeavesTheOldFileAndNothingElse() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "old");
    assertThatThrownBy(
            () ->
                AtomicFiles.write(
                    file,
                    out -> {
                      out.write('n');
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(DesiskyException.class)
        .hasMessageContaining("a.txt")
        .hasMessageContaining("No space left on device");
    assertThat(file).hasContent("old");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void anInterruptedThreadLeavesTheOldFileAndIsToldSo() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "old");
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> AtomicFiles.write(file, out -> out.write('n')))
          .isInstanceOf(DesiskyException.class)
          .hasMessage("cannot write " + file + ": the thread was interrupted");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(file).hasContent("old");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void whatIsHalfWrittenGoesWhereAProgramSaysThatItEnds() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "old");
    assertThatThrownBy(
            () ->
                AtomicFiles.writeByPath(
                    file,
                    part -> {
                      Files.writeString(part, "half");
                      AtomicFiles.removeUnfinished();
                      assertThat(part).doesNotExist();
                    }))
        .isInstanceOf(DesiskyException.class);
    assertThat(file).hasContent("old");
    AtomicFiles.removeUnfinished();
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void whatAKilledProcessLeftIsRemoved() throws IOException {
    Path stale = Files.writeString(folder.resolve(".a.txt.999999999-1.part"), "half");
    Path young = Files.writeString(folder.resolve(".a.txt.999999998-1.part"), "half");
    Files.setLastModifiedTime(stale, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    Path living =
        Files.writeString(
            folder.resolve(".b.txt." + ProcessHandle.current().pid() + "-77.part"), "half");
    AtomicFiles.write(folder.resolve("c.txt"), out -> out.write('c'));
    assertThat(stale).doesNotExist();
    assertThat(young).exists();
    assertThat(living).exists();
  }

  @Test
  void namesThatOnlyLookLikeItAreLeftAlone() throws IOException {
    Path other = Files.writeString(folder.resolve(".a.20240131120000123456-1.part"), "half");
    Files.setLastModifiedTime(other, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    AtomicFiles.write(folder.resolve("c.txt"), out -> out.write('c'));
    assertThat(folder.resolve("c.txt")).hasContent("c");
    assertThat(other).exists();
  }

  @Test
  void soIsWhatOneLeftThatTriedToWriteToAMissingFolder() throws IOException {
    long own = ProcessHandle.current().pid();
    Path beside = probe(folder.resolve(".probe.999999999-1.part"), 2);
    Path within = probe(folder.resolve("models/.probe.999999999-1.part"), 2);
    Path young = probe(folder.resolve(".probe.999999998-1.part"), 0);
    Path living = probe(folder.resolve(".probe." + own + "-77.part"), 2);
    Path full = probe(folder.resolve(".full.999999997-1.part"), 0);
    Files.writeString(full.resolve("run/models/precious"), "content");
    age(full, 2);
    AtomicFiles.checkReplaceable(folder.resolve("models/new/c.npz"));
    assertThat(beside).doesNotExist();
    assertThat(within).doesNotExist();
    assertThat(young.resolve("run/models/.a.npz.1-1.part")).exists();
    assertThat(living.resolve("run/models/.a.npz.1-1.part")).exists();
    assertThat(full.resolve("run/models/precious")).hasContent("content");
    age(young, 2);
    AtomicFiles.write(folder.resolve("c.txt"), out -> out.write('c'));
    assertThat(young).doesNotExist();
  }

  /** What a process leaves that is killed while it tries whether a folder can be made. */
  private static Path probe(Path probe, int daysAgo) throws IOException {
    Files.createDirectories(probe.resolve("run/models"));
    Files.createFile(probe.resolve("run/models/.a.npz.1-1.part"));
    age(probe, daysAgo);
    return probe;
  }

  private static void age(Path path, int days) throws IOException {
    Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofDays(days))));
  }

  @Test
  void aFolderThatCannotBeIsSaidSo() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> AtomicFiles.checkWritable(file.resolve("folder")))
        .isInstanceOf(DesiskyException.class)
        .hasMessageContaining("cannot write to the folder");
    Files.createDirectory(folder.resolve("new"));
    AtomicFiles.checkWritable(folder.resolve("new"));
    assertThatThrownBy(() -> AtomicFiles.checkReplaceable(folder.resolve("new")))
        .isInstanceOf(DesiskyException.class)
        .hasMessageContaining("it is a folder");
    assertThatThrownBy(() -> AtomicFiles.checkReplaceable(folder.resolve("n".repeat(300))))
        .isInstanceOf(DesiskyException.class)
        .hasMessageContaining("cannot write");
    AtomicFiles.checkReplaceable(file);
    assertThat(file).isRegularFile();
    assertThat(folder.resolve("new")).isEmptyDirectory();
  }

  @Test
  void aFolderThatIsMissingIsTriedAndNotMade() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");
    AtomicFiles.checkWritable(folder.resolve("a/b"));
    AtomicFiles.checkReplaceable(folder.resolve("a/b/c.npz"));
    AtomicFiles.checkReplaceable(folder.resolve("a/../d/c.npz"));
    String tooLong = "n".repeat(300);
    for (Path bad :
        List.of(
            folder.resolve("a").resolve(tooLong).resolve("c.npz"),
            folder.resolve("a").resolve(tooLong),
            file.resolve("a/c.npz"))) {
      assertThatThrownBy(() -> AtomicFiles.checkReplaceable(bad))
          .isInstanceOf(DesiskyException.class)
          .hasMessageContaining("cannot write");
    }
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
    assertThat(file).hasContent("old");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aLinkToNowhereIsNoFolder() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nowhere"));
    assertThatThrownBy(() -> AtomicFiles.checkReplaceable(link.resolve("a/c.npz")))
        .isInstanceOf(DesiskyException.class)
        .hasMessageContaining("cannot write to the folder");
    Path folders = Files.createDirectories(folder.resolve("some/where"));
    Path there = Files.createSymbolicLink(folder.resolve("there"), folders);
    AtomicFiles.checkReplaceable(there.resolve("../c.npz"));
    AtomicFiles.checkReplaceable(there.resolve("new/c.npz"));
    assertThat(folders).isEmptyDirectory();
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(link, there, folder.resolve("some"));
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aLinkStaysOneAndTheFileThatItEndsInIsWritten() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    Path near = Files.createDirectory(folder.resolve("near"));
    Path file = other.resolve("a.txt");
    Path between = Files.createSymbolicLink(other.resolve("between"), Path.of("a.txt"));
    Path link = Files.createSymbolicLink(near.resolve("link"), Path.of("../other/between"));
    AtomicFiles.checkReplaceable(link);
    AtomicFiles.removeHalfWritten(link);
    assertThat(file).doesNotExist();
    for (String text : List.of("new", "newer")) {
      AtomicFiles.writeByPath(
          link,
          part -> {
            assertThat(part.getParent().toRealPath()).isEqualTo(other.toRealPath());
            Files.writeString(part, text);
          });
      assertThat(file).hasContent(text).isRegularFile();
    }
    assertThat(link).isSymbolicLink();
    assertThat(between).isSymbolicLink();
    Path half = Files.writeString(other.resolve(".a.txt.999999998-1.part"), "half");
    AtomicFiles.removeHalfWritten(link);
    assertThat(half).doesNotExist();
    AtomicFiles.remove(link);
    AtomicFiles.remove(link);
    assertThat(file).doesNotExist();
    assertThat(link).isSymbolicLink();
    try (var files = Files.list(near)) {
      assertThat(files).containsExactly(link);
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aLinkMayLeadToAFolderThatIsMissing() throws IOException {
    Path file = folder.resolve("missing/a.txt");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    AtomicFiles.checkReplaceable(link);
    AtomicFiles.removeHalfWritten(link);
    assertThat(file.getParent()).doesNotExist();
    AtomicFiles.write(link, out -> out.write('a'));
    assertThat(file).hasContent("a");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void whatIsNoOrdinaryFileIsNotReplaced() throws IOException, InterruptedException {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Path toPipe = Files.createSymbolicLink(folder.resolve("to-pipe"), pipe);
    Path toDevice = Files.createSymbolicLink(folder.resolve("null"), Path.of("/dev/null"));
    for (Path bad : List.of(pipe, toPipe, toDevice)) {
      assertThatThrownBy(() -> AtomicFiles.checkReplaceable(bad))
          .isInstanceOf(DesiskyException.class)
          .hasMessageContaining(bad + ": it is not an ordinary file");
      assertThatThrownBy(() -> AtomicFiles.write(bad, out -> out.write('a')))
          .isInstanceOf(DesiskyException.class)
          .hasMessageContaining(bad + ": it is not an ordinary file");
      assertThatThrownBy(() -> AtomicFiles.remove(bad)).isInstanceOf(IOException.class);
    }
    Path loop = Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
    assertThatThrownBy(() -> AtomicFiles.checkReplaceable(loop))
        .isInstanceOf(DesiskyException.class)
        .hasMessageContaining("lead to each other");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(pipe, toPipe, toDevice, loop);
    }
  }
}
