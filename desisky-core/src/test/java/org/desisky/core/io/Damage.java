package org.desisky.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.desisky.core.DesiskyException;

/** Damages files at random, and makes sure that who reads them bears it. */
public final class Damage {
  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-1",
          "2",
          "1E9",
          "2000000000",
          "2147483647",
          "4294967296",
          "999999",
          "9223372036854775807",
          "99999999999999999999",
          "NaN",
          "0x10");
  private static final int CARD = 80;
  private static final int SECONDS = 20;

  /** Of one thread, so that what a reading does in parallel is done there, too. */
  private static ForkJoinPool pool = new ForkJoinPool(1);

  private Damage() {}

  /**
   * A copy with one to four damages: bytes changed, put in, taken out or cut off, numbers written
   * in decimal replaced by others, four bytes set to an extreme, cards of 80 bytes exchanged.
   *
   * @param within damages begin before this byte, such as the end of the headers
   */
  public static byte[] of(byte[] whole, int within, Random random) {
    byte[] bytes = whole.clone();
    for (int i = random.nextInt(4); i >= 0 && bytes.length > 2 * CARD; i--) {
      bytes = once(bytes, Math.min(within, bytes.length), random);
    }
    return bytes;
  }

  private static byte[] once(byte[] bytes, int within, Random random) {
    int at = random.nextInt(within);
    switch (random.nextInt(8)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt(256);
      case 2 -> {
        byte[] more = new byte[1 + random.nextInt(CARD)];
        random.nextBytes(more);
        return replaced(bytes, at, at, more);
      }
      case 3 -> {
        int end = Math.min(bytes.length, at + 1 + random.nextInt(CARD));
        return replaced(bytes, at, end, new byte[0]);
      }
      case 4 -> {
        return Arrays.copyOf(bytes, at + 1);
      }
      case 5 -> {
        int start = Math.min(at, bytes.length - 4);
        byte[] extreme =
            random.nextBoolean() ? new byte[] {127, -1, -1, -1} : new byte[] {-1, -1, -1, -1};
        System.arraycopy(extreme, 0, bytes, start, 4);
      }
      case 6 -> {
        int from = random.nextInt(within) / CARD * CARD;
        int to = Math.min(at / CARD * CARD, bytes.length - CARD);
        System.arraycopy(bytes, Math.min(from, bytes.length - CARD), bytes, to, CARD);
      }
      default -> {
        return withNumber(bytes, within, random);
      }
    }
    return bytes;
  }

  /** Another number in place of one, over what follows it or pushing that away. */
  private static byte[] withNumber(byte[] bytes, int within, Random random) {
    String text = new String(bytes, 0, within, StandardCharsets.ISO_8859_1);
    List<MatchResult> numbers = NUMBER.matcher(text).results().toList();
    if (numbers.isEmpty()) {
      return bytes;
    }
    MatchResult old = numbers.get(random.nextInt(numbers.size()));
    byte[] other =
        NUMBERS.get(random.nextInt(NUMBERS.size())).getBytes(StandardCharsets.ISO_8859_1);
    int end = random.nextBoolean() ? old.end() : old.start() + other.length;
    return replaced(bytes, old.start(), Math.min(end, bytes.length), other);
  }

  private static byte[] replaced(byte[] bytes, int start, int end, byte[] by) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + by.length);
    out.write(bytes, 0, start);
    out.writeBytes(by);
    out.write(bytes, end, bytes.length - end);
    return out.toByteArray();
  }

  /**
   * Runs a reading, in a pool of one thread so that what it does in parallel is seen too.
   *
   * @param bytesAllowed what it may allocate
   * @return whether it read something, and did not end in an error of ours
   */
  public static synchronized boolean isBorne(Callable<?> reading, long bytesAllowed)
      throws Exception {
    try {
      return pool.submit(() -> measured(reading, bytesAllowed)).get(SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      pool.shutdownNow(); // which is left to a reading that does not end
      pool = new ForkJoinPool(1);
      return fail("no end after " + SECONDS + " s", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AssertionError error) {
        throw error;
      }
      return fail("no error of ours: " + e.getCause(), e);
    }
  }

  private static boolean measured(Callable<?> reading, long bytesAllowed) throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    boolean isRead;
    try {
      reading.call();
      isRead = true;
    } catch (DesiskyException e) {
      assertThat(e.getMessage()).hasSizeLessThan(1500).doesNotContainPattern("\\p{Cntrl}");
      isRead = false;
    }
    assertThat(threads.getCurrentThreadAllocatedBytes() - before)
        .as("bytes allocated")
        .isLessThan(bytesAllowed);
    return isRead;
  }
}
