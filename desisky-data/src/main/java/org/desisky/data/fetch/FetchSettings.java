package org.desisky.data.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Times and numbers of a fetch, apart so that tests need not wait.
 *
 * @param connect the longest wait for a connection
 * @param headers the longest wait for the start of an answer
 * @param stall the longest wait for the next bytes of a file
 * @param retries how many more tries are made while nothing is gained
 * @param firstWait before the first retry, doubled for each next one
 * @param longestWait where doubling ends
 * @param longestRetryAfter the longest wait that a server may ask for
 * @param lockPoll how often a lock held by another process is tried
 * @param space how much may be written to a folder
 */
record FetchSettings(
    Duration connect,
    Duration headers,
    Duration stall,
    int retries,
    Duration firstWait,
    Duration longestWait,
    Duration longestRetryAfter,
    Duration lockPoll,
    UsableSpace space) {

  /** How many bytes may be written to a folder. */
  @FunctionalInterface
  interface UsableSpace {
    long of(Path folder) throws IOException;
  }

  static final FetchSettings DEFAULT =
      new FetchSettings(
          Duration.ofSeconds(15),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          5,
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          Duration.ofMinutes(5),
          Duration.ofMillis(200),
          folder -> Files.getFileStore(folder).getUsableSpace());
}
