package org.desisky.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.desisky.data.fetch.Fetched;
import org.desisky.data.fetch.RemoteFile;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** How a file is fetched: the same two options on every command that fetches one. */
final class FetchOptions {
  @Option(
      names = "--no-verify",
      description = "Take the file as it comes, whatever its checksum (SHA-256).")
  boolean noVerify;

  @Option(
      names = "--json",
      description = "Print one JSON object (path, bytes, sha256, downloaded) in place of the path.")
  boolean json;

  int fetch(RemoteFile file, Path root, CommandLine command) {
    Talk talk = new Talk(command.getOut(), command.getErr());
    Fetched fetched = FetchJob.run(file, root, !noVerify, talk);
    talk.result(json ? toJson(fetched, file) : fetched.path().toString());
    return CommandLine.ExitCode.OK;
  }

  private static String toJson(Fetched fetched, RemoteFile file) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("path", fetched.path().toString());
    node.put("bytes", fetched.bytes());
    node.put("sha256", fetched.verified() ? file.sha256().orElse(null) : null);
    node.put("downloaded", fetched.downloaded());
    return node.toString();
  }
}
