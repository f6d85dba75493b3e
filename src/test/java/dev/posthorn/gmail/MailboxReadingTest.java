package dev.posthorn.gmail;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.posthorn.auth.HttpRules;
import dev.posthorn.auth.Patience;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading headers and aliases out of a mailbox whose contents others wrote. */
final class MailboxReadingTest {
  private static final String MESSAGE = "/gmail/v1/users/me/messages/18c";
  private static final String THREAD = "/gmail/v1/users/me/threads/18b";
  private static final String ALIASES = "/gmail/v1/users/me/settings/sendAs";

  @RegisterExtension
  static final WireMockExtension GOOGLE =
      WireMockExtension.newInstance()
          .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  @TempDir Path folder;
  private final List<Duration> waits = new ArrayList<>();

  @Test
  void replyLearnsItsHeaders() throws Exception {
    answer(
        MESSAGE,
        okJson(
            message(
                "18c",
                "",
                header("subject", "Re: Hello"),
                header("MESSAGE-ID", "<2@x>"),
                header("References", "<0@x> \\r\\n <1@x> (a comment)"),
                header("In-Reply-To", "<9@x>"))));
    MessageHeaders headers = reader().message("18c");
    assertThat(headers)
        .isEqualTo(
            new MessageHeaders("18c", "18b", "<2@x>", List.of("<0@x>", "<1@x>"), "Re: Hello"));
    assertThat(headers.referencesOfReply()).containsExactly("<0@x>", "<1@x>", "<2@x>");
    assertThat(headers.subjectOfReply()).isEqualTo("Re: Hello");
    GOOGLE.verify(
        1, getRequestedFor(urlPathEqualTo(MESSAGE)).withQueryParam("format", equalTo("metadata")));
  }

  @Test
  void messageWithoutReferencesHasThoseOfWhatItAnswers() throws Exception {
    answer(
        MESSAGE,
        okJson(
            message(
                "18c",
                "",
                header("In-Reply-To", "<9@x>"),
                header("Subject", "=?utf-8?q?Gr=C3=BC=C3=9Fe?="))));
    MessageHeaders headers = reader().message("18c");
    assertThat(headers.references()).containsExactly("<9@x>");
    assertThat(headers.referencesOfReply()).as("without a Message-ID").isEmpty();
    assertThat(headers.subjectOfReply()).isEqualTo("Re: Grüße");
  }

  @Test
  void hostileHeadersBringNoLineBreaksAndNoFlood() throws Exception {
    answer(
        MESSAGE,
        okJson(
            message(
                "18c",
                "",
                header("Subject", "a\\r\\nBcc: eve@x\\u001b[2J" + "z".repeat(9000)),
                header("Message-ID", "none <a\\r\\nb@x> <ok@x>"),
                header("References", "<r@x> ".repeat(3) + "<" + "i@x> <".repeat(500)))));
    MessageHeaders headers = reader().message("18c");
    assertThat(headers.subject())
        .hasSizeLessThanOrEqualTo(2000)
        .doesNotContain("\r", "\n", "\u001b");
    assertThat(headers.messageId()).isEqualTo("<ok@x>");
    assertThat(headers.references()).hasSizeLessThanOrEqualTo(100);
  }

  @Test
  void lastOfAThreadIsItsNewestThatIsNoDraft() throws Exception {
    answer(
        THREAD,
        okJson(
            "{\"messages\":["
                + message("18a", "\"SENT\"")
                + ","
                + message("18c", "\"INBOX\"")
                + ","
                + message("18d", "\"DRAFT\"")
                + "]}"));
    assertThat(reader().lastOfThread("18b").id()).isEqualTo("18c");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "../labels", "a/b", "a?b", "<1@x>", "18c\n", "é"})
  void whatIsNoIdIsNotAskedFor(String id) {
    assertThatThrownBy(() -> reader().message(id))
        .isInstanceOfSatisfying(
            GmailException.class, e -> assertThat(e.kind()).isEqualTo(GmailException.Kind.REFUSED));
    assertThatThrownBy(() -> reader().lastOfThread(id)).isInstanceOf(GmailException.class);
  }

  @Test
  void messageThatIsNotThereIsRefusedAndSaysToCheckTheId() throws Exception {
    answer(MESSAGE, aResponse().withStatus(404).withBody("{}"));
    GmailException e = catchThrowableOfType(GmailException.class, () -> reader().message("18c"));
    assertThat(e.kind()).isEqualTo(GmailException.Kind.REFUSED);
    assertThat(e.remedy()).isEqualTo("Check the id.");
  }

  @Test
  void answerThatIsNoMessageIsAskedForAgain() throws Exception {
    firstThen(MESSAGE, okJson("{}"), okJson(message("18c", "")));
    assertThat(reader().message("18c").id()).isEqualTo("18c");
    assertThat(waits).hasSize(1);
  }

  @Test
  void aliasesTellWhoIsVerified() throws Exception {
    answer(
        ALIASES,
        okJson(
            """
            {"sendAs":[
             {"sendAsEmail":"Ann@Example.com","displayName":"Ann","isPrimary":true,"isDefault":true},
             {"sendAsEmail":"sales@example.com","verificationStatus":"accepted"},
             {"sendAsEmail":"new@example.com","displayName":"N\\u0007","verificationStatus":"pending"},
             {"displayName":"no address"}, 7]}
            """));
    assertThat(aliases().list())
        .containsExactly(
            new SendAs("ann@example.com", "Ann", true, true),
            new SendAs("sales@example.com", "", false, true),
            new SendAs("new@example.com", "N\ufffd", false, false));
  }

  @Test
  void answerWithoutAliasesIsAskedForAgain() throws Exception {
    firstThen(
        ALIASES,
        okJson("{\"sendAs\":[]}"),
        okJson("{\"sendAs\":[{\"sendAsEmail\":\"ann@example.com\"}]}"));
    assertThat(aliases().list()).hasSize(1);
  }

  private MessageReader reader() throws Exception {
    return new MessageReader(call(Operation.MESSAGE), patience());
  }

  private SendAsLister aliases() throws Exception {
    return new SendAsLister(call(Operation.SEND_AS), patience());
  }

  private Patience patience() {
    return new Patience(waits::add, () -> 0.5);
  }

  private GmailCall call(Operation operation) throws Exception {
    URI root = URI.create(GOOGLE.baseUrl());
    return new GmailCall(
        operation, new Ann(folder).account(root, new String[0]), root, new HttpRules());
  }

  private static void answer(String path, ResponseDefinitionBuilder response) {
    GOOGLE.stubFor(get(urlPathEqualTo(path)).willReturn(response));
  }

  private static void firstThen(
      String path, ResponseDefinitionBuilder first, ResponseDefinitionBuilder then) {
    GOOGLE.stubFor(
        get(urlPathEqualTo(path))
            .inScenario(path)
            .whenScenarioStateIs(STARTED)
            .willReturn(first)
            .willSetStateTo("then"));
    GOOGLE.stubFor(
        get(urlPathEqualTo(path)).inScenario(path).whenScenarioStateIs("then").willReturn(then));
  }

  private static String message(String id, String labels, String... headers) {
    return "{\"id\":\""
        + id
        + "\",\"threadId\":\"18b\",\"labelIds\":["
        + labels
        + "],\"payload\":{\"headers\":["
        + String.join(",", headers)
        + "]}}";
  }

  private static String header(String name, String value) {
    return "{\"name\":\"" + name + "\",\"value\":\"" + value + "\"}";
  }
}
