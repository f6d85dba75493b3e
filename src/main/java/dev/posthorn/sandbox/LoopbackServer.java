package dev.posthorn.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The HTTP server around one route: on 127.0.0.1 only, with daemon threads that end with it.
 *
 * <p>At most {@value #THREADS} requests are worked on at once; others wait.
 */
final class LoopbackServer implements HttpHandler, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LoopbackServer.class.getName());
  private static final int THREADS = 256;
  private static final int IDLE_SECONDS = 10;

  /** So much of an unread body is thrown away, so that a client in mid-upload sees the answer. */
  private static final long DRAIN_LIMIT = 128L * 1024 * 1024;

  private final Route route;
  private final HttpServer server;
  private final ExecutorService threads;

  private LoopbackServer(Route route, HttpServer server, ExecutorService threads) {
    this.route = route;
    this.server = server;
    this.threads = threads;
  }

  static LoopbackServer start(int port, Route route) throws IOException {
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    tuneOnce("sun.net.httpserver.nodelay", "true");
    tuneOnce("sun.net.httpserver.maxReqTime", "120");
    HttpServer server;
    try {
      server = HttpServer.create(address, 0);
    } catch (BindException e) {
      BindException clear =
          new BindException("Port " + port + " of 127.0.0.1 is taken by another program");
      clear.initCause(e);
      throw clear;
    }
    LoopbackServer running =
        new LoopbackServer(route, server, daemonThreads(server.getAddress().getPort()));
    server.createContext("/", running);
    server.setExecutor(running.threads);
    server.start();
    return running;
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

  private static ExecutorService daemonThreads(int port) {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, "sandbox-" + port + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try {
      Response response = answer(new Request(exchange));
      if (!drained(exchange.getRequestBody())) {
        exchange.getResponseHeaders().set("Connection", "close");
      }
      response.sendTo(exchange);
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
    server.stop(0);
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.log(System.Logger.Level.WARNING, "A thread of the sandbox did not end within 10 s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
