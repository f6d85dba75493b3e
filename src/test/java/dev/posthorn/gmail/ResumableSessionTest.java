package dev.posthorn.gmail;

import static dev.posthorn.gmail.SessionServer.Call.ASK;
import static dev.posthorn.gmail.SessionServer.Call.PUT;
import static dev.posthorn.gmail.SessionServer.Call.START;
import static dev.posthorn.gmail.SessionServer.Call.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.posthorn.auth.HttpRules;
import dev.posthorn.gmail.SessionServer.Fault;
import dev.posthorn.message.WholeMessage;
import dev.posthorn.message.WireMessage;
import dev.posthorn.send.DeliveryHandle;
import dev.posthorn.send.ResumableDelivery;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendException.NotSent.Reason;
import dev.posthorn.send.SendProgress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Upload sessions whose handle somebody keeps: what they say when all goes wrong. */
final class ResumableSessionTest extends UploadFixture {
  @Test
  void handleOfEarlierIsAskedBeforeTheRestIsSent() throws Exception {
    ResumableDelivery delivery = delivery();
    DeliveryHandle handle = delivery.begin(message);
    assertThat(server.bodyBytes()).as("journalled before the first byte").isZero();
    server.on(PUT, Fault.RESET_HALF).on(ASK, nine(Fault.RESET_AFTER));
    failure(SendException.NotSent.class, () -> delivery.deliver(handle, message));
    server.forget();

    assertThat(delivery.settle(handle, message)).as("not complete").isEmpty();
    assertThat(delivery.resume(handle, message).id()).isEqualTo("18c");
    assertThat(delivery.settle(handle, message)).get().extracting("id").isEqualTo("18c");
    assertThat(delivery.resume(handle, message).id()).isEqualTo("18c");
    assertSentOnce();
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"NOT_FOUND", "GONE"})
  void sessionThatIsGoneCanNeverBeSettled(Fault gone) throws Exception {
    DeliveryHandle handle = delivery().begin(message);
    server.on(ASK, gone, gone);

    assertThat(unknown(() -> delivery().resume(handle, message)).mayBeSettled()).isFalse();
    SendException.OutcomeUnknown e = unknown(() -> delivery().settle(handle, message));
    assertThat(e.mayBeSettled()).isFalse();
    assertThat(e).hasMessageContaining("upload session is gone");
  }

  @Test
  void sessionThatIsGoneAfterALostAnswerCanNeverBeSettled() throws Exception {
    DeliveryHandle handle = delivery().begin(message);
    server.on(PUT, Fault.RESET_AFTER).on(ASK, Fault.GONE);

    assertThat(unknown(() -> delivery().deliver(handle, message)).mayBeSettled()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"RESET_AFTER", "UNAVAILABLE_AFTER", "LIMITED_BEFORE", "EMPTY_AFTER", "INVALID"})
  void whoGotNoAnswerThatCountsMayAskAgainLater(Fault fault) throws Exception {
    DeliveryHandle handle = delivery().begin(message);
    server.on(PUT, Fault.RESET_AFTER).on(ASK, nine(fault));
    assertThat(unknown(() -> delivery().deliver(handle, message)).mayBeSettled()).isTrue();
    server.forget().on(ASK, nine(fault));
    assertThat(unknown(() -> delivery().resume(handle, message)).mayBeSettled()).isTrue();
    server.forget();

    assertThat(delivery().resume(handle, message).id()).isEqualTo("18c");
    assertSentOnce();
  }

  @Test
  void whoseConsentEndedMayAskAgainAfterTheNextLogin() throws Exception {
    DeliveryHandle handle = delivery().begin(message);
    server.on(ASK, Fault.UNAUTHORIZED).on(TOKEN, Fault.INVALID, Fault.INVALID);
    SendException.OutcomeUnknown e = unknown(() -> delivery().resume(handle, message));

    assertThat(e.mayBeSettled()).isTrue();
    assertThat(e.obstacle()).containsInstanceOf(SendException.NotAuthorized.class);
    assertThat(e.remedy()).contains("posthorn login");
    assertThat(delivery().resume(handle, message).id()).isEqualTo("18c");
  }

  @Test
  void consentThatEndedBeforeTheFirstByteIsNoDoubt() throws Exception {
    DeliveryHandle handle = delivery().begin(message);
    server.on(PUT, Fault.UNAUTHORIZED).on(TOKEN, Fault.INVALID, Fault.INVALID);

    failure(SendException.NotAuthorized.class, () -> delivery().deliver(handle, message));
  }

  @Test
  void whoIsInterruptedMayAskAgainLater() throws Exception {
    DeliveryHandle handle = delivery().begin(message);
    server.on(PUT, Fault.RESET_AFTER);
    Tenacity interrupted =
        new Tenacity(
            wait -> {
              throw new InterruptedException();
            },
            () -> 0);
    GmailCall call =
        new GmailCall(
            Operation.SEND, new Ann(folder).account(server.root()), server.root(), new HttpRules());
    Manner manner = new Manner(Delivery.SESSION, SendProgress.none(), 0, interrupted);
    ResumableDelivery hurried = new GmailSender(call, manner).resumable();

    SendException.OutcomeUnknown e = unknown(() -> hurried.deliver(handle, message));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(e).hasMessageContaining("Interrupted");
    assertThat(e.mayBeSettled()).isTrue();
    assertThat(delivery().resume(handle, message).id()).isEqualTo("18c");
    assertSentOnce();
  }

  /** The outbox waits for limits itself, and holds the whole account meanwhile. */
  @ParameterizedTest
  @CsvSource({"LIMITED_BEFORE, PT7S", "LIMITED_FOR_AN_HOUR, PT1H"})
  void limitEndsAnAttemptAtOnce(Fault limit, String wait) throws Exception {
    DeliveryHandle handle = delivery().begin(message);
    server.on(PUT, limit);

    SendException.NotSent e =
        failure(SendException.NotSent.class, () -> delivery().deliver(handle, message));

    assertThat(e.reason()).isEqualTo(Reason.LIMIT);
    assertThat(e.retryAfter()).hasToString("Optional[" + wait + "]");
    assertThat(server.calls()).containsExactly("START", "PUT");
    assertThat(waits).isEmpty();
  }

  /** Asking on would run into the limit again and again. */
  @Test
  void limitEndsALaterAttemptAtOnceAndIsHandedOn() throws Exception {
    DeliveryHandle handle = delivery().begin(message);
    server.on(ASK, Fault.LIMITED_FOR_AN_HOUR);

    SendException.OutcomeUnknown e = unknown(() -> delivery().resume(handle, message));

    SendException.NotSent limit = (SendException.NotSent) e.obstacle().orElseThrow();
    assertThat(limit.reason()).isEqualTo(Reason.LIMIT);
    assertThat(limit.retryAfter()).hasToString("Optional[PT1H]");
    assertThat(waits).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"LIMITED_BEFORE, LIMIT", "UNAVAILABLE_BEFORE, TROUBLE", "RESET_AFTER, TROUBLE"})
  void beginningThatFailsSaysWhy(Fault fault, Reason reason) throws Exception {
    server.on(START, fault);

    assertThat(failure(SendException.NotSent.class, () -> delivery().begin(message)).reason())
        .isEqualTo(reason);
  }

  @Test
  void whatStaysAwayBeforeTheLastByteIsTrouble() throws Exception {
    DeliveryHandle handle = delivery().begin(message);
    server.on(PUT, Fault.RESET_HALF).on(ASK, nine(Fault.RESET_AFTER));

    assertThat(
            failure(SendException.NotSent.class, () -> delivery().deliver(handle, message))
                .reason())
        .isEqualTo(Reason.TROUBLE);
  }

  @Test
  void messageOfAnotherLengthIsNotWhatWasBegun() throws Exception {
    DeliveryHandle handle = delivery().begin(message);
    WireMessage other = message.withHeader("X-Posthorn-Id", "7");

    assertThat(unknown(() -> delivery().resume(handle, other)).mayBeSettled()).isFalse();
    assertThat(unknown(() -> delivery().settle(handle, other)).mayBeSettled()).isFalse();
    assertThat(unknown(() -> delivery().deliver(handle, other)).mayBeSettled()).isFalse();
    assertThat(server.calls()).containsExactly("START");
  }

  @Test
  void handleOfAnotherServerIsNotShownToThisOne() throws Exception {
    DeliveryHandle handle = delivery().begin(message);
    try (SessionServer other = new SessionServer()) {
      ResumableDelivery elsewhere =
          new Ann(folder).uploader(other.root(), Delivery.SESSION, waits).resumable();

      assertThat(unknown(() -> elsewhere.resume(handle, message)).mayBeSettled()).isFalse();
      assertThat(other.calls()).isEmpty();
    }
  }

  @Test
  void messageThatTheApiCannotSendToItsEnvelopeIsRefusedBeforeAnythingIsAsked() throws Exception {
    byte[] bytes = "To: eve@example.com\n\nx".getBytes(StandardCharsets.UTF_8);
    WireMessage strange = WholeMessage.of(bytes).toWire(List.of("bob@example.com"));

    SendException.Refused e = failure(SendException.Refused.class, () -> delivery().begin(strange));

    assertThat(e.reason()).isEqualTo(SendException.Refused.Reason.MESSAGE);
    assertThat(server.calls()).isEmpty();
    DeliveryHandle handle = DeliveryHandle.of(strange.size() + " " + server.root() + "upload/x");
    assertThat(unknown(() -> delivery().resume(handle, strange)).mayBeSettled()).isFalse();
  }

  @Test
  void messageThatCannotBeReadBeforeItsLastByteIsSurelyNotSent() throws Exception {
    DeliveryHandle handle = delivery().begin(message);
    Files.delete(folder.resolve("large.bin"));

    SendException.Refused e =
        failure(SendException.Refused.class, () -> delivery().deliver(handle, message));

    assertThat(e.reason()).isEqualTo(SendException.Refused.Reason.INPUT);
    assertThat(server.sent()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"RESET_AFTER", "UNAVAILABLE_AFTER"})
  void settlingThatReachesNobodySaysSoAndTheHandleIsAsGood(Fault fault) throws Exception {
    DeliveryHandle handle = delivery().begin(message);
    server.on(ASK, nine(fault));

    failure(SendException.NotSent.class, () -> delivery().settle(handle, message));
    server.forget();
    assertThat(delivery().settle(handle, message)).isEmpty();
  }

  @Test
  void settlingWithoutConsentAsksForIt() throws Exception {
    DeliveryHandle handle = delivery().begin(message);
    server.on(ASK, Fault.UNAUTHORIZED).on(TOKEN, Fault.INVALID, Fault.INVALID);

    assertThat(
            failure(SendException.NotAuthorized.class, () -> delivery().settle(handle, message))
                .remedy())
        .contains("posthorn login");
  }

  /** It may complete at any moment, so it is not called "not sent". */
  @Test
  void sessionThatHasEverythingAndIsNotCompleteIsNotSettled() throws Exception {
    DeliveryHandle handle = delivery().begin(message);
    server.on(PUT, Fault.RESET_HALF).on(ASK, nine(Fault.RESET_AFTER));
    failure(SendException.NotSent.class, () -> delivery().deliver(handle, message));
    server.forget().sayingRange("bytes=0-" + (message.size() - 1) + "%.0s");

    failure(SendException.NotSent.class, () -> delivery().settle(handle, message));
  }

  private ResumableDelivery delivery() throws Exception {
    return uploader().resumable();
  }

  private static Fault[] nine(Fault fault) {
    return Collections.nCopies(9, fault).toArray(Fault[]::new);
  }

  private interface Step {
    Object run() throws Exception;
  }

  private static SendException.OutcomeUnknown unknown(Step step) {
    return failure(SendException.OutcomeUnknown.class, step);
  }

  private static <T extends SendException> T failure(Class<T> type, Step step) {
    T failure = catchThrowableOfType(type, step::run);
    assertThat(failure).isNotNull();
    assertThat(failure.toString() + failure.remedy()).doesNotContain(SessionServer.SECRET);
    return failure;
  }
}
