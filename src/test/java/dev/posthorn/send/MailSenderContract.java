package dev.posthorn.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.posthorn.message.Mail;
import dev.posthorn.message.MailBuilder;
import dev.posthorn.message.MimeComposer;
import dev.posthorn.message.WireMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every way out owes to who sends, run against a service on loopback. */
public abstract class MailSenderContract {
  /** What the service does with each message that it is given. */
  protected enum Fate {
    TAKEN(null),
    /** Said no to, for good, because of the message. */
    REFUSED(SendException.Refused.class),
    /** The token or password is not taken. */
    UNAUTHORISED(SendException.NotAuthorized.class),
    /** The connection breaks, or the service is busy, before it can have the message. */
    BROKEN_OFF(SendException.NotSent.class),
    /** The service has the whole message, and its answer never arrives. */
    ANSWER_LOST(SendException.OutcomeUnknown.class);

    private final Class<? extends SendException> answer;

    Fate(Class<? extends SendException> answer) {
      this.answer = answer;
    }
  }

  /**
   * One whole message that the service got.
   *
   * @param recipients whom it would deliver to
   * @param content the message, one char an octet, Bcc headers perhaps taken out
   */
  public record Arrival(Set<String> recipients, String content) {}

  /** A sender of ann@example.com to a service that treats messages so, and may be asked again. */
  protected abstract MailSender sender(Fate fate) throws Exception;

  /** What the service of the last {@link #sender} got in whole so far, refused or not. */
  protected abstract List<Arrival> arrivals() throws Exception;

  /** What must not be seen in any answer: tokens, passwords. */
  protected abstract List<String> secrets();

  @Test
  void messageThatIsTakenBringsAReceipt() throws Exception {
    SendReceipt receipt = sender(Fate.TAKEN).send(message("Hello"));
    assertThat(receipt.id()).isNotBlank().doesNotContain("<", ">");
    assertThat(receipt.account()).isEqualTo("ann@example.com");
    assertThat(receipt.via()).isNotBlank();
    assertThat(arrivals()).hasSize(1);
  }

  @Test
  void everyRecipientGetsItAndNobodyElse() throws Exception {
    Mail mail =
        mail("Hello")
            .cc("Carol <carol@example.com>")
            .bcc("dan@example.com", "erin@example.com")
            .build();
    sender(Fate.TAKEN).send(wire(mail));
    assertThat(arrivals())
        .extracting(Arrival::recipients)
        .containsExactly(
            Set.of("bob@example.com", "carol@example.com", "dan@example.com", "erin@example.com"));
  }

  @Test
  void bodyArrivesAsItWasWritten() throws Exception {
    String text = ".\r\n..two\r\n\r\n.\r\nLast line without an end, and a dot at its end.";
    sender(Fate.TAKEN).send(wire(mail("Hello").text(text).build()));
    String content = arrivals().get(0).content();
    assertThat(content.substring(content.indexOf("\r\n\r\n") + 4).strip()).isEqualTo(text);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TAKEN")
  void eachFateHasItsAnswerAndIsNeverTriedTwice(Fate fate) throws Exception {
    MailSender sender = sender(fate);
    WireMessage message = message("Hello");
    SendException e = catchThrowableOfType(fate.answer, () -> sender.send(message));
    assertThat(e).isNotNull();
    assertThat(e.getMessage()).contains("ann@example.com").endsWith(".");
    assertThat(e.remedy()).isNotEmpty();
    assertThat(e.refusedRecipients()).hasSizeLessThanOrEqualTo(1);
    assertThat(arrivals()).hasSizeLessThanOrEqualTo(1);
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      assertThat(cause + e.remedy()).doesNotContain(secrets());
    }
    if (fate == Fate.ANSWER_LOST) {
      assertThat(arrivals()).hasSize(1);
    }
  }

  @Test
  void refusalForGoodBlamesTheMessage() throws Exception {
    MailSender sender = sender(Fate.REFUSED);
    WireMessage message = message("Hello");
    assertThatThrownBy(() -> sender.send(message))
        .isInstanceOfSatisfying(
            SendException.Refused.class,
            e -> assertThat(e.reason()).isEqualTo(SendException.Refused.Reason.MESSAGE));
  }

  @Test
  void senderServesManyThreadsAndEachMessageArrivesOnce() throws Exception {
    MailSender sender = sender(Fate.TAKEN);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<String> ids = new ArrayList<>();
    try {
      List<Future<SendReceipt>> receipts = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        WireMessage message = message("Number " + i + ";");
        receipts.add(threads.submit(() -> sender.send(message)));
      }
      for (Future<SendReceipt> receipt : receipts) {
        ids.add(receipt.get().id());
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(ids).hasSize(12);
    List<Arrival> arrivals = arrivals();
    assertThat(arrivals).hasSize(12);
    for (int i = 0; i < 12; i++) {
      String subject = "Number " + i + ";";
      assertThat(arrivals).filteredOn(a -> a.content().contains(subject)).hasSize(1);
    }
  }

  /** From ann@example.com to bob@example.com. */
  protected static WireMessage message(String subject) throws Exception {
    return wire(mail(subject).build());
  }

  private static MailBuilder mail(String subject) {
    return Mail.builder()
        .from("ann@example.com")
        .to("bob@example.com")
        .subject(subject)
        .text("The body of the mail.");
  }

  private static WireMessage wire(Mail mail) throws Exception {
    return WireMessage.of(MimeComposer.create().compose(mail));
  }
}
