package dev.posthorn.smtp;

import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.Endpoint;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Where mail is submitted, and how the connection is made secure. Immutable and thread-safe.
 *
 * <p>Written {@code smtps://host[:465]} for TLS from the first byte (RFC 8314 §3.3), or {@code
 * smtp://host[:587]} for STARTTLS, which is then required: a server that does not offer it is sent
 * nothing.
 *
 * @param host the name or address literal (without brackets), in lower case; the server's
 *     certificate must name it
 * @param port 1 to 65535
 * @param implicitTls true for smtps, false for smtp
 */
public record SmtpServer(String host, int port, boolean implicitTls) {
  /**
   * Google's own: smtps://smtp.gmail.com:465.
   *
   * @see <a href="https://developers.google.com/workspace/gmail/imap/imap-smtp">Gmail: IMAP, POP,
   *     and SMTP</a>
   */
  public static final SmtpServer GMAIL = new SmtpServer("smtp.gmail.com", 465, true);

  private static final int SUBMISSIONS = 465;
  private static final int SUBMISSION = 587;

  /**
   * Reads an address that somebody wrote.
   *
   * @param url such as {@code smtps://smtp.gmail.com} or {@code smtp://mail.example.com:587}
   * @return the server
   * @throws AuthException of kind CONFIGURATION when it is none
   */
  public static SmtpServer parse(String url) throws AuthException {
    try {
      return of(new URI(url.strip()));
    } catch (URISyntaxException e) {
      throw refused("is not a URL");
    }
  }

  /**
   * Reads an address.
   *
   * @param url with the scheme smtps or smtp, a host, and perhaps a port
   * @return the server
   * @throws AuthException of kind CONFIGURATION when it is none, or says more than that
   */
  public static SmtpServer of(URI url) throws AuthException {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("smtps") && !scheme.equals("smtp")) {
      throw refused("must begin with smtps:// (TLS) or smtp:// (STARTTLS)");
    }
    String path = url.getRawPath() == null ? "" : url.getRawPath();
    boolean bare =
        url.getRawUserInfo() == null
            && url.getRawQuery() == null
            && url.getRawFragment() == null
            && (path.isEmpty() || path.equals("/"));
    String host = url.getHost();
    if (host == null || !bare || url.getPort() == 0 || url.getPort() > 65535) {
      throw refused("is a host and perhaps a port, such as smtps://smtp.gmail.com:465");
    }
    boolean implicit = scheme.equals("smtps");
    int usual = implicit ? SUBMISSIONS : SUBMISSION;
    String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return new SmtpServer(
        name.toLowerCase(Locale.ROOT), url.getPort() < 0 ? usual : url.getPort(), implicit);
  }

  /**
   * The same as an address, the port included.
   *
   * @return {@code smtps://host:port} or {@code smtp://host:port}
   */
  public URI uri() {
    String written = host.contains(":") ? "[" + host + "]" : host;
    return URI.create((implicitTls ? "smtps://" : "smtp://") + written + ":" + port);
  }

  /** Whether the server is this machine, by its very name. */
  boolean isLoopback() {
    return Endpoint.isLoopback(host);
  }

  /** Whether Google's tokens may go there. */
  boolean isGoogle() {
    return Endpoint.isGoogle(uri());
  }

  static AuthException refused(String why) {
    return new AuthException(
        AuthException.Kind.CONFIGURATION,
        "The address in --smtp " + why + ".",
        "Correct --smtp or POSTHORN_SMTP, or leave it out.");
  }
}
