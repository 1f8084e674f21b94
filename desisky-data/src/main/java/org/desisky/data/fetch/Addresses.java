package org.desisky.data.fetch;

import com.google.common.net.InetAddresses;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Where files are asked for, and which addresses may be asked at all. */
final class Addresses {
  static final String MIRROR = "DESISKY_MIRROR";

  private final Optional<URI> mirror;

  private Addresses(Optional<URI> mirror) {
    this.mirror = mirror;
  }

  /**
   * With the mirror that the environment names, if any.
   *
   * @throws FetchException if it is no address of a server
   */
  static Addresses of(Map<String, String> environment) {
    String value = environment.getOrDefault(MIRROR, "").strip();
    if (value.isEmpty()) {
      return new Addresses(Optional.empty());
    }
    try {
      URI uri = new URI(value.replaceAll("/+$", ""));
      if (isWeb(uri)
          && uri.getHost() != null
          && uri.getUserInfo() == null
          && uri.getQuery() == null
          && uri.getFragment() == null) {
        return new Addresses(Optional.of(uri));
      }
    } catch (URISyntaxException e) {
      // Explained below, as all that is no address of a server.
    }
    throw new FetchException(
        MIRROR
            + " must be the http or https address of a server, such as"
            + " https://mirror.example.org/desisky, without user name, '?' or '#'");
  }

  /**
   * Where a file is asked for: the address it is published at, or the same path on the mirror.
   *
   * @throws FetchException if that is an address that may not be asked
   */
  URI of(RemoteFile file) {
    URI published = file.address();
    URI uri =
        mirror
            .map(
                base ->
                    URI.create(
                        base
                            + published.getRawPath()
                            + (published.getRawQuery() == null
                                ? ""
                                : "?" + published.getRawQuery())))
            .orElse(published);
    if (!mayBeAsked(uri)) {
      throw new FetchException(
          "will not fetch " + file.title() + " over a plain connection, from " + brief(uri));
    }
    return uri;
  }

  /**
   * Makes sure that a redirect may be followed: never out of the web, never from an encrypted to a
   * plain connection.
   *
   * @throws FetchException if it may not
   */
  void checkRedirect(URI from, URI to) {
    String refusal = null;
    if (!isWeb(to) || to.getHost() == null) {
      refusal = "which is not a web address";
    } else if (isHttps(from) && !isHttps(to)) {
      refusal = "from an encrypted to a plain connection";
    } else if (!mayBeAsked(to)) {
      refusal = "over a plain connection";
    }
    if (refusal != null) {
      throw new FetchException(
          brief(from) + " redirects to " + brief(to) + ", " + refusal + "; this is not followed");
    }
  }

  /** Plain connections are for this machine, and for a mirror that has chosen them. */
  private boolean mayBeAsked(URI uri) {
    return isHttps(uri)
        || (isWeb(uri)
            && (isLoopback(uri.getHost()) || mirror.filter(m -> sameOrigin(m, uri)).isPresent()));
  }

  /** Whether two addresses are of one server: scheme, host and port. */
  static boolean sameOrigin(URI a, URI b) {
    return a.getScheme().equalsIgnoreCase(b.getScheme())
        && a.getHost().equalsIgnoreCase(b.getHost())
        && port(a) == port(b);
  }

  /** Whether a host is this machine by its name or number, whatever the name service says. */
  static boolean isLoopback(String host) {
    if (host.equalsIgnoreCase("localhost")) {
      return true;
    }
    return InetAddresses.isUriInetAddress(host)
        && InetAddresses.forUriString(host).isLoopbackAddress();
  }

  /** An address for a message, without the query, where servers put signatures. */
  static String brief(URI uri) {
    if (uri.getHost() == null) {
      return uri.getScheme() == null ? "an address without a host" : uri.getScheme() + ":...";
    }
    return uri.getScheme()
        + "://"
        + uri.getHost()
        + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
        + (uri.getRawPath() == null ? "" : uri.getRawPath());
  }

  private static int port(URI uri) {
    return uri.getPort() >= 0 ? uri.getPort() : isHttps(uri) ? 443 : 80;
  }

  private static boolean isHttps(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme());
  }

  private static boolean isWeb(URI uri) {
    return uri.getScheme() != null && uri.getScheme().toLowerCase(Locale.ROOT).matches("https?");
  }
}
