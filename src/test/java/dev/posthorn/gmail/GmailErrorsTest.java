package dev.posthorn.gmail;

import static dev.posthorn.gmail.Progress.NOTHING_SENT;
import static dev.posthorn.gmail.Progress.PERHAPS_SENT;
import static dev.posthorn.gmail.Verdict.Kind.LIMITED;
import static dev.posthorn.gmail.Verdict.Kind.MESSAGE;
import static dev.posthorn.gmail.Verdict.Kind.NOT_AUTHORIZED;
import static dev.posthorn.gmail.Verdict.Kind.OUTCOME_UNKNOWN;
import static dev.posthorn.gmail.Verdict.Kind.PERMISSION;
import static dev.posthorn.gmail.Verdict.Kind.SCOPE_MISSING;
import static dev.posthorn.gmail.Verdict.Kind.TRY_AGAIN;
import static dev.posthorn.gmail.Verdict.Kind.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.posthorn.send.SendException;
import dev.posthorn.send.ServerText;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every row of "Errors" in Google's documentation and in the reports of others. */
final class GmailErrorsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final GmailErrors SEND =
      new GmailErrors(Operation.SEND, "ann@example.com", Set.of(), "gmail.googleapis.com");
  private static final GmailErrors LABELS =
      new GmailErrors(Operation.LABELS, "ann@example.com", Set.of(), "gmail.googleapis.com");

  static Stream<Arguments> everyRow() {
    return Stream.of(
        row(400, "invalidArgument", "Recipient address required", MESSAGE),
        row(400, "invalidArgument", "Invalid To header", MESSAGE),
        row(400, "badRequest", "Bad Request", MESSAGE),
        row(400, "INVALID_ARGUMENT", "Invalid From header", MESSAGE),
        row(400, "", "", MESSAGE),
        row(400, "failedPrecondition", "Mail service not enabled", UNAVAILABLE),
        row(400, "FAILED_PRECONDITION", "Precondition check failed.", UNAVAILABLE),
        row(400, "", "Mail service not enabled", UNAVAILABLE),
        row(401, "authError", "Invalid Credentials", NOT_AUTHORIZED),
        row(401, "UNAUTHENTICATED", "", NOT_AUTHORIZED),
        row(401, "", "", NOT_AUTHORIZED),
        row(403, "insufficientPermissions", "Insufficient Permission", SCOPE_MISSING),
        row(403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT", "", SCOPE_MISSING),
        row(403, "", "Request had insufficient authentication scopes.", SCOPE_MISSING),
        row(403, "accessNotConfigured", "Gmail API has not been used in …", UNAVAILABLE),
        row(403, "SERVICE_DISABLED", "", UNAVAILABLE),
        row(403, "", "Gmail API has not been used in project 7 before or it is", UNAVAILABLE),
        row(403, "domainPolicy", "The domain administrators have disabled Gmail apps.", PERMISSION),
        row(403, "forbidden", "Delegation denied for ann@example.com", PERMISSION),
        row(403, "PERMISSION_DENIED", "", PERMISSION),
        row(403, "", "", PERMISSION),
        row(403, "rateLimitExceeded", "Rate Limit Exceeded", LIMITED),
        row(403, "userRateLimitExceeded", "User Rate Limit Exceeded", LIMITED),
        row(403, "RATE_LIMIT_EXCEEDED", "Quota exceeded for quota metric", LIMITED),
        row(403, "", "User-rate limit exceeded.  Retry after …", LIMITED),
        row(403, "dailyLimitExceeded", "Daily Limit Exceeded", LIMITED),
        row(429, "rateLimitExceeded", "Too many concurrent requests for user", LIMITED),
        row(429, "RESOURCE_EXHAUSTED", "", LIMITED),
        row(429, "", "", LIMITED),
        row(429, "invalidArgument", "a reason that does not fit", LIMITED),
        row(413, "", "", MESSAGE),
        row(413, "uploadTooLarge", "Request payload size exceeds the limit", MESSAGE),
        row(404, "notFound", "Requested entity was not found.", UNAVAILABLE),
        row(405, "", "", UNAVAILABLE),
        row(411, "", "", UNAVAILABLE),
        row(301, "", "", UNAVAILABLE),
        row(307, "", "", UNAVAILABLE),
        row(308, "", "", UNAVAILABLE),
        row(302, "", "", OUTCOME_UNKNOWN),
        row(303, "", "", OUTCOME_UNKNOWN),
        row(304, "", "", OUTCOME_UNKNOWN),
        row(408, "", "", OUTCOME_UNKNOWN),
        row(499, "CANCELLED", "", OUTCOME_UNKNOWN),
        row(500, "backendError", "Backend Error", OUTCOME_UNKNOWN),
        row(500, "INTERNAL", "Internal error encountered.", OUTCOME_UNKNOWN),
        row(502, "", "", OUTCOME_UNKNOWN),
        row(503, "backendError", "Service unavailable", OUTCOME_UNKNOWN),
        row(503, "rateLimitExceeded", "a 5xx is no refusal, whatever it says", OUTCOME_UNKNOWN),
        row(504, "DEADLINE_EXCEEDED", "", OUTCOME_UNKNOWN),
        row(599, "", "", OUTCOME_UNKNOWN),
        row(101, "", "", OUTCOME_UNKNOWN),
        row(204, "", "", OUTCOME_UNKNOWN),
        row(0, "", "", OUTCOME_UNKNOWN));
  }

  @ParameterizedTest
  @MethodSource("everyRow")
  void answerAfterAWholeRequestIsSorted(ErrorAnswer answer, Verdict.Kind expected) {
    assertThat(SEND.judge(PERHAPS_SENT, answer, NOW).kind()).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("everyRow")
  void noAnswerToAnIncompleteRequestLeavesAnythingUnknown(ErrorAnswer answer, Verdict.Kind after) {
    Verdict.Kind expected =
        after != OUTCOME_UNKNOWN ? after : answer.status() / 100 == 3 ? UNAVAILABLE : TRY_AGAIN;
    assertThat(SEND.judge(NOTHING_SENT, answer, NOW).kind()).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("everyRow")
  void everyVerdictNamesTheAccountAndTheNextStepAndNoSecret(ErrorAnswer answer, Verdict.Kind kind) {
    Verdict verdict = SEND.judge(PERHAPS_SENT, answer, NOW);
    assertThat(verdict.message()).contains("ann@example.com").endsWith(".");
    assertThat(verdict.toSendException(null)).hasMessage(verdict.message());
    boolean nothingToDo = answer.status() == 405 || answer.status() == 411;
    assertThat(verdict.remedy().isEmpty()).isEqualTo(nothingToDo);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 413, 429, 500, 502, 503, 504})
  void htmlOfAFrontEndDecidesNothingButItsStatusDoes(int status) {
    String html = "<html><title>Error " + status + "</title><script>alert(1)</script></html>";
    ErrorAnswer answer = ErrorAnswer.parse(status, html, "", true);
    Verdict verdict = SEND.judge(PERHAPS_SENT, answer, NOW);
    assertThat(verdict.kind())
        .isEqualTo(SEND.judge(PERHAPS_SENT, answer(status, "", ""), NOW).kind());
    assertThat(verdict.message()).doesNotContain("<").contains(String.valueOf(status));
  }

  @Test
  void forbiddenWhoseReasonWasLostMayBeTriedAgain() {
    ErrorAnswer broken = ErrorAnswer.parse(403, "{\"error\":{\"cod", "", false);
    assertThat(SEND.judge(PERHAPS_SENT, broken, NOW).kind()).isEqualTo(TRY_AGAIN);
  }

  @ParameterizedTest
  @CsvSource({"SEND, --thread", "DRAFT, --thread", "LABELS, --gmail-url", "MESSAGE, the id"})
  void whatIsNotFoundMayBeTheThread(Operation operation, String remedy) {
    GmailErrors errors = new GmailErrors(operation, "ann@example.com", Set.of(), "h");
    assertThat(errors.judge(PERHAPS_SENT, answer(404, "notFound", ""), NOW).remedy())
        .contains(remedy);
  }

  static Stream<Arguments> everyFailure() {
    return Stream.of(
        arguments(new UnknownHostException("gmail.googleapis.com"), "is not known"),
        arguments(new ConnectException("Connection refused"), "cannot be reached"),
        arguments(new NoRouteToHostException("No route to host"), "cannot be reached"),
        arguments(new SocketTimeoutException("Read timed out"), "did not answer in time"),
        arguments(new SSLHandshakeException("PKIX path building failed"), "PKIX"),
        arguments(new SocketException("Connection reset"), "Connection reset"),
        arguments(new IOException("Unexpected end of file from server"), "end of file"),
        arguments(new NumberFormatException("For input string: x"), "broke"));
  }

  @ParameterizedTest
  @MethodSource("everyFailure")
  void failureBeforeTheBodyWasOutIsSafeToRepeat(Exception failure, String words) {
    Verdict verdict = SEND.lost(NOTHING_SENT, failure);
    assertThat(verdict.kind()).isEqualTo(TRY_AGAIN);
    assertThat(verdict.message()).startsWith("Cannot send from ann@example.com").contains(words);
    assertThat(verdict.remedy()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("everyFailure")
  void failureAfterTheBodyWasOutIsUnknown(Exception failure, String words) {
    Verdict verdict = SEND.lost(PERHAPS_SENT, failure);
    assertThat(verdict.kind()).isEqualTo(OUTCOME_UNKNOWN);
    assertThat(verdict.message()).contains("may have been sent").contains(words);
    assertThat(verdict.remedy()).contains("Sent folder");
  }

  @Test
  void garbageInsteadOfAReceiptIsUnknown() {
    assertThat(SEND.garbled(PERHAPS_SENT, 200).kind()).isEqualTo(OUTCOME_UNKNOWN);
    assertThat(LABELS.garbled(NOTHING_SENT, 200).kind()).isEqualTo(TRY_AGAIN);
  }

  @ParameterizedTest
  @CsvSource({
    "120, , 120",
    "' 7 ', , 7",
    "0, , 0",
    "-5, , 0",
    "86401, , 86400",
    "99999999999999999999999999, , 86400",
    "'Sun, 22 Nov 2026 12:01:30 GMT', , 90",
    "'Sun, 22 Nov 2026 11:00:00 GMT', , 0",
    "'Fri, 22 Nov 2999 11:00:00 GMT', , 86400",
    "soon, , ",
    "'', 'Retry after 2026-11-22T12:00:45.500Z', 45.5",
    "'', 'User-rate limit exceeded.  Retry after 2026-11-22T12:10:00Z (Mail sending)', 600",
    "'', 'Retry after 2026-99-99T12:10:00Z', ",
    "'', 'Retry after 2020-01-01T00:00:00.000Z', 0",
    "'', 'Retry after 9999-12-31T23:59:59.999Z', 86400",
    "60, 'Retry after 2026-11-22T12:10:00Z', 60",
    "soon, 'Retry after 2026-11-22T12:10:00Z', 600",
  })
  void waitIsReadAndBounded(String header, String text, Double seconds) {
    ErrorAnswer answer = new ErrorAnswer(429, Set.of(), text == null ? "" : text, header, true);
    Duration expected = seconds == null ? null : Duration.ofMillis((long) (seconds * 1000));
    assertThat(SEND.judge(PERHAPS_SENT, answer, NOW).retryAfter()).isEqualTo(expected);
  }

  @Test
  void endOfAWaitIsSaidInWholeSecondsAndNotTooEarly() {
    ErrorAnswer answer = new ErrorAnswer(429, Set.of(), "", "60", true);
    Instant odd = NOW.plusNanos(123_456_789);
    assertThat(SEND.judge(PERHAPS_SENT, answer, odd).remedy())
        .isEqualTo("Try again after 2026-11-22T12:01:01Z.");
    assertThat(SEND.judge(PERHAPS_SENT, answer, NOW).remedy())
        .isEqualTo("Try again after 2026-11-22T12:01:00Z.");
  }

  @Test
  void waitOfAServerErrorIsKeptWhereRepeatingIsSafe() {
    ErrorAnswer busy = new ErrorAnswer(503, Set.of(), "", "30", true);
    assertThat(LABELS.judge(NOTHING_SENT, busy, NOW).retryAfter())
        .isEqualTo(Duration.ofSeconds(30));
    assertThat(SEND.judge(PERHAPS_SENT, busy, NOW).retryAfter()).isNull();
  }

  @Test
  void onlyALimitIsCalledALimit() {
    assertThat(reason(answer(429, "", ""))).isEqualTo(SendException.NotSent.Reason.LIMIT);
    assertThat(reason(answer(403, "dailyLimitExceeded", "")))
        .isEqualTo(SendException.NotSent.Reason.LIMIT);
    assertThat(reason(answer(503, "rateLimitExceeded", "")))
        .isEqualTo(SendException.NotSent.Reason.TROUBLE);
  }

  private static SendException.NotSent.Reason reason(ErrorAnswer answer) {
    Verdict verdict = SEND.judge(NOTHING_SENT, answer, NOW);
    return ((SendException.NotSent) verdict.toSendException(null)).reason();
  }

  /** Who has no handle has nothing to ask by. */
  @Test
  void whatIsUnknownMayBeSettledByAHandleUntilItIsGone() {
    Verdict lost = SEND.lost(PERHAPS_SENT, new SocketException("Connection reset"));
    assertThat(lost.toSendExceptionOfHandle(null)).matches(e -> mayBeSettled(e));
    assertThat(lost.toSendException(null)).matches(e -> !mayBeSettled(e));
    Verdict gone = SEND.gone(PERHAPS_SENT, 404);
    assertThat(gone.toSendExceptionOfHandle(null)).matches(e -> !mayBeSettled(e));
    assertThat(SEND.unsettled(gone)).isEqualTo(gone);
    assertThat(SEND.gone(NOTHING_SENT, 404).kind()).isEqualTo(TRY_AGAIN);
  }

  private static boolean mayBeSettled(SendException e) {
    return ((SendException.OutcomeUnknown) e).mayBeSettled();
  }

  @Test
  void dailyCapWaitsForMidnightInCalifornia() {
    Verdict verdict = SEND.judge(PERHAPS_SENT, answer(403, "dailyLimitExceeded", ""), NOW);
    assertThat(verdict.retryAfter()).isEqualTo(Duration.ofHours(20)); // 12:00Z is 04:00 PST
  }

  @ParameterizedTest
  @CsvSource({
    "https://console.developers.google.com/apis/api/gmail.googleapis.com/overview?project=7, true",
    "https://console.cloud.google.com/apis/library/gmail?project=7, true",
    "http://console.developers.google.com/apis, false",
    "https://console.developers.google.com.evil.example/apis, false",
    "https://console.developers.google.com@evil.example/apis, false",
    "https://evil.example/apis, false",
  })
  void onlyTheConsolesOwnLinkIsShown(String link, boolean shown) {
    String message = "Gmail API is off. Enable it by visiting " + link + " then retry.";
    Verdict verdict = SEND.judge(PERHAPS_SENT, answer(403, "accessNotConfigured", message), NOW);
    assertThat(verdict.remedy().contains(link)).isEqualTo(shown);
    assertThat(verdict.remedy()).contains("https://console.").doesNotContain("evil");
    assertThat(verdict.message()).doesNotContain(link);
  }

  @Test
  void serversWordsAreCutAndStripped() {
    String hostile = "\u001b[31mred\u001b]0;title\u0007\r\nX: y\u202egnp.exe\u0000\ud800";
    Verdict verdict = SEND.judge(PERHAPS_SENT, answer(400, "", hostile + "z".repeat(9000)), NOW);
    assertThat(verdict.message()).matches("[\\P{C}]*").contains("red", "X: y").hasSizeLessThan(400);
    assertThat(ServerText.clean("\ud83d\ude00".repeat(400)).codePoints()).hasSize(300);
    assertThat(ServerText.clean("Größe 日本 ok")).isEqualTo("Größe 日本 ok");
  }

  @ParameterizedTest
  @CsvSource({
    "SEND, 'send,labels'",
    "LABELS, 'send,labels'",
    "DRAFT, 'send,labels,compose'",
    "MESSAGE, 'send,labels,metadata'",
    "FIND, 'send,labels,metadata'",
    "SEND_AS, 'send,labels,settings'",
  })
  void missingScopeNamesTheLoginThatGivesIt(Operation operation, String scope) {
    Verdict verdict = new GmailErrors(operation, "ann@example.com", Set.of(), "h").scopeMissing();
    assertThat(verdict.kind()).isEqualTo(SCOPE_MISSING);
    assertThat(verdict.remedy())
        .isEqualTo("Run: posthorn login --account ann@example.com --scopes " + scope);
  }

  @ParameterizedTest
  @CsvSource({
    "https://www.googleapis.com/auth/gmail.send, SEND",
    "https://www.googleapis.com/auth/gmail.compose, SEND DRAFT",
    "https://www.googleapis.com/auth/gmail.modify, SEND LABELS DRAFT MESSAGE FIND SEND_AS READ",
    "https://mail.google.com/, SEND LABELS DRAFT MESSAGE FIND SEND_AS READ",
    "https://www.googleapis.com/auth/gmail.labels, LABELS",
    "https://www.googleapis.com/auth/gmail.metadata, LABELS MESSAGE FIND",
    "https://www.googleapis.com/auth/gmail.readonly, LABELS MESSAGE FIND SEND_AS READ",
    "https://www.googleapis.com/auth/gmail.settings.basic, SEND_AS",
    "openid, ''",
  })
  void scopesOpenTheCallsThatGoogleSays(String scope, String opened) {
    assertThat(Operation.values())
        .filteredOn(operation -> operation.isOpenedBy(Set.of(scope)))
        .extracting(Operation::name)
        .containsExactly(opened.isEmpty() ? new String[0] : opened.split(" "));
  }

  private static Arguments row(int status, String reason, String message, Verdict.Kind kind) {
    return arguments(answer(status, reason, message), kind);
  }

  private static ErrorAnswer answer(int status, String reason, String message) {
    return new ErrorAnswer(status, reason.isEmpty() ? Set.of() : Set.of(reason), message, "", true);
  }
}
