package dev.posthorn.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A server whose one answer never ends: it says 200 and goes on until the client hangs up. */
public final class EndlessServer implements AutoCloseable {
  private final ServerSocket server;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final int pauseMillis;

  /** Sends a piece of the body after each pause; 0 sends as fast as it goes. */
  public EndlessServer(int pauseMillis) throws IOException {
    this.pauseMillis = pauseMillis;
    server = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    Thread thread = new Thread(this::answer, "endless");
    thread.setDaemon(true);
    thread.start();
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/token");
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    server.close();
  }

  private void answer() {
    try (Socket socket = server.accept()) {
      OutputStream out = socket.getOutputStream();
      out.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"x\":\"".getBytes(US_ASCII));
      while (!closed.await(pauseMillis, TimeUnit.MILLISECONDS)) {
        out.write('y');
        out.flush();
      }
    } catch (IOException | InterruptedException e) {
      closed.countDown(); // The client hung up, which is what the test waits for.
    }
  }

  /** Waits until the client has hung up. */
  public boolean clientHungUp() throws InterruptedException {
    return closed.await(10, TimeUnit.SECONDS);
  }
}
