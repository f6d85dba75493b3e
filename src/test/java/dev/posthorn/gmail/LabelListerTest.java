package dev.posthorn.gmail;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.posthorn.auth.Account;
import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.HttpRules;
import dev.posthorn.auth.Patience;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The call that may be repeated, and is. */
final class LabelListerTest {
  private static final String PATH = "/gmail/v1/users/me/labels";
  private static final String INBOX =
      "{\"labels\":[{\"id\":\"INBOX\",\"name\":\"INBOX\",\"type\":\"system\"}]}";

  @RegisterExtension
  static final WireMockExtension GOOGLE =
      WireMockExtension.newInstance()
          .options(wireMockConfig().dynamicPort().dynamicHttpsPort().bindAddress("127.0.0.1"))
          .build();

  @TempDir Path folder;
  private final List<Duration> waits = new ArrayList<>();

  @Test
  void systemLabelsComeFirstThenAllByCodePoint() throws Exception {
    answer(
        okJson(
            """
            {"labels":[
             {"id":"Label_1","name":"\\ud83d\\ude00 fun","type":"user"},
             {"id":"Label_2","name":"\\uff5e wide","type":"user"},
             {"id":"SENT","name":"SENT","type":"system"},
             {"id":"Label_3","name":"Ämter","type":"user"},
             {"id":"Label_4","name":"Zoo/Ape","type":"user"},
             {"id":"INBOX","name":"INBOX","type":"system"}]}
            """));
    assertThat(lister().list())
        .containsExactly(
            new Label("INBOX", "INBOX", "system"),
            new Label("SENT", "SENT", "system"),
            new Label("Label_4", "Zoo/Ape", "user"),
            new Label("Label_3", "Ämter", "user"),
            new Label("Label_2", "～ wide", "user"),
            new Label("Label_1", "😀 fun", "user"));
    verifyGets(1);
  }

  @Test
  void hostileLabelsCannotSteerATerminalOrFlood() throws Exception {
    answer(
        okJson(
            "{\"labels\":[{\"id\":\"L1\",\"name\":\"a\\u001b[2J\\nb 👨‍👩‍👧\",\"type\":\"x\"},"
                + "{\"id\":\"L2\",\"name\":\""
                + "z".repeat(9000)
                + "\"},"
                + "{\"name\":\"no id\"},{\"id\":{}},7,null,{\"id\":\"L3\"}]}"));
    List<Label> labels = lister().list();
    assertThat(labels).extracting(Label::id).containsExactly("L3", "L1", "L2");
    assertThat(labels).extracting(Label::type).containsOnly("user");
    assertThat(labels.get(0).name()).isEqualTo("L3");
    assertThat(labels.get(1).name()).isEqualTo("a\ufffd[2J\ufffdb 👨‍👩‍👧");
    assertThat(labels.get(2).name()).hasSize(500);
  }

  @Test
  void tenThousandLabelsAreRead() throws Exception {
    StringBuilder body = new StringBuilder("{\"labels\":[");
    for (int i = 0; i < 10_000; i++) {
      body.append(i == 0 ? "" : ",").append("{\"id\":\"Label_").append(i);
      body.append("\",\"name\":\"").append("n".repeat(200)).append("\",\"type\":\"user\"}");
    }
    answer(okJson(body.append("]}").toString()));
    assertThat(lister().list()).hasSize(10_000);
  }

  @ParameterizedTest
  @CsvSource({"500, x", "503, backendError", "429, x", "403, rateLimitExceeded"})
  void whatMayPassIsAskedAgain(int status, String reason) throws Exception {
    firstThenLabels(error(status, reason));
    assertThat(lister().list()).hasSize(1);
    assertThat(waits).containsExactly(Duration.ofMillis(750));
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void brokenAnswerIsAskedForAgain(Fault fault) throws Exception {
    firstThenLabels(aResponse().withFault(fault));
    assertThat(lister().list()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>", "{}", "{\"labels\":[]}", "{\"labels\":{}}", "[]"})
  void answerThatIsNoListIsAskedForAgain(String body) throws Exception {
    firstThenLabels(aResponse().withBody(body));
    assertThat(lister().list()).hasSize(1);
  }

  @Test
  void serversWaitIsHonoured() throws Exception {
    firstThenLabels(error(429, "x").withHeader("Retry-After", "12"));
    assertThat(lister().list()).hasSize(1);
    assertThat(waits).containsExactly(Duration.ofSeconds(12));
  }

  @Test
  void waitThatIsTooLongIsHandedToTheCaller() throws Exception {
    answer(error(429, "x").withHeader("Retry-After", "3600"));
    GmailException e = failure();
    assertThat(e.kind()).isEqualTo(GmailException.Kind.UNREACHABLE);
    assertThat(e.retryAfter()).contains(Duration.ofHours(1));
    assertThat(waits).isEmpty();
    verifyGets(1);
  }

  @Test
  void patienceEndsAfterFourAttempts() throws Exception {
    answer(error(503, "backendError"));
    GmailException e = failure();
    assertThat(e.kind()).isEqualTo(GmailException.Kind.UNREACHABLE);
    assertThat(e).hasMessageStartingWith("Cannot list the labels of ann@example.com");
    assertThat(waits)
        .containsExactly(Duration.ofMillis(750), Duration.ofMillis(1500), Duration.ofSeconds(3));
    verifyGets(4);
  }

  @ParameterizedTest
  @CsvSource({
    "400, badRequest, REFUSED",
    "403, accessNotConfigured, REFUSED",
    "403, insufficientPermissions, SCOPE_MISSING",
    "403, domainPolicy, PERMISSION",
    "404, notFound, REFUSED",
    "307, x, REFUSED",
    "302, x, REFUSED",
  })
  void refusalIsFinal(int status, String reason, GmailException.Kind kind) throws Exception {
    answer(error(status, reason));
    assertThat(failure().kind()).isEqualTo(kind);
    verifyGets(1);
  }

  @Test
  void refusedTokenIsReplacedOnce() throws Exception {
    GOOGLE.stubFor(post("/token").willReturn(okJson(Ann.freshToken())));
    answer(error(401, "authError"));
    GOOGLE.stubFor(
        get(PATH)
            .withHeader("Authorization", equalTo("Bearer " + Ann.FRESH_TOKEN))
            .willReturn(okJson(INBOX)));
    assertThat(lister().list()).hasSize(1);
    verifyGets(2);
  }

  @Test
  void tokenRefusedTwiceNeedsANewConsent() throws Exception {
    GOOGLE.stubFor(post("/token").willReturn(okJson(Ann.freshToken())));
    answer(error(401, "authError"));
    GmailException e = failure();
    assertThat(e.kind()).isEqualTo(GmailException.Kind.NOT_AUTHORIZED);
    assertThat(e.remedy()).contains("--scopes send,labels");
    verifyGets(2);
  }

  @Test
  void endedConsentIsTold() throws Exception {
    GOOGLE.stubFor(
        post("/token")
            .willReturn(aResponse().withStatus(400).withBody("{\"error\":\"invalid_grant\"}")));
    URI root = root();
    LabelLister lister =
        LabelLister.of(
            new Ann(folder).accountUntil(root.resolve("/token"), "2020-01-01T00:00:00Z"), root);
    GmailException e = catchThrowableOfType(GmailException.class, lister::list);
    assertThat(e.kind()).isEqualTo(GmailException.Kind.NOT_AUTHORIZED);
    assertThat(e).hasCauseInstanceOf(AuthException.class);
    verifyGets(0);
  }

  @Test
  void consentThatDoesNotCoverLabelsIsNotEvenTried() throws Exception {
    URI root = root();
    LabelLister lister = LabelLister.of(new Ann(folder).account(root, Ann.SEND), root);
    GmailException e = catchThrowableOfType(GmailException.class, lister::list);
    assertThat(e.kind()).isEqualTo(GmailException.Kind.SCOPE_MISSING);
    assertThat(e.remedy())
        .isEqualTo("Run: posthorn login --account ann@example.com --scopes send,labels");
    verifyGets(0);
  }

  @Test
  void untrustedCertificateIsFinalAndSaysWhatToDo() throws Exception {
    LabelLister lister = lister(URI.create("https://localhost:" + GOOGLE.getHttpsPort() + "/"));
    GmailException e = catchThrowableOfType(GmailException.class, lister::list);
    assertThat(e.kind()).isEqualTo(GmailException.Kind.UNREACHABLE);
    assertThat(e.remedy()).contains("--ca-file");
    assertThat(waits).isEmpty();
    verifyGets(0);
  }

  @Test
  void nobodyListeningIsTriedAgain() throws Exception {
    ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    URI root = URI.create("http://127.0.0.1:" + free.getLocalPort() + "/");
    free.close();
    LabelLister lister = lister(root);
    GmailException e = catchThrowableOfType(GmailException.class, lister::list);
    assertThat(e.kind()).isEqualTo(GmailException.Kind.UNREACHABLE);
    assertThat(waits).hasSize(3);
  }

  @Test
  void interruptionEndsTheWaitingAndIsKept() throws Exception {
    answer(error(503, "backendError"));
    Patience interrupted =
        new Patience(
            duration -> {
              throw new InterruptedException();
            },
            () -> 0.5);
    LabelLister lister = lister(root(), interrupted);
    GmailException e = catchThrowableOfType(GmailException.class, lister::list);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(e.kind()).isEqualTo(GmailException.Kind.INTERRUPTED);
    verifyGets(1);
  }

  private LabelLister lister() throws Exception {
    return lister(root());
  }

  private LabelLister lister(URI root) throws Exception {
    return lister(root, new Patience(waits::add, () -> 0.5));
  }

  private LabelLister lister(URI root, Patience patience) throws Exception {
    Account ann = new Ann(folder).account(root);
    return new LabelLister(new GmailCall(Operation.LABELS, ann, root, new HttpRules()), patience);
  }

  private GmailException failure() throws Exception {
    LabelLister lister = lister();
    return catchThrowableOfType(GmailException.class, lister::list);
  }

  private static void answer(ResponseDefinitionBuilder response) {
    GOOGLE.stubFor(get(PATH).willReturn(response));
  }

  private static void firstThenLabels(ResponseDefinitionBuilder response) {
    GOOGLE.stubFor(
        get(PATH)
            .inScenario("again")
            .whenScenarioStateIs(STARTED)
            .willSetStateTo("asked")
            .willReturn(response));
    GOOGLE.stubFor(
        get(PATH).inScenario("again").whenScenarioStateIs("asked").willReturn(okJson(INBOX)));
  }

  private static ResponseDefinitionBuilder error(int status, String reason) {
    return aResponse()
        .withStatus(status)
        .withBody("{\"error\":{\"errors\":[{\"reason\":\"" + reason + "\"}]}}");
  }

  private static URI root() {
    return URI.create("http://localhost:" + GOOGLE.getPort());
  }

  private static void verifyGets(int count) {
    GOOGLE.verify(count, getRequestedFor(urlEqualTo(PATH)));
  }
}
