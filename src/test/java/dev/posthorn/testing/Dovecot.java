package dev.posthorn.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * A real Dovecot, its submission service only: configured in a folder of its own, on free ports of
 * 127.0.0.1, run as a child of this process. It asks a tokeninfo endpoint about each token, as
 * Gmail's own servers would, and relays to an SMTP server behind it.
 */
public final class Dovecot implements AutoCloseable {
  private static final String PROGRAM = "dovecot";
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Path folder;
  private final Process process;
  private final ThrowawayCertificate certificate;
  private final int starttls;
  private final int tls;

  private Dovecot(
      Path folder, Process process, ThrowawayCertificate certificate, int starttls, int tls) {
    this.folder = folder;
    this.process = process;
    this.certificate = certificate;
    this.starttls = starttls;
    this.tls = tls;
  }

  /** Certified for localhost, demanding TLS. */
  public static Dovecot start(URI tokeninfo, int backend) throws Exception {
    return start(tokeninfo, backend, "DNS:localhost", "ssl = required");
  }

  /** Certified for a name that is not its own. */
  public static Dovecot underAnotherName(URI tokeninfo, int backend) throws Exception {
    return start(tokeninfo, backend, "DNS:mail.elsewhere.example", "ssl = required");
  }

  /** Offering no TLS at all, and a login in the clear. */
  public static Dovecot withoutTls(URI tokeninfo, int backend) throws Exception {
    return start(tokeninfo, backend, "DNS:localhost", "ssl = no\ndisable_plaintext_auth = no");
  }

  private static Dovecot start(URI tokeninfo, int backend, String names, String security)
      throws Exception {
    Path program = Needs.program(PROGRAM, "apt-get install dovecot-submissiond");
    // Its login processes run as another user, who must be able to enter.
    Path folder =
        Files.createTempDirectory(
            PROGRAM,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
    try {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      ThrowawayCertificate certificate = ThrowawayCertificate.make(folder, names);
      int starttls = freePort();
      int tls = freePort();
      Files.writeString(folder.resolve("key.pem"), certificate.key());
      Files.writeString(folder.resolve("cert.pem"), certificate.certificate());
      Files.writeString(folder.resolve("oauth2.conf"), oauth2(tokeninfo));
      String ports = security + "\n" + ports(starttls, tls, security.contains("required"));
      Path configuration = folder.resolve("dovecot.conf");
      Files.writeString(configuration, ports + users() + common(folder, backend));
      Process process =
          new ProcessBuilder(program.toString(), "-F", "-c", configuration.toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("out").toFile())
              .start();
      Dovecot started = new Dovecot(folder, process, certificate, starttls, tls);
      started.awaitGreeting();
      return started;
    } catch (Exception | AssertionError e) {
      delete(folder);
      throw e;
    }
  }

  /** STARTTLS, where it is offered. */
  public URI smtp() {
    return URI.create("smtp://localhost:" + starttls);
  }

  /** TLS from the first octet on. */
  public URI smtps() {
    return URI.create("smtps://localhost:" + tls);
  }

  /** Trusts this server's certificate and no other. */
  public SSLContext trust() {
    return certificate.trust();
  }

  /** The certificate that vouches for itself, in PEM. */
  public String caPem() {
    return certificate.certificate();
  }

  /** What it wrote into its log so far. */
  public String log() throws IOException {
    Path log = folder.resolve("log");
    return Files.exists(log) ? Files.readString(log, UTF_8) : "";
  }

  /** Ends it and its children, and removes its folder. */
  @Override
  public void close() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
    children.forEach(ProcessHandle::destroyForcibly);
    delete(folder);
  }

  private static String oauth2(URI tokeninfo) {
    return """
    tokeninfo_url = %s?access_token=
    username_attribute = email
    scope = https://mail.google.com/
    timeout_msecs = 10000
    """
        .formatted(tokeninfo);
  }

  private static String ports(int starttls, int tls, boolean withTls) {
    String listener =
        """
          inet_listener %s {
            port = %d
            ssl = %s
          }
        """;
    return "service submission-login {\n  chroot =\n"
        + listener.formatted("submission", starttls, "no")
        + listener.formatted("submissions", withTls ? tls : 0, "yes")
        + "}\n";
  }

  /** Debian's users where we are root; otherwise all of it runs as who we are. */
  private static String users() {
    boolean root = "root".equals(System.getProperty("user.name"));
    String user = root ? "dovecot" : Command.of("id", "-un").run().out().strip();
    String group = root ? "dovecot" : Command.of("id", "-gn").run().out().strip();
    return """
    default_login_user = %1$s
    default_internal_user = %2$s
    default_internal_group = %3$s
    service auth {
      user = %2$s
    }
    mail_uid = %2$s
    mail_gid = %3$s
    userdb {
      driver = static
      args = uid=%2$s gid=%3$s home=/nonexistent
    }
    """
        .formatted(root ? "dovenull" : user, user, group);
  }

  private static String common(Path folder, int backend) {
    return """
    base_dir = %1$s/base
    state_dir = %1$s/state
    log_path = %1$s/log
    ssl_cert = <%1$s/cert.pem
    ssl_key = <%1$s/key.pem
    ssl_min_protocol = TLSv1.2
    instance_name = posthorn-test
    hostname = localhost
    protocols = submission
    listen = 127.0.0.1
    first_valid_uid = 1
    mail_location = maildir:~/mail
    auth_mechanisms = xoauth2 oauthbearer
    auth_failure_delay = 0
    passdb {
      driver = oauth2
      mechanisms = xoauth2 oauthbearer
      args = %1$s/oauth2.conf
    }
    service anvil {
      chroot =
      unix_listener anvil-auth-penalty {
        mode = 0
      }
    }
    service stats {
      chroot =
    }
    submission_relay_host = 127.0.0.1
    submission_relay_port = %2$d
    submission_relay_ssl = no
    """
        .formatted(folder, backend);
  }

  private void awaitGreeting() throws IOException, InterruptedException {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (true) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), starttls).close();
        return;
      } catch (IOException notYet) {
        if (Instant.now().isAfter(deadline) || process.waitFor(50, TimeUnit.MILLISECONDS)) {
          process.destroyForcibly();
          String out = Files.readString(folder.resolve("out"), UTF_8);
          throw new IOException("Dovecot does not listen: " + out + log(), notYet);
        }
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
