package org.desisky.cli;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.desisky.repeat.Repeater;

/**
 * Runs the packaged program, one command after the other, in one process, since most of a short
 * command is the start of its process. The process is the same for all classes of tests, beside
 * them: it has its own folder and standard streams, and the class path of the packaged program. For
 * what is told of a process itself, such as its end by a signal, its environment, its terminal, or
 * what it tells more or less of, and for what must be so in any process, there is {@link Desisky}.
 */
final class OneProcess {
  private static final int LIMIT_MILLIS = (int) TimeUnit.MINUTES.toMillis(5);
  private static final int A_MOMENT_MILLIS = 200;

  /** What sets how the libraries log, once for a process. */
  private static final Pattern ONCE_FOR_A_PROCESS = Pattern.compile("-[qv]+|--(quiet|verbose).*");

  private static OneProcess current;

  private final Path folder;
  private final Path streams;
  private final Process process;
  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;

  private OneProcess() throws IOException {
    Path root = Files.createTempDirectory("desisky-tests").toRealPath();
    folder = Files.createDirectory(root.resolve("work"));
    streams = Files.createDirectory(root.resolve("streams"));
    Runtime.getRuntime().addShutdownHook(new Thread(this::remove));
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(A_MOMENT_MILLIS);
      process = start(server.getLocalPort());
      socket = accept(server);
    }
    socket.setSoTimeout(LIMIT_MILLIS);
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
  }

  private Socket accept(ServerSocket server) throws IOException {
    while (true) {
      try {
        return server.accept();
      } catch (SocketTimeoutException e) {
        if (!process.isAlive()) {
          throw new IOException(
              "the process does not start: " + Desisky.read(streams, "stderr.txt"), e);
        }
      }
    }
  }

  private Process start(int port) throws IOException {
    String classPath =
        Desisky.jar() + File.pathSeparator + Desisky.jar().resolveSibling("test-classes");
    List<String> command =
        List.of(
            Desisky.java(),
            "--enable-native-access=ALL-UNNAMED", // as the program's own manifest has it
            "-cp",
            classPath,
            Repeater.class.getName(),
            Integer.toString(port));
    ProcessBuilder builder = Desisky.builder(folder, command, Map.of());
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(file("stdout.txt").toFile()));
    builder.redirectError(ProcessBuilder.Redirect.appendTo(file("stderr.txt").toFile()));
    return Desisky.start(builder);
  }

  /** The folder in which commands are run, emptied: for one test. */
  static synchronized Path emptyFolder() {
    Path folder = current().folder;
    try {
      clear(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return folder;
  }

  /** Runs a command to its end. */
  static synchronized Desisky.Run run(String... arguments) {
    for (String argument : arguments) {
      if (ONCE_FOR_A_PROCESS.matcher(argument).matches()) {
        throw new IllegalArgumentException(argument + " needs a process of its own");
      }
    }
    return current().command(arguments);
  }

  private static OneProcess current() {
    try {
      if (current == null || !current.process.isAlive()) {
        current = new OneProcess();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return current;
  }

  private Desisky.Run command(String... arguments) {
    try {
      truncate("stdout.txt");
      truncate("stderr.txt");
      out.writeInt(arguments.length);
      for (String argument : arguments) {
        out.writeUTF(argument);
      }
      out.flush();
      int code = in.readInt();
      return new Desisky.Run(
          code, Desisky.read(streams, "stdout.txt"), Desisky.read(streams, "stderr.txt"));
    } catch (IOException e) {
      end();
      String said = Desisky.read(streams, "stderr.txt");
      throw new AssertionError("the process did not answer: " + e + ": " + said, e);
    }
  }

  /** Ends the process, once it has had time to say why it ends itself: the next has another. */
  private void end() {
    current = null;
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What is appended next is then all that is there. */
  private void truncate(String name) throws IOException {
    FileChannel.open(file(name), StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
        .close();
  }

  private Path file(String name) {
    return streams.resolve(name);
  }

  private void remove() {
    try {
      process.destroyForcibly().waitFor();
      clear(folder.getParent());
      Files.delete(folder.getParent());
    } catch (IOException e) {
      // The system's folder for what is temporary keeps it.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void clear(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
          clear(file);
        }
        Files.delete(file);
      }
    }
  }
}
