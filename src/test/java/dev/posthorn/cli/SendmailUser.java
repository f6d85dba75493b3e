package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.sandbox.Sandbox;
import dev.posthorn.sandbox.SandboxMessage;
import dev.posthorn.testing.Command;
import dev.posthorn.testing.Consenting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Ann, whose programs find Posthorn under the name sendmail, and a sandbox where she and some
 * others have mailboxes.
 */
final class SendmailUser implements AutoCloseable {
  private static final List<String> PEOPLE =
      List.of(
          "ann@example.com",
          "bob@example.com",
          "carl@example.com",
          "dan@example.com",
          "eve@example.com");

  final Sandbox google;
  final Path home;
  final Path sendmail;
  private final Map<String, String> environment;

  private SendmailUser(Sandbox google, Path home, Path sendmail, Map<String, String> environment) {
    this.google = google;
    this.home = home;
    this.sendmail = sendmail;
    this.environment = environment;
  }

  /**
   * Ann, with a link to the launcher.
   *
   * @param scopes what she consents to, such as {@code send}
   */
  static SendmailUser in(Path folder, String... scopes) throws Exception {
    boolean smtp = List.of(scopes).contains("smtp");
    Sandbox google = Sandbox.asGmail().accounts(PEOPLE).autoConsent(true).smtp(smtp).start();
    try {
      Path home = Files.createDirectory(folder.resolve("home"));
      Consenting.login(google, home, "ann@example.com", scopes);
      Path launcher = Path.of("target/posthorn/bin/posthorn").toAbsolutePath();
      Path sendmail = Files.createSymbolicLink(folder.resolve("sendmail"), launcher);
      Map<String, String> environment = new HashMap<>();
      environment.put("HOME", home.toString());
      environment.put("LANG", "C.UTF-8");
      environment.put("POSTHORN_HOME", home.toString());
      environment.put("POSTHORN_GMAIL_URL", google.root().toString());
      if (smtp) {
        Path ca = Files.writeString(home.resolve("ca.pem"), google.caPem());
        environment.put("POSTHORN_CA_FILE", ca.toString());
        environment.put("POSTHORN_SMTP", google.smtps().toString());
      }
      return new SendmailUser(google, home, sendmail, environment);
    } catch (Exception e) {
      google.close();
      throw e;
    }
  }

  /** The same one, while Gmail cannot be reached. */
  SendmailUser offline() {
    Map<String, String> changed = new HashMap<>(environment);
    changed.put("POSTHORN_GMAIL_URL", "http://127.0.0.1:1/");
    return new SendmailUser(google, home, sendmail, changed);
  }

  /**
   * A program that calls sendmail with her home, whatever its caller leaves of her environment, and
   * keeps how it was called.
   */
  Path recorder() throws IOException {
    Map<String, String> kept = new HashMap<>(environment);
    kept.keySet().removeAll(List.of("HOME", "LANG"));
    kept.put("JAVA_HOME", System.getProperty("java.home"));
    return SendmailCall.recorder(home, sendmail, kept);
  }

  /** How {@link #recorder} was called, when it was so often. */
  List<SendmailCall> calls(int least) throws Exception {
    return SendmailCall.ended(home, least);
  }

  /** The one message that came to Bob. */
  Letter letterToBob() throws IOException {
    List<String> mail = mailOf("bob");
    assertThat(mail).hasSize(1);
    return Letter.arrived(mail.get(0));
  }

  /** A program in her environment. */
  Command runs(String... words) {
    Command command = Command.of(words).in(home);
    environment.forEach(command::with);
    return command;
  }

  /** A file in her home. */
  Path writes(String name, String text) throws IOException {
    return Files.writeString(home.resolve(name), text);
  }

  /** What arrived at somebody's, oldest first. */
  List<String> mailOf(String name) {
    return google.messages().stream()
        .filter(mail -> mail.account().equals(name + "@example.com"))
        .filter(mail -> mail.labelIds().contains("INBOX"))
        .map(SandboxMessage::raw)
        .toList();
  }

  /** Who got mail, each as often as it came. */
  List<String> receivers() {
    return google.messages().stream()
        .filter(mail -> mail.labelIds().contains("INBOX"))
        .map(mail -> mail.account().replace("@example.com", ""))
        .sorted()
        .toList();
  }

  @Override
  public void close() throws IOException {
    // JUnit would warn of a link that leaves the folder.
    Files.deleteIfExists(sendmail);
    google.close();
  }
}
