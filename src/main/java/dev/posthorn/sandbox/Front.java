package dev.posthorn.sandbox;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The socket that clients connect to. It passes octets on to the JDK's HTTP server behind it, which
 * hides its sockets: only here can a connection be reset, and a client's leaving be noticed while
 * an answer is withheld. Thread-safe.
 */
final class Front implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Front.class.getName());
  private static final int BACKLOG = 512;
  private static final int BUFFER = 64 * 1024;

  private final ServerSocket listener;
  private final InetSocketAddress behind;
  private final ExecutorService threads;

  /** The connections, by the port from which each goes on to the server behind. */
  private final Map<Integer, Link> links = new ConcurrentHashMap<>();

  private Front(ServerSocket listener, InetSocketAddress behind, ExecutorService threads) {
    this.listener = listener;
    this.behind = behind;
    this.threads = threads;
  }

  /** Takes a port of 127.0.0.1; nobody is let in before {@link #open}. */
  static ServerSocket bind(int port) throws IOException {
    return Loopback.bind(port, BACKLOG);
  }

  static Front open(ServerSocket listener, InetSocketAddress behind, ExecutorService threads) {
    Front front = new Front(listener, behind, threads);
    threads.execute(front::accept);
    return front;
  }

  int port() {
    return listener.getLocalPort();
  }

  /** The client whose connection goes on from this port. */
  Peer peer(int from) {
    Link link = links.get(from);
    return link == null ? new Gone() : link;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        connect(listener.accept());
      } catch (IOException e) {
        if (!listener.isClosed()) {
          LOG.log(System.Logger.Level.WARNING, "The sandbox could not take a connection", e);
        }
      }
    }
  }

  private void connect(Socket client) throws IOException {
    Socket server = new Socket();
    try {
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      server.bind(new InetSocketAddress(behind.getAddress(), 0));
      Link link = new Link(client, server, server.getLocalPort());
      links.put(link.from, link);
      server.connect(behind);
      threads.execute(link::requests);
      threads.execute(link::answers);
    } catch (IOException | RuntimeException e) {
      links.remove(server.getLocalPort());
      quietly(client);
      quietly(server);
      throw e;
    }
  }

  private static void quietly(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "A socket did not close", e);
    }
  }

  /** Frees the port and ends every connection. */
  @Override
  public void close() {
    quietly(listener);
    links.values().forEach(Link::end);
  }

  private final class Link implements Peer {
    private final Socket client;
    private final Socket server;
    private final int from;
    private final CountDownLatch gone = new CountDownLatch(1);

    Link(Socket client, Socket server, int from) {
      this.client = client;
      this.server = server;
      this.from = from;
    }

    private void requests() {
      try {
        pump(client.getInputStream(), server.getOutputStream());
        gone.countDown();
        server.shutdownOutput();
      } catch (IOException e) {
        end();
      }
    }

    private void answers() {
      try {
        pump(server.getInputStream(), client.getOutputStream());
        client.shutdownOutput();
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "A client did not wait for its answer", e);
      } finally {
        end();
      }
    }

    private static void pump(InputStream in, OutputStream out) throws IOException {
      byte[] buffer = new byte[BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
      }
    }

    private void end() {
      gone.countDown();
      links.remove(from, this);
      quietly(client);
      quietly(server);
    }

    /** Lingering for no time makes close send an RST in place of a FIN (RFC 9293 §3.10.4). */
    @Override
    public void reset() {
      try {
        client.setOption(StandardSocketOptions.SO_LINGER, 0);
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "The client was gone before the reset", e);
      }
      end();
    }

    @Override
    public boolean awaitGone(Duration atMost) {
      try {
        return gone.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return true;
      }
    }
  }

  /** A client that left before it could be spoken of. */
  private static final class Gone implements Peer {
    @Override
    public void reset() {}

    @Override
    public boolean awaitGone(Duration atMost) {
      return true;
    }
  }
}
