package dev.posthorn.sandbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * A stand-in for Google on this machine: consent page, tokens, the Gmail calls for sending and a
 * web inbox that shows what was sent. It knows nothing of the rest of Posthorn, so that a mistake
 * there cannot hide here.
 *
 * <p>It listens on 127.0.0.1 only, refuses requests for any other host name, and forgets all when
 * it is closed, unless {@link SandboxBuilder#state} names a folder. Nothing ever leaves the
 * machine.
 *
 * <p>Thread-safe. {@link #close()} ends its threads and frees its port.
 */
public final class Sandbox implements AutoCloseable {
  private final Wiring parts;

  Sandbox(Wiring parts) {
    this.parts = parts;
  }

  /**
   * Starts to describe a sandbox in which mail changes on its way to a recipient as Gmail's API is
   * taken to change it: {@link GmailFact} tells how.
   *
   * @return a builder in which every setting has a default
   */
  public static SandboxBuilder asGmail() {
    return new SandboxBuilder(Facts.asGmail());
  }

  /**
   * Starts to describe a sandbox in which the content of a mail arrives as it was sent, for tests
   * of something else. The head is rewritten as in {@link #asGmail()}.
   *
   * @return a builder in which every setting has a default
   */
  public static SandboxBuilder plain() {
    return new SandboxBuilder(Facts.plain());
  }

  /**
   * Where it listens; the web inbox is this page.
   *
   * @return {@code http://127.0.0.1:PORT/}
   */
  public URI root() {
    return URI.create("http://127.0.0.1:" + parts.server().port() + "/");
  }

  /**
   * The file that the Cloud console would offer for download: an installed app whose auth_uri and
   * token_uri are this sandbox. The client secret in it is new for each sandbox.
   *
   * @return a credentials.json
   */
  public String credentialsJson() {
    return parts.client().credentials(root()).toString();
  }

  /**
   * All mail of all accounts, oldest first; a copy.
   *
   * @return the messages, sender's copies and recipients' copies
   */
  public List<SandboxMessage> messages() {
    return parts.mailboxes().oldestFirst().stream()
        .map(
            stored ->
                new SandboxMessage(
                    stored.account(),
                    stored.id(),
                    stored.threadId(),
                    stored.labelIds(),
                    new String(stored.mail().bytes(), ISO_8859_1)))
        .toList();
  }

  /**
   * Puts a plan of faults to work in place of the one before; counting starts anew.
   *
   * @param plan which calls go wrong from now on
   */
  public void faults(FaultPlan plan) {
    parts.faults().set(plan);
  }

  /**
   * The names of all calls that arrived so far, in the order of their arrival: those that {@link
   * FaultPlan} lists, refused and failed ones too. Kept are the last million.
   *
   * @return a copy
   */
  public List<String> calls() {
    return parts.faults().log();
  }

  /**
   * The SMTP submission port with TLS from its first octet.
   *
   * @return {@code smtps://localhost:PORT}
   * @throws IllegalStateException when {@link SandboxBuilder#smtp(boolean)} was not asked for
   */
  public URI smtps() {
    return parts.smtp().smtps();
  }

  /**
   * The SMTP submission port that wants STARTTLS.
   *
   * @return {@code smtp://localhost:PORT}
   * @throws IllegalStateException when {@link SandboxBuilder#smtp(boolean)} was not asked for
   */
  public URI smtp() {
    return parts.smtp().smtp();
  }

  /**
   * The certificate that the SMTP ports show, for localhost and 127.0.0.1; it signed itself.
   *
   * @return PEM text, to be trusted as a CA file
   * @throws IllegalStateException when {@link SandboxBuilder#smtp(boolean)} was not asked for
   */
  public String caPem() {
    return parts.caPem();
  }

  /**
   * The app password with which an account may log in by AUTH PLAIN or LOGIN.
   *
   * @param account one of the accounts
   * @return sixteen small letters
   * @throws IllegalArgumentException when there is no such account
   */
  public String appPassword(String account) {
    return parts.passwords().of(account);
  }

  /**
   * The app passwords of all accounts.
   *
   * @return passwords by address, in the order of the accounts; unmodifiable
   */
  public Map<String, String> appPasswords() {
    return parts.passwords().byAccount();
  }

  /** Frees the port and ends all threads; calls in progress are cut off. May be called twice. */
  @Override
  public void close() {
    parts.close();
  }
}
