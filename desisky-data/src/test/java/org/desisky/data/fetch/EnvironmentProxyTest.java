package org.desisky.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
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
