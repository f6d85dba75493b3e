package dev.posthorn.gmail;

import static dev.posthorn.gmail.SessionServer.Call.ASK;
import static dev.posthorn.gmail.SessionServer.Call.PUT;
import static dev.posthorn.gmail.SessionServer.Call.START;
import static dev.posthorn.gmail.SessionServer.Call.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.HttpRules;
import dev.posthorn.gmail.SessionServer.Fault;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How uploads end that go wrong for good: never a wrong "not sent". */
final class SessionEndTest extends UploadFixture {
  @Test
  void tokenRefusedTwiceBeforeTheLastByteWasTakenAsksForANewConsent() throws Exception {
    server.on(PUT, Fault.UNAUTHORIZED, Fault.UNAUTHORIZED);
    assertThat(failure(SendException.NotAuthorized.class).remedy()).contains("posthorn login");
  }

  @Test
  void tokenRefusedTwiceAfterALostAnswerIsUnknown() throws Exception {
    server.on(PUT, Fault.RESET_AFTER).on(ASK, Fault.UNAUTHORIZED, Fault.UNAUTHORIZED);
    assertThat(failure(SendException.OutcomeUnknown.class).remedy())
        .contains("Sent folder", "posthorn login");
  }

  @Test
  void consentThatEndedAfterTheLastByteIsUnknownAndNotAskedForAgain() throws Exception {
    server
        .on(PUT, Fault.RESET_AFTER)
        .on(ASK, Fault.UNAUTHORIZED)
        .on(TOKEN, Fault.INVALID, Fault.INVALID);
    SendException.OutcomeUnknown e = failure(SendException.OutcomeUnknown.class);
    assertThat(e.remedy()).contains("Sent folder", "posthorn login");
    assertThat(e).hasMessageContaining("consent");
    assertThat(((AuthException) e.getCause()).kind()).isEqualTo(AuthException.Kind.CONSENT_ENDED);
    assertThat(server.calls()).containsExactly("START", "PUT", "ASK");
    assertThat(waits).hasSize(1);
  }

  @Test
  void tokenThatNobodyRenewsForAWhileIsWaitedFor() throws Exception {
    server
        .on(PUT, Fault.RESET_AFTER)
        .on(ASK, Fault.UNAUTHORIZED, Fault.UNAUTHORIZED)
        .on(TOKEN, Fault.AN_HOUR_AFTER, Fault.AN_HOUR_AFTER);
    assertThat(send(message).id()).isEqualTo("18c");
    assertThat(server.calls()).containsExactly("START", "PUT", "ASK", "ASK", "ASK");
  }

  @Test
  void tokenThatNobodyRenewsAfterTheLastByteIsUnknownAndSaysWhoseFaultItIs() throws Exception {
    server
        .on(PUT, Fault.RESET_AFTER)
        .on(ASK, Collections.nCopies(9, Fault.UNAUTHORIZED).toArray(Fault[]::new))
        .on(TOKEN, Collections.nCopies(9, Fault.AN_HOUR_AFTER).toArray(Fault[]::new));
    SendException.OutcomeUnknown e = failure(SendException.OutcomeUnknown.class);
    assertThat(((AuthException) e.getCause()).kind()).isEqualTo(AuthException.Kind.UNREACHABLE);
    assertThat(e).hasMessageContaining(e.getCause().getMessage());
    assertThat(e.getMessage()).doesNotContain("the connection to");
    assertThat(waits).hasSize(7);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"NOT_FOUND", "GONE"})
  void sessionThatIsGoneAfterTheLastByteIsUnknown(Fault gone) throws Exception {
    server.on(PUT, Fault.RESET_AFTER).on(ASK, gone);
    assertThat(failure(SendException.OutcomeUnknown.class))
        .hasMessageContaining("upload session is gone");
    assertThat(server.calls()).containsExactly("START", "PUT", "ASK");
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"NOT_FOUND", "GONE"})
  void sessionThatIsGoneWhenTheWholeBodyCameIsUnknown(Fault gone) throws Exception {
    server.on(PUT, gone);
    failure(SendException.OutcomeUnknown.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"NOT_FOUND", "GONE"})
  void sessionThatIsGoneBeforeTheLastByteLeftIsSurelyNotSent(Fault gone) throws Exception {
    server.on(PUT, Fault.RESET_HALF).on(ASK, gone);
    failure(SendException.NotSent.class);
    assertThat(server.sent()).isZero();
  }

  @Test
  void networkThatStaysAwayBeforeTheLastByteIsSurelyNotSent() throws Exception {
    server
        .on(PUT, Fault.RESET_HALF)
        .on(ASK, Collections.nCopies(9, Fault.RESET_AFTER).toArray(Fault[]::new));
    failure(SendException.NotSent.class);
    assertThat(waits).hasSize(7);
    assertThat(waits.stream().mapToLong(Duration::toMillis).sum()).isLessThan(63_000);
  }

  @Test
  void networkThatStaysAwayAfterTheLastByteIsUnknown() throws Exception {
    server
        .on(PUT, Fault.RESET_AFTER)
        .on(ASK, Collections.nCopies(9, Fault.RESET_AFTER).toArray(Fault[]::new));
    failure(SendException.OutcomeUnknown.class);
    assertThat(waits).hasSize(7);
  }

  @Test
  void serverThatNeverGetsOnIsGivenUp() throws Exception {
    server.on(PUT, Collections.nCopies(20, Fault.UNAVAILABLE_BEFORE).toArray(Fault[]::new));
    failure(SendException.OutcomeUnknown.class);
    assertThat(server.calls()).filteredOn("PUT"::equals).hasSizeLessThan(9);
  }

  @Test
  void messageThatIsRefusedIsRefused() throws Exception {
    server.on(PUT, Fault.INVALID);
    SendException.Refused e = failure(SendException.Refused.class);
    assertThat(e).hasMessageContaining("Invalid To header");
    assertThat(e.reason()).isEqualTo(SendException.Refused.Reason.MESSAGE);
    assertThat(server.calls()).containsExactly("START", "PUT");
  }

  @Test
  void messageThatIsRefusedAfterALostAnswerIsRefusedWhenTheSessionSaysIncomplete()
      throws Exception {
    server.on(PUT, Fault.UNAVAILABLE_BEFORE, Fault.INVALID);
    failure(SendException.Refused.class);
    assertThat(server.calls()).containsExactly("START", "PUT", "ASK", "PUT", "ASK");
  }

  @Test
  void limitThatLastsAnHourEndsAtOnceWhatSurelyWasNotSent() throws Exception {
    server.on(PUT, Fault.LIMITED_FOR_AN_HOUR);
    assertThat(failure(SendException.NotSent.class).retryAfter()).contains(Duration.ofHours(1));
    assertThat(server.calls()).containsExactly("START", "PUT");
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"RESET_AFTER", "UNAVAILABLE_AFTER", "LIMITED_BEFORE", "EMPTY_AFTER"})
  void startThatFailsIsSurelyNotSent(Fault fault) throws Exception {
    server.on(START, fault);
    failure(SendException.NotSent.class);
    assertThat(server.calls()).containsExactly("START");
    assertThat(server.bodyBytes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/upload/x?%s%s",
        "%sgmail/v1/users/me/messages/send?upload_id=%s",
        "%supload/../gmail/v1/users/me/messages?%s",
      })
  void sessionElsewhereIsRefusedAndNothingGoesThere(String location) throws Exception {
    server.sayingLocation(location);
    assertThat(failure(SendException.Refused.class).reason())
        .isEqualTo(SendException.Refused.Reason.UNAVAILABLE);
    assertThat(server.calls()).containsExactly("START");
  }

  @Test
  void rangeThatCannotBeIsAskedForAgainAndThenGivenUp() throws Exception {
    server.sayingRange("bytes=0-%d9").on(PUT, Fault.RESET_HALF);
    failure(SendException.NotSent.class);
    assertThat(server.calls()).startsWith("START", "PUT", "ASK", "ASK").hasSize(9);
  }

  @Test
  void interruptedWaitEndsAndKeepsTheFlag() throws Exception {
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
    GmailSender sender =
        new GmailSender(call, new Manner(Delivery.SESSION, SendProgress.none(), 0, interrupted));
    assertThatThrownBy(() -> sender.send(message))
        .isInstanceOf(SendException.OutcomeUnknown.class)
        .hasMessageContaining("Interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void watcherSeesEveryByteAndWhatGoesOnceMore() throws Exception {
    server.on(PUT, Fault.RESET_HALF);
    List<Long> told = new ArrayList<>();
    uploader()
        .with(
            (written, total) -> {
              assertThat(total).isEqualTo(message.size());
              told.add(written);
            })
        .send(message);
    assertThat(told).last().isEqualTo(message.size());
    assertThat(told).anyMatch(written -> written > message.size() / 2);
    assertThat(told).allMatch(written -> written > 0);
  }
}
