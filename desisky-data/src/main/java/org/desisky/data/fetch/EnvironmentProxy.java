package org.desisky.data.fetch;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The proxy that {@code https_proxy}, {@code http_proxy} and {@code no_proxy} (or the same in
 * capitals) name, as for other programs; Java itself does not look there. Java's own settings go
 * before, and are asked where the environment names none. This machine is never asked through a
 * proxy.
 */
final class EnvironmentProxy extends ProxySelector {
  private final Map<String, String> environment;

  EnvironmentProxy(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * @throws FetchException if the environment names a proxy that cannot be used
   */
  @Override
  public List<Proxy> select(URI uri) {
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    if (Addresses.isLoopback(uri.getHost())) {
      return List.of(Proxy.NO_PROXY);
    }
    String proxy = variable(scheme + "_proxy");
    ProxySelector java = ProxySelector.getDefault();
    if (proxy.isEmpty() || System.getProperty(scheme + ".proxyHost") != null) {
      return java == null ? List.of(Proxy.NO_PROXY) : java.select(uri);
    }
    return List.of(isExempt(uri.getHost()) ? Proxy.NO_PROXY : parse(scheme + "_proxy", proxy));
  }

  /**
   * For a message, after the name of a host: {@code " through the proxy HOST:PORT"}, or nothing.
   */
  String through(URI uri) {
    return select(uri).stream()
        .filter(proxy -> proxy.type() == Proxy.Type.HTTP)
        .findFirst()
        .map(proxy -> (InetSocketAddress) proxy.address())
        .map(address -> " through the proxy " + address.getHostString() + ":" + address.getPort())
        .orElse("");
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // There is no other proxy to go on with; the caller hears of the failure.
  }

  /** As curl has it: a domain is exempt with all below it, and an entry with a port is none. */
  private boolean isExempt(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    String exempt = variable("no_proxy").toLowerCase(Locale.ROOT);
    for (String entry : Splitter.on(CharMatcher.anyOf(", \t")).omitEmptyStrings().split(exempt)) {
      String domain = entry.replaceFirst("^\\*?\\.", "").replaceFirst("\\.$", "");
      if (entry.equals("*")
          || (!domain.isEmpty() && (name.equals(domain) || name.endsWith("." + domain)))) {
        return true;
      }
    }
    return false;
  }

  private static Proxy parse(String variable, String value) {
    try {
      URI uri = URI.create(value.contains("://") ? value : "http://" + value);
      if ("http".equalsIgnoreCase(uri.getScheme())
          && uri.getHost() != null
          && uri.getUserInfo() == null) {
        int port = uri.getPort() < 0 ? 80 : uri.getPort();
        return new Proxy(Proxy.Type.HTTP, new InetSocketAddress(uri.getHost(), port));
      }
    } catch (IllegalArgumentException e) {
      // Explained below. The value is not shown: it may hold a password.
    }
    throw new FetchException(
        "the environment variable "
            + variable
            + " must be like http://proxy.example.org:3128 (no user name or password, no SOCKS)");
  }

  private String variable(String name) {
    String small = environment.get(name);
    String value =
        small != null ? small : environment.getOrDefault(name.toUpperCase(Locale.ROOT), "");
    return value.strip();
  }
}
