package org.desisky.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.UnresolvedAddressException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Proxies that the environment names. */
class EnvironmentProxyTest extends FetchCase {
  @Test
  void theProxyIsAsked() throws IOException {
    URI proxy = server.address("");
    Map<String, String> environment =
        Map.of("http_proxy", proxy.toString(), "DESISKY_MIRROR", "http://mirror.invalid");
    assertFetched(fetcher(QUICK, environment).fetch(remote(), root));
    assertThat(server.requests().get(0).path()).isEqualTo("http://mirror.invalid/some/sky.fits");
  }

  @Test
  void whatFailsOnTheWayThroughAProxyIsSaidSo() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Map<String, String> nobody = throughProxy("http://127.0.0.1:" + port);
    assertThatThrownBy(() -> fetcher(QUICK, nobody).fetch(remote(), root))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining(
            "no connection to mirror.invalid through the proxy 127.0.0.1:" + port);
    Map<String, String> busy = throughProxy(server.address("").toString());
    server.willNow(LoopbackServer.status("407 Proxy Authentication Required"));
    assertThatThrownBy(() -> fetcher(QUICK, busy).fetch(remote(), root))
        .isInstanceOf(FetchException.class)
        .hasMessageContainingAll("through the proxy 127.0.0.1:", "asks for a password");
    server.willNow((request, out) -> {});
    assertThatThrownBy(() -> fetcher(QUICK, busy).fetch(remote(), root))
        .isInstanceOf(FetchException.class)
        .hasMessageMatching(
            ".*connection to mirror.invalid through the proxy 127.0.0.1:\\d+ broke.*");
  }

  private static Map<String, String> throughProxy(String proxy) {
    return Map.of("http_proxy", proxy, "DESISKY_MIRROR", "http://mirror.invalid");
  }

  @Test
  void aNameThatIsNotKnownIsTheProxysWhereThereIsOne() {
    IOException unknown = new ConnectException();
    unknown.initCause(new UnresolvedAddressException());
    URI asked = URI.create("https://huggingface.co/x");
    assertThat(transport(Map.of("https_proxy", "127.0.0.1:3128")).reason(asked, unknown))
        .startsWith(
            "no connection to huggingface.co through the proxy 127.0.0.1:3128, which is not known");
    Map<String, String> exempt = Map.of("https_proxy", "127.0.0.1:3128", "no_proxy", "*");
    assertThat(transport(exempt).reason(asked, unknown)).startsWith("huggingface.co is not known");
  }

  private static HttpTransport transport(Map<String, String> environment) {
    return new HttpTransport(QUICK, Addresses.of(environment), environment);
  }

  @ParameterizedTest
  @CsvSource({
    "https_proxy, proxy.org:3128, https://a.org, proxy.org, 3128",
    "HTTPS_PROXY, http://proxy.org:3128/, https://a.org, proxy.org, 3128",
    "http_proxy, http://proxy.org, http://a.org, proxy.org, 80"
  })
  void theVariableOfTheSchemeCounts(
      String variable, String value, URI asked, String host, int port) {
    Proxy proxy = new EnvironmentProxy(Map.of(variable, value)).select(asked).get(0);
    assertThat(proxy.type()).isEqualTo(Proxy.Type.HTTP);
    InetSocketAddress address = (InetSocketAddress) proxy.address();
    assertThat(address.getHostString()).isEqualTo(host);
    assertThat(address.getPort()).isEqualTo(port);
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.org, 'b.org, a.org'",
    "https://data.a.org, .a.org",
    "https://data.a.org, *.a.org",
    "https://data.A.org, a.org",
    "https://a.org:8443, a.org",
    "https://data.a.org, a.org.",
    "https://a.org, *",
    "https://localhost, ''",
    "https://127.0.0.1, ''"
  })
  void exemptHostsAreAskedDirectly(URI asked, String exempt) {
    EnvironmentProxy proxy =
        new EnvironmentProxy(Map.of("https_proxy", "proxy.org:1", "no_proxy", exempt));
    assertThat(proxy.select(asked)).containsExactly(Proxy.NO_PROXY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ba.org", "org.a", "", "a.org.b", "a.org:443", "a.org:", "."})
  void otherHostsAreNot(String exempt) {
    EnvironmentProxy proxy =
        new EnvironmentProxy(Map.of("https_proxy", "proxy.org:1", "no_proxy", exempt));
    assertThat(proxy.select(URI.create("https://a.org"))).doesNotContain(Proxy.NO_PROXY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"socks5://proxy.org:1080", "http://me:secret@proxy.org:1", "http://[x"})
  void aProxyThatCannotBeUsedIsNamedWithoutItsPassword(String value) {
    EnvironmentProxy proxy = new EnvironmentProxy(Map.of("https_proxy", value));
    assertThatThrownBy(() -> proxy.select(URI.create("https://a.org")))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("https_proxy")
        .hasMessageNotContaining("secret");
  }
}
