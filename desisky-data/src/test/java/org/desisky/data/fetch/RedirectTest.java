package org.desisky.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where servers send us on to, and what they learn of the user. */
class RedirectTest extends FetchCase {
  private static final Map<String, String> TOKEN = Map.of("SKY_TOKEN", " secret ");

  private final LoopbackServer other = new LoopbackServer(LoopbackServer.file(CONTENT, ETAG));

  @AfterEach
  void stopTheOther() throws IOException {
    other.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"301 Moved", "302 Found", "303 See Other", "307 Temp", "308 Perm"})
  void redirectsAreFollowed(String status) throws IOException {
    server.willNow(
        LoopbackServer.redirect(status, "../elsewhere?signature=1"),
        LoopbackServer.redirect(status, other.address("/there").toString()));
    assertFetched(fetcher().fetch(remote(), root));
    assertThat(server.requests().get(1).path()).isEqualTo("/elsewhere?signature=1");
    assertThat(other.requests().get(0).path()).isEqualTo("/there");
  }

  @Test
  void theTokenGoesToThePublishersServerAndNoFurther() throws IOException {
    server.willNow(
        LoopbackServer.redirect("302 Found", "/same/server"),
        LoopbackServer.redirect("302 Found", other.address("/there").toString()));
    assertFetched(fetcher(QUICK, TOKEN).fetch(remote(), root));
    assertThat(server.requests())
        .hasSize(2)
        .allSatisfy(r -> assertThat(r.headers()).containsEntry("authorization", "Bearer secret"));
    assertThat(other.requests())
        .hasSize(1)
        .allSatisfy(r -> assertThat(r.headers()).doesNotContainKey("authorization"));
  }

  @Test
  void theTokenDoesNotGoToAMirror() throws IOException {
    Map<String, String> environment =
        Map.of("SKY_TOKEN", "secret", "DESISKY_MIRROR", other.address("/m/").toString());
    assertFetched(fetcher(QUICK, environment).fetch(remote(), root));
    assertThat(server.requests()).isEmpty();
    assertThat(other.requests().get(0).path()).isEqualTo("/m/some/sky.fits");
    assertThat(other.requests().get(0).headers()).doesNotContainKey("authorization");
  }

  @ParameterizedTest
  @ValueSource(strings = {"401 Unauthorized", "403 Forbidden"})
  void whereATokenIsRefusedItsVariableIsNamed(String status) {
    server.willNow(LoopbackServer.status(status));
    assertThatThrownBy(() -> fetcher(QUICK, TOKEN).fetch(remote(), root))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("the token in SKY_TOKEN was sent: correct or unset that variable")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> fetcher().fetch(remote(), root))
        .isInstanceOf(FetchException.class)
        .hasMessageEndingWith("access is refused");
    server.willNow(LoopbackServer.redirect("302 Found", other.address("/there").toString()));
    other.willNow(LoopbackServer.status(status));
    assertThatThrownBy(() -> fetcher(QUICK, TOKEN).fetch(remote(), root))
        .isInstanceOf(FetchException.class)
        .hasMessageEndingWith("access is refused");
  }

  @Test
  void aTokenThatCannotBeOneIsNotSent() {
    assertThatThrownBy(
            () -> fetcher(QUICK, Map.of("SKY_TOKEN", "two\r\nlines: here")).fetch(remote(), root))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("SKY_TOKEN")
        .hasMessageNotContaining("two");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aDownloadGoesOnThroughANewRedirect() throws IOException {
    server.willNow(
        LoopbackServer.redirect("302 Found", other.address("/first?key=1").toString()),
        LoopbackServer.redirect("302 Found", other.address("/second?key=2").toString()));
    other.willNow(LoopbackServer.cutFile(CONTENT, ETAG, 200_000));
    assertFetched(fetcher().fetch(remote(), root));
    assertThat(other.requests().get(1).path()).isEqualTo("/second?key=2");
    assertThat(other.requests().get(1).from()).isEqualTo(200_000);
  }

  @Test
  void circlesEnd() {
    server.willNow(LoopbackServer.redirect("302 Found", "/some/sky.fits"));
    assertThatThrownBy(() -> fetcher().fetch(remote(), root))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("more than 10 times");
    assertThat(server.requests()).hasSize(11);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "file://localhost/etc/passwd",
        "ftp://127.0.0.1/sky.fits",
        "jar:http://127.0.0.1/x.jar!/sky.fits",
        "mailto:someone@example.org",
        "data:text/plain,hello",
        "http:///no/host",
        "http://example.org/sky.fits",
        "http://127.0.0.1.example.org/sky.fits"
      })
  void redirectsOutOfTheWebOrToPlainConnectionsAreRefused(String location) throws IOException {
    server.willNow(LoopbackServer.redirect("302 Found", location));
    assertThatThrownBy(() -> fetcher().fetch(remote(), root))
        .isInstanceOf(FetchException.class)
        .hasMessageContainingAll("redirects to", "not followed");
    assertThat(server.requests()).hasSize(1);
    assertNothingKept();
  }

  @Test
  void redirectsToNoAddressAreNamed() {
    server.willNow(LoopbackServer.status("302 Found"));
    assertThatThrownBy(() -> fetcher().fetch(remote(), root)).hasMessageContaining("to nowhere");
    server.willNow(LoopbackServer.redirect("302 Found", "http://[bad"));
    assertThatThrownBy(() -> fetcher().fetch(remote(), root)).hasMessageContaining("no address");
  }
}
