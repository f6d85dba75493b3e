package dev.posthorn.auth;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.javanet.NetHttpTransport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whose TLS certificates are believed: the Java platform's, and those of one PEM file beside them.
 *
 * <p>Immutable and thread-safe. Proxies are the JVM's ({@code https.proxyHost}).
 */
public final class Trust {
  private final @Nullable KeyStore certificates;

  private Trust(@Nullable KeyStore certificates) {
    this.certificates = certificates;
  }

  /**
   * The platform's certificates alone.
   *
   * @return the usual trust
   */
  public static Trust system() {
    return new Trust(null);
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
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (X509Certificate known : platformCertificates()) {
        store.setCertificateEntry("platform-" + store.size(), known);
      }
      int before = store.size();
      try (InputStream in = Files.newInputStream(pem)) {
        for (Certificate added : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
          store.setCertificateEntry("added-" + store.size(), added);
        }
      }
      if (store.size() == before) {
        throw new GeneralSecurityException("it holds no certificate");
      }
      return new Trust(store);
    } catch (IOException | GeneralSecurityException e) {
      String why = e instanceof NoSuchFileException ? "no such file" : e.getMessage();
      throw new AuthException(
          AuthException.Kind.CONFIGURATION,
          "Cannot take certificates from " + pem + ": " + why + ".",
          "Give --ca-file a readable PEM file with at least one certificate.",
          e);
    }
  }

  /**
   * A transport that believes these certificates and always checks the server's name.
   *
   * @return a new transport; keep it, it reuses connections
   */
  public HttpTransport transport() {
    return Http.transport(certificates);
  }

  /**
   * The same trust for connections that are not HTTP, such as SMTP's. Whether the certificate names
   * the server is for the connection to check.
   *
   * @return a TLS context without a certificate of our own
   */
  public SSLContext sslContext() {
    try {
      if (certificates == null) {
        return SSLContext.getDefault();
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(certificates);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no TLS.", e);
    }
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
  private static final class Http {
    static HttpTransport transport(@Nullable KeyStore certificates) {
      if (certificates == null) {
        return new NetHttpTransport();
      }
      try {
        return new NetHttpTransport.Builder().trustCertificates(certificates).build();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("This Java has no TLS.", e);
      }
    }
  }
}
