package dev.posthorn.sandbox;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A throw-away certificate for localhost and 127.0.0.1, signed with its own key, and good for
 * nothing else. The JDK's keytool makes it, since no public class of the JDK can; the password goes
 * to it in the environment, so that no list of processes shows it.
 */
final class Certificate {
  private static final String ALIAS = "sandbox";
  private static final String PASSWORD = "POSTHORN_SANDBOX_STORE";
  private static final Duration SPARE = Duration.ofDays(30);

  private final X509Certificate certificate;
  private final SSLContext context;

  private Certificate(X509Certificate certificate, SSLContext context) {
    this.certificate = certificate;
    this.context = context;
  }

  /**
   * Opens the certificate in this file; makes one when there is none or it ends soon.
   *
   * @throws IOException when keytool fails; the message holds its words
   */
  static Certificate open(Path file, String password) throws IOException {
    try {
      if (Files.exists(file)) {
        Certificate old = read(file, password);
        if (old.certificate.getNotAfter().toInstant().isAfter(Instant.now().plus(SPARE))) {
          return old;
        }
        Files.delete(file);
      }
      make(file, password);
      return read(file, password);
    } catch (GeneralSecurityException e) {
      throw new IOException("Cannot use the certificate of the sandbox in " + file, e);
    }
  }

  private static void make(Path file, String password) throws IOException {
    ProcessBuilder keytool =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-sigalg",
                "SHA256withECDSA",
                "-dname",
                "CN=localhost, O=Posthorn sandbox",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-startdate",
                "-1d",
                "-validity",
                "800",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass:env",
                PASSWORD));
    keytool.environment().put(PASSWORD, password);
    keytool.redirectErrorStream(true);
    run(keytool);
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
  }

  private static void run(ProcessBuilder command) throws IOException {
    Process process = command.start();
    try {
      process.getOutputStream().close();
      String words = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("keytool made no certificate for the sandbox: " + words);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while keytool made a certificate", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static Certificate read(Path file, String password)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, password.toCharArray());
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, password.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    if (!(store.getCertificate(ALIAS) instanceof X509Certificate certificate)) {
      throw new GeneralSecurityException("no certificate in " + file);
    }
    return new Certificate(certificate, context);
  }

  SSLContext context() {
    return context;
  }

  String pem() throws IOException {
    try {
      byte[] der = certificate.getEncoded();
      return "-----BEGIN CERTIFICATE-----\n"
          + Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der)
          + "\n-----END CERTIFICATE-----\n";
    } catch (GeneralSecurityException e) {
      throw new IOException("Cannot write the certificate of the sandbox", e);
    }
  }
}
