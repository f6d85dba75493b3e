package dev.posthorn.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

/** Hands every connection on to a server on this machine, byte for byte, and counts them. */
public final class CountingProxy implements AutoCloseable {
  private final ServerSocket door;
  private final int server;
  private final AtomicInteger connections = new AtomicInteger();

  /** Begins to listen, on a port of its own. */
  public CountingProxy(URI server) throws IOException {
    this.server = server.getPort();
    door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    run(this::accept);
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + door.getLocalPort() + "/");
  }

  /** How many were opened by now. */
  public int connections() {
    return connections.get();
  }

  @Override
  public void close() throws IOException {
    door.close();
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = door.accept();
      connections.incrementAndGet();
      Socket back = new Socket(InetAddress.getLoopbackAddress(), server);
      run(() -> pass(client, back));
      run(() -> pass(back, client));
    }
  }

  private static void pass(Socket from, Socket to) throws IOException {
    from.getInputStream().transferTo(to.getOutputStream());
    to.shutdownOutput();
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void run(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                return; // One of the two hung up, or the test is over.
              }
            },
            "counting-proxy");
    thread.setDaemon(true);
    thread.start();
  }
}
