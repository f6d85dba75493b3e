package dev.posthorn.auth;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Tells the ways apart in which a server cannot be reached, and says each in plain words. */
final class NetworkFailure {
  private static final String NETWORK = "Check the network (and HTTPS_PROXY).";

  private NetworkFailure() {}

  /**
   * The failure of a request as an exception of kind UNREACHABLE.
   *
   * @param operation what failed, as a sentence's subject
   * @param next what to do once the network is well
   */
  static AuthException of(String operation, URI address, IOException cause, String next) {
    String remedy = NETWORK;
    if (isDistrust(cause)) {
      remedy =
          "If a proxy or a server of your own signs its certificates itself, give its authority's"
              + " certificate: --ca-file PEM.";
    } else if (cause instanceof UnknownHostException) {
      remedy = "Check the network's name server (DNS), or HTTPS_PROXY.";
    }
    return new AuthException(
        AuthException.Kind.UNREACHABLE,
        operation + " failed: " + words(address, cause) + ".",
        remedy + " " + next,
        cause);
  }

  /** Tells whether trying again may help: a certificate stays untrusted. */
  static boolean mayPass(IOException cause) {
    return !isDistrust(cause) && !(cause instanceof NoAnswerException);
  }

  private static String words(URI address, IOException cause) {
    String host = address.getHost();
    if (cause instanceof NoAnswerException nothing) {
      return address.getAuthority() + " sent " + nothing.what();
    }
    if (cause instanceof UnknownHostException) {
      return "the name " + host + " was not found (DNS failure)";
    }
    if (cause instanceof NoRouteToHostException) {
      return "there is no route to " + host;
    }
    if (isDistrust(cause)) {
      return "the TLS certificate of " + host + " is not trusted";
    }
    if (cause instanceof SSLException) {
      return "no TLS connection to " + host + " came about";
    }
    return connection(address.getAuthority(), cause);
  }

  private static String connection(String authority, IOException cause) {
    String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    if (cause instanceof SocketTimeoutException) {
      return message.contains("connect")
          ? authority + " did not take a connection in time"
          : authority + " did not answer in time";
    }
    if (cause instanceof ConnectException) {
      return message.contains("refused")
          ? "connection refused by " + authority
          : "no connection to " + authority;
    }
    return "the connection to " + authority + " broke off";
  }

  private static boolean isDistrust(IOException failure) {
    if (!(failure instanceof SSLException)) {
      return false;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof GeneralSecurityException) {
        return true;
      }
    }
    return false;
  }
}
