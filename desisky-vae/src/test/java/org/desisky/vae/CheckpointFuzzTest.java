package org.desisky.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.desisky.core.DesiskyException;
import org.desisky.core.io.Damage;
import org.desisky.core.io.NpyWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever happened to a checkpoint, it is read or refused by an error of ours: fast, and in memory
 * that the file's own size accounts for.
 */
class CheckpointFuzzTest {
  private static final int LINE_TRIES = 2000;
  private static final int START_TRIES = 600;
  private static final int WHOLE_TRIES = 60;

  /** The line of JSON, the two sizes and the head of the first weight. */
  private static final int HEADERS = 341 + 2 * 136 + 128;

  private static final long ALLOWED = 4 << 20;

  @TempDir Path folder;

  @Test
  void aDamagedHeaderLineIsBorne() throws Exception {
    byte[] line = Arrays.copyOf(start(), 340);
    int read = 0;
    for (int seed = 0; seed < LINE_TRIES; seed++) {
      byte[] damaged = Damage.of(line, line.length, new Random(seed));
      boolean isRead =
          Damage.isBorne(
              () -> {
                try {
                  return CheckpointHeader.parse(damaged);
                } catch (IOException e) { // what Checkpoint makes an error of the file
                  throw new DesiskyException("refused", e);
                }
              },
              ALLOWED);
      read += isRead ? 1 : 0;
    }
    assertThat(read).isBetween(1, LINE_TRIES / 2);
  }

  /** The start alone: what is damaged in the headers comes to light before the file ends. */
  @Test
  void aDamagedStartIsBorne() throws Exception {
    byte[] start = start();
    Path file = folder.resolve("damaged.eqx");
    Files.write(file, start); // once before, for the classes that are loaded
    assertThatThrownBy(() -> Checkpoint.read(file)).isInstanceOf(CorruptCheckpointException.class);
    for (int seed = 0; seed < START_TRIES; seed++) {
      Files.write(file, Damage.of(start, HEADERS, new Random(seed)));
      assertThat(Damage.isBorne(() -> Checkpoint.read(file), ALLOWED)).isFalse();
    }
  }

  /** The whole, with damaged headers before the same weights. */
  @Test
  void aDamagedCheckpointIsBorne() throws Exception {
    Path whole = Golden.gunzip("01_checkpoint/vae_nested.eqx.gz", folder);
    byte[] headers = Arrays.copyOf(start(), HEADERS);
    long size = Files.size(whole);
    assertThat(Damage.isBorne(() -> Checkpoint.read(whole), 3 * size)).isTrue();
    int read = 0;
    for (int seed = 0; seed < WHOLE_TRIES; seed++) {
      byte[] damaged = Damage.of(headers, HEADERS, new Random(seed));
      Path file = folder.resolve("damaged.eqx");
      Files.write(file, damaged);
      try (FileChannel out = FileChannel.open(file, StandardOpenOption.APPEND);
          FileChannel in = FileChannel.open(whole)) {
        in.transferTo(HEADERS, size - HEADERS, out);
      }
      read += Damage.isBorne(() -> Checkpoint.read(file), 3 * size) ? 1 : 0;
    }
    assertThat(read).isLessThan(WHOLE_TRIES / 2);
  }

  /** Of 8 KiB that promise 12.8 GB. */
  @Test
  void aFileThatIsTooShortMakesNoModel() throws Exception {
    Path file = folder.resolve("short.eqx");
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(CheckpointHeader.of(2, 40_000).toLine());
      NpyWriter.scalar(out, 2);
      NpyWriter.scalar(out, 40_000);
      NpyWriter.floats(out, new float[2000], 1000, 2);
    }
    assertThatThrownBy(
            () ->
                CheckpointReader.read(
                    file,
                    header -> {
                      throw new AssertionError("room was made for all");
                    }))
        .isInstanceOf(CorruptCheckpointException.class)
        .hasMessageContaining("common_fc.layers[0].bias at byte " + Files.size(file));
  }

  private byte[] start() throws IOException {
    Path whole = Golden.gunzip("01_checkpoint/vae_nested.eqx.gz", folder);
    try (var in = Files.newInputStream(whole)) {
      return in.readNBytes(1 << 14);
    }
  }
}
