package dev.posthorn.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The HTTP server around one route: on 127.0.0.1 only, with daemon threads that end with it. The
 * JDK's server stands behind a {@link Front} on a port of its own, which nobody need know.
 *
 * <p>At most {@value #THREADS} requests are worked on at once; others wait.
 */
final class LoopbackServer implements HttpHandler, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LoopbackServer.class.getName());
  private static final int THREADS = 256;
  private static final int IDLE_SECONDS = 10;
  private static final int BACKLOG = 512;

  /** So much of an unread body is thrown away, so that a client in mid-upload sees the answer. */
  private static final long DRAIN_LIMIT = 128L * 1024 * 1024;

  private final Route route;
  private final HttpServer server;
  private final ExecutorService threads;
  private final ExecutorService pumps;
  private final Front front;

  private LoopbackServer(Route route, ServerSocket listener) throws IOException {
    this.route = route;
    tuneOnce("sun.net.httpserver.nodelay", "true");
    tuneOnce("sun.net.httpserver.maxReqTime", "120");
    this.server = HttpServer.create(Loopback.address(0), BACKLOG);
    String prefix = "sandbox-" + listener.getLocalPort() + "-";
    this.threads = workers(prefix);
    this.pumps = Executors.newCachedThreadPool(Loopback.daemons(prefix + "front-"));
    server.createContext("/", this);
    server.setExecutor(threads);
    this.front = Front.open(listener, server.getAddress(), pumps);
  }

  static LoopbackServer start(int port, Route route) throws IOException {
    ServerSocket listener = Front.bind(port);
    try {
      LoopbackServer running = new LoopbackServer(route, listener);
      running.server.start();
      return running;
    } catch (IOException | RuntimeException e) {
      listener.close();
      throw e;
    }
  }

  /**
   * Only system properties reach these settings, and only before the JVM's first server: without
   * the one every answer on a kept connection waits 40 ms for an acknowledgement, without the other
   * a request that never ends holds its thread for ever. Who set them otherwise is left alone.
   */
  private static void tuneOnce(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  private static ExecutorService workers(String prefix) {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Loopback.daemons(prefix));
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  int port() {
    return front.port();
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    Peer peer = front.peer(exchange.getRemoteAddress().getPort());
    try {
      Response response = answer(new Request(exchange, peer));
      if (response.manner().readsBody() && !drained(exchange.getRequestBody())) {
        exchange.getResponseHeaders().set("Connection", "close");
      }
      response.sendTo(exchange, peer);
    } finally {
      exchange.close();
    }
  }

  private Response answer(Request request) throws IOException {
    try {
      return route.answer(request);
    } catch (Refusal refusal) {
      return refusal.response();
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      LOG.log(System.Logger.Level.WARNING, "The sandbox failed at " + request.method(), e);
      return Pages.failed();
    }
  }

  private static boolean drained(InputStream body) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    long left = DRAIN_LIMIT;
    int read = 0;
    while (read >= 0 && left > 0) {
      left -= read;
      read = body.read(buffer);
    }
    return read < 0;
  }

  /** Frees the port and ends every thread; a call in progress is cut off. */
  @Override
  public void close() {
    front.close();
    server.stop(0);
    Loopback.end(threads);
    Loopback.end(pumps);
  }
}
