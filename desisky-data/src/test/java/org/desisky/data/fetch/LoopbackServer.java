package org.desisky.data.fetch;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server that does to each request what a test wants, however wrong. */
final class LoopbackServer implements AutoCloseable {
  private final ServerSocket socket;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<Handler> script = new CopyOnWriteArrayList<>();

  /** Answers a request; the connection is closed when it is done. */
  interface Handler {
    void answer(Request request, OutputStream out) throws IOException, InterruptedException;
  }

  /** What was asked. Names of headers are in lower case. */
  record Request(String path, Map<String, String> headers) {
    /** The first byte asked for, 0 without a Range. */
    int from() {
      String range = headers.get("range");
      return range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    }
  }

  /** The first request is answered by the first handler, and so on; the last answers all others. */
  LoopbackServer(Handler... handlers) {
    script.addAll(List.of(handlers));
    try {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  /** What is done from the next request on. */
  void willNow(Handler... handlers) {
    script.clear();
    script.addAll(List.of(handlers));
  }

  URI address(String path) {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort() + path);
  }

  List<Request> requests() {
    return requests;
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        threads.execute(() -> serve(connection));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
      String first = in.readLine();
      if (first == null) {
        return;
      }
      Map<String, String> headers = new TreeMap<>();
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        int colon = line.indexOf(':');
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
      List<String> words = List.of(first.split(" ", -1));
      Request request = new Request(words.get(1), headers);
      Handler handler;
      synchronized (this) {
        requests.add(request);
        handler = script.size() > 1 ? script.remove(0) : script.get(0);
      }
      handler.answer(request, connection.getOutputStream());
    } catch (IOException e) {
      // The client has gone, as it may.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** An answer of any kind. */
  static Handler answer(String status, List<String> headers, byte[] body) {
    return (request, out) -> write(out, status, headers, body);
  }

  static Handler status(String status, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.add("Content-Length: 0");
    return answer(status, all, new byte[0]);
  }

  static Handler redirect(String status, String location) {
    return status(status, "Location: " + location);
  }

  /** What a good server does: ranges, and If-Range. */
  static Handler file(byte[] content, String etag) {
    return cutFile(content, etag, content.length);
  }

  /** A good server whose connections break after so many bytes. */
  static Handler cutFile(byte[] content, String etag, int bytes) {
    return (request, out) -> {
      boolean part =
          request.headers().containsKey("range")
              && etag.equals(request.headers().getOrDefault("if-range", etag));
      int from = part ? request.from() : 0;
      if (from >= content.length) {
        write(
            out,
            "416 Range Not Satisfiable",
            List.of("Content-Range: bytes */" + content.length, "Content-Length: 0"),
            new byte[0]);
        return;
      }
      List<String> headers = new ArrayList<>();
      headers.add("ETag: " + etag);
      headers.add("Content-Length: " + (content.length - from));
      if (part) {
        headers.add(
            "Content-Range: bytes " + from + "-" + (content.length - 1) + "/" + content.length);
      }
      byte[] body = new byte[Math.min(bytes, content.length - from)];
      System.arraycopy(content, from, body, 0, body.length);
      write(out, part ? "206 Partial Content" : "200 OK", headers, body);
    };
  }

  /** A server that knows nothing of ranges and versions. */
  static Handler plain(byte[] content) {
    return answer("200 OK", List.of("Content-Length: " + content.length), content);
  }

  static void write(OutputStream out, String status, List<String> headers, byte[] body)
      throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    head.writeBytes(("HTTP/1.1 " + status + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    for (String header : headers) {
      head.writeBytes((header + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }
    head.writeBytes("Connection: close\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    out.write(head.toByteArray());
    out.write(body);
    out.flush();
  }

  @Override
  public void close() throws IOException {
    socket.close();
    threads.shutdownNow();
  }
}
