package dev.posthorn.sandbox;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Sockets on 127.0.0.1 only, and the daemon threads that serve them. */
final class Loopback {
  private static final System.Logger LOG = System.getLogger(Loopback.class.getName());

  private Loopback() {}

  static InetSocketAddress address(int port) throws IOException {
    return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
  }

  /**
   * Takes a port.
   *
   * @throws BindException when it is taken; the message names it
   */
  static ServerSocket bind(int port, int backlog) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.bind(address(port), backlog);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e instanceof BindException ? taken(port, e) : e;
    }
  }

  private static BindException taken(int port, IOException cause) {
    BindException clear =
        new BindException("Port " + port + " of 127.0.0.1 is taken by another program");
    clear.initCause(cause);
    return clear;
  }

  /** Something that listens on a port. */
  interface Opening<T> {
    T open(int port) throws IOException;
  }

  /** Opens the port it had before if that is free, and else the one that is asked for. */
  static <T> T preferring(int before, int asked, Opening<T> opening) throws IOException {
    if (before > 0) {
      try {
        return opening.open(before);
      } catch (BindException e) {
        LOG.log(System.Logger.Level.INFO, "The port of before is taken: " + before, e);
      }
    }
    return opening.open(asked);
  }

  static ThreadFactory daemons(String prefix) {
    AtomicInteger number = new AtomicInteger();
    return work -> {
      Thread thread = new Thread(work, prefix + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Ends all threads, and waits for them. */
  static void end(ExecutorService threads) {
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
