package dev.posthorn.sandbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** The octets of one SMTP connection: lines in, replies out, TLS laid over both. */
final class SmtpWire implements AutoCloseable {
  private static final int LONGEST_LINE = 16 * 1024;
  private static final int SILENCE_MILLIS = 300_000;

  /** A peer that says what cannot be SMTP; the connection ends. */
  static final class NoSmtpException extends IOException {
    private static final long serialVersionUID = 1L;

    NoSmtpException(String message) {
      super(message);
    }
  }

  /**
   * A mail as it came after DATA.
   *
   * @param tooLarge whether it was longer than the limit, and thrown away
   * @param bare whether a line ended with something else than CRLF
   */
  record Data(String octets, boolean tooLarge, boolean bare) {}

  private final Socket raw;
  private final CountDownLatch closed = new CountDownLatch(1);
  private InputStream in;
  private OutputStream out;
  private boolean secure;

  SmtpWire(Socket raw) throws IOException {
    this.raw = raw;
    raw.setTcpNoDelay(true);
    raw.setSoTimeout(SILENCE_MILLIS);
    this.in = new BufferedInputStream(raw.getInputStream());
    this.out = raw.getOutputStream();
  }

  /** Goes on in TLS. */
  void secure(SSLContext context) throws IOException {
    SSLSocket tls =
        (SSLSocket) context.getSocketFactory().createSocket(raw, "localhost", raw.getPort(), true);
    tls.setUseClientMode(false);
    tls.startHandshake();
    in = new BufferedInputStream(tls.getInputStream());
    out = tls.getOutputStream();
    secure = true;
  }

  /** Whether the peer has already sent more than the line that was read last. */
  boolean hasMore() throws IOException {
    return in.available() > 0;
  }

  boolean secure() {
    return secure;
  }

  /** The next line without its CRLF, one character an octet; empty at the end of the connection. */
  Optional<String> line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    boolean cr = false;
    for (int octet = in.read(); octet >= 0; octet = in.read()) {
      if (cr && octet == '\n') {
        String text = line.toString(ISO_8859_1);
        return Optional.of(text.substring(0, text.length() - 1));
      }
      if (line.size() >= LONGEST_LINE) {
        throw new NoSmtpException("a line that does not end");
      }
      cr = octet == '\r';
      line.write(octet);
    }
    return Optional.empty();
  }

  /** Reads to the lone dot; the dots that were stuffed are taken out (RFC 5321 §4.5.2). */
  Data data(int limit) throws IOException {
    ByteArrayOutputStream mail = new ByteArrayOutputStream();
    boolean bare = false;
    boolean tooLarge = false;
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int before = 0;
    while (true) {
      int octet = in.read();
      if (octet < 0) {
        throw new NoSmtpException("the connection ended within DATA");
      }
      bare |= (octet == '\n') != (before == '\r') && (octet == '\n' || before == '\r');
      line.write(octet);
      boolean end = octet == '\n' && before == '\r';
      before = octet;
      if (end) {
        String text = line.toString(ISO_8859_1);
        line.reset();
        if (text.equals(".\r\n")) {
          return new Data(mail.toString(ISO_8859_1), tooLarge, bare);
        }
        tooLarge |= mail.size() + text.length() > limit;
        if (!tooLarge) {
          mail.writeBytes(text.substring(text.startsWith(".") ? 1 : 0).getBytes(ISO_8859_1));
        }
      } else if (line.size() > limit) {
        tooLarge = true;
        line.reset();
        line.write(octet);
      }
    }
  }

  /** Sends a reply; its lines are joined with CRLF already. */
  void reply(String text) throws IOException {
    out.write((text + "\r\n").getBytes(ISO_8859_1));
    out.flush();
  }

  /** Sends the first half of a reply and ends the connection. */
  void half(String text) throws IOException {
    out.write(text.substring(0, Math.max(1, text.length() / 2)).getBytes(ISO_8859_1));
    out.flush();
    raw.shutdownOutput();
    close();
  }

  void trickle(String text, Duration time) throws IOException {
    byte[] octets = (text + "\r\n").getBytes(ISO_8859_1);
    for (byte octet : octets) {
      pause(time.dividedBy(octets.length));
      out.write(octet);
      out.flush();
    }
  }

  /**
   * Waits.
   *
   * @throws NoSmtpException when the sandbox ends meanwhile
   */
  void pause(Duration time) throws IOException {
    try {
      if (closed.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new NoSmtpException("the sandbox ended");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoSmtpException("the sandbox ended");
    }
  }

  /** Says nothing until the client leaves or the sandbox ends. */
  void silence() throws IOException {
    raw.setSoTimeout(0);
    byte[] buffer = new byte[8 * 1024];
    int read = 0;
    while (read >= 0) {
      read = in.read(buffer);
    }
  }

  /** Lingering for no time makes close send an RST in place of a FIN (RFC 9293 §3.10.4). */
  void reset() throws IOException {
    raw.setOption(StandardSocketOptions.SO_LINGER, 0);
    close();
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    raw.close();
  }
}
