package dev.posthorn.sandbox;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLException;

/**
 * The two SMTP submission ports of a sandbox, on 127.0.0.1 only: one with TLS from the first octet,
 * one that wants STARTTLS. It speaks SMTP itself, since faults must break replies in the middle and
 * connections with a reset, which a library would hide. Thread-safe.
 */
final class SmtpDoors implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(SmtpDoors.class.getName());
  private static final int BACKLOG = 128;

  private final Certificate certificate;
  private final SmtpAuth auth;
  private final Postbox postbox;
  private final Faults faults;
  private final ServerSocket smtps;
  private final ServerSocket smtp;
  private final ExecutorService threads;
  private final Set<SmtpWire> open = ConcurrentHashMap.newKeySet();

  private SmtpDoors(
      Certificate certificate,
      SmtpAuth auth,
      Postbox postbox,
      Faults faults,
      ServerSocket smtps,
      ServerSocket smtp) {
    this.certificate = certificate;
    this.auth = auth;
    this.postbox = postbox;
    this.faults = faults;
    this.smtps = smtps;
    this.smtp = smtp;
    this.threads =
        Executors.newCachedThreadPool(
            Loopback.daemons("sandbox-" + smtps.getLocalPort() + "-smtp-"));
  }

  /** Opens both ports: those of before where they are free, and else any. */
  static SmtpDoors open(
      Certificate certificate,
      SmtpAuth auth,
      Postbox postbox,
      Faults faults,
      int smtpsBefore,
      int smtpBefore)
      throws IOException {
    Loopback.Opening<ServerSocket> opening = port -> Loopback.bind(port, BACKLOG);
    ServerSocket smtps = Loopback.preferring(smtpsBefore, 0, opening);
    try {
      ServerSocket smtp = Loopback.preferring(smtpBefore, 0, opening);
      SmtpDoors doors = new SmtpDoors(certificate, auth, postbox, faults, smtps, smtp);
      doors.threads.execute(() -> doors.accept(smtps, true));
      doors.threads.execute(() -> doors.accept(smtp, false));
      return doors;
    } catch (IOException e) {
      smtps.close();
      throw e;
    }
  }

  URI smtps() {
    return URI.create("smtps://localhost:" + smtpsPort());
  }

  URI smtp() {
    return URI.create("smtp://localhost:" + smtpPort());
  }

  int smtpsPort() {
    return smtps.getLocalPort();
  }

  int smtpPort() {
    return smtp.getLocalPort();
  }

  String caPem() throws IOException {
    return certificate.pem();
  }

  private void accept(ServerSocket listener, boolean secure) {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        threads.execute(() -> serve(socket, secure));
      } catch (IOException e) {
        if (!listener.isClosed()) {
          LOG.log(System.Logger.Level.WARNING, "The sandbox could not take a connection", e);
        }
      }
    }
  }

  private void serve(Socket socket, boolean secure) {
    try (SmtpWire wire = new SmtpWire(socket)) {
      open.add(wire);
      try {
        session(wire, secure);
      } finally {
        open.remove(wire);
      }
    } catch (SocketException | SSLException | SmtpWire.NoSmtpException e) {
      LOG.log(System.Logger.Level.DEBUG, "An SMTP client broke off", e);
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "The sandbox failed in an SMTP session", e);
    }
  }

  private void session(SmtpWire wire, boolean secure) throws IOException {
    Optional<FaultRule> due = faults.next("smtp.connect");
    boolean beforeTls = due.isPresent() && due.get().isBefore();
    if (beforeTls && due.get().fault() == Fault.RESET) {
      wire.reset();
      return;
    }
    if (beforeTls && due.get().fault() == Fault.TIMEOUT) {
      wire.silence();
      return;
    }
    if (secure) {
      wire.secure(certificate.context());
    }
    new SmtpSession(wire, certificate.context(), auth, postbox, faults).run(due);
  }

  /** Frees both ports and ends all sessions. */
  @Override
  public void close() throws IOException {
    smtps.close();
    smtp.close();
    for (SmtpWire wire : open) {
      wire.close();
    }
    Loopback.end(threads);
  }
}
