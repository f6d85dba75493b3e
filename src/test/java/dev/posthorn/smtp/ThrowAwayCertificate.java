package dev.posthorn.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A key and a certificate that it signed itself, made by the JDK's keytool for one test run. */
final class ThrowAwayCertificate {
  private static final char[] PASSWORD = "throw-away".toCharArray();

  private final KeyStore store;

  private ThrowAwayCertificate(KeyStore store) {
    this.store = store;
  }

  /** For names such as {@code dns:localhost}, {@code ip:127.0.0.1}. */
  static ThrowAwayCertificate of(String... names) {
    try {
      Path folder = Files.createTempDirectory("certificate");
      Path file = folder.resolve("key.p12");
      keytool("-dname", "CN=Posthorn test", "-ext", "san=" + String.join(",", names), file);
      KeyStore store = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(file)) {
        store.load(in, PASSWORD);
      }
      Files.delete(file);
      Files.delete(folder);
      return new ThrowAwayCertificate(store);
    } catch (Exception e) {
      throw new IllegalStateException("No certificate could be made.", e);
    }
  }

  private static void keytool(String dname, String name, String ext, String san, Path file)
      throws Exception {
    String program = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    ProcessBuilder builder =
        new ProcessBuilder(program, "-genkeypair", "-alias", "key", "-keyalg", "EC");
    builder.command().addAll(List.of(dname, name, ext, san, "-storetype", "PKCS12"));
    builder
        .command()
        .addAll(List.of("-storepass", new String(PASSWORD), "-keystore", file.toString()));
    Process keytool = builder.redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    if (!keytool.waitFor(5, TimeUnit.MINUTES) || keytool.exitValue() != 0) {
      throw new IllegalStateException("keytool failed: " + said);
    }
  }

  /** For the server that has the key. */
  SSLContext server() throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  /** For a client that believes it. */
  SSLContext client() throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("it", store.getCertificate("key"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /** Key and certificate as a PKCS12 file; the answer is its password. */
  String save(Path file) throws Exception {
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD);
    }
    return new String(PASSWORD);
  }

  /** For --ca-file. */
  String pem() throws Exception {
    byte[] der = store.getCertificate("key").getEncoded();
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END CERTIFICATE-----\n";
  }
}
