package dev.posthorn.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;

/** A browser of a few lines that sends exactly the bytes it is given, and logs nothing. */
public final class RawHttp {
  private static final int PATIENCE_MILLIS = 10_000;

  private RawHttp() {}

  /** Opens a connection to 127.0.0.1 and leaves all else to the test. */
  public static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  /** Sends a text and reads the whole answer, until the server hangs up. */
  public static String send(int port, String request) {
    try (Socket socket = connect(port)) {
      write(socket, request);
      return readAll(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A plain GET, as a browser follows a redirect. */
  public static String get(URI uri) {
    String target = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    return send(
        uri.getPort(),
        "GET " + target + " HTTP/1.1\r\nHost: " + uri.getRawAuthority() + "\r\n\r\n");
  }

  public static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
  }

  public static String readAll(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), UTF_8);
  }

  /** The status code of an answer. */
  public static int status(String answer) {
    return Integer.parseInt(answer.substring(9, 12));
  }
}
