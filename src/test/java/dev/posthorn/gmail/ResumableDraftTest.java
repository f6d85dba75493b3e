package dev.posthorn.gmail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.posthorn.auth.Account;
import dev.posthorn.gmail.DraftServer.Fault;
import dev.posthorn.message.MimeComposer;
import dev.posthorn.message.WireMessage;
import dev.posthorn.send.DeliveryHandle;
import dev.posthorn.send.ResumableDelivery;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendReceipt;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Drafts whose handle somebody keeps: sent once, and left alone while they can tell. */
final class ResumableDraftTest {
  @TempDir private Path folder;
  private final List<Duration> waits = new ArrayList<>();
  private DraftServer server;
  private WireMessage message;

  @BeforeEach
  void open() throws Exception {
    server = new DraftServer();
    message =
        WireMessage.of(MimeComposer.create().compose(Ann.mail().from("ann@example.com").build()));
  }

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  @Test
  void handleNamesTheDraftAndWhoseItIs() throws Exception {
    assertThat(delivery().begin(message).value())
        .isEqualTo("draft r-7 18b " + server.root() + " ann@example.com");
    assertThat(server.calls()).containsExactly("create");
  }

  @Test
  void draftIsSentAndNotLookedAt() throws Exception {
    DeliveryHandle handle = delivery().begin(message);

    assertThat(delivery().deliver(handle, message))
        .isEqualTo(new SendReceipt("18c", "18b", List.of("SENT"), "ann@example.com", "api"));
    assertThat(server.calls()).containsExactly("create", "send");
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"RESET_BEFORE", "UNAVAILABLE_BEFORE"})
  void draftThatIsStillThereAfterALostAnswerIsLeftAloneAndSentLater(Fault fault) throws Exception {
    DeliveryHandle handle = delivery().begin(message);
    server.on("send", fault);
    assertThat(unknown(() -> delivery().deliver(handle, message)).mayBeSettled()).isTrue();
    assertThat(server.isDraftThere()).isTrue();
    assertThat(server.calls()).doesNotContain("delete");

    assertThat(delivery().resume(handle, message).id()).isEqualTo("18c");
    assertThat(server.sent()).isEqualTo(1);
  }

  /** The process died while Gmail was at work. */
  @Test
  void attemptThatIsStillAtWorkIsWaitedForAndNotMadeTwice() throws Exception {
    DeliveryHandle handle = delivery().begin(message);
    server.sendingAfterLooks(2);

    assertThat(delivery().resume(handle, message).id()).isEqualTo("r-7");
    assertThat(server.calls()).containsExactly("create", "get", "get", "get");
    assertThat(server.sent()).isEqualTo(1);
    assertThat(waits).hasSize(2);
  }

  @Test
  void draftThatNobodyCanLookAtIsNotSentAgain() throws Exception {
    DeliveryHandle handle = delivery().begin(message);
    server.on("get", Collections.nCopies(3, Fault.UNAVAILABLE_AFTER).toArray(Fault[]::new));

    assertThat(unknown(() -> delivery().resume(handle, message)).mayBeSettled()).isTrue();
    assertThat(server.calls()).containsExactly("create", "get", "get", "get");
  }

  @Test
  void absenceThatAGatewayClaimsIsNoReceipt() throws Exception {
    DeliveryHandle handle = delivery().begin(message);
    server.on("get", Fault.GATEWAY_NOT_FOUND);

    assertThat(unknown(() -> delivery().resume(handle, message)).mayBeSettled()).isTrue();
  }

  /** Removed before the journal drops its handle, it would be taken for sent after a crash. */
  @Test
  void refusedDraftStaysAndIsNamed() throws Exception {
    DeliveryHandle handle = delivery().begin(message);
    server.on("send", Fault.INVALID);

    SendException.Refused e =
        failure(SendException.Refused.class, () -> delivery().deliver(handle, message));

    assertThat(e).hasMessageContaining("Invalid To header");
    assertThat(e.remedy()).contains("may be left in Drafts");
    assertThat(server.isDraftThere()).isTrue();
    assertThat(server.calls()).doesNotContain("delete");
  }

  @Test
  void refusedDraftThatIsGoneAllTheSameCanNeverBeSettled() throws Exception {
    DeliveryHandle handle = delivery().begin(message);
    server.on("send", Fault.INVALID_AFTER);

    assertThat(unknown(() -> delivery().deliver(handle, message)).mayBeSettled()).isFalse();
  }

  @Test
  void draftThatIsRefusedLaterStaysAndWasSurelyNotSent() throws Exception {
    DeliveryHandle handle = delivery().begin(message);
    server.on("send", Fault.INVALID);

    failure(SendException.Refused.class, () -> delivery().resume(handle, message));

    assertThat(server.isDraftThere()).isTrue();
    assertThat(server.calls()).doesNotContain("delete");
  }

  @Test
  void draftThatAnotherAttemptTookMeanwhileWasSent() throws Exception {
    DeliveryHandle handle = delivery().begin(message);
    server.on("send", Fault.INVALID_AFTER);

    assertThat(delivery().resume(handle, message).id()).isEqualTo("r-7");
    assertThat(server.calls()).doesNotContain("delete");
    assertThat(server.sent()).isEqualTo(1);
  }

  @Test
  void limitOfALaterAttemptKeepsTheDraft() throws Exception {
    DeliveryHandle handle = delivery().begin(message);
    server.on("send", Fault.LIMITED);

    SendException.OutcomeUnknown e = unknown(() -> delivery().resume(handle, message));
    assertThat(e.obstacle())
        .containsInstanceOf(SendException.NotSent.class)
        .hasValueSatisfying(
            limit ->
                assertThat(((SendException.NotSent) limit).reason())
                    .isEqualTo(SendException.NotSent.Reason.LIMIT));
    assertThat(server.isDraftThere()).isTrue();
    assertThat(delivery().resume(handle, message).id()).isEqualTo("18c");
  }

  @Test
  void consentThatEndedLeavesTheDraftForAfterTheNextLogin() throws Exception {
    DeliveryHandle handle = delivery().begin(message);
    server.on("send", Fault.UNAUTHORIZED).on("token", Fault.INVALID, Fault.INVALID);
    SendException.NotAuthorized e =
        failure(SendException.NotAuthorized.class, () -> delivery().deliver(handle, message));
    assertThat(e.remedy()).contains("posthorn login", "Drafts");
    assertThat(server.calls()).containsExactly("create", "send");

    assertThat(delivery().resume(handle, message).id()).isEqualTo("18c");
  }

  @Test
  void handleOfAnotherAccountsDraftIsNotAskedFor() throws Exception {
    DeliveryHandle mine = delivery().begin(message);
    String value = mine.value();
    for (String other :
        List.of(value.replace("ann@", "eve@"), value.replace("127.0.0.1", "127.0.0.2"))) {
      DeliveryHandle handle = DeliveryHandle.of(other);
      assertThat(unknown(() -> delivery().resume(handle, message)).mayBeSettled()).isFalse();
    }
    assertThat(server.calls()).containsExactly("create");
  }

  @Test
  void settlingThatReachesNobodySaysSo() throws Exception {
    DeliveryHandle handle = delivery().begin(message);
    server.on("get", Collections.nCopies(3, Fault.UNAVAILABLE_AFTER).toArray(Fault[]::new));

    failure(SendException.NotSent.class, () -> delivery().settle(handle, message));
    assertThat(delivery().settle(handle, message)).isEmpty();
    assertThat(server.sent()).isZero();
  }

  @Test
  void settlingWithoutConsentAsksForIt() throws Exception {
    DeliveryHandle handle = delivery().begin(message);
    server.on("get", Fault.UNAUTHORIZED).on("token", Fault.INVALID, Fault.INVALID);

    failure(SendException.NotAuthorized.class, () -> delivery().settle(handle, message));
  }

  private ResumableDelivery delivery() throws Exception {
    Account account = new Ann(folder).account(server.root(), Ann.COMPOSE);
    return Ann.uploader(account, server.root(), Delivery.DRAFT, waits).resumable();
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
    return failure;
  }
}
