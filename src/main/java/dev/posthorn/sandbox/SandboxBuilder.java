package dev.posthorn.sandbox;

import java.io.IOException;
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
 * Settings of a sandbox, begun by {@link Sandbox#asGmail()} or {@link Sandbox#plain()}: who starts
 * one says whether mail changes on its way. Not thread-safe.
 */
public final class SandboxBuilder {
  private int port;
  private List<String> accounts = List.of("ann@example.com", "bob@example.com");
  private final Map<String, Set<String>> aliases = new LinkedHashMap<>();
  private Duration tokenLifetime = Duration.ofHours(1);
  private Clock clock = Clock.systemUTC();
  private boolean autoConsent;
  private boolean smtp;
  private @Nullable Path state;
  private FaultPlan faults = FaultPlan.none();
  private Facts facts;

  SandboxBuilder(Facts facts) {
    this.facts = facts;
  }

  /**
   * Where to listen.
   *
   * @param port a port, or 0 (the default) for any free one
   * @return this builder
   * @throws IllegalArgumentException below 0 or above 65535
   */
  public SandboxBuilder port(int port) {
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
  public SandboxBuilder accounts(List<String> addresses) {
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
  public SandboxBuilder sendAs(String account, String alias) {
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
  public SandboxBuilder tokenLifetime(Duration lifetime) {
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
  public SandboxBuilder clock(Clock clock) {
    this.clock = clock;
    return this;
  }

  /**
   * Whether the consent page grants everything by itself, to the account of login_hint or else the
   * first one; false unless told.
   *
   * @param autoConsent true to ask nobody
   * @return this builder
   */
  public SandboxBuilder autoConsent(boolean autoConsent) {
    this.autoConsent = autoConsent;
    return this;
  }

  /**
   * Whether mail can be submitted by SMTP too; false unless told. Starting then takes about half a
   * second more: the JDK's keytool makes a certificate.
   *
   * @param smtp true for an smtps and an smtp port
   * @return this builder
   */
  public SandboxBuilder smtp(boolean smtp) {
    this.smtp = smtp;
    return this;
  }

  /**
   * Where to keep what must survive a restart: the OAuth client, grants and tokens, app passwords,
   * upload sessions, mail and drafts, and the ports, which are taken again if free. Unless told,
   * all is forgotten.
   *
   * @param directory made with mode 0700 where it is not there; one sandbox at a time
   * @return this builder
   */
  public SandboxBuilder state(Path directory) {
    this.state = directory;
    return this;
  }

  /**
   * What goes wrong from the first call on; nothing unless told.
   *
   * @param plan the plan
   * @return this builder
   */
  public SandboxBuilder faults(FaultPlan plan) {
    this.faults = plan;
    return this;
  }

  /**
   * Plays the other answer of some facts; for programs that find out which one is true.
   *
   * @param facts those that are not as Gmail's API is taken to do it
   * @return this builder
   */
  public SandboxBuilder withOther(GmailFact... facts) {
    this.facts = this.facts.withOther(List.of(facts));
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
                port, people, tokenLifetime, clock, autoConsent, smtp, state, faults, facts)));
  }
}
