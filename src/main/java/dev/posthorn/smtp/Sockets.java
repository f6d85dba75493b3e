package dev.posthorn.smtp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Optional;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.util.SocketConnectException;

/** How Angus comes by our socket, first for the connection and then for STARTTLS. */
final class Sockets {
  private Sockets() {}

  /** What went wrong on the network, below what Angus makes of it. */
  static Optional<IOException> failure(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException found && !(found instanceof SocketConnectException)) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  /**
   * The JDK's factories have more methods, all abstract; a call of one would go around our socket.
   */
  private static UnsupportedOperationException unused() {
    return new UnsupportedOperationException("Angus connects the socket itself.");
  }

  /** Hands out the socket of this connection, not yet connected. */
  static final class Plain extends SocketFactory {
    private final SmtpSocket socket;

    Plain(SmtpSocket socket) {
      this.socket = socket;
    }

    @Override
    public Socket createSocket() {
      return socket;
    }

    @Override
    public Socket createSocket(String host, int port) {
      throw unused();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
      throw unused();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      throw unused();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
      throw unused();
    }
  }

  /** Puts TLS on the socket of this connection. */
  static final class StartTls extends SSLSocketFactory {
    private final SmtpSocket socket;

    StartTls(SmtpSocket socket) {
      this.socket = socket;
    }

    @Override
    public Socket createSocket(Socket same, String host, int port, boolean autoClose)
        throws IOException {
      socket.secure();
      return socket;
    }

    @Override
    public String[] getDefaultCipherSuites() {
      return new String[0];
    }

    @Override
    public String[] getSupportedCipherSuites() {
      return new String[0];
    }

    @Override
    public Socket createSocket(String host, int port) {
      throw unused();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
      throw unused();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      throw unused();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
      throw unused();
    }
  }
}
