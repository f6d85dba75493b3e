package dev.posthorn.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A key and a certificate that signs itself, for a server of a test.
 *
 * @param key PKCS #8 in PEM
 * @param certificate X.509 in PEM
 * @param trust a context that trusts this certificate and no other
 */
public record ThrowawayCertificate(String key, String certificate, SSLContext trust) {
  private static final String PASSWORD = "throwaway";

  /**
   * Makes one with the keytool of this JDK.
   *
   * @param folder where its key store may lie
   * @param names subject alternative names, such as {@code DNS:localhost}
   */
  public static ThrowawayCertificate make(Path folder, String names) throws Exception {
    Path file = folder.resolve("throwaway.p12");
    Files.deleteIfExists(file);
    String[] words = {
      Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
      "-genkeypair",
      "-alias",
      "server",
      "-keyalg",
      "RSA",
      "-keysize",
      "2048",
      "-validity",
      "2",
      "-dname",
      "CN=throwaway",
      "-ext",
      "SAN=" + names,
      "-storetype",
      "PKCS12",
      "-keystore",
      file.toString(),
      "-storepass",
      PASSWORD,
      "-keypass",
      PASSWORD
    };
    Command.Result result = Command.of(words).run();
    if (result.status() != 0) {
      throw new IOException("keytool: " + result.out() + result.err());
    }
    return read(file);
  }

  private static ThrowawayCertificate read(Path file) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream stream = Files.newInputStream(file)) {
      store.load(stream, PASSWORD.toCharArray());
    }
    Key key = store.getKey("server", PASSWORD.toCharArray());
    Certificate certificate = store.getCertificate("server");
    return new ThrowawayCertificate(
        pem("PRIVATE KEY", key.getEncoded()),
        pem("CERTIFICATE", certificate.getEncoded()),
        trusting(certificate));
  }

  private static SSLContext trusting(Certificate certificate)
      throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", certificate);
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }

  private static String pem(String what, byte[] der) {
    String lines = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der);
    return "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n";
  }
}
