package dev.posthorn.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** The server's end of one connection: lines, TLS, and all ways to end badly. */
class SmtpPeer {
  private final Socket raw;
  private Socket socket;
  private InputStream in;

  SmtpPeer(Socket raw) throws IOException {
    this.raw = raw;
    use(raw);
  }

  private void use(Socket next) throws IOException {
    socket = next;
    in = new BufferedInputStream(next.getInputStream());
  }

  void secure(SSLContext tls) throws IOException {
    SSLSocket inner =
        (SSLSocket) tls.getSocketFactory().createSocket(raw, "localhost", raw.getPort(), true);
    inner.setUseClientMode(false);
    inner.startHandshake();
    use(inner);
  }

  void say(String lines) throws IOException {
    write(lines + "\r\n");
  }

  void write(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
  }

  String hear() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException();
      }
      line.append((char) c);
    }
    return line.toString().stripTrailing();
  }

  void hangUp() throws IOException {
    socket.close();
    throw new EOFException();
  }

  /** Ends with a reset instead of a goodbye. */
  void reset() throws IOException {
    raw.setSoLinger(true, 0);
    raw.close();
    throw new EOFException();
  }

  /** Says nothing more until the client goes away. */
  void beSilent() throws IOException {
    while (in.read() >= 0) {
      // What it still says is not looked at.
    }
    throw new EOFException();
  }

  /** Reads nothing, so that the client cannot write for long. */
  void idleUntil(CountDownLatch over) throws IOException {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    hangUp();
  }

  void readSome(int bytes) throws IOException {
    in.readNBytes(bytes);
  }

  String readBody() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    boolean lineStart = true;
    while (true) {
      int c = in.read();
      if (lineStart && c == '.') {
        c = in.read(); // The next one of a stuffed dot, or the end of the line that is the end.
        if (c == '\r') {
          in.read();
          return body.toString(ISO_8859_1);
        }
      }
      if (c < 0) {
        throw new EOFException();
      }
      body.write(c);
      lineStart = c == '\n';
    }
  }
}
