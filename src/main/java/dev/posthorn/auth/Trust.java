package dev.posthorn.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.javanet.ConnectionFactory;
import com.google.api.client.http.javanet.NetHttpTransport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whose TLS certificates are believed: the Java platform's, and those of one PEM file beside them.
 *
 * <p>Thread-safe. Connections and TLS sessions are reused by all that one instance is given to.
 * Proxies are the JVM's ({@code https.proxyHost}).
 */
public final class Trust {
  private final List<Certificate> added;
  private final AtomicBoolean warm = new AtomicBoolean();
  private @Nullable SSLContext context;
  private @Nullable SSLSocketFactory sockets;

  private Trust(List<Certificate> added) {
    this.added = added;
  }

  /**
   * The platform's certificates alone.
   *
   * @return the usual trust
   */
  public static Trust system() {
    return new Trust(List.of());
  }

  /**
   * The platform's certificates and those of a file; nothing is taken away.
   *
   * @param pem a file with one or more certificates in PEM
   * @return the wider trust
   * @throws AuthException of kind CONFIGURATION when the file cannot be read or holds none
   */
  public static Trust withCaFile(Path pem) throws AuthException {
    try {
      if (Files.isDirectory(pem)) {
        throw new IOException("it is a folder");
      }
      return new Trust(certificates(Files.readAllBytes(pem)));
    } catch (IOException | GeneralSecurityException e) {
      throw new AuthException(
          AuthException.Kind.CONFIGURATION,
          "Cannot take certificates from " + pem + ": " + why(e) + ".",
          "Give --ca-file (or POSTHORN_CA_FILE) a readable PEM file with at least one certificate.",
          e);
    }
  }

  private static List<Certificate> certificates(byte[] pem) throws GeneralSecurityException {
    List<Certificate> found;
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      boolean marked = pem.length > 2 && (pem[0] & 0xFF) == 0xEF && (pem[1] & 0xFF) == 0xBB;
      int start =
          marked ? 3 : 0; // A byte order mark, which Java takes for words on the first line.
      InputStream in = new ByteArrayInputStream(pem, start, pem.length - start);
      found = List.copyOf(factory.generateCertificates(in));
    } catch (CertificateException e) {
      boolean isMarked = new String(pem, ISO_8859_1).contains("-----BEGIN CERTIFICATE-----");
      throw new CertificateException(
          isMarked ? "a certificate in it is damaged" : "it holds no certificate", e);
    }
    if (found.isEmpty()) {
      throw new CertificateException("it holds no certificate");
    }
    return found;
  }

  /** Java's own words for most of these are the file's name. */
  private static String why(Exception e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
    return reason == null ? "it cannot be read" : reason;
  }

  /**
   * A transport that believes these certificates and always checks the server's name.
   *
   * @return a new transport
   */
  public HttpTransport transport() {
    return Http.transport(this);
  }

  /**
   * The same trust for connections that are not HTTP, such as SMTP's. Whether the certificate names
   * the server is for the connection to check.
   *
   * @return makes TLS sockets without a certificate of our own; always the same one
   * @throws IOException when the platform's own certificates cannot be read
   */
  public synchronized SSLSocketFactory socketFactory() throws IOException {
    if (sockets == null) {
      try {
        sockets = context().getSocketFactory();
      } catch (GeneralSecurityException e) {
        throw new IOException("this Java's certificates cannot be read: " + e.getMessage(), e);
      }
    }
    return sockets;
  }

  private synchronized SSLContext context() throws IOException, GeneralSecurityException {
    if (context == null) {
      context = added.isEmpty() ? SSLContext.getDefault() : wider();
    }
    return context;
  }

  /**
   * Gets TLS ready in a thread of its own, once: providers, certificates, and a first flight that
   * is made and thrown away. It asks nobody anything, keeps no program from ending, and tells of no
   * failure, since a connection fails in the same way.
   */
  public void warmUp() {
    if (warm.getAndSet(true)) {
      return;
    }
    Thread thread = new Thread(this::makeFirstFlight, "posthorn-tls");
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((failed, why) -> {});
    thread.start();
  }

  private void makeFirstFlight() {
    try {
      SSLEngine engine = context().createSSLEngine("example.com", 443);
      engine.setUseClientMode(true);
      engine.wrap(
          ByteBuffer.allocate(0), ByteBuffer.allocate(engine.getSession().getPacketBufferSize()));
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      return; // The connection that needs it says so.
    }
  }

  private SSLContext wider() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (X509Certificate known : platformCertificates()) {
      store.setCertificateEntry("platform-" + store.size(), known);
    }
    for (Certificate one : added) {
      store.setCertificateEntry("added-" + store.size(), one);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    SSLContext wider = SSLContext.getInstance("TLS");
    wider.init(null, factory.getTrustManagers(), null);
    return wider;
  }

  private static X509Certificate[] platformCertificates() throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        return x509.getAcceptedIssuers();
      }
    }
    return new X509Certificate[0];
  }

  /** Apart, so that the HTTP client is loaded by those who use it alone. */
  private record Http(Trust trust) implements ConnectionFactory {
    static HttpTransport transport(Trust trust) {
      return new NetHttpTransport.Builder().setConnectionFactory(new Http(trust)).build();
    }

    @Override
    public HttpURLConnection openConnection(URL url) throws IOException {
      HttpURLConnection connection = (HttpURLConnection) url.openConnection();
      if (!trust.added.isEmpty() && connection instanceof HttpsURLConnection https) {
        https.setSSLSocketFactory(trust.socketFactory()); // Which keeps its connections.
      }
      return connection;
    }
  }
}
