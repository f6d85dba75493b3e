package dev.posthorn.sandbox;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The parts of a running sandbox, put together. */
final class Wiring implements AutoCloseable {
  /** What a sandbox is told. */
  record Settings(
      int port,
      Accounts people,
      Duration tokenLifetime,
      Clock clock,
      boolean autoConsent,
      boolean smtp,
      @Nullable Path state,
      FaultPlan plan,
      Facts facts) {}

  private static final System.Logger LOG = System.getLogger(Wiring.class.getName());
  private static final String USER = "/gmail/v1/users/{user}";

  private final Settings settings;
  private final Randomness randomness = new Randomness();
  private final Faults faults = new Faults();
  private final State state;
  private final OAuthClient client;
  private final Grants grants;
  private final Mailboxes mailboxes;
  private final AppPasswords passwords;
  private final Postbox postbox;
  private final Uploads uploads;
  private @Nullable LoopbackServer server;
  private @Nullable SmtpDoors smtp;
  private String caPem = "";
  private boolean closed;

  private Wiring(Settings settings, State state) throws IOException {
    this.settings = settings;
    this.state = state;
    Clock clock = settings.clock();
    Accounts people = settings.people();
    JsonObject kept = state.sandbox();
    faults.set(settings.plan());
    this.client = new OAuthClient(kept.getString("clientSecret", randomness.clientSecret()));
    this.passwords = new AppPasswords(people, State.texts(kept, "appPasswords"), randomness);
    Grants.Snapshot before = GrantsJson.read(state.grants());
    this.grants = new Grants(clock, settings.tokenLifetime(), randomness, before);
    if (state.lasting()) {
      grants.keep(this::keep);
    }
    this.mailboxes = state.lasting() ? new Mailboxes(clock, state.mailLog()) : new Mailboxes(clock);
    this.uploads = Uploads.open(state.uploads(), mailboxes, clock, randomness, settings.facts());
    Facts facts = settings.facts();
    HeadRewriter heads = new HeadRewriter(people, clock, randomness, facts);
    this.postbox = new Postbox(people, mailboxes, heads, facts);
  }

  /** Starts everything; what was started goes again when a later part fails. */
  static Wiring start(Settings settings) throws IOException {
    State state = State.open(settings.state());
    Wiring wiring = null;
    try {
      wiring = new Wiring(settings, state);
      wiring.listen(state.sandbox());
      return wiring;
    } catch (IOException | RuntimeException e) {
      if (wiring == null) {
        state.close();
      } else {
        wiring.close();
      }
      throw e;
    }
  }

  private void listen(JsonObject kept) throws IOException {
    Router router = new Router();
    ApiDoor door = new ApiDoor(grants, settings.people());
    addOAuth(router);
    addGmail(router, door);
    addDrafts(router, new DraftRoutes(door, mailboxes, postbox, settings.facts()));
    addUploads(router, door);
    addInbox(router);
    FaultsRoute plan = new FaultsRoute(faults);
    router.add("GET", "/faults", plan).add("PUT", "/faults", plan);
    int before = State.port(kept, "http");
    LoopbackServer http =
        Loopback.preferring(
            settings.port() == 0 ? before : 0,
            settings.port(),
            port -> LoopbackServer.start(port, new LoopbackOnly(router)));
    server = http;
    Map<String, Integer> ports = new LinkedHashMap<>(Map.of("http", http.port()));
    if (settings.smtp()) {
      SmtpDoors doors =
          SmtpDoors.open(
              Certificate.open(state.keyStore(), client.secret()),
              new SmtpAuth(settings.people(), grants, passwords),
              postbox,
              faults,
              State.port(kept, "smtps"),
              State.port(kept, "smtp"));
      smtp = doors;
      caPem = doors.caPem();
      ports.put("smtps", doors.smtpsPort());
      ports.put("smtp", doors.smtpPort());
    }
    state.sandbox(client.secret(), ports, passwords.byAccount());
  }

  private void keep(Grants.Snapshot all) {
    try {
      state.grants(GrantsJson.write(all));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot keep the grants", e);
    }
  }

  /** Adds a route around which the plan of faults is played. */
  private void add(Router router, String method, String pattern, String call, Route route) {
    router.add(method, pattern, new FaultyRoute(faults, any -> call, route));
  }

  private void addOAuth(Router router) {
    Accounts people = settings.people();
    Consents consents = new Consents(randomness);
    ConsentPage page = new ConsentPage(people, consents);
    AuthorizeRoute authorize =
        new AuthorizeRoute(client, people, grants, page, settings.autoConsent());
    IdTokens idTokens = new IdTokens(client, settings.clock());
    TokeninfoRoute tokeninfo = new TokeninfoRoute(client, grants, idTokens, settings.clock());
    router
        .add("GET", "/o/oauth2/v2/auth", authorize)
        .add("POST", "/o/oauth2/v2/auth", new DecideRoute(consents, people, authorize, page))
        .add("POST", "/revoke", new RevokeRoute(grants))
        .add("GET", "/tokeninfo", tokeninfo)
        .add("POST", "/tokeninfo", tokeninfo);
    add(router, "POST", "/token", "token", new TokenRoute(client, grants, idTokens));
  }

  private void addGmail(Router router, ApiDoor door) {
    Accounts people = settings.people();
    add(router, "POST", USER + "/messages/send", "messages.send", new SendRoute(door, postbox));
    add(router, "GET", USER + "/messages", "messages.list", new MessagesRoute(door, mailboxes));
    add(router, "GET", USER + "/messages/{id}", "messages.get", new MessageRoute(door, mailboxes));
    add(router, "GET", USER + "/threads/{id}", "threads.get", new ThreadRoute(door, mailboxes));
    add(router, "GET", USER + "/labels", "labels.list", new LabelsRoute(door));
    add(router, "GET", USER + "/profile", "profile", new ProfileRoute(door, mailboxes));
    add(router, "GET", USER + "/settings/sendAs", "sendAs.list", new SendAsRoute(door, people));
  }

  private void addDrafts(Router router, DraftRoutes drafts) {
    add(router, "POST", USER + "/drafts", "drafts.create", drafts::create);
    add(router, "GET", USER + "/drafts", "drafts.list", drafts::list);
    add(router, "POST", USER + "/drafts/send", "drafts.send", drafts::send);
    add(router, "GET", USER + "/drafts/{id}", "drafts.get", drafts::get);
    add(router, "DELETE", USER + "/drafts/{id}", "drafts.delete", drafts::delete);
  }

  private void addUploads(Router router, ApiDoor door) {
    Map<String, Intake> intakes =
        Map.of("/messages/send", Intake.messages(postbox), "/drafts", Intake.drafts(postbox));
    intakes.forEach(
        (path, intake) -> {
          Route start = new UploadRoute(door, intake, uploads);
          Route put = new UploadPutRoute(door, intake, uploads);
          Route faulty = new FaultyRoute(faults, UploadPutRoute::name, put);
          router
              .add(
                  "POST",
                  "/upload" + USER + path,
                  new FaultyRoute(faults, UploadRoute::name, start))
              .add("PUT", "/upload" + USER + path, UploadPutRoute.destroying(uploads, faulty));
        });
  }

  private void addInbox(Router router) {
    router
        .add("GET", "/", new InboxRoute(mailboxes, settings.people(), randomness.text(6)))
        .add("GET", "/mail/{id}", new MailRoute(mailboxes))
        .add("GET", "/mail/{id}/html", new MailHtmlRoute(mailboxes))
        .add("GET", "/mail/{id}/raw", new RawRoute(mailboxes))
        .add("GET", "/mail/{id}/parts/{number}", new PartRoute(mailboxes))
        .add("GET", "/assets/{file}", new AssetRoute());
  }

  OAuthClient client() {
    return client;
  }

  Mailboxes mailboxes() {
    return mailboxes;
  }

  AppPasswords passwords() {
    return passwords;
  }

  Faults faults() {
    return faults;
  }

  LoopbackServer server() {
    return Objects.requireNonNull(server, "not started");
  }

  SmtpDoors smtp() {
    if (smtp == null) {
      throw new IllegalStateException("This sandbox speaks no SMTP: ask for it with smtp(true)");
    }
    return smtp;
  }

  String caPem() {
    smtp();
    return caPem;
  }

  /** Ends all doors, then lets go of the state. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    for (AutoCloseable part : Arrays.asList(server, smtp, mailboxes, state)) {
      try {
        if (part != null) {
          part.close();
        }
      } catch (Exception e) {
        LOG.log(System.Logger.Level.WARNING, "A part of the sandbox did not close", e);
      }
    }
  }
}
