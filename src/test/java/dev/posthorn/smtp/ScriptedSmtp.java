package dev.posthorn.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/**
 * A submission server on loopback that behaves as Gmail's does, but for what it is told to do
 * otherwise: an action for a command, by how the command's line begins. Three moments are no
 * commands: {@code GREETING}, {@code BODY} (after the 354, instead of reading the message) and
 * {@code TLS} (in place of the 220 of STARTTLS).
 */
final class ScriptedSmtp implements AutoCloseable {
  static final String CHALLENGE =
      "{\"status\":\"401\",\"schemes\":\"bearer\",\"scope\":\"https://mail.google.com/\"}";

  private static final String USUAL = "SIZE 35882577,8BITMIME,AUTH LOGIN PLAIN XOAUTH2";

  private final ServerSocket listener;
  private final SSLContext tls;
  private final boolean implicit;
  private final Map<String, Action> actions = new ConcurrentHashMap<>();
  private final Set<String> logins = ConcurrentHashMap.newKeySet();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<String> commands = new CopyOnWriteArrayList<>();
  private final List<Mail> mails = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile String extensions = USUAL;

  /** What is done in place of the usual. */
  interface Action {
    void act(Peer peer) throws IOException;
  }

  /** A message that came to its final dot, dots taken out, and for whom. */
  record Mail(String sender, Set<String> recipients, String content) {}

  private ScriptedSmtp(SSLContext tls, boolean implicit) throws IOException {
    this.tls = tls;
    this.implicit = implicit;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::accept, "scripted-smtp");
    thread.setDaemon(true);
    thread.start();
  }

  /** With TLS from the first byte. */
  static ScriptedSmtp smtps(ThrowAwayCertificate certificate) throws Exception {
    return new ScriptedSmtp(certificate.server(), true);
  }

  /** With STARTTLS. */
  static ScriptedSmtp smtp(ThrowAwayCertificate certificate) throws Exception {
    return new ScriptedSmtp(certificate.server(), false).offering(USUAL + ",STARTTLS");
  }

  /** Lets in who has this token or password. */
  ScriptedSmtp letIn(String secret) {
    logins.add(secret);
    return this;
  }

  void letOut(String secret) {
    logins.remove(secret);
  }

  ScriptedSmtp on(String command, Action action) {
    actions.put(command, action);
    return this;
  }

  /** The same, for a reply alone. */
  ScriptedSmtp on(String command, String reply) {
    return on(command, peer -> peer.say(reply));
  }

  /** As usual again. */
  void behave() {
    actions.clear();
  }

  /** What EHLO names, separated by commas. */
  ScriptedSmtp offering(String offered) {
    extensions = offered;
    return this;
  }

  URI uri() {
    return URI.create((implicit ? "smtps" : "smtp") + "://localhost:" + listener.getLocalPort());
  }

  /** Every line that was a command, of all connections. */
  List<String> commands() {
    return List.copyOf(commands);
  }

  /** How many commands began so. */
  long count(String command) {
    return commands.stream().filter(line -> line.startsWith(command)).count();
  }

  List<Mail> mails() {
    return List.copyOf(mails);
  }

  int connections() {
    return connections.get();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        socket.setTcpNoDelay(true); // Else each line of a reply waits for the one before.
        sockets.add(socket);
        connections.incrementAndGet();
        Thread thread = new Thread(() -> play(socket), "scripted-smtp-peer");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return; // Closed.
      }
    }
  }

  private void play(Socket socket) {
    try (socket) {
      Peer peer = new Peer(socket);
      if (implicit) {
        peer.secure(tls);
      }
      act("GREETING", peer, p -> p.say("220 test.example ESMTP"));
      while (true) {
        peer.serve(peer.hear());
      }
    } catch (IOException e) {
      // The client went away, or the script hung up.
    }
  }

  private void act(String command, Peer peer, Action usual) throws IOException {
    for (Map.Entry<String, Action> action : actions.entrySet()) {
      if (command.startsWith(action.getKey())) {
        action.getValue().act(peer);
        return;
      }
    }
    usual.act(peer);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /** One connection. */
  final class Peer extends SmtpPeer {
    private final Set<String> recipients = new LinkedHashSet<>();
    private String sender = "";

    Peer(Socket raw) throws IOException {
      super(raw);
    }

    void serve(String line) throws IOException {
      commands.add(line);
      act(line, this, peer -> peer.usual(line));
    }

    void usual(String line) throws IOException {
      if (line.startsWith("EHLO")) {
        String[] lines = ("test.example," + extensions).split(",", -1);
        for (int i = 0; i < lines.length; i++) {
          say("250" + (i == lines.length - 1 ? " " : "-") + lines[i]);
        }
      } else if (line.equals("STARTTLS")) {
        act("TLS", this, peer -> peer.say("220 2.0.0 go ahead"));
        secure(tls);
      } else if (line.startsWith("AUTH ")) {
        login(line.split(" ", -1));
      } else if (line.startsWith("MAIL FROM:")) {
        recipients.clear();
        sender = line.substring(line.indexOf('<') + 1, line.indexOf('>'));
        say("250 2.1.0 OK");
      } else if (line.startsWith("RCPT TO:")) {
        recipients.add(line.substring(line.indexOf('<') + 1, line.indexOf('>')));
        say("250 2.1.5 OK");
      } else if (line.equals("DATA")) {
        say("354 Go ahead");
        act("BODY", this, Peer::takeBody);
      } else if (line.equals("QUIT")) {
        say("221 2.0.0 bye");
        hangUp();
      } else {
        say("250 2.0.0 OK");
      }
    }

    void takeBody() throws IOException {
      mails.add(new Mail(sender, Set.copyOf(recipients), readBody()));
      commands.add(".");
      act(".", this, peer -> peer.say("250 2.0.0 OK 17 - gsmtp"));
    }

    private void login(String[] words) throws IOException {
      String secret;
      if (words[1].equals("LOGIN")) {
        say("334 VXNlcm5hbWU6");
        hear();
        say("334 UGFzc3dvcmQ6");
        secret = decoded(hear());
      } else {
        String[] parts = decoded(words[2]).split("[\0\u0001]", -1);
        secret = parts[words[1].equals("PLAIN") ? 2 : 1].replace("auth=Bearer ", "");
      }
      if (logins.contains(secret)) {
        say("235 2.7.0 Accepted");
        return;
      }
      if (words[1].equals("XOAUTH2")) {
        say("334 " + Base64.getEncoder().encodeToString(CHALLENGE.getBytes(ISO_8859_1)));
        commands.add("(" + hear() + ")");
      }
      say("535-5.7.8 Username and Password not accepted. For more information, go to");
      say("535 5.7.8  https://support.google.com/mail/?p=BadCredentials - gsmtp");
    }

    private String decoded(String base64) {
      return new String(Base64.getDecoder().decode(base64), ISO_8859_1);
    }
  }
}
