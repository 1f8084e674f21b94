package org.desisky.data.fetch;

import com.google.common.base.Throwables;
import com.google.common.primitives.Longs;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.desisky.core.io.AtomicFiles;

/**
 * Asks web servers, and follows their redirects where that is safe. Failures that may pass are
 * {@link TransientFailure}s, all others {@link FetchException}s.
 */
final class HttpTransport {
  private static final int MOST_REDIRECTS = 10;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);

  private final FetchSettings settings;
  private final Addresses addresses;
  private final Map<String, String> environment;
  private final EnvironmentProxy proxies;
  private final HttpClient client;

  HttpTransport(FetchSettings settings, Addresses addresses, Map<String, String> environment) {
    this.settings = settings;
    this.addresses = addresses;
    this.environment = environment;
    this.proxies = new EnvironmentProxy(environment);
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.connect())
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(proxies)
            .build();
  }

  /** An answer of 200 or 206, or 416; to be closed. */
  record Reply(int status, URI address, HttpHeaders headers, HttpBody body)
      implements AutoCloseable {
    Optional<String> header(String name) {
      return headers.firstValue(name);
    }

    @Override
    public void close() {
      body.close();
    }
  }

  /** Asks for a file, with some headers besides the usual ones. */
  Reply get(RemoteFile file, Map<String, String> headers) {
    URI uri = addresses.of(file);
    for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
      HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = send(file, uri, headers);
      int status = response.statusCode();
      HttpBody body = new HttpBody(settings.stall());
      response.body().subscribe(body);
      if (status == 200 || status == 206 || status == 416) {
        return new Reply(status, uri, response.headers(), body);
      }
      body.close();
      if (!REDIRECTS.contains(status)) {
        throw failure(file, uri, status, response.headers());
      }
      URI next = location(uri, response.headers());
      addresses.checkRedirect(uri, next);
      uri = next;
    }
    throw new FetchException(
        Addresses.brief(addresses.of(file)) + " redirects more than " + MOST_REDIRECTS + " times");
  }

  private HttpResponse<Flow.Publisher<List<ByteBuffer>>> send(
      RemoteFile file, URI uri, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .GET()
            .setHeader("User-Agent", "desisky-java")
            .setHeader("Accept-Encoding", "identity");
    headers.forEach(request::setHeader);
    token(file, uri).ifPresent(token -> request.setHeader("Authorization", "Bearer " + token));
    // Asked here too, since a refusal would be lost inside the client.
    proxies.select(uri);
    CompletableFuture<HttpResponse<Flow.Publisher<List<ByteBuffer>>>> answer =
        client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofPublisher());
    try {
      // Not the request's own timeout, which from Java 26 on is for the whole body.
      return answer.get(settings.headers().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw failure(uri, e.getCause());
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new TransientFailure(server(uri) + " does not answer", e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new FetchException("the download was interrupted", e);
    }
  }

  private RuntimeException failure(URI uri, Throwable cause) {
    if (cause instanceof SSLHandshakeException || cause instanceof SSLPeerUnverifiedException) {
      return new FetchException(
          "no trusted connection to "
              + server(uri)
              + ": "
              + AtomicFiles.reason((IOException) cause)
              + "; is the clock right, or does a proxy stand in between?",
          cause);
    }
    if (cause instanceof IOException broken) {
      return new TransientFailure(reason(uri, broken), cause);
    }
    if (cause instanceof NumberFormatException) {
      // The client's own, of a length that is no number.
      return new TransientFailure(server(uri) + " answers nonsense", cause);
    }
    Throwables.throwIfUnchecked(cause);
    return new IllegalStateException(cause);
  }

  /** The user's token, for the very server that publishes the file and for no other. */
  private Optional<String> token(RemoteFile file, URI uri) {
    if (!Addresses.sameOrigin(file.address(), uri)) {
      return Optional.empty();
    }
    Optional<String> token =
        file.tokenVariable()
            .map(environment::get)
            .map(String::strip)
            .filter(value -> !value.isEmpty());
    if (token.isPresent() && !token.get().matches("[\\x21-\\x7e]+")) {
      throw new FetchException(
          "the environment variable "
              + file.tokenVariable().orElseThrow()
              + " holds characters that no token has; correct or unset it");
    }
    return token;
  }

  private RuntimeException failure(RemoteFile file, URI uri, int status, HttpHeaders headers) {
    String what = "HTTP status " + status + " from " + Addresses.brief(uri) + proxies.through(uri);
    if (PASSING.contains(status)) {
      Optional<Duration> wait =
          headers.firstValue("Retry-After").flatMap(HttpTransport::retryAfter);
      if (wait.isPresent() && wait.get().compareTo(settings.longestRetryAfter()) > 0) {
        return new FetchException(
            what + ": the server asks to come back in " + wait.get().toMinutes() + " minutes");
      }
      return new TransientFailure(what, wait);
    }
    return new FetchException(
        what
            + switch (status) {
              case 401, 403 -> ": access is refused" + withToken(file, uri);
              case 407 -> ": the proxy asks for a password, and is given none";
              case 404, 410 -> ": the file is not there; it may have moved";
              default -> "";
            });
  }

  /** What may be the matter where access is refused and a token was sent. */
  private String withToken(RemoteFile file, URI uri) {
    return token(file, uri).isPresent()
        ? "; the token in "
            + file.tokenVariable().orElseThrow()
            + " was sent: correct or unset that variable"
        : "";
  }

  /** Retry-After: seconds, or a date. No time at all is no wish, and waits grow as without it. */
  private static Optional<Duration> retryAfter(String value) {
    return wait(value.strip()).filter(wait -> wait.compareTo(Duration.ZERO) > 0);
  }

  private static Optional<Duration> wait(String value) {
    if (value.matches("\\d+")) {
      Long seconds = Longs.tryParse(value);
      return Optional.of(Duration.ofSeconds(seconds == null ? Long.MAX_VALUE : seconds));
    }
    try {
      Instant until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(Duration.between(Instant.now(), until));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static URI location(URI from, HttpHeaders headers) {
    String value =
        headers
            .firstValue("Location")
            .orElseThrow(() -> new FetchException(Addresses.brief(from) + " redirects to nowhere"));
    try {
      return from.resolve(new URI(value));
    } catch (URISyntaxException e) {
      throw new FetchException(Addresses.brief(from) + " redirects to what is no address", e);
    }
  }

  /** What went wrong with a connection, in a few words. */
  String reason(URI uri, IOException e) {
    String server = server(uri);
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        // Where there is a proxy, nobody asks for the server's own name.
        return (proxies.through(uri).isEmpty() ? server : "no connection to " + server + ", which")
            + " is not known to the name service (is there a network?)";
      }
      if (cause instanceof HttpTimeoutException) {
        return server + " does not answer";
      }
    }
    if (e instanceof ConnectException) {
      return "no connection to " + server;
    }
    return "the connection to " + server + " broke";
  }

  /** Whom a connection is to, with the proxy that it goes through. */
  private String server(URI uri) {
    return uri.getHost() + proxies.through(uri);
  }
}
