package consumer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.desisky.core.engine.Compute;
import org.desisky.vae.SkyVae;

/**
 * Serves POST /encode: a spectrum's floats in, the means of its latents out, both big-endian. Asks
 * itself from many threads at once and counts the answers that are the same as without a server.
 */
public final class Server {
  private static final int CHANNELS = 200;
  private static final int THREADS = 8;
  private static final int REQUESTS = 200;

  private Server() {}

  public static void main(String[] args) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    try (SkyVae vae = SkyVae.create(CHANNELS, 8, 1, Compute.auto())) {
      server.createContext("/encode", exchange -> answer(vae, exchange));
      server.setExecutor(threads);
      server.start();
      System.out.println(vae.compute().engineName() + " " + agreeing(vae, server) + "/" + REQUESTS);
    } finally {
      server.stop(0);
      threads.shutdownNow();
    }
  }

  private static void answer(SkyVae vae, HttpExchange exchange) throws IOException {
    try (exchange) {
      ByteBuffer body = ByteBuffer.wrap(exchange.getRequestBody().readAllBytes());
      float[] spectrum = new float[body.remaining() / Float.BYTES];
      body.asFloatBuffer().get(spectrum);
      byte[] means = bytes(vae.encode(spectrum).mean().row(0));
      exchange.sendResponseHeaders(200, means.length);
      exchange.getResponseBody().write(means);
    }
  }

  private static int agreeing(SkyVae vae, HttpServer server) {
    HttpClient client = HttpClient.newHttpClient();
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/encode");
    List<CompletableFuture<byte[]>> answers = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      HttpRequest request =
          HttpRequest.newBuilder(uri)
              .POST(HttpRequest.BodyPublishers.ofByteArray(bytes(spectrum(i))))
              .build();
      answers.add(
          client
              .sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
              .thenApply(HttpResponse::body));
    }
    int agreeing = 0;
    for (int i = 0; i < REQUESTS; i++) {
      byte[] alone = bytes(vae.encode(spectrum(i)).mean().row(0));
      agreeing += Arrays.equals(answers.get(i).join(), alone) ? 1 : 0;
    }
    return agreeing;
  }

  private static float[] spectrum(int seed) {
    float[] spectrum = new float[CHANNELS];
    for (int c = 0; c < CHANNELS; c++) {
      spectrum[c] = (float) Math.sin(seed + 0.1 * c * (1 + seed % 7));
    }
    return spectrum;
  }

  private static byte[] bytes(float[] values) {
    ByteBuffer buffer = ByteBuffer.allocate(values.length * Float.BYTES);
    buffer.asFloatBuffer().put(values);
    return buffer.array();
  }
}
