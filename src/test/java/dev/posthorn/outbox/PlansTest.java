package dev.posthorn.outbox;

import static dev.posthorn.outbox.Letters.ANN;
import static dev.posthorn.outbox.Letters.keyed;
import static dev.posthorn.outbox.Letters.mail;
import static dev.posthorn.outbox.Letters.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.outbox.Ledgers.Ledger;
import dev.posthorn.outbox.Outbox.Decision;
import dev.posthorn.send.SendException;
import dev.posthorn.testing.Await;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * However much is in the ledger, what is done for one message looks at a few rows: the plans of all
 * statements that accepting, delivering and deciding were heard to prepare.
 */
@ParameterizedClass
@EnumSource
final class PlansTest {
  private static final String COLUMNS =
      "state, digest, start_at, due_at, expires_at, urgency, via, conversation, blocked, subject,"
          + " recipients, recipient_count, size, accepted_at, changed_at, attempts, why, remedy";

  @TempDir Path folder;
  @Parameter Ledgers kind;
  private final Eavesdropper heard = new Eavesdropper();

  @Test
  void noStatementForOneMessageReadsAWholeTable() throws Exception {
    Ledger ledger = kind.empty(folder);
    Engine engine = ledger.engine();
    Database database = Database.pooled(heard.over(engine.driver()), engine);
    try (Outbox outbox = Outbox.over(database, Clock.systemUTC())) {
      fill(ledger, outbox);
      exercise(outbox);
    }
    List<String> slow = new ArrayList<>();
    try (Connection connection = ledger.connect()) {
      for (String sql : heard.statements()) {
        if (sql.matches("(?s).*posthorn_(entry|part|usage).*")
            && sql.matches("(?s)(SELECT|UPDATE|DELETE).*")) {
          String plan = plan(connection, sql, ledger.isFile());
          if (plan.matches("(?s).*(Seq Scan on posthorn_(entry|part|usage)|SCAN (?!.*INDEX)).*")) {
            slow.add(sql + "\n  ->\n" + plan);
          }
        }
      }
    }
    assertThat(slow).isEmpty();
    assertThat(heard.statements()).hasSizeGreaterThan(25);
  }

  private static String plan(Connection connection, String sql, boolean sqlite)
      throws SQLException {
    if (sqlite) {
      return String.join(
          "\n", Sql.all(connection, row -> row.getString(4), "EXPLAIN QUERY PLAN " + sql));
    }
    StringBuilder numbered = new StringBuilder("PREPARE heard AS ");
    int parameters = 0;
    for (int i = 0; i < sql.length(); i++) {
      char each = sql.charAt(i);
      numbered.append(each == '?' ? "$" + ++parameters : String.valueOf(each));
    }
    String values = String.join(", ", Collections.nCopies(parameters, "NULL"));
    Sql.update(connection, "SET plan_cache_mode = force_generic_plan");
    Sql.update(connection, numbered.toString());
    List<String> lines =
        Sql.all(
            connection,
            row -> row.getString(1),
            "EXPLAIN EXECUTE heard" + (parameters == 0 ? "" : "(" + values + ")"));
    Sql.update(connection, "DEALLOCATE heard");
    return String.join("\n", lines);
  }

  /** Twenty thousand entries of ten accounts: most ended, a tenth waits for tomorrow. */
  private static void fill(Ledger ledger, Outbox outbox) throws Exception {
    Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
    for (int account = 0; account < 10; account++) {
      String email = account == 0 ? ANN : account + "@example.com";
      outbox.accept(
          Submission.of(email, mail("late")).at(tomorrow).expires(tomorrow.plusSeconds(1)).build());
    }
    try (Connection connection = ledger.connect()) {
      Sql.update(
          connection,
          "INSERT INTO posthorn_entry (id, account, "
              + COLUMNS
              + ") WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
              + " SELECT CAST(i AS TEXT) || account, account, "
              + COLUMNS
                  .replace("state,", "CASE WHEN i % 10 = 0 THEN 'waiting' ELSE 'sent' END,")
                  .replace("conversation", "CAST(i AS TEXT)")
              + " FROM n, posthorn_entry");
      Sql.update(
          connection,
          "INSERT INTO posthorn_part SELECT seq, 0, bytes FROM posthorn_entry, posthorn_part"
              + " WHERE seq > 100 AND entry = (SELECT MIN(entry) FROM posthorn_part)");
      Sql.update(
          connection,
          "INSERT INTO posthorn_usage SELECT seq, 9, account, accepted_at - 100000000, 100, 1, 1"
              + " FROM posthorn_entry");
    }
    if (!ledger.isFile()) {
      ledger.execute("ANALYZE");
    }
  }

  private static void exercise(Outbox outbox) throws Exception {
    RememberingProvider provider = new RememberingProvider();
    provider.after.add(failing(new SendException.OutcomeUnknown("lost", "", true, null)));
    provider.before.add((call, message) -> {});
    provider.after.add((call, message) -> {});
    for (int i = 0; i < 5; i++) {
      outbox.accept(Submission.of(ANN, mail("now" + i).inThread("t")).build());
    }
    outbox.accept(keyed("k", text("keyed")));
    outbox.accept(
        Submission.of(ANN, mail("expired")).expires(Instant.now().minusSeconds(1)).build());
    OutboxWorker worker = OutboxWorker.of(outbox, provider).start();
    try {
      Await.until(
          Duration.ofMinutes(5),
          "all is sent",
          () -> outbox.workload(Duration.ofMinutes(10)).due() == 0);
    } finally {
      worker.close();
    }
    String id = outbox.accept(Submission.of(ANN, mail("later")).build()).id();
    outbox.entry(id.substring(0, 8));
    outbox.message(id);
    outbox.cancel(id);
    outbox.retry(id, Optional.of(mail("edited")));
    outbox
        .database()
        .write(c -> Sql.update(c, "UPDATE posthorn_entry SET state = 'unknown' WHERE id = ?", id));
    outbox.settle(id, new Decision.Sent(Optional.empty()));
    for (Set<EntryState> states : List.of(Set.<EntryState>of(), Set.of(EntryState.UNKNOWN))) {
      outbox.list(new EntryFilter(Optional.empty(), states, Optional.empty(), 10), entry -> {});
    }
    outbox.list(new EntryFilter(Optional.empty(), Set.of(), Optional.of("k"), 10), entry -> {});
    outbox.accounts();
    outbox.purge(Duration.ofDays(1));
  }

  private static RememberingProvider.Trouble failing(SendException failure) {
    return (call, message) -> {
      if (!call.equals("begin")) {
        throw failure;
      }
    };
  }
}
