package dev.posthorn.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.posthorn.message.Mail;
import dev.posthorn.message.MimeComposer;
import dev.posthorn.message.WireMessage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every way out owes to who keeps a journal, run against a service on loopback. */
public abstract class ResumableDeliveryContract {
  /** What the service does with the next attempt to send. */
  protected enum Fate {
    /** Says no, for good, because of the message. */
    REFUSED,
    /** Says: not now, the account is at a limit. */
    LIMITED,
    /** The service has the whole message, sends it, and its answer never arrives. */
    ANSWER_LOST
  }

  private WireMessage message;

  /** A delivery for ann@example.com, the same each time, whose service begins without any fault. */
  protected abstract ResumableDelivery delivery() throws Exception;

  /** What happens to the next attempt; afterwards all is well. */
  protected abstract void next(Fate fate) throws Exception;

  /** How many messages the service has sent. */
  protected abstract int sent();

  /** Whether the service can say afterwards what became of a message. */
  protected abstract boolean canBeAsked();

  /** What must not be seen in any answer: tokens, passwords, addresses of sessions. */
  protected abstract List<String> secrets();

  @BeforeEach
  void compose() throws Exception {
    Mail mail =
        Mail.builder().from("ann@example.com").to("bob@example.com").bcc("c@example.com").build();
    message = WireMessage.of(MimeComposer.create().compose(mail)).withHeader("X-Posthorn-Id", "7");
  }

  @Test
  void beginningSendsNothingAndItsHandleShowsNoSecret() throws Exception {
    DeliveryHandle handle = delivery().begin(message);

    assertThat(handle.value()).isNotBlank().matches("[ -~]+");
    assertThat(handle.toString()).doesNotContain(handle.value());
    assertThat(sent()).isZero();
  }

  @Test
  void beginningTwiceAndDeliveringOnceSendsOnce() throws Exception {
    delivery().begin(message);
    DeliveryHandle handle = journalled(delivery().begin(message));

    SendReceipt receipt = delivery().deliver(handle, message);

    assertThat(receipt.id()).isNotBlank();
    assertThat(receipt.account()).isEqualTo("ann@example.com");
    assertThat(sent()).isEqualTo(1);
  }

  @Test
  void whatWasDeliveredIsNeverSentAgain() throws Exception {
    DeliveryHandle handle = delivery().begin(message);
    delivery().deliver(handle, message);

    resumeOrAsk(journalled(handle), true);
    resumeOrAsk(journalled(handle), true);

    assertThat(sent()).isEqualTo(1);
  }

  @Test
  void answerThatGotLostIsLearntWithoutSendingAgain() throws Exception {
    DeliveryHandle handle = delivery().begin(message);
    next(Fate.ANSWER_LOST);
    if (canBeAsked()) {
      assertThat(delivery().deliver(handle, message).id()).isNotBlank();
    } else {
      SendException.OutcomeUnknown e =
          catchThrowableOfType(
              SendException.OutcomeUnknown.class, () -> delivery().deliver(handle, message));
      assertThat(e.mayBeSettled()).isFalse();
    }

    resumeOrAsk(journalled(handle), true);

    assertThat(sent()).isEqualTo(1);
  }

  /** The process died after it had journalled the handle. */
  @Test
  void whatWasOnlyBegunIsDeliveredOnceByTheNextProcess() throws Exception {
    DeliveryHandle handle = journalled(delivery().begin(message));
    if (canBeAsked()) {
      assertThat(delivery().settle(handle, message)).isEmpty();
      assertThat(sent()).as("settling sends nothing").isZero();
      assertThat(delivery().resume(handle, message).id()).isNotBlank();
      assertThat(delivery().settle(handle, message)).isPresent();
    }

    resumeOrAsk(handle, canBeAsked());

    assertThat(sent()).isEqualTo(canBeAsked() ? 1 : 0);
  }

  @Test
  void refusalForGoodBlamesTheMessageAndSendsNothing() throws Exception {
    DeliveryHandle handle = delivery().begin(message);
    next(Fate.REFUSED);

    SendException.Refused e =
        catchThrowableOfType(
            SendException.Refused.class, () -> delivery().deliver(handle, message));

    assertThat(e.reason()).isEqualTo(SendException.Refused.Reason.MESSAGE);
    assertThat(sent()).isZero();
    assertClean(e, handle);
  }

  @Test
  void limitSaysSoAndTheMessageMayBeBegunAnew() throws Exception {
    DeliveryHandle handle = delivery().begin(message);
    next(Fate.LIMITED);

    SendException.NotSent e =
        catchThrowableOfType(
            SendException.NotSent.class, () -> delivery().deliver(handle, message));

    assertThat(e.reason()).isEqualTo(SendException.NotSent.Reason.LIMIT);
    assertClean(e, handle);
    assertThat(delivery().deliver(delivery().begin(message), message).id()).isNotBlank();
    assertThat(sent()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x", "77 https://evil.example/upload/x", "draft r-1 - https://evil.example/ a@b"})
  void handleOfSomebodyElseIsNoReasonToSend(String handle) throws Exception {
    resumeOrAsk(DeliveryHandle.of(handle), false);

    assertThat(sent()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Fate.class)
  void noAnswerShowsASecret(Fate fate) throws Exception {
    DeliveryHandle handle = delivery().begin(message);
    next(fate);
    try {
      assertThat(delivery().deliver(handle, message).toString()).doesNotContain(secrets());
    } catch (SendException e) {
      assertClean(e, handle);
    }
  }

  /** Both ways of asking agree, and what cannot be asked says that it never can. */
  private void resumeOrAsk(DeliveryHandle handle, boolean known) throws Exception {
    if (known && canBeAsked()) {
      Optional<SendReceipt> settled = delivery().settle(handle, message);
      assertThat(settled).isPresent();
      assertThat(delivery().resume(handle, message).id()).isEqualTo(settled.get().id());
      return;
    }
    for (SendException.OutcomeUnknown e :
        List.of(
            catchThrowableOfType(
                SendException.OutcomeUnknown.class, () -> delivery().resume(handle, message)),
            catchThrowableOfType(
                SendException.OutcomeUnknown.class, () -> delivery().settle(handle, message)))) {
      assertThat(e.mayBeSettled()).isFalse();
      assertThat(e.remedy()).contains("Sent");
      assertClean(e, handle);
    }
  }

  private void assertClean(SendException e, DeliveryHandle handle) {
    assertThat(e.getMessage()).contains("ann@example.com").endsWith(".");
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      String text = cause + e.remedy();
      assertThat(text).doesNotContain(secrets());
      assertThat(handle.value().length() > 10 && text.contains(handle.value())).isFalse();
    }
  }

  /** As it comes out of the journal. */
  private static DeliveryHandle journalled(DeliveryHandle handle) {
    return DeliveryHandle.of(handle.value());
  }
}
