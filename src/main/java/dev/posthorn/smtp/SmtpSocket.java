package dev.posthorn.smtp;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The one socket of a connection: TCP, with TLS above it from the first byte or later (STARTTLS).
 *
 * <p>Angus' own sockets would do but for three things: its time-out for writes closes the TLS
 * stream, which waits for the very write that hangs; it reads replies of any length into memory;
 * and it tries again without TLS where the TLS socket fails, unless told not to. Here a watchdog
 * closes the TCP socket, a reply ends at 64 KiB, and there is nothing else to fall back on.
 *
 * <p>Used by one thread at a time; {@link #abort} by any.
 */
final class SmtpSocket extends Socket {
  /** RFC 5321 §4.5.3.1.5 wants 512 bytes a line; even a wordy EHLO has no more than forty lines. */
  static final int LONGEST_REPLY = 64 * 1024;

  private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  private final SmtpServer server;
  private final SmtpSettings.TlsSockets tls;
  private final TimeOuts timeOuts;
  private final Watchdog watchdog;
  private @Nullable SSLSocket secured;
  private boolean securing;
  private boolean closing;
  private int unanswered;
  private volatile boolean stuck;

  SmtpSocket(SmtpServer server, SmtpSettings.TlsSockets tls, TimeOuts timeOuts, Watchdog watchdog) {
    this.server = server;
    this.tls = tls;
    this.timeOuts = timeOuts;
    this.watchdog = watchdog;
  }

  @Override
  public void connect(SocketAddress address, int timeout) throws IOException {
    super.connect(address, timeout);
    setTcpNoDelay(true); // Commands are small, and each waits for its reply.
    if (server.implicitTls()) {
      secure();
    }
  }

  /** Puts TLS on top, and checks that the certificate is believed and names the server. */
  void secure() throws IOException {
    SSLSocket inner;
    securing = true;
    try {
      inner = (SSLSocket) tls.factory().createSocket(this, server.host(), server.port(), true);
    } finally {
      securing = false;
    }
    SSLParameters parameters = inner.getSSLParameters();
    // A caller's context may allow less than these, never more.
    String[] protocols =
        Stream.of(parameters.getProtocols()).filter(PROTOCOLS::contains).toArray(String[]::new);
    if (protocols.length == 0) {
      throw new SSLException("TLS 1.2 and newer are switched off here");
    }
    parameters.setProtocols(protocols);
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    inner.setSSLParameters(parameters);
    inner.startHandshake();
    ServerIdentity.check(server.host(), inner.getSession());
    secured = inner;
  }

  boolean isSecured() {
    return secured != null;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    SSLSocket inner = secured;
    if (securing) {
      return super.getInputStream();
    }
    return new Replies(inner == null ? super.getInputStream() : inner.getInputStream());
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    SSLSocket inner = secured;
    return inner == null || securing
        ? new Watched(super.getOutputStream())
        : inner.getOutputStream();
  }

  /** Closes, and says so to a TLS peer first; without a lock, or no watchdog could end that. */
  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized")
  public void close() throws IOException {
    SSLSocket inner = secured;
    if (inner != null && !closing) {
      closing = true; // It comes back here to close what is below it.
      inner.close();
    }
    super.close();
  }

  /** Closes without a word to anybody; whatever is under way fails. */
  void abort() {
    try {
      super.close();
    } catch (IOException e) {
      closing = true; // There is no more that could be done.
    }
  }

  /** Ends a reply that does not end. */
  private final class Replies extends FilterInputStream {
    Replies(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = in.read(bytes, offset, length);
      unanswered += Math.max(count, 0);
      if (unanswered > LONGEST_REPLY) {
        throw new IOException("the reply does not end");
      }
      return count;
    }
  }

  /** Ends a write that the peer does not take. */
  private final class Watched extends FilterOutputStream {
    Watched(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      unanswered = 0;
      Future<?> watch =
          watchdog.after(
              timeOuts.write(),
              () -> {
                stuck = true;
                abort();
              });
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        if (stuck) {
          SocketTimeoutException late = new SocketTimeoutException("the server takes no more");
          late.initCause(e);
          throw late;
        }
        throw e;
      } finally {
        watch.cancel(false);
      }
    }
  }
}
