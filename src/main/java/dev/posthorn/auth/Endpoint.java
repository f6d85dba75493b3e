package dev.posthorn.auth;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** The rule for every address that a credential may travel to: https, or http on loopback. */
public final class Endpoint {
  private Endpoint() {}

  /**
   * Checks an address before anything is sent to it.
   *
   * <p>https is taken anywhere; http only to {@code 127.0.0.0/8}, {@code [::1]} or {@code
   * localhost}. User information and fragments are refused.
   *
   * @param what what the address is called, for the message: {@code token_uri}, {@code --gmail-url}
   * @param address the address, as somebody wrote it
   * @return the same address, parsed
   * @throws AuthException of kind CONFIGURATION when a credential must not go there
   */
  public static URI check(String what, String address) throws AuthException {
    URI uri;
    try {
      uri = new URI(address);
    } catch (URISyntaxException e) {
      throw refused(what, "is not a URL");
    }
    String host = uri.getHost();
    if (host == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      throw refused(what, "needs a host, and no user name and no # in it");
    }
    boolean https = "https".equalsIgnoreCase(uri.getScheme());
    boolean http = "http".equalsIgnoreCase(uri.getScheme());
    if (https || (http && isLoopback(host))) {
      return uri;
    }
    throw refused(what, "must be https (plain http only to 127.0.0.1, ::1 or localhost)");
  }

  /**
   * Tells whether a host is this machine by its very name, without asking DNS.
   *
   * @param host a host name or address literal
   * @return true for localhost, 127.x.x.x and ::1
   */
  public static boolean isLoopback(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.equals("localhost")
        || name.matches("127(\\.[0-9]{1,3}){3}")
        || name.equals("[::1]")
        || name.equals("::1");
  }

  /**
   * Tells whether an address is one of Google's, where Google's own tokens may go.
   *
   * <p>Not all of google.com: some of its hosts run programs that anybody can upload
   * (script.google.com).
   *
   * @param uri a checked address
   * @return true for accounts.google.com, smtp.gmail.com and the hosts below googleapis.com
   */
  public static boolean isGoogle(URI uri) {
    String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
    return host.equals("accounts.google.com")
        || host.equals("smtp.gmail.com")
        || host.endsWith(".googleapis.com");
  }

  private static AuthException refused(String what, String why) {
    return new AuthException(
        AuthException.Kind.CONFIGURATION,
        "The address in " + what + " " + why + ".",
        "Correct " + what + ".");
  }
}
