package dev.posthorn.sandbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A stand-in for Google on this machine: consent page, tokens, the Gmail calls for sending and a
 * web inbox that shows what was sent. It knows nothing of the rest of Posthorn, so that a mistake
 * there cannot hide here.
 *
 * <p>It listens on 127.0.0.1 only, refuses requests for any other host name, and forgets all when
 * it is closed, unless {@link Builder#state(Path)} names a folder. Nothing ever leaves the machine.
 *
 * <p>Thread-safe. {@link #close()} ends its threads and frees its port.
 */
public final class Sandbox implements AutoCloseable {
  private final Wiring parts;

  private Sandbox(Wiring parts) {
    this.parts = parts;
  }

  /**
   * Starts to describe a sandbox.
   *
   * @return a builder in which every setting has a default
   */
  public static Builder builder() {
    return new Builder();
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
   * @throws IllegalStateException when {@link Builder#smtp(boolean)} was not asked for
   */
  public URI smtps() {
    return parts.smtp().smtps();
  }

  /**
   * The SMTP submission port that wants STARTTLS.
   *
   * @return {@code smtp://localhost:PORT}
   * @throws IllegalStateException when {@link Builder#smtp(boolean)} was not asked for
   */
  public URI smtp() {
    return parts.smtp().smtp();
  }

  /**
   * The certificate that the SMTP ports show, for localhost and 127.0.0.1; it signed itself.
   *
   * @return PEM text, to be trusted as a CA file
   * @throws IllegalStateException when {@link Builder#smtp(boolean)} was not asked for
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

  /** Settings of a sandbox. Not thread-safe. */
  public static final class Builder {
    private int port;
    private List<String> accounts = List.of("ann@example.com", "bob@example.com");
    private final Map<String, Set<String>> aliases = new LinkedHashMap<>();
    private Duration tokenLifetime = Duration.ofHours(1);
    private Clock clock = Clock.systemUTC();
    private boolean autoConsent;
    private boolean smtp;
    private @Nullable Path state;
    private FaultPlan faults = FaultPlan.none();

    private Builder() {}

    /**
     * Where to listen.
     *
     * @param port a port, or 0 (the default) for any free one
     * @return this builder
     * @throws IllegalArgumentException below 0 or above 65535
     */
    public Builder port(int port) {
      if (port < 0 || port > 65535) {
        throw new IllegalArgumentException("A port is 0 to 65535, not " + port);
      }
      this.port = port;
      return this;
    }

    /**
     * Who has a mailbox here; ann@example.com and bob@example.com unless told.
     *
     * @param addresses at least one address; upper and lower case are one
     * @return this builder
     */
    public Builder accounts(List<String> addresses) {
      this.accounts = List.copyOf(addresses);
      return this;
    }

    /**
     * Lets an account put one more address into From, as Gmail's verified aliases may. Mail to the
     * alias arrives in the same mailbox.
     *
     * @param account one of the accounts
     * @param alias the address
     * @return this builder
     */
    public Builder sendAs(String account, String alias) {
      aliases.computeIfAbsent(account, any -> new LinkedHashSet<>()).add(alias);
      return this;
    }

    /**
     * How long an access token lives; one hour unless told.
     *
     * @param lifetime more than zero
     * @return this builder
     * @throws IllegalArgumentException when it is zero or negative
     */
    public Builder tokenLifetime(Duration lifetime) {
      if (lifetime.isZero() || lifetime.isNegative()) {
        throw new IllegalArgumentException("A token must live longer than " + lifetime);
      }
      this.tokenLifetime = lifetime;
      return this;
    }

    /**
     * The time that codes and tokens expire by.
     *
     * @param clock the clock; the machine's unless told
     * @return this builder
     */
    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /**
     * Whether the consent page grants everything by itself, to the account of login_hint or else
     * the first one; false unless told.
     *
     * @param autoConsent true to ask nobody
     * @return this builder
     */
    public Builder autoConsent(boolean autoConsent) {
      this.autoConsent = autoConsent;
      return this;
    }

    /**
     * Whether mail can be submitted by SMTP too; false unless told. Starting then takes about half
     * a second more: the JDK's keytool makes a certificate.
     *
     * @param smtp true for an smtps and an smtp port
     * @return this builder
     */
    public Builder smtp(boolean smtp) {
      this.smtp = smtp;
      return this;
    }

    /**
     * Where to keep what must survive a restart: the OAuth client, grants and tokens, app
     * passwords, upload sessions, mail and drafts, and the ports, which are taken again if free.
     * Unless told, all is forgotten.
     *
     * @param directory made with mode 0700 where it is not there; one sandbox at a time
     * @return this builder
     */
    public Builder state(Path directory) {
      this.state = directory;
      return this;
    }

    /**
     * What goes wrong from the first call on; nothing unless told.
     *
     * @param plan the plan
     * @return this builder
     */
    public Builder faults(FaultPlan plan) {
      this.faults = plan;
      return this;
    }

    /**
     * Starts to listen.
     *
     * @return the running sandbox
     * @throws java.net.BindException when the port is taken; the message names it
     * @throws IOException when the server cannot start for another reason
     * @throws IllegalArgumentException when there is no account, an address is none, or an alias
     *     belongs to no account
     */
    public Sandbox start() throws IOException {
      Accounts people = Accounts.of(accounts, aliases);
      return new Sandbox(
          Wiring.start(
              new Wiring.Settings(
                  port, people, tokenLifetime, clock, autoConsent, smtp, state, faults)));
    }
  }
}
