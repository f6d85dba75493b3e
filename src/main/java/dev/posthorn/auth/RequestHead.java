package dev.posthorn.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The head of one HTTP/1 request (RFC 9112 §2 to §5), read within a bound of bytes and of time.
 *
 * <p>No server of the JDK is used for this: com.sun.net.httpserver logs every request line, and
 * with it the code, at its finest level.
 *
 * @param method the method
 * @param path the target's path, as it came
 * @param query what follows the first question mark, or null when there is none
 * @param hosts all Host headers
 */
record RequestHead(String method, String path, @Nullable String query, List<String> hosts) {
  static final int MAX_BYTES = 16 << 10;

  /** Never shows the query: it holds the code. */
  @Override
  public String toString() {
    return method + " " + path;
  }

  /** What one peer sent. */
  sealed interface Read {
    /** A whole head. */
    record Whole(RequestHead head) implements Read {}

    /** Something that is no request, or only a part of one. */
    record Broken() implements Read {}

    /** Not one byte: a browser that connects ahead of need. */
    record Nothing() implements Read {}
  }

  /**
   * Reads a head.
   *
   * @param longest all the time that the peer gets, however it trickles
   * @throws IOException when the connection fails
   */
  static Read read(Socket socket, Duration longest) throws IOException {
    long end = System.nanoTime() + longest.toNanos();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[4096];
    InputStream in = socket.getInputStream();
    while (bytes.size() <= MAX_BYTES) {
      long left = (end - System.nanoTime()) / 1_000_000;
      int count = left <= 0 ? -1 : receive(socket, in, buffer, (int) left);
      if (count < 0) {
        break;
      }
      bytes.write(buffer, 0, count);
      String text = bytes.toString(ISO_8859_1);
      int blank = text.indexOf("\r\n\r\n");
      if (blank >= 0 && blank <= MAX_BYTES) {
        return parse(text.substring(0, blank)).<Read>map(Read.Whole::new).orElse(new Read.Broken());
      }
    }
    return bytes.size() == 0 ? new Read.Nothing() : new Read.Broken();
  }

  /** Parses a head without its last blank line. */
  static Optional<RequestHead> parse(String text) {
    String[] lines = text.split("\r\n", -1);
    String[] first = lines[0].split(" ", -1);
    if (first.length != 3 || !first[1].startsWith("/") || !first[2].matches("HTTP/1\\.[01]")) {
      return Optional.empty();
    }
    List<String> hosts = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon <= 0) {
        return Optional.empty();
      }
      if (lines[i].substring(0, colon).equalsIgnoreCase("Host")) {
        hosts.add(lines[i].substring(colon + 1).strip());
      }
    }
    int mark = first[1].indexOf('?');
    String path = mark < 0 ? first[1] : first[1].substring(0, mark);
    String query = mark < 0 ? null : first[1].substring(mark + 1);
    return Optional.of(new RequestHead(first[0], path, query, hosts));
  }

  private static int receive(Socket socket, InputStream in, byte[] buffer, int millis)
      throws IOException {
    socket.setSoTimeout(millis);
    try {
      return in.read(buffer);
    } catch (SocketTimeoutException e) {
      return -1; // The peer's time is up; what it sent so far decides the answer.
    }
  }
}
