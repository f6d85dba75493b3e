package dev.posthorn.gmail;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlMatching;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import com.google.gson.JsonParser;
import dev.posthorn.message.MimeComposer;
import dev.posthorn.message.WireMessage;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendException.Refused.Reason;
import dev.posthorn.send.SendReceipt;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire, and what each answer to it means. */
final class GmailSenderTest {
  private static final String PATH = "/gmail/v1/users/me/messages/send";
  private static final String RECEIPT =
      "{\"id\":\"18c\",\"threadId\":\"18b\",\"labelIds\":[\"SENT\",\"INBOX\"]}";

  @RegisterExtension
  static final WireMockExtension GOOGLE =
      WireMockExtension.newInstance()
          .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  @TempDir Path folder;

  @Test
  void oneStreamedPostBringsTheReceipt() throws Exception {
    answer(okJson(RECEIPT));
    WireMessage message =
        WireMessage.of(MimeComposer.create().compose(Ann.mail().from("ann@example.com").build()));
    SendReceipt receipt = sender().send(message);
    assertThat(receipt)
        .isEqualTo(
            new SendReceipt("18c", "18b", List.of("SENT", "INBOX"), "ann@example.com", "api"));
    LoggedRequest request = onlyPost();
    assertThat(request.getUrl()).isEqualTo(PATH);
    assertThat(request.getHeader("Authorization")).isEqualTo("Bearer " + Ann.TOKEN);
    assertThat(request.getHeader("Content-Length")).isEqualTo("" + request.getBody().length);
    assertThat(request.getHeader("Transfer-Encoding")).isNull();
    assertThat(request.getHeader("Content-Encoding")).isNull();
    assertThat(request.getHeader("Content-Type")).isEqualTo("application/json; charset=UTF-8");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    message.writeTo(bytes);
    assertThat(raw(request)).isEqualTo(bytes.toString(UTF_8));
  }

  @Test
  void pathInFrontOfTheApiIsKept() throws Exception {
    answer(okJson(RECEIPT));
    URI root = URI.create(GOOGLE.baseUrl() + "/behind/a/gateway");
    GmailSender.of(ann().account(root), root).send(Ann.mail().build());
    assertThat(onlyPost().getUrl()).isEqualTo("/behind/a/gateway" + PATH);
  }

  @Test
  void fromIsTheAccountUnlessTheMailNamesAnother() throws Exception {
    answer(okJson(RECEIPT));
    sender().send(Ann.mail().build());
    assertThat(raw(onlyPost())).contains("From: ann@example.com\r\n");
    GOOGLE.resetRequests();
    sender().send(Ann.mail().from("Ann <sales@example.com>").build());
    assertThat(raw(onlyPost())).contains("From: Ann <sales@example.com>\r\n");
  }

  @Test
  void messageOfAnotherProgramIsSentAsItIs() throws Exception {
    answer(okJson(RECEIPT));
    String text = "To: bob@example.com\r\nMessage-ID: <1@x>\r\nX-Mine: yes\r\n\r\nHi.\r\n";
    sender()
        .send(
            new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(text.getBytes(UTF_8))));
    assertThat(raw(onlyPost())).contains("X-Mine: yes\r\n", "Message-ID: <1@x>", "\r\n\r\nHi.");
  }

  @Test
  void receiptNeedsNoMoreThanAnId() throws Exception {
    answer(okJson("{\"id\":\"18c\",\"labelIds\":\"none\",\"threadId\":7}"));
    assertThat(sender().send(Ann.mail().build()))
        .isEqualTo(new SendReceipt("18c", "", List.of(), "ann@example.com", "api"));
  }

  @Test
  void refusedTokenIsReplacedAndTheRequestRepeatedOnce() throws Exception {
    GOOGLE.stubFor(
        post(PATH)
            .withHeader("Authorization", equalTo("Bearer " + Ann.TOKEN))
            .willReturn(error(401, "authError")));
    GOOGLE.stubFor(post("/token").willReturn(okJson(Ann.freshToken())));
    GOOGLE.stubFor(
        post(PATH)
            .withHeader("Authorization", equalTo("Bearer " + Ann.FRESH_TOKEN))
            .willReturn(okJson(RECEIPT)));
    assertThat(sender().send(Ann.mail().build()).id()).isEqualTo("18c");
    List<LoggedRequest> posts = posts();
    assertThat(posts).hasSize(2);
    assertThat(raw(posts.get(1))).isEqualTo(raw(posts.get(0)));
  }

  @Test
  void secondRefusalOfTheTokenAsksForANewConsent() throws Exception {
    GOOGLE.stubFor(post("/token").willReturn(okJson(Ann.freshToken())));
    GOOGLE.stubFor(
        post(PATH)
            .willReturn(
                error(401, "authError").withHeader("WWW-Authenticate", "Bearer realm=\"x\"")));
    SendException.NotAuthorized e = failure(SendException.NotAuthorized.class);
    assertThat(e.remedy())
        .isEqualTo("Run: posthorn login --account ann@example.com --scopes send,labels");
    assertThat(posts()).hasSize(2);
  }

  @Test
  void badRequestBlamesTheMessageInGooglesWords() throws Exception {
    answer(error(400, "invalidArgument", "Invalid To header"));
    SendException.Refused e = failure(SendException.Refused.class);
    assertThat(e.reason()).isEqualTo(Reason.MESSAGE);
    assertThat(e).hasMessageContaining("Invalid To header");
    assertThat(posts()).hasSize(1);
  }

  @Test
  void rateLimitSaysHowLongToWaitAndIsNotRepeated() throws Exception {
    answer(error(429, "rateLimitExceeded").withHeader("Retry-After", "17"));
    assertThat(failure(SendException.NotSent.class).retryAfter()).contains(Duration.ofSeconds(17));
    assertThat(posts()).hasSize(1);
  }

  @Test
  void tooLargeIsRefusedEvenInHtml() throws Exception {
    answer(aResponse().withStatus(413).withBody("<html>413</html>"));
    assertThat(failure(SendException.Refused.class).reason()).isEqualTo(Reason.MESSAGE);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504})
  void serverErrorIsUnknownAndNeverRepeated(int status) throws Exception {
    answer(error(status, "backendError"));
    assertThat(failure(SendException.OutcomeUnknown.class).remedy()).contains("Sent folder");
    assertThat(posts()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void lostAnswerIsUnknownAndNeverRepeated(Fault fault) throws Exception {
    answer(aResponse().withFault(fault));
    failure(SendException.OutcomeUnknown.class);
    assertThat(posts()).hasSize(1);
  }

  @Test
  void silenceIsUnknownAndEnds() throws Exception {
    answer(okJson(RECEIPT).withFixedDelay(5000));
    GmailSender sender = ann().impatientSender(URI.create(GOOGLE.baseUrl()));
    assertThatThrownBy(() -> sender.send(Ann.mail().build()))
        .isInstanceOf(SendException.OutcomeUnknown.class)
        .hasMessageContaining("did not answer in time");
    assertThat(posts()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>welcome</html>",
        "{}",
        "[]",
        "null",
        "{\"id\":\"\"}",
        "{\"id\":7}",
        "{\"id\":\"a b\\n\"}",
        "{\"id\":\"18c\"",
        "{\"id\":\"18c\"} and more",
      })
  void successWithoutAReceiptIsUnknown(String body) throws Exception {
    answer(aResponse().withStatus(200).withBody(body));
    failure(SendException.OutcomeUnknown.class);
    assertThat(posts()).hasSize(1);
  }

  @Test
  void endlessAnswerIsReadNoFurtherThanAMegabyte() throws Exception {
    answer(okJson("{\"id\":\"18c\",\"x\":\"" + "x".repeat(2_000_000) + "\"}"));
    failure(SendException.OutcomeUnknown.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void redirectIsNeverFollowedAndTheTokenStaysHere(int status) throws Exception {
    try (ScriptedServer evil = new ScriptedServer(ScriptedServer.Peer::readRequest)) {
      answer(aResponse().withStatus(status).withHeader("Location", evil.root() + "steal"));
      assertThatThrownBy(() -> sender().send(Ann.mail().build()))
          .isInstanceOf(
              status == 302 || status == 303
                  ? SendException.OutcomeUnknown.class
                  : SendException.Refused.class);
      assertThat(evil.connections()).isZero();
      assertThat(posts()).hasSize(1);
    }
  }

  @Test
  void secretThatTheServerEchoesIsTakenOut() throws Exception {
    answer(error(400, "badRequest", "I got Bearer " + Ann.TOKEN + " from you"));
    assertThat(failure(SendException.Refused.class))
        .hasMessageContaining("I got Bearer [redacted] from you");
  }

  private Ann ann() {
    return new Ann(folder);
  }

  private GmailSender sender() throws Exception {
    return ann().sender(URI.create(GOOGLE.baseUrl()));
  }

  private <T extends SendException> T failure(Class<T> type) throws Exception {
    GmailSender sender = sender();
    T failure = catchThrowableOfType(type, () -> sender.send(Ann.mail().build()));
    assertThat(failure).isNotNull();
    return failure;
  }

  private static void answer(ResponseDefinitionBuilder response) {
    GOOGLE.stubFor(post(urlMatching(".*" + PATH)).willReturn(response));
  }

  private static ResponseDefinitionBuilder error(int status, String reason) {
    return error(status, reason, "because");
  }

  private static ResponseDefinitionBuilder error(int status, String reason, String message) {
    return aResponse()
        .withStatus(status)
        .withHeader("Content-Type", "application/json")
        .withBody(
            "{\"error\":{\"message\":\""
                + message
                + "\",\"errors\":[{\"reason\":\""
                + reason
                + "\"}]}}");
  }

  private static List<LoggedRequest> posts() {
    return GOOGLE.findAll(postRequestedFor(urlMatching(".*" + PATH)));
  }

  private static LoggedRequest onlyPost() {
    assertThat(posts()).hasSize(1);
    return posts().get(0);
  }

  private static String raw(LoggedRequest request) {
    String raw =
        JsonParser.parseString(request.getBodyAsString())
            .getAsJsonObject()
            .get("raw")
            .getAsString();
    return new String(Base64.getUrlDecoder().decode(raw), UTF_8);
  }
}
