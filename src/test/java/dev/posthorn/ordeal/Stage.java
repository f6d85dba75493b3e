package dev.posthorn.ordeal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.posthorn.outbox.Outbox;
import dev.posthorn.outbox.OutboxException;
import dev.posthorn.sandbox.Sandbox;
import dev.posthorn.testing.Consenting;
import dev.posthorn.testing.Postgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Where an ordeal is played: a Google, a home with consents, a ledger, and the program itself. */
final class Stage implements AutoCloseable {
  private final Path home = Files.createTempDirectory("posthorn-ordeal");
  private final List<String> accounts;
  private final Sandbox google;
  private final Optional<Postgres> server;
  private final Postgres.Database database;
  private boolean kept;

  private Stage(Settings settings, Duration tokenLifetime) throws Exception {
    accounts =
        IntStream.range(0, settings.accounts()).mapToObj(i -> "user" + i + "@example.com").toList();
    google =
        Sandbox.plain().accounts(accounts).autoConsent(true).tokenLifetime(tokenLifetime).start();
    if (settings.store() == Settings.Store.POSTGRESQL) {
      Postgres started = Postgres.start();
      server = Optional.of(started);
      database = started.database();
    } else {
      server = Optional.empty();
      database = new Postgres.Database("", "", "");
    }
  }

  /**
   * Sets the stage: all accounts have given their consent.
   *
   * @param tokenLifetime a token is renewed a minute before its end
   */
  static Stage set(Settings settings, Duration tokenLifetime) throws Exception {
    Stage stage = new Stage(settings, tokenLifetime);
    for (String account : stage.accounts) {
      Consenting.login(stage.google, stage.home, account, "send");
    }
    Files.createFile(
        stage.home.resolve("pgpass"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(stage.home.resolve("pgpass"), stage.database.passLine(), UTF_8);
    Files.createDirectory(stage.home.resolve("log"));
    return stage;
  }

  Sandbox google() {
    return google;
  }

  /** Who sends the message of a number. */
  String account(int number) {
    return accounts.get(number % accounts.size());
  }

  /** The server of the ledger, where it has one. */
  Optional<Postgres> server() {
    return server;
  }

  Outbox open() throws OutboxException {
    return server.isEmpty()
        ? Outbox.open(home.resolve("outbox.db"))
        : Outbox.open(database.url(), database.user(), database.password());
  }

  /** Where a process may write what it says. */
  Path log(String name) {
    return home.resolve("log").resolve(name);
  }

  /** The built program, with an environment of this stage; what it says goes into a log. */
  ProcessBuilder posthorn(Path log, String... arguments) {
    List<String> words = new ArrayList<>();
    words.add(
        Path.of(System.getProperty("posthorn.program", "target/posthorn/bin/posthorn"))
            .toAbsolutePath()
            .toString());
    words.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(words);
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("PATH", System.getenv("PATH"));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("LANG", "C.UTF-8");
    environment.put("HOME", home.toString());
    environment.put("POSTHORN_HOME", home.toString());
    environment.put("POSTHORN_GMAIL_URL", google.root().toString());
    if (server.isPresent()) {
      environment.put("POSTHORN_OUTBOX", database.url() + "?user=" + database.user());
      environment.put("PGPASSFILE", home.resolve("pgpass").toString());
    }
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
  }

  /** Straight to the ledger, for what the library does not offer. */
  Connection connect() throws SQLException {
    return server.isEmpty()
        ? DriverManager.getConnection("jdbc:sqlite:" + home.resolve("outbox.db"))
        : database.connect();
  }

  /**
   * A worker that goes on until it is told, or made, to stop. Its pace is the fastest that twenty
   * accounts have together in one project, all at once.
   */
  ProcessBuilder worker(Path log) {
    return posthorn(
        log,
        "outbox",
        "run",
        "--watch",
        "-v",
        "--takeover",
        "3s",
        "--units-per-minute",
        "60000",
        "--daily-messages",
        "1000000",
        "--daily-recipients",
        "1000000");
  }

  /**
   * Leaves home, ledger and logs for people to look at.
   *
   * @return where
   */
  Path keep() {
    kept = true;
    return home;
  }

  @Override
  public void close() throws IOException {
    google.close();
    server.ifPresent(Postgres::close);
    if (kept) {
      return;
    }
    try (Stream<Path> walk = Files.walk(home)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
