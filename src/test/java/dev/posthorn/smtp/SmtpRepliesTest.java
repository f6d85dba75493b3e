package dev.posthorn.smtp;

import static dev.posthorn.smtp.Stage.AUTH;
import static dev.posthorn.smtp.Stage.DATA;
import static dev.posthorn.smtp.Stage.DOT;
import static dev.posthorn.smtp.Stage.GREETING;
import static dev.posthorn.smtp.Stage.HELLO;
import static dev.posthorn.smtp.Stage.MAIL;
import static dev.posthorn.smtp.Stage.RCPT;
import static dev.posthorn.smtp.Stage.STARTTLS;
import static dev.posthorn.smtp.Verdict.DAILY_LIMIT;
import static dev.posthorn.smtp.Verdict.MESSAGE;
import static dev.posthorn.smtp.Verdict.NOT_AUTHORIZED;
import static dev.posthorn.smtp.Verdict.NO_ANSWER;
import static dev.posthorn.smtp.Verdict.RATE_LIMIT;
import static dev.posthorn.smtp.Verdict.TRY_AGAIN;
import static dev.posthorn.smtp.Verdict.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.posthorn.send.RefusedRecipient;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendException.Refused.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of Gmail's "SMTP errors and codes", and what lies beside it. */
final class SmtpRepliesTest {
  private static final SmtpReplies REPLIES =
      new SmtpReplies("ann@example.com", "smtp.gmail.com", "Run: posthorn login", true);

  static Stream<Arguments> everyRow() {
    return Stream.of(
        row(GREETING, "421 4.7.0 Try again later, closing connection.", RATE_LIMIT),
        row(GREETING, "554 5.7.1 no service", UNAVAILABLE),
        row(GREETING, "521 does not accept mail", UNAVAILABLE),
        row(HELLO, "550 5.7.1 go away", UNAVAILABLE),
        row(STARTTLS, "454 4.7.0 TLS not available due to temporary reason", TRY_AGAIN),
        row(STARTTLS, "502 5.5.1 Unrecognized command", UNAVAILABLE),
        row(AUTH, "535 5.7.8 Username and Password not accepted.", NOT_AUTHORIZED),
        row(AUTH, "534 5.7.9 Application-specific password required.", NOT_AUTHORIZED),
        row(AUTH, "534 5.7.14 Please log in via your web browser", NOT_AUTHORIZED),
        row(AUTH, "538 5.7.11 Encryption required", NOT_AUTHORIZED),
        row(AUTH, "504 5.5.4 Unrecognized Authentication Type", NOT_AUTHORIZED),
        row(AUTH, "500 5.5.6 too long", NOT_AUTHORIZED),
        row(AUTH, "454 4.7.0 Too many login attempts, please try again later.", RATE_LIMIT),
        row(AUTH, "421 4.7.0 Temporary System Problem.", RATE_LIMIT),
        row(MAIL, "530 5.7.0 Authentication Required.", NOT_AUTHORIZED),
        row(MAIL, "530 5.7.0 Must issue a STARTTLS command first.", NOT_AUTHORIZED),
        row(MAIL, "552 5.3.4 Message size exceeds fixed limit", MESSAGE),
        row(MAIL, "553 5.1.7 Sender address is invalid", MESSAGE),
        row(MAIL, "555 5.5.2 Syntax error", MESSAGE),
        row(MAIL, "503 5.5.1 out of step", UNAVAILABLE),
        row(MAIL, "500 what?", UNAVAILABLE),
        row(MAIL, "521 5.3.2 takes no mail", UNAVAILABLE),
        row(MAIL, "550 5.4.5 Daily user sending limit exceeded.", DAILY_LIMIT),
        row(MAIL, "421 4.4.2 Timeout", TRY_AGAIN),
        row(MAIL, "451 4.3.0 Mail server temporarily rejected message.", TRY_AGAIN),
        row(RCPT, "450 4.2.1 The user receives mail too quickly", TRY_AGAIN),
        row(RCPT, "421 4.7.0 unusual rate", RATE_LIMIT),
        row(RCPT, "450 4.7.1 greylisted", TRY_AGAIN),
        row(RCPT, "451 4.4.2 Timeout", TRY_AGAIN),
        row(RCPT, "452 4.2.2 The account is over quota.", TRY_AGAIN),
        row(RCPT, "452 4.5.3 Too many recipients", TRY_AGAIN),
        row(RCPT, "550 5.1.1 The account does not exist.", MESSAGE),
        row(RCPT, "550 5.2.1 The account is disabled.", MESSAGE),
        row(RCPT, "552 5.2.2 The account is over quota.", MESSAGE),
        row(RCPT, "553 5.1.2 We weren't able to find the domain.", MESSAGE),
        row(RCPT, "503 5.5.1 no MAIL", MESSAGE),
        row(RCPT, "550 5.4.5 Daily SMTP relay sending limit exceeded.", DAILY_LIMIT),
        row(DATA, "554 5.5.1 no valid recipients", MESSAGE),
        row(DATA, "451 4.3.0 later", TRY_AGAIN),
        row(DOT, "552 5.2.3 The message exceeds our size limits.", MESSAGE),
        row(DOT, "552 5.7.0 The content presents a security issue.", MESSAGE),
        row(DOT, "550 5.7.1 likely unsolicited mail", MESSAGE),
        row(DOT, "550 5.7.26 unauthenticated", MESSAGE),
        row(DOT, "554 5.6.0 Mail message is malformed.", MESSAGE),
        row(DOT, "550 5.4.5 Daily user sending limit exceeded.", DAILY_LIMIT),
        row(DOT, "421 4.7.28 unusual rate", RATE_LIMIT),
        row(DOT, "450 4.2.1 rate", RATE_LIMIT),
        row(DOT, "452 4.2.2 quota", TRY_AGAIN),
        row(DOT, "550", MESSAGE),
        row(DOT, "550-5.7.1 one\n550-5.7.1 two\n550 5.7.1 three", MESSAGE),
        row(DOT, "354 go on", NO_ANSWER),
        row(DOT, "HTTP/1.1 400 Bad Request", NO_ANSWER),
        row(DOT, "550x", NO_ANSWER),
        row(DOT, "2500 ok", NO_ANSWER),
        row(DOT, "650 6.0.0 beyond", NO_ANSWER),
        row(DOT, "150 preliminary", NO_ANSWER),
        row(DOT, "-50 no", NO_ANSWER),
        row(DOT, "550-5.7.1 one\nnonsense", NO_ANSWER),
        row(DOT, "", NO_ANSWER));
  }

  private static Arguments row(Stage stage, String reply, Verdict verdict) {
    return arguments(stage, reply, verdict);
  }

  @ParameterizedTest
  @MethodSource("everyRow")
  void replyIsSorted(Stage stage, String reply, Verdict expected) {
    assertThat(Verdict.of(stage, Reply.parse(reply, List.of()))).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("everyRow")
  void eachVerdictIsOneAnswerThatNamesTheAccountAndTheNextStep(
      Stage stage, String reply, Verdict verdict) {
    SendException e = REPLIES.refused(stage, Reply.parse(reply, List.of()));
    assertThat(e.getMessage()).contains("ann@example.com").endsWith(".").doesNotContain("..");
    assertThat(e.remedy()).isNotEmpty();
    switch (verdict) {
      case MESSAGE -> assertReason(e, Reason.MESSAGE);
      case UNAVAILABLE -> assertReason(e, Reason.UNAVAILABLE);
      case NOT_AUTHORIZED -> assertThat(e).isInstanceOf(SendException.NotAuthorized.class);
      case TRY_AGAIN -> assertWait(e, SendException.NotSent.Reason.TROUBLE, null);
      case RATE_LIMIT -> assertWait(e, SendException.NotSent.Reason.LIMIT, null);
      case DAILY_LIMIT -> assertWait(e, SendException.NotSent.Reason.LIMIT, Duration.ofHours(24));
      case NO_ANSWER -> assertThat(e).isInstanceOf(SendException.OutcomeUnknown.class);
    }
  }

  @Test
  void serversWordsAreShownOnce() {
    Reply reply = Reply.parse("550-5.1.1 No such user,\n550 5.1.1 bob - gsmtp", List.of());
    assertThat(REPLIES.refused(DOT, reply))
        .hasMessage(
            "Cannot send from ann@example.com: smtp.gmail.com answered 550 5.1.1: No such user,"
                + " bob - gsmtp.");
  }

  @Test
  void tooLargeSaysHowLargeGmailTakes() {
    assertThat(REPLIES.refused(DOT, Reply.parse("552 5.2.3 no", List.of())).remedy())
        .contains("smaller");
    assertThat(REPLIES.refused(MAIL, Reply.parse("552 5.3.4 no", List.of())).remedy())
        .contains("smaller");
  }

  static Stream<IOException> everyFailure() {
    SSLException late = new SSLException("Read timed out");
    late.initCause(new SocketTimeoutException("Read timed out"));
    return Stream.of(
        new UnknownHostException("smtp.gmail.com"),
        new ConnectException("Connection refused"),
        new NoRouteToHostException("No route to host"),
        new SocketTimeoutException("Read timed out"),
        late,
        new SSLHandshakeException("PKIX path building failed"),
        new SocketException("Connection reset"),
        new IOException());
  }

  @ParameterizedTest
  @MethodSource("everyFailure")
  void brokenConnectionLeavesTheOutcomeUnknownOnlyAfterTheDot(IOException failure) {
    for (Stage stage : Stage.values()) {
      SendException e = REPLIES.lost(stage, failure);
      assertThat(e)
          .isInstanceOf(
              stage == DOT ? SendException.OutcomeUnknown.class : SendException.NotSent.class)
          .hasCause(failure);
      assertThat(e.getMessage()).contains("ann@example.com").endsWith(".");
      assertThat(e.remedy()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void silenceAndNonsenseLeaveTheOutcomeUnknownOnlyAfterTheDot(Stage stage) {
    Class<?> expected =
        stage == DOT ? SendException.OutcomeUnknown.class : SendException.NotSent.class;
    assertThat(REPLIES.hungUp(stage)).isInstanceOf(expected);
    assertThat(REPLIES.garbled(stage)).isInstanceOf(expected);
  }

  @Test
  void connectionThatIsNotSecureIsCalledThat() {
    SSLException distrust = new SSLHandshakeException("PKIX path building failed");
    assertThat(REPLIES.lost(GREETING, distrust)).hasMessageContaining("no secure connection");
    assertThat(REPLIES.lost(STARTTLS, distrust).remedy()).contains("--ca-file");
    assertThat(REPLIES.lost(DATA, new SSLException("bad record")))
        .hasMessageContaining("the connection to smtp.gmail.com broke (bad record)");
  }

  @Test
  void onlyAFewRefusedRecipientsAreNamedAndAllAreReported() {
    List<Refusal> refusals = new ArrayList<>();
    for (int i = 1; i <= 7; i++) {
      refusals.add(refusal("u" + i + "@example.com", "550 5.1.1 none"));
    }
    SendException e = REPLIES.refusedRecipients(refusals, 9);
    assertReason(e, Reason.MESSAGE);
    assertThat(e.getMessage())
        .contains("u3@example.com (550 5.1.1 none) and 4 more. Nobody got the message.")
        .doesNotContain("u4@");
    assertThat(e.refusedRecipients())
        .hasSize(7)
        .endsWith(new RefusedRecipient("u7@example.com", "550 5.1.1 none"));
  }

  @Test
  void oneRefusalForGoodOutweighsThoseForNow() {
    Refusal now = refusal("u1@example.com", "450 4.2.1 later");
    Refusal forGood = refusal("u2@example.com", "550 5.1.1 none");
    assertReason(REPLIES.refusedRecipients(List.of(now, forGood), 3), Reason.MESSAGE);
    assertWait(
        REPLIES.refusedRecipients(List.of(now), 3), SendException.NotSent.Reason.RECIPIENT, null);
    assertThat(REPLIES.refusedRecipients(List.of(now), 3).refusedRecipients()).hasSize(1);
  }

  @Test
  void limitOfTheAccountAndMissingLoginAreNoRecipientsFault() {
    Refusal limit = refusal("u1@example.com", "550 5.4.5 Daily limit");
    assertWait(
        REPLIES.refusedRecipients(List.of(limit), 3),
        SendException.NotSent.Reason.LIMIT,
        Duration.ofHours(24));
    Refusal rate = refusal("u1@example.com", "421 4.7.28 unusual rate");
    assertWait(
        REPLIES.refusedRecipients(List.of(rate), 3), SendException.NotSent.Reason.LIMIT, null);
    Refusal login = refusal("u1@example.com", "530 5.7.0 Authentication Required");
    assertThat(REPLIES.refusedRecipients(List.of(login), 3))
        .isInstanceOf(SendException.NotAuthorized.class);
  }

  @Test
  void moreRecipientsThanFitIntoOneMessageWillNeverFit() {
    List<Refusal> refusals = List.of(refusal("u101@example.com", "452 4.5.3 Too many"));
    assertReason(REPLIES.refusedRecipients(refusals, 101), Reason.MESSAGE);
    assertWait(
        REPLIES.refusedRecipients(refusals, 100), SendException.NotSent.Reason.RECIPIENT, null);
  }

  private static Refusal refusal(String address, String reply) {
    return new Refusal(address, Reply.parse(reply, List.of()));
  }

  private static void assertReason(SendException e, Reason reason) {
    assertThat(e)
        .isInstanceOfSatisfying(
            SendException.Refused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
  }

  private static void assertWait(
      SendException e, SendException.NotSent.Reason reason, Duration wait) {
    assertThat(e)
        .isInstanceOfSatisfying(
            SendException.NotSent.class,
            notSent -> {
              assertThat(notSent.reason()).isEqualTo(reason);
              assertThat(notSent.retryAfter().orElse(null)).isEqualTo(wait);
            });
  }
}
