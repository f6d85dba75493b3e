package dev.posthorn.smtp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Whether a certificate is the server's own (RFC 9525 §6): its subjectAltName, and nothing else,
 * has the server's name or address. JSSE looks too, and more closely, but leaves it to an {@code
 * X509ExtendedTrustManager} of the caller's, which may not look at all.
 */
final class ServerIdentity {
  /** The kinds of names in a subjectAltName (RFC 5280 §4.2.1.6). */
  private static final int DNS_NAME = 2;

  private static final int IP_ADDRESS = 7;

  private static final Pattern LITERAL = Pattern.compile("[0-9.]+|.*:.*");

  private ServerIdentity() {}

  /** Refuses a server that showed the certificate of another. */
  static void check(String host, SSLSession session) throws SSLException {
    Certificate own = session.getPeerCertificates()[0];
    Collection<List<?>> names = null;
    try {
      names = own instanceof X509Certificate x509 ? x509.getSubjectAlternativeNames() : null;
    } catch (CertificateParsingException e) {
      throw new SSLException("the certificate cannot be read", e);
    }
    if (names == null || !isNamed(host, names)) {
      throw new SSLPeerUnverifiedException("the certificate does not name " + host);
    }
  }

  /**
   * The decision.
   *
   * @param names kinds and names, as {@link X509Certificate#getSubjectAlternativeNames} has them
   */
  static boolean isNamed(String host, Collection<List<?>> names) {
    boolean literal = LITERAL.matcher(host).matches();
    for (List<?> each : names) {
      boolean right = each.get(0).equals(literal ? IP_ADDRESS : DNS_NAME);
      if (right && each.get(1) instanceof String name) {
        if (literal ? isSameAddress(name, host) : matches(name, host)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The same name, or one whose first label, and no more, stands for any (RFC 9525 §6.3). */
  private static boolean matches(String name, String host) {
    String bare = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    int dot = bare.indexOf('.');
    boolean wild = name.startsWith("*.") && name.indexOf('.', 2) > 0 && dot > 0;
    return wild
        ? bare.substring(dot).equalsIgnoreCase(name.substring(1))
        : !bare.isEmpty() && bare.equalsIgnoreCase(name);
  }

  private static boolean isSameAddress(String name, String host) {
    try {
      return InetAddress.getByName(name).equals(InetAddress.getByName(host));
    } catch (UnknownHostException e) {
      return false; // Digits and dots that are no address.
    }
  }
}
