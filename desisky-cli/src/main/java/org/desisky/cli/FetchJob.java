package org.desisky.cli;

import java.nio.file.Path;
import java.util.Locale;
import org.desisky.data.fetch.Fetched;
import org.desisky.data.fetch.Fetcher;
import org.desisky.data.fetch.RemoteFile;

/** The job of everything that fetches: a file into its folder, with progress on the terminal. */
final class FetchJob {
  private FetchJob() {}

  static Fetched run(RemoteFile file, Path root, boolean verify, Talk talk) {
    FetchProgress progress = new FetchProgress(file.title(), talk, Talk.onTerminal());
    Fetcher fetcher = Fetcher.ofUser().observedBy(progress).stoppingWhen(Interrupts::requested);
    Fetched fetched =
        Interrupts.endingGently(
            () -> (verify ? fetcher : fetcher.withoutVerifying()).fetch(file, root));
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
