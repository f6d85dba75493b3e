package dev.posthorn.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.api.client.extensions.java6.auth.oauth2.VerificationCodeReceiver;
import dev.posthorn.auth.AuthException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes the browser's callback on http://127.0.0.1:PORT/callback (RFC 8252 §7.3).
 *
 * <p>One thread a connection, so that a silent peer delays nobody; every answer closes its
 * connection. Only a GET of the callback with our Host and our state counts; all else is told so,
 * and the wait goes on. The browser that brought the code sees its page when {@link #show} says how
 * the login ended, or after a while without.
 *
 * <p>Thread-safe; good for one login.
 */
final class LoopbackReceiver implements VerificationCodeReceiver {
  static final String PATH = "/callback";

  private static final Duration OUT_OF_HANDLES_PAUSE = Duration.ofMillis(50);

  /**
   * How patient the receiver is.
   *
   * @param request for a whole request
   * @param verdict how long a browser is kept waiting for the end of the login
   * @param farewell for the last pages to go out, and for a peer to hang up
   * @param connections how many at once; more are closed at once
   */
  record Limits(Duration request, Duration verdict, Duration farewell, int connections) {
    static final Limits USUAL =
        new Limits(Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofSeconds(3), 64);
  }

  private final ServerSocket server;
  private final Thread listener;
  private final PendingConsent pending;
  private final Duration timeout;
  private final Limits limits;
  private final CompletableFuture<ConsentPages.Page> verdict = new CompletableFuture<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private final AtomicBoolean stopped = new AtomicBoolean();

  /** Counts the pages under way, and one party for the receiver itself until it stops. */
  private final Phaser pages = new Phaser(1);

  private LoopbackReceiver(
      ServerSocket server, PendingConsent pending, Duration timeout, Limits limits) {
    this.server = server;
    this.pending = pending;
    this.timeout = timeout;
    this.limits = limits;
    this.listener = daemon(this::accept, "posthorn-login-listen");
  }

  /** Listens from now on, with the usual limits. */
  static LoopbackReceiver open(PendingConsent pending, Duration timeout) throws AuthException {
    return open(pending, timeout, Limits.USUAL);
  }

  /** Listens from now on. */
  static LoopbackReceiver open(PendingConsent pending, Duration timeout, Limits limits)
      throws AuthException {
    try {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      ServerSocket server = new ServerSocket(0, limits.connections(), loopback);
      LoopbackReceiver receiver = new LoopbackReceiver(server, pending, timeout, limits);
      receiver.listener.start();
      return receiver;
    } catch (IOException e) {
      throw new AuthException(
          Kind.REFUSED,
          "Cannot listen on 127.0.0.1 for the browser's answer: " + e.getMessage() + ".",
          "Free a port, or allow this program to listen on the loopback address.",
          e);
    }
  }

  @Override
  public String getRedirectUri() {
    return "http://" + authority() + PATH;
  }

  /**
   * Waits for the first valid answer.
   *
   * @throws IOException when the answer is no, or none comes; its cause is the AuthException
   */
  @Override
  public String waitForCode() throws IOException {
    try {
      return pending.await(timeout).value();
    } catch (AuthException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  Duration timeout() {
    return timeout;
  }

  /** Says what the browser that brought the code is to see; the first word counts. */
  void show(ConsentPages.Page page) {
    verdict.complete(page);
  }

  /** Stops listening, once the pages under way have gone out; a second call does nothing. */
  @Override
  public void stop() {
    if (stopped.getAndSet(true)) {
      return;
    }
    pending.withdraw();
    close(server);
    verdict.complete(ConsentPages.received());
    // An interrupted login gives its port back too; the waits are short and bounded.
    boolean interrupted = Thread.interrupted();
    try {
      // The kernel gives the port back when accept() has returned, not when it was closed.
      listener.join(limits.farewell().toMillis());
      pages.awaitAdvanceInterruptibly(
          pages.arriveAndDeregister(), limits.farewell().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    } catch (TimeoutException e) {
      // A peer that does not read its page cannot hold the login up: it loses the connection.
      interrupted |= Thread.interrupted();
    }
    open.forEach(LoopbackReceiver::close);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private String authority() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        if (open.size() >= limits.connections()) {
          close(socket);
          continue;
        }
        open.add(socket);
        daemon(() -> serve(socket), "posthorn-login-answer").start();
      } catch (IOException e) {
        if (!server.isClosed()) {
          LockSupport.parkNanos(OUT_OF_HANDLES_PAUSE.toNanos());
        }
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      RequestHead.Read read = RequestHead.read(socket, limits.request());
      if (read instanceof RequestHead.Read.Nothing) {
        return;
      }
      pages.register();
      try {
        send(socket, answer(read));
      } finally {
        pages.arriveAndDeregister();
      }
      hangUp(socket);
    } catch (IOException e) {
      // The peer went away; a browser that still wants an answer asks again.
      close(socket);
    } finally {
      open.remove(socket);
    }
  }

  private ConsentPages.Page answer(RequestHead.Read read) {
    if (!(read instanceof RequestHead.Read.Whole whole)) {
      return ConsentPages.rejected("The browser's visit broke off.");
    }
    RequestHead head = whole.head();
    // Another name for this address is a page elsewhere that had its name rebound to us.
    if (!head.hosts().equals(List.of(authority()))) {
      return ConsentPages.rejected("It came under another name of this computer.");
    }
    if (!head.method().equals("GET")) {
      return ConsentPages.rejected("It was no plain visit of a page.");
    }
    if (!head.path().equals(PATH)) {
      return ConsentPages.notFound();
    }
    Callback callback = pending.offer(head.query());
    if (callback instanceof Callback.Invalid invalid) {
      return ConsentPages.rejected(invalid.why());
    }
    return callback instanceof Callback.Denied denied
        ? ConsentPages.failed(AuthorizationErrors.of(denied.error()))
        : verdict();
  }

  private ConsentPages.Page verdict() {
    try {
      return verdict.get(limits.verdict().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ConsentPages.received();
    } catch (TimeoutException | ExecutionException e) {
      return ConsentPages.received();
    }
  }

  private static void send(Socket socket, ConsentPages.Page page) throws IOException {
    byte[] body = page.body();
    OutputStream out = socket.getOutputStream();
    out.write(page.head(body.length).getBytes(US_ASCII));
    out.write(body);
    out.flush();
    socket.shutdownOutput();
  }

  /** Reads on for a moment: closing over unread bytes would reset the connection and the page. */
  private void hangUp(Socket socket) throws IOException {
    long end = System.nanoTime() + limits.farewell().toNanos();
    byte[] buffer = new byte[4096];
    InputStream in = socket.getInputStream();
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      socket.setSoTimeout((int) Math.max(1, left / 1_000_000));
      if (in.read(buffer) < 0) {
        return;
      }
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private static void close(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      throw new IllegalStateException("A socket that cannot be closed.", e);
    }
  }
}
