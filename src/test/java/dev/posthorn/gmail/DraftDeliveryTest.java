package dev.posthorn.gmail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.posthorn.auth.Account;
import dev.posthorn.auth.AuthException;
import dev.posthorn.gmail.DraftServer.Fault;
import dev.posthorn.message.Mail;
import dev.posthorn.message.MimeComposer;
import dev.posthorn.message.WireMessage;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendReceipt;
import java.nio.file.Files;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Drafts whose every step fails once: sent once or not at all, and nothing left behind. */
final class DraftDeliveryTest {
  @TempDir Path folder;
  private final List<Duration> waits = new ArrayList<>();
  private DraftServer server;

  @BeforeEach
  void open() throws Exception {
    server = new DraftServer();
  }

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  @Test
  void draftIsMadeAndSent() throws Exception {
    assertThat(send())
        .isEqualTo(new SendReceipt("18c", "18b", List.of("SENT"), "ann@example.com", "api"));
    assertThat(server.calls()).containsExactly("create", "send");
    assertThat(server.bodies().get(0)).startsWith("{\"message\":{\"raw\":\"").endsWith("\"}}");
    assertThat(server.bodies().get(1)).isEqualTo("{\"id\":\"r-7\"}");
  }

  @Test
  void threadTravelsInTheDraft() throws Exception {
    WireMessage message =
        WireMessage.of(MimeComposer.create().compose(Ann.mail().from("ann@example.com").build()));
    sender().send(message.inThread("18b"));
    assertThat(server.bodies().get(0)).startsWith("{\"message\":{\"threadId\":\"18b\",\"raw\":\"");
  }

  @Test
  void largeDraftIsUploaded() throws Exception {
    Path file = Files.write(folder.resolve("large.bin"), new byte[4_000_000]);
    try (SessionServer uploads = new SessionServer()) {
      uploads
          .completingWith("{\"id\":\"r-7\",\"message\":{\"id\":\"18a\"}}")
          .sayingLocation("%supload/gmail/v1/users/me/drafts?upload_id=%s");
      GmailSender sender =
          Ann.uploader(
              new Ann(folder).account(uploads.root(), Ann.COMPOSE),
              uploads.root(),
              Delivery.DRAFT,
              waits);
      Mail mail = Ann.mail().attach(file).build();
      // This server knows no drafts, so what comes after the upload gets no sense.
      assertThatThrownBy(() -> sender.send(mail)).isInstanceOf(SendException.OutcomeUnknown.class);
      assertThat(uploads.heads().get(0))
          .startsWith("POST /upload/gmail/v1/users/me/drafts?uploadType=resumable ");
      assertThat(uploads.heads().get(2)).startsWith("POST /gmail/v1/users/me/drafts/send ");
    }
  }

  @ParameterizedTest
  @CsvSource({"RESET_AFTER, GONE, true", "RESET_HALF, GONE, false", "RESET_AFTER, INVALID, true"})
  void largeDraftThatMayBeLeftIsNamed(
      SessionServer.Fault put, SessionServer.Fault ask, boolean named) throws Exception {
    Path file = Files.write(folder.resolve("large.bin"), new byte[16_000_000]);
    try (SessionServer uploads = new SessionServer()) {
      uploads.on(SessionServer.Call.PUT, put).on(SessionServer.Call.ASK, ask);
      Account account = new Ann(folder).account(uploads.root(), Ann.COMPOSE);
      GmailSender sender = Ann.uploader(account, uploads.root(), Delivery.DRAFT, waits);
      Mail mail = Ann.mail().attach(file).build();
      SendException e = catchThrowableOfType(SendException.class, () -> sender.send(mail));
      assertThat(e).isNotInstanceOf(SendException.OutcomeUnknown.class);
      assertThat(e.remedy().contains("may be left in Drafts")).isEqualTo(named);
      assertThat(e.remedy().split("Drafts", -1)).hasSizeLessThan(3);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"RESET_BEFORE", "RESET_AFTER", "UNAVAILABLE_AFTER", "EMPTY_AFTER", "LIMITED"})
  void draftThatCannotBeMadeIsSurelyNotSent(Fault fault) throws Exception {
    server.on("create", fault);
    SendException.NotSent e = failure(SendException.NotSent.class);
    assertThat(server.calls()).containsExactly("create");
    assertThat(e.remedy().contains("may be left in Drafts")).isEqualTo(fault != Fault.LIMITED);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"RESET_AFTER", "UNAVAILABLE_AFTER", "EMPTY_AFTER"})
  void lostAnswerIsSettledByTheDraftThatIsGone(Fault fault) throws Exception {
    server.on("send", fault);
    assertThat(send())
        .isEqualTo(new SendReceipt("r-7", "18b", List.of(), "ann@example.com", "api"));
    assertThat(server.calls()).containsExactly("create", "send", "get");
    assertThat(server.sent()).isEqualTo(1);
  }

  @Test
  void draftThatIsStillOnItsWayIsWaitedFor() throws Exception {
    server.on("send", Fault.RESET_BEFORE).sendingAfterLooks(3);
    assertThat(send().id()).isEqualTo("r-7");
    assertThat(server.calls()).containsExactly("create", "send", "get", "get", "get", "get");
    assertThat(server.sent()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"RESET_BEFORE", "UNAVAILABLE_BEFORE"})
  void draftThatStaysIsRemovedAndTheOutcomeIsUnknown(Fault fault) throws Exception {
    server.on("send", fault);
    SendException.OutcomeUnknown e = failure(SendException.OutcomeUnknown.class);
    assertThat(e).hasMessageContaining("the draft was removed");
    assertThat(e.remedy()).contains("Sent folder");
    assertThat(server.calls())
        .startsWith("create", "send", "get")
        .endsWith("get", "delete")
        .hasSize(10);
    assertThat(waits.stream().mapToLong(Duration::toMillis).sum()).isGreaterThan(30_000);
    assertThat(server.isDraftThere()).isFalse();
    assertThat(server.sent()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"RESET_AFTER", "CLOSED_AFTER"})
  void removalThatGetsNoAnswerLeavesItUnknown(Fault fault) throws Exception {
    server.on("send", Fault.RESET_BEFORE).on("delete", fault);
    failure(SendException.OutcomeUnknown.class);
  }

  @Test
  void draftThatNobodyCanLookAtLeavesItUnknown() throws Exception {
    server.on("send", Fault.RESET_AFTER);
    server.on("get", Collections.nCopies(7, Fault.UNAVAILABLE_AFTER).toArray(Fault[]::new));
    failure(SendException.OutcomeUnknown.class);
    assertThat(server.calls()).doesNotContain("delete");
  }

  @Test
  void absenceThatAGatewayClaimsSaysNothing() throws Exception {
    server.on("send", Fault.RESET_AFTER).on("get", Fault.GATEWAY_NOT_FOUND);
    assertThat(send().id()).isEqualTo("r-7");
    assertThat(server.calls()).containsExactly("create", "send", "get", "get");
  }

  @Test
  void refusedDraftIsRemoved() throws Exception {
    server.on("send", Fault.INVALID);
    assertThat(failure(SendException.Refused.class)).hasMessageContaining("Invalid To header");
    assertThat(server.calls()).containsExactly("create", "send", "delete");
    assertThat(server.isDraftThere()).isFalse();
  }

  @Test
  void refusedDraftThatIsGoneAlreadyLeavesItUnknown() throws Exception {
    server.on("send", Fault.INVALID_AFTER);
    SendException.OutcomeUnknown e = failure(SendException.OutcomeUnknown.class);
    assertThat(e).hasMessageContaining("Invalid To header").hasMessageContaining("gone");
    assertThat(e.remedy()).contains("Sent folder").doesNotContain("Correct");
    assertThat(server.calls()).containsExactly("create", "send", "delete");
  }

  @Test
  void consentThatEndsBetweenTheStepsLeavesNoDraft() throws Exception {
    server.on("send", Fault.UNAUTHORIZED).on("token", Fault.INVALID);
    SendException.NotAuthorized e = failure(SendException.NotAuthorized.class);
    assertThat(((AuthException) e.getCause()).kind()).isEqualTo(AuthException.Kind.CONSENT_ENDED);
    assertThat(e.remedy()).contains("posthorn login").doesNotContain("Drafts");
    assertThat(server.isDraftThere()).isFalse();
  }

  @Test
  void draftThatStaysSinceTheConsentEndedIsNamed() throws Exception {
    server
        .on("send", Fault.UNAUTHORIZED)
        .on("delete", Fault.UNAUTHORIZED)
        .on("token", Fault.INVALID, Fault.INVALID);
    assertThat(failure(SendException.NotAuthorized.class).remedy())
        .contains("posthorn login", "may be left in Drafts");
  }

  @Test
  void draftThatCannotBeRemovedIsNamed() throws Exception {
    server.on("send", Fault.LIMITED).on("delete", Fault.UNAVAILABLE_BEFORE);
    assertThat(failure(SendException.NotSent.class).remedy()).contains("Drafts");
  }

  @Test
  void refusedTokenIsReplacedAtEachStep() throws Exception {
    server.on("create", Fault.UNAUTHORIZED).on("send", Fault.UNAUTHORIZED);
    assertThat(send().id()).isEqualTo("18c");
    assertThat(server.calls()).containsExactly("create", "create", "send", "send");
    assertThat(server.sent()).isEqualTo(1);
  }

  @Test
  void consentForSendingAloneDoesNotReachDrafts() throws Exception {
    GmailSender sender = new Ann(folder).uploader(server.root(), Delivery.DRAFT, waits);
    SendException.NotAuthorized e =
        catchThrowableOfType(SendException.NotAuthorized.class, () -> sender.send(mail()));
    assertThat(e.remedy())
        .isEqualTo("Run: posthorn login --account ann@example.com --scopes send,labels,compose");
    assertThat(server.calls()).isEmpty();
  }

  private static Mail mail() {
    return Ann.mail().build();
  }

  private SendReceipt send() throws Exception {
    return sender().send(mail());
  }

  private GmailSender sender() throws Exception {
    return Ann.uploader(
        new Ann(folder).account(server.root(), Ann.COMPOSE), server.root(), Delivery.DRAFT, waits);
  }

  private <T extends SendException> T failure(Class<T> type) throws Exception {
    GmailSender sender = sender();
    T failure = catchThrowableOfType(type, () -> sender.send(mail()));
    assertThat(failure).isNotNull();
    return failure;
  }
}
