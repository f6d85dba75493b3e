package dev.posthorn.outbox;

import static dev.posthorn.outbox.Letters.ANN;
import static dev.posthorn.outbox.Letters.accept;
import static dev.posthorn.outbox.Letters.mail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.posthorn.outbox.FaultyLedger.Fault;
import dev.posthorn.outbox.Ledgers.Ledger;
import dev.posthorn.outbox.OutboxException.Kind;
import dev.posthorn.testing.Postgres;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that does not let us in, goes away, or comes back. */
final class PostgresTroubleTest {
  @TempDir Path folder;
  private Postgres.Database database;
  private Ledger ledger;

  @BeforeEach
  void empty() throws Exception {
    database = Postgres.shared().database();
    ledger = new Ledger(database.url(), database.user(), database.password());
  }

  private static OutboxException failure(ThrowingCallable call) {
    OutboxException failure = catchThrowableOfType(OutboxException.class, call);
    assertThat(failure).isNotNull();
    return failure;
  }

  /** All that a log could hold of it. */
  private static String everything(Throwable failure) {
    StringWriter out = new StringWriter();
    failure.printStackTrace(new PrintWriter(out));
    return out + ((OutboxException) failure).remedy();
  }

  @Test
  void aWrongPasswordAndAMissingDatabaseAreSaidAtOnceAndWithoutSecrets() {
    String secret = "s3cr3t";
    String url = database.url() + "?sslpassword=" + secret;
    OutboxException wrong = failure(() -> Outbox.open(url, database.user(), secret + "2"));
    OutboxException missing =
        failure(
            () ->
                Outbox.open(url.replace(name(), "nowhere"), database.user(), database.password()));

    for (OutboxException each : List.of(wrong, missing)) {
      assertThat(each.kind()).isEqualTo(Kind.CONFIGURATION);
      assertThat(each.remedy()).contains("PGPASSFILE");
      assertThat(everything(each)).doesNotContain(secret).doesNotContain(database.password());
    }
    assertThat(wrong).hasMessageContaining("password authentication failed");
    assertThat(missing).hasMessageContaining("nowhere");
  }

  private String name() {
    return database.url().substring(database.url().lastIndexOf('/') + 1);
  }

  @Test
  void anAddressWithAPasswordOrOfSomethingElseIsRefusedAndNotRepeated() {
    String secret = "s3cr3t";
    for (String url :
        List.of(
            database.url() + "?password=" + secret,
            database.url() + "?user=ann&password=" + secret,
            database.url().replace("//", "//ann:" + secret + "@"),
            "postgres://ann:" + secret + "@db/posthorn",
            "jdbc:postgresql://db:" + secret + "/posthorn",
            "jdbc:mysql://db/posthorn?password=" + secret)) {
      OutboxException refused = failure(() -> Outbox.open(url, "", ""));
      assertThat(refused.kind()).as(url).isEqualTo(Kind.CONFIGURATION);
      assertThat(everything(refused)).doesNotContain(secret);
      assertThat(new PostgresEngine(url, "", "").where()).doesNotContain("password", "?", "@");
    }
  }

  @Test
  void aServerThatIsDownIsBusyAndOneThatComesBackIsFoundAgain() throws Exception {
    try (Postgres server = Postgres.start()) {
      Postgres.Database there = server.database();
      try (Outbox outbox = Outbox.open(there.url(), there.user(), there.password())) {
        String first = accept(outbox, "first");
        server.restart();
        String second = accept(outbox, "second");
        outbox.database().source().getConnection().close(); // As a worker: now there is a pool.
        server.restart();
        String third = accept(outbox, "third");

        server.kill();
        OutboxException down = failure(() -> accept(outbox, "lost"));
        assertThat(down.kind()).isEqualTo(Kind.BUSY);
        assertThat(down).hasMessageContaining(there.url());
        OutboxException closed =
            failure(() -> Outbox.open(there.url(), there.user(), there.password()));
        assertThat(closed.kind()).isEqualTo(Kind.BUSY);
        assertThat(everything(down) + everything(closed)).doesNotContain(there.password());

        server.restart();
        assertThat(ids(outbox)).containsExactly(third, second, first);
      }
    }
  }

  private static List<String> ids(Outbox outbox) throws OutboxException {
    List<String> ids = new ArrayList<>();
    outbox.list(Letters.all(), entry -> ids.add(entry.id()));
    return ids;
  }

  @Test
  void whatAServerThinksOfDurabilityIsOverruled() throws Exception {
    ledger.execute(
        "ALTER ROLE "
            + database.user()
            + " IN DATABASE "
            + name()
            + " SET synchronous_commit = off");
    try (Outbox outbox = ledger.open()) {
      Optional<String> setting =
          outbox
              .database()
              .read(c -> Sql.first(c, row -> row.getString(1), "SHOW synchronous_commit"));
      assertThat(setting).contains("on");
    }
  }

  @Test
  void anErrorShowsNoRow() throws Exception {
    try (Outbox outbox = ledger.open()) {
      accept(outbox, "one");
      ledger.execute("UPDATE posthorn_entry SET handle = 'the-secret-handle'");
      OutboxException broken =
          failure(
              () ->
                  outbox
                      .database()
                      .write(c -> Sql.update(c, "UPDATE posthorn_entry SET account = NULL")));
      assertThat(broken.kind()).isEqualTo(Kind.BROKEN);
      assertThat(everything(broken)).doesNotContain("the-secret-handle", "bob@example.com");
    }
  }

  @Test
  void aCommitWhoseAnswerIsLostIsAcceptedOnce() throws Exception {
    PostgresEngine engine =
        new PostgresEngine(database.url(), database.user(), database.password());
    for (boolean keyed : new boolean[] {false, true}) {
      for (Fault fault : List.of(Fault.FAILS_BEFORE, Fault.FAILS_AFTER)) {
        FaultyLedger faulty =
            new FaultyLedger(engine.driver(), sql -> sql.contains("posthorn_entry"));
        try (Outbox outbox = Outbox.over(Database.pooled(faulty, engine), Clock.systemUTC())) {
          int before = ids(outbox).size();
          faulty.plan(1, fault);
          Acceptance acceptance =
              outbox.accept(
                  keyed
                      ? Letters.keyed("k" + fault, Letters.text("one"))
                      : Submission.of(ANN, mail("one")).build());
          assertThat(faulty.hasStruck()).isTrue();
          assertThat(acceptance.repeated()).isFalse();
          assertThat(ids(outbox)).hasSize(before + 1).startsWith(acceptance.id());
        }
      }
    }
  }

  @Test
  void aCommitThatGoesUnansweredForGoodIsCalledUncertain() throws Exception {
    PostgresEngine engine =
        new PostgresEngine(database.url(), database.user(), database.password());
    FaultyLedger faulty = new FaultyLedger(engine.driver(), sql -> sql.contains("posthorn_entry"));
    try (Outbox outbox = Outbox.over(Database.pooled(faulty, engine), Clock.systemUTC())) {
      faulty.plan(1, Fault.GONE_AFTER);
      OutboxException uncertain = failure(() -> accept(outbox, "perhaps"));

      assertThat(uncertain.kind()).isEqualTo(Kind.UNCERTAIN);
      assertThat(uncertain.remedy()).contains("posthorn outbox list");
      assertThat(ledger.ask("SELECT COUNT(*) FROM posthorn_entry")).isEqualTo("1");
    }
  }

  @Test
  void aUserWithAnAtSignIsNoPasswordAndAddressesMayHaveManyForms() throws Exception {
    for (String url :
        List.of(
            "jdbc:postgresql://db/posthorn?user=ann@corp",
            "jdbc:postgresql://a:1,b:2/posthorn?targetServerType=primary",
            "jdbc:postgresql://[::1]:5432/posthorn",
            "jdbc:postgresql:///posthorn")) {
      new PostgresEngine(url, "", "").driver();
    }
  }

  /** The driver reads it from the environment, or as here from a property of the same meaning. */
  @Test
  void thePasswordComesFromPgpassfile() throws Exception {
    String others = "*:*:*:" + System.getProperty("user.name") + ":of-somebody-else\n";
    Path file = Files.writeString(folder.resolve("pgpass"), others + database.passLine());
    Files.setPosixFilePermissions(
        file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    System.setProperty("org.postgresql.pgpassfile", file.toString());
    try (Outbox named = Outbox.open(database.url() + "?user=" + database.user(), "", "");
        Outbox given = Outbox.open(database.url(), database.user(), "")) {
      assertThat(ids(named)).isEqualTo(ids(given));
    } finally {
      System.clearProperty("org.postgresql.pgpassfile");
    }
    assertThat(Optional.of(failure(() -> Outbox.open(database.url(), database.user(), ""))))
        .map(OutboxException::kind)
        .contains(Kind.CONFIGURATION);
  }
}
