package org.desisky.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses are asked. */
class AddressesTest {
  private static final Addresses PLAIN = Addresses.of(Map.of());

  @Test
  void withoutAMirrorThePublishedAddressIsAsked() {
    assertThat(PLAIN.of(file("https://data.example.org/a/b.fits")))
        .isEqualTo(URI.create("https://data.example.org/a/b.fits"));
  }

  @ParameterizedTest
  @CsvSource({
    "https://mirror.example.org, https://mirror.example.org/a/b.fits?x=1",
    "https://mirror.example.org/, https://mirror.example.org/a/b.fits?x=1",
    "https://mirror.example.org/sky//, https://mirror.example.org/sky/a/b.fits?x=1",
    "http://localhost:8000, http://localhost:8000/a/b.fits?x=1",
    "http://mirror.example.org:81, http://mirror.example.org:81/a/b.fits?x=1"
  })
  void aMirrorStandsInForSchemeAndHost(String mirror, String asked) {
    assertThat(
            Addresses.of(Map.of("DESISKY_MIRROR", mirror)).of(file("https://x.org/a/b.fits?x=1")))
        .isEqualTo(URI.create(asked));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mirror.example.org",
        "ftp://mirror.example.org",
        "file:///srv/mirror",
        "https://",
        "https://me:secret@mirror.example.org",
        "https://mirror.example.org/?a=b",
        "https://mirror.example.org/#a",
        "not an address"
      })
  void whatIsNoMirrorIsRefused(String mirror) {
    assertThatThrownBy(() -> Addresses.of(Map.of("DESISKY_MIRROR", mirror)))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("DESISKY_MIRROR must be")
        .hasMessageNotContaining("secret");
  }

  @Test
  void aBlankMirrorIsNone() {
    assertThat(Addresses.of(Map.of("DESISKY_MIRROR", "  ")).of(file("https://x.org/a")))
        .hasHost("x.org");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://x.org/a",
        "http://127.0.0.1.x.org/a",
        "http://localhost.x.org/a",
        "http://10.0.0.1/a",
        "http://[2001:db8::1]/a",
        "ftp://127.0.0.1/a"
      })
  void plainConnectionsAreForThisMachineAlone(String address) {
    assertThatThrownBy(() -> PLAIN.of(file(address)))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("plain connection");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:8000/a",
        "http://127.9.9.9/a",
        "http://LOCALHOST/a",
        "http://[::1]:80/a",
        "HTTPS://x.org/a"
      })
  void thisMachineAndEncryptedConnectionsAreFine(String address) {
    assertThat(PLAIN.of(file(address))).isEqualTo(URI.create(address));
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.org/x, https://b.org/y, true",
    "http://127.0.0.1/x, https://b.org/y, true",
    "http://127.0.0.1/x, http://localhost:8/y, true",
    "https://a.org/x, http://a.org/x, false",
    "https://a.org/x, http://127.0.0.1/x, false",
    "https://a.org/x, file:///etc/passwd, false",
    "https://a.org/x, 'javascript:alert(1)', false",
    "http://127.0.0.1/x, http://b.org/y, false",
    "http://mirror.org/x, http://mirror.org/y, true",
    "http://mirror.org/x, http://mirror.org:8080/y, false",
    "http://mirror.org/x, http://b.org/y, false",
    "http://mirror.org/x, https://b.org/y, true"
  })
  void redirectsNeverLeadFromEncryptedToPlain(URI from, URI to, boolean allowed) {
    Addresses addresses = Addresses.of(Map.of("DESISKY_MIRROR", "http://mirror.org"));
    if (allowed) {
      assertThatCode(() -> addresses.checkRedirect(from, to)).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(() -> addresses.checkRedirect(from, to))
          .isInstanceOf(FetchException.class)
          .hasMessageContaining("not followed");
    }
  }

  @Test
  void signaturesAreNotShown() {
    assertThat(Addresses.brief(URI.create("https://cdn.org:8443/a/b?Signature=secret#x")))
        .isEqualTo("https://cdn.org:8443/a/b");
  }

  private static RemoteFile file(String address) {
    return new RemoteFile(
        "a file",
        URI.create(address),
        Optional.of("0".repeat(64)),
        1,
        Path.of("a"),
        Optional.empty());
  }
}
