package dev.posthorn.ordeal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.ordeal.Reckoning.Accepted;
import dev.posthorn.ordeal.Reckoning.Said;
import dev.posthorn.outbox.EntryState;
import dev.posthorn.sandbox.SandboxMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The reckoning finds what is planted: it can fail. */
final class ReckoningTest {
  private static final String ANN = "ann@example.com";
  private static final long SEED = 7;
  private static final int MESSAGES = 20;

  private final Map<String, Accepted> accepted = new HashMap<>();
  private final Map<String, Said> ledger = new HashMap<>();
  private final List<SandboxMessage> mailbox = new ArrayList<>();

  @BeforeEach
  void allIsWell() {
    for (int number = 0; number < MESSAGES; number++) {
      accepted.put(id(number), new Accepted(ANN, new Letter(SEED, number)));
      mailbox.add(message(number, number));
      ledger.put(id(number), sent(number));
    }
  }

  @Test
  void whereAllIsWellNothingIsFound() {
    assertThat(reckoning().delivered()).hasSize(MESSAGES);
    assertThat(reckoning().violations(0)).isEmpty();
  }

  @Test
  void aPlantedDoubleIsFound() {
    mailbox.add(message(3, 99));

    assertThat(reckoning().twice()).containsExactly(id(3));
    assertThat(reckoning().violations(1)).hasSize(1).first().asString().contains("twice", id(3));
  }

  @Test
  void aDoubleOfAnUnknownOneIsFound() {
    ledger.put(id(3), unknown());
    mailbox.add(message(3, 99));

    assertThat(reckoning().twice()).containsExactly(id(3));
  }

  @Test
  void aPlantedLossIsFound() {
    mailbox.remove(3);

    assertThat(reckoning().lost()).containsExactly(id(3));
    assertThat(reckoning().violations(1)).hasSize(1).first().asString().contains("lost", id(3));
  }

  @Test
  void aMessageThatTheLedgerForgotIsLost() {
    ledger.remove(id(3));

    assertThat(reckoning().lost()).containsExactly(id(3));
  }

  @Test
  void aMessageThatWaitsInTheEndIsLost() {
    ledger.put(id(3), new Said(EntryState.WAITING, Optional.empty()));

    assertThat(reckoning().lost()).containsExactly(id(3));
  }

  @Test
  void aDamagedMessageIsNotDelivered() {
    SandboxMessage whole = mailbox.remove(3);
    mailbox.add(
        new SandboxMessage(
            whole.account(),
            whole.id(),
            whole.threadId(),
            whole.labelIds(),
            whole.raw().substring(0, whole.raw().length() - 3)));

    assertThat(reckoning().lost()).containsExactly(id(3));
  }

  @Test
  void anothersReceiptIsNoProof() {
    ledger.put(id(3), sent(4));

    assertThat(reckoning().lost()).containsExactly(id(3));
  }

  @Test
  void anUnknownOneCountsWhetherItIsThereOrNot() {
    ledger.put(id(3), unknown());
    ledger.put(id(4), unknown());
    mailbox.remove(4);

    assertThat(reckoning().unknown()).containsExactlyInAnyOrder(id(3), id(4));
    assertThat(reckoning().violations(2)).isEmpty();
    assertThat(reckoning().violations(1)).hasSize(1).first().asString().contains("unknown");
  }

  @Test
  void whatNobodyHandedInIsFound() {
    accepted.remove(id(3));
    ledger.remove(id(3));

    assertThat(reckoning().stray()).containsExactly(id(3));
    assertThat(reckoning().violations(0)).hasSize(1);
  }

  @Test
  void whatLeftByAnothersMailboxIsFound() {
    SandboxMessage right = mailbox.remove(3);
    mailbox.add(
        new SandboxMessage(
            "bob@example.com", right.id(), right.threadId(), right.labelIds(), right.raw()));

    assertThat(reckoning().stray()).containsExactly(id(3));
  }

  @Test
  void aRecipientsCopyIsNoSecondDelivery() {
    SandboxMessage sent = mailbox.get(3);
    mailbox.add(
        new SandboxMessage("bob@example.com", "b", "b", List.of("INBOX", "UNREAD"), sent.raw()));

    assertThat(reckoning().violations(0)).isEmpty();
  }

  private Reckoning reckoning() {
    return Reckoning.of(accepted, ledger, mailbox);
  }

  private static Said sent(int mail) {
    return new Said(EntryState.SENT, Optional.of("mail" + mail));
  }

  private static Said unknown() {
    return new Said(EntryState.UNKNOWN, Optional.empty());
  }

  private static SandboxMessage message(int number, int mail) {
    Letter letter = new Letter(SEED, number);
    String raw =
        "X-Posthorn-Id: "
            + id(number)
            + "\r\nSubject: "
            + letter.subject()
            + "\r\n\r\n"
            + letter.text().replace("\n", "\r\n");
    return new SandboxMessage(ANN, "mail" + mail, "t", List.of("SENT"), raw);
  }

  private static String id(int number) {
    return String.format("%016x", number);
  }
}
