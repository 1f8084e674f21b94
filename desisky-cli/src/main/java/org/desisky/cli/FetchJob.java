package org.desisky.cli;

import java.nio.file.Path;
import java.util.Locale;
import org.desisky.data.fetch.FetchException;
import org.desisky.data.fetch.Fetched;
import org.desisky.data.fetch.Fetcher;
import org.desisky.data.fetch.RemoteFile;

/** The job of everything that fetches: a file into its folder, with progress on the terminal. */
final class FetchJob {
  private FetchJob() {}

  /**
   * What fetches a file for somebody at a terminal. Ctrl-C ends it at once, wherever it is: what
   * has arrived is on disk, and the next fetch goes on there.
   */
  static Fetcher fetcher(RemoteFile file, Talk talk) {
    FetchProgress progress = new FetchProgress(file.title(), talk, talk.watched());
    return Fetcher.ofUser().observedBy(progress);
  }

  /** Brings a file and verifies it; where that fails, the error names what to do instead. */
  static Fetched runOr(String instead, RemoteFile file, Path root, Talk talk) {
    try {
      return run(file, root, true, talk);
    } catch (FetchException e) {
      throw new FetchException(e.getMessage() + " (" + instead + ")", e);
    }
  }

  /** Says so if the file that is there already is not the published one; without the network. */
  static void checkOffline(RemoteFile file, Path root, Talk talk) {
    if (!Fetcher.isPublished(file, root)) {
      talk.warn(
          file.in(root)
              + " is not the published file, going by its checksum; it is used as it is, since"
              + " --offline forbids to fetch that");
    }
  }

  static Fetched run(RemoteFile file, Path root, boolean verify, Talk talk) {
    Fetcher fetcher = fetcher(file, talk);
    Fetched fetched = (verify ? fetcher : fetcher.withoutVerifying()).fetch(file, root);
    if (fetched.downloaded()) {
      talk.say(
          String.format(
              Locale.ROOT,
              "Downloaded %s, %.1f MB; %s",
              file.title(),
              fetched.bytes() / 1e6,
              fetched.verified() ? "its checksum is right" : "its checksum was not looked at"));
    }
    return fetched;
  }
}
