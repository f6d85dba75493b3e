package dev.posthorn.sandbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A stand-in for Google on this machine: consent page, tokens, the Gmail calls for sending and a
 * web inbox that shows what was sent. It knows nothing of the rest of Posthorn, so that a mistake
 * there cannot hide here.
 *
 * <p>It listens on 127.0.0.1 only, refuses requests for any other host name, and keeps everything
 * in memory: closing it forgets all. Nothing ever leaves the machine.
 *
 * <p>Thread-safe. {@link #close()} ends its threads and frees its port.
 */
public final class Sandbox implements AutoCloseable {
  private final OAuthClient client;
  private final Mailboxes mailboxes;
  private final LoopbackServer server;

  private Sandbox(OAuthClient client, Mailboxes mailboxes, LoopbackServer server) {
    this.client = client;
    this.mailboxes = mailboxes;
    this.server = server;
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
    return URI.create("http://127.0.0.1:" + server.port() + "/");
  }

  /**
   * The file that the Cloud console would offer for download: an installed app whose auth_uri and
   * token_uri are this sandbox. The client secret in it is new for each sandbox.
   *
   * @return a credentials.json
   */
  public String credentialsJson() {
    return client.credentials(root()).toString();
  }

  /**
   * All mail of all accounts, oldest first; a copy.
   *
   * @return the messages, sender's copies and recipients' copies
   */
  public List<SandboxMessage> messages() {
    return mailboxes.oldestFirst().stream()
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

  /** Frees the port and ends all threads; calls in progress are cut off. May be called twice. */
  @Override
  public void close() {
    server.close();
  }

  /** Settings of a sandbox. Not thread-safe. */
  public static final class Builder {
    private int port;
    private List<String> accounts = List.of("ann@example.com", "bob@example.com");
    private final Map<String, Set<String>> aliases = new LinkedHashMap<>();
    private Duration tokenLifetime = Duration.ofHours(1);
    private Clock clock = Clock.systemUTC();
    private boolean autoConsent;

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
      Randomness randomness = new Randomness();
      OAuthClient client = new OAuthClient(randomness);
      Grants grants = new Grants(clock, tokenLifetime, randomness);
      Mailboxes mailboxes = new Mailboxes(clock, randomness);
      Router router = new Router();
      addOAuth(router, client, people, grants, randomness);
      addGmail(router, new ApiDoor(grants, people), mailboxes, people, randomness);
      addInbox(router, mailboxes, people, randomness.text(6));
      return new Sandbox(client, mailboxes, LoopbackServer.start(port, new LoopbackOnly(router)));
    }

    private void addOAuth(
        Router router, OAuthClient client, Accounts people, Grants grants, Randomness randomness) {
      Consents consents = new Consents(randomness);
      ConsentPage page = new ConsentPage(people, consents);
      AuthorizeRoute authorize = new AuthorizeRoute(client, people, grants, page, autoConsent);
      IdTokens idTokens = new IdTokens(client, clock);
      TokeninfoRoute tokeninfo = new TokeninfoRoute(client, grants, idTokens, clock);
      router
          .add("GET", "/o/oauth2/v2/auth", authorize)
          .add("POST", "/o/oauth2/v2/auth", new DecideRoute(consents, people, authorize, page))
          .add("POST", "/token", new TokenRoute(client, grants, idTokens))
          .add("POST", "/revoke", new RevokeRoute(grants))
          .add("GET", "/tokeninfo", tokeninfo)
          .add("POST", "/tokeninfo", tokeninfo);
    }

    private void addGmail(
        Router router, ApiDoor door, Mailboxes mailboxes, Accounts people, Randomness randomness) {
      Postbox postbox = new Postbox(people, mailboxes, clock, randomness);
      String user = "/gmail/v1/users/{user}";
      router
          .add("POST", user + "/messages/send", new SendRoute(door, postbox))
          .add("GET", user + "/messages/{id}", new MessageRoute(door, mailboxes))
          .add("GET", user + "/labels", new LabelsRoute(door))
          .add("GET", user + "/profile", new ProfileRoute(door, mailboxes));
    }

    private static void addInbox(
        Router router, Mailboxes mailboxes, Accounts people, String instance) {
      router
          .add("GET", "/", new InboxRoute(mailboxes, people, instance))
          .add("GET", "/mail/{id}", new MailRoute(mailboxes))
          .add("GET", "/mail/{id}/html", new MailHtmlRoute(mailboxes))
          .add("GET", "/mail/{id}/raw", new RawRoute(mailboxes))
          .add("GET", "/mail/{id}/parts/{number}", new PartRoute(mailboxes))
          .add("GET", "/assets/{file}", new AssetRoute());
    }
  }
}
