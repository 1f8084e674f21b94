package org.desisky.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** A server that only claims to be who it is. */
class EncryptedTest extends FetchCase {
  private static final char[] PASSWORD = "password".toCharArray();

  @Test
  void aCertificateThatNobodyVouchesForIsRefusedAtOnce() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    HttpsServer impostor =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    impostor.setHttpsConfigurator(new HttpsConfigurator(selfSigned()));
    impostor.createContext("/", exchange -> asked.incrementAndGet());
    impostor.start();
    try {
      RemoteFile file =
          new RemoteFile(
              "the sky",
              URI.create("https://localhost:" + impostor.getAddress().getPort() + "/sky.fits"),
              Optional.of(sha256(CONTENT)),
              1_000_000,
              Path.of("dr1", "sky.fits"),
              Optional.empty());
      assertThatThrownBy(() -> fetcher().fetch(file, root))
          .isInstanceOf(FetchException.class)
          .hasMessageContaining("no trusted connection to localhost");
    } finally {
      impostor.stop(0);
    }
    assertThat(asked).hasValue(0);
    assertThat(ear.said).isEmpty();
    assertNothingKept();
  }

  private SSLContext selfSigned() throws Exception {
    Path file = root.resolve("impostor.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-alias",
                "impostor",
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(root.resolve("keytool.txt").toFile())
            .start();
    assertThat(keytool.waitFor()).as(root.resolve("keytool.txt").toString()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }
}
