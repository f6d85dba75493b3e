package dev.posthorn.gmail;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.posthorn.auth.HttpRules;
import dev.posthorn.auth.Patience;
import dev.posthorn.send.SendReceipt;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Looking for one's own message among those that were sent. */
final class SentFinderTest {
  private static final String LIST = "/gmail/v1/users/me/messages";
  private static final String WANTED = "0123456789abcdef";
  private static final Instant LONG_AGO = Instant.EPOCH;

  @RegisterExtension
  static final WireMockExtension GOOGLE =
      WireMockExtension.newInstance()
          .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  @TempDir private Path folder;
  private final List<Duration> waits = new ArrayList<>();

  @Test
  void messageWithTheHeaderIsFoundAmongTheNewest() throws Exception {
    list(null, "", "n1", "n2", "n3");
    message("n1", 2000, "X-Other", WANTED);
    message("n2", 1000, "x-posthorn-id", WANTED);

    assertThat(find(LONG_AGO))
        .contains(new SendReceipt("n2", "t-n2", List.of("SENT"), "ann@example.com", "api"));

    GOOGLE.verify(
        1,
        getRequestedFor(urlPathEqualTo(LIST))
            .withQueryParam("labelIds", equalTo("SENT"))
            .withQueryParam("q", absent()));
    GOOGLE.verify(
        getRequestedFor(urlPathEqualTo(LIST + "/n1"))
            .withQueryParam("format", equalTo("metadata"))
            .withQueryParam("metadataHeaders", equalTo("X-Posthorn-Id")));
    GOOGLE.verify(0, getRequestedFor(urlPathEqualTo(LIST + "/n3")));
  }

  @Test
  void nextPageIsLookedAtAndNoThird() throws Exception {
    list(null, "p2", names("a", 100));
    list("p2", "p3", names("b", 100));
    GOOGLE.stubFor(
        get(urlPathMatching(LIST + "/.*"))
            .willReturn(okJson("{\"id\":\"x\",\"internalDate\":\"9\"}")));

    assertThat(find(LONG_AGO)).isEmpty();

    GOOGLE.verify(2, getRequestedFor(urlPathEqualTo(LIST)));
    GOOGLE.verify(200, getRequestedFor(urlPathMatching(LIST + "/.*")));
  }

  @Test
  void olderMessagesThanTheWantedOneAreNotLookedAt() throws Exception {
    list(null, "p2", "n1", "n2", "n3");
    message("n1", 3000, "X-Other", "x");
    message("n2", 1000, "X-Other", "x");

    assertThat(find(Instant.ofEpochMilli(2000))).isEmpty();

    GOOGLE.verify(0, getRequestedFor(urlPathEqualTo(LIST + "/n3")));
  }

  @Test
  void emptyMailboxHoldsNothing() throws Exception {
    GOOGLE.stubFor(get(urlPathEqualTo(LIST)).willReturn(okJson("{\"resultSizeEstimate\":0}")));

    assertThat(find(LONG_AGO)).isEmpty();
  }

  @Test
  void messageThatWasDeletedMeanwhileIsPassedOver() throws Exception {
    list(null, "", "n1", "n2");
    GOOGLE.stubFor(
        get(urlPathEqualTo(LIST + "/n1"))
            .willReturn(
                aResponse()
                    .withStatus(404)
                    .withBody("{\"error\":{\"errors\":[{\"reason\":\"notFound\"}]}}")));
    message("n2", 1000, "X-Posthorn-Id", WANTED);

    assertThat(find(LONG_AGO)).get().extracting(SendReceipt::id).isEqualTo("n2");
  }

  @Test
  void idThatWouldBeAnotherRequestIsNotAskedFor() throws Exception {
    list(null, "", "../labels", "n1");
    message("n1", 1000, "X-Posthorn-Id", WANTED);

    assertThat(find(LONG_AGO)).isPresent();
    GOOGLE.verify(2, getRequestedFor(urlPathMatching("/gmail/.*")));
  }

  @Test
  void busyServerIsAskedAgainAndGarbageIsNoAnswer() throws Exception {
    GOOGLE.stubFor(get(urlPathEqualTo(LIST)).willReturn(okJson("{\"mess")));

    GmailException e = catchThrowableOfType(GmailException.class, () -> find(LONG_AGO));

    assertThat(e.kind()).isEqualTo(GmailException.Kind.UNREACHABLE);
    assertThat(e).hasMessageStartingWith("Cannot look for the message in the mailbox of ann@");
    assertThat(waits).hasSize(3);
  }

  @Test
  void consentForSendingAloneIsNotEnough() throws Exception {
    URI root = URI.create(GOOGLE.baseUrl());
    GmailCall call =
        new GmailCall(
            Operation.FIND, new Ann(folder).account(root, Ann.SEND), root, new HttpRules());
    SentFinder finder = new SentFinder(call, new Patience(waits::add, () -> 0.5));

    GmailException e =
        catchThrowableOfType(
            GmailException.class, () -> finder.find("X-Posthorn-Id", WANTED, LONG_AGO));

    assertThat(e.kind()).isEqualTo(GmailException.Kind.SCOPE_MISSING);
    assertThat(e.remedy())
        .isEqualTo("Run: posthorn login --account ann@example.com --scopes send,labels,metadata");
  }

  private Optional<SendReceipt> find(Instant since) throws Exception {
    URI root = URI.create(GOOGLE.baseUrl());
    GmailCall call =
        new GmailCall(
            Operation.FIND, new Ann(folder).account(root, new String[0]), root, new HttpRules());
    return new SentFinder(call, new Patience(waits::add, () -> 0.5))
        .find("X-Posthorn-Id", WANTED, since);
  }

  private static String[] names(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i).toArray(String[]::new);
  }

  private static void list(String token, String next, String... ids) {
    String messages =
        List.of(ids).stream()
            .map(id -> "{\"id\":\"" + id + "\",\"threadId\":\"t\"}")
            .collect(Collectors.joining(","));
    String page = next.isEmpty() ? "" : ",\"nextPageToken\":\"" + next + "\"";
    GOOGLE.stubFor(
        get(urlPathEqualTo(LIST))
            .withQueryParam("pageToken", token == null ? absent() : equalTo(token))
            .willReturn(okJson("{\"messages\":[" + messages + "]" + page + "}")));
  }

  private static void message(String id, long millis, String header, String value) {
    GOOGLE.stubFor(
        get(urlPathEqualTo(LIST + "/" + id))
            .willReturn(
                okJson(
                    String.format(
                        "{\"id\":\"%s\",\"threadId\":\"t-%s\",\"labelIds\":[\"SENT\"],"
                            + "\"internalDate\":\"%d\",\"payload\":{\"headers\":["
                            + "{\"name\":\"%s\",\"value\":\"%s\"}]}}",
                        id, id, millis, header, value))));
  }
}
