package dev.posthorn.gmail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server on loopback that does exactly what its script says, byte by byte and connection by
 * connection.
 */
final class ScriptedServer implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: ([0-9]+)");

  private final ServerSocket listener;
  private final Script script;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger wholeBodies = new AtomicInteger();

  /** What to do with one connection. */
  interface Script {
    void play(Peer peer) throws IOException;
  }

  ScriptedServer(Script script) throws IOException {
    this.script = script;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::accept, "scripted-server");
    thread.setDaemon(true);
    thread.start();
  }

  URI root() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/");
  }

  int connections() {
    return connections.get();
  }

  /** Heads of requests seen, whole or not what came after. */
  int requests() {
    return heads.size();
  }

  List<String> heads() {
    return heads;
  }

  /** Requests whose body came to its last byte. */
  int wholeBodies() {
    return wholeBodies.get();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        sockets.add(socket);
        connections.incrementAndGet();
        Thread thread = new Thread(() -> play(socket), "scripted-peer");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return; // Closed.
      }
    }
  }

  private void play(Socket socket) {
    try (socket) {
      script.play(new Peer(socket));
    } catch (IOException e) {
      // The client went away, which many tests want.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /** One connection. */
  final class Peer {
    private final Socket socket;
    private final InputStream in;
    private long length;

    Peer(Socket socket) throws IOException {
      this.socket = socket;
      this.in = new BufferedInputStream(socket.getInputStream());
    }

    String readHead() throws IOException {
      if (socket.isClosed()) {
        throw new EOFException("What is still in the buffer is the body of a request that failed.");
      }
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
        int next = in.read();
        if (next < 0) {
          throw new EOFException();
        }
        head.write(next);
      }
      String text = head.toString(ISO_8859_1);
      Matcher matcher = LENGTH.matcher(text);
      length = matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
      heads.add(text);
      return text;
    }

    byte[] readBody() throws IOException {
      byte[] body = in.readNBytes((int) length);
      if (body.length == length) {
        wholeBodies.incrementAndGet();
      }
      return body;
    }

    byte[] readSome(int bytes) throws IOException {
      return in.readNBytes(bytes);
    }

    /** How long the body is, as the last head said. */
    long length() {
      return length;
    }

    /** Says nothing until the other side has had enough. */
    void keepSilent() throws IOException {
      in.transferTo(OutputStream.nullOutputStream());
    }

    void readRequest() throws IOException {
      readHead();
      readBody();
    }

    void write(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
    }

    void answer(int status, String body) throws IOException {
      write(
          "HTTP/1.1 "
              + status
              + " X\r\nContent-Type: application/json\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n"
              + body);
    }

    void close() throws IOException {
      socket.close();
    }

    /** Ends with a reset instead of a goodbye. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }
}
