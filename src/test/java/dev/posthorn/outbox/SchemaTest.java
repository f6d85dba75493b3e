package dev.posthorn.outbox;

import static dev.posthorn.outbox.Letters.accept;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.posthorn.outbox.Ledgers.Ledger;
import dev.posthorn.outbox.OutboxException.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A ledger is brought up to date once, and one of a newer program left alone. */
@ParameterizedClass
@EnumSource
final class SchemaTest {
  @TempDir Path folder;
  @Parameter Ledgers kind;
  private Ledger ledger;

  @BeforeEach
  void empty() throws Exception {
    ledger = kind.empty(folder);
  }

  @Test
  void anEmptyDatabaseIsFilledAndLeftSo() throws Exception {
    ledger.open().close();
    try (Outbox outbox = ledger.open()) {
      accept(outbox, "one");
    }
    ledger.open().close();

    assertThat(ledger.ask("SELECT COUNT(*) FROM posthorn_schema"))
        .isEqualTo(Integer.toString(Schema.NEWEST));
    assertThat(ledger.ask("SELECT MAX(version) FROM posthorn_schema"))
        .isEqualTo(Integer.toString(Schema.NEWEST));
    assertThat(ledger.ask("SELECT COUNT(*) FROM posthorn_entry")).isEqualTo("1");
  }

  @Test
  void aProgramThatDiedWhileItMadeTheTablesHindersNobody() throws Exception {
    if (ledger.isFile()) {
      java.nio.file.Files.createFile(
          ledger.file(),
          java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
              java.nio.file.attribute.PosixFilePermissions.fromString("rw-------")));
    }
    ledger.execute("CREATE TABLE posthorn_schema (version INTEGER NOT NULL)");
    try (Outbox outbox = ledger.open()) {
      accept(outbox, "one");
    }
  }

  @Test
  void aNewerLedgerIsRefusedInWordsAndUntouched() throws Exception {
    ledger.open().close();
    ledger.execute("INSERT INTO posthorn_schema (version) VALUES (7)");
    ledger.execute("DROP TABLE posthorn_usage");

    OutboxException newer = catchThrowableOfType(OutboxException.class, () -> ledger.open());
    assertThat(newer.kind()).isEqualTo(Kind.NEWER);
    assertThat(newer)
        .hasMessageContaining("newer Posthorn")
        .hasMessageContaining("7")
        .hasMessageContaining(Integer.toString(Schema.NEWEST));
    assertThat(newer.remedy()).isNotEmpty();
    assertThat(ledger.ask("SELECT COUNT(*) FROM posthorn_schema"))
        .isEqualTo(Integer.toString(Schema.NEWEST + 1));
  }

  @Test
  void aLedgerOfTheFirstVersionIsBroughtUpToDateWithWhatItHolds() throws Exception {
    ledger.open().close();
    ledger.execute("DELETE FROM posthorn_schema WHERE version = 2");
    ledger.execute("ALTER TABLE posthorn_account DROP COLUMN limit_until");
    ledger.execute("ALTER TABLE posthorn_account DROP COLUMN limit_why");
    ledger.execute("INSERT INTO posthorn_account (email) VALUES ('ann@example.com')");
    try (Outbox outbox = ledger.open()) {
      assertThat(outbox.accounts()).extracting(AccountState::email).contains("ann@example.com");
      assertThat(outbox.accounts().get(0).heldUntil()).isEmpty();
    }
  }

  @Test
  void severalMayBeTheFirstAtOnce() throws Exception {
    List<CompletableFuture<String>> all =
        Stream.generate(() -> CompletableFuture.supplyAsync(this::openAndAccept)).limit(6).toList();
    for (CompletableFuture<String> each : all) {
      each.get();
    }
    assertThat(ledger.ask("SELECT COUNT(*) FROM posthorn_schema"))
        .isEqualTo(Integer.toString(Schema.NEWEST));
    try (Outbox outbox = ledger.open()) {
      assertThat(outbox.workload(Duration.ZERO).due()).isEqualTo(6);
    }
  }

  private String openAndAccept() {
    try (Outbox outbox = ledger.open()) {
      return accept(outbox, "first");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
