package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.auth.Account;
import dev.posthorn.auth.Home;
import dev.posthorn.cli.WayChoice.Obstacle;
import dev.posthorn.cli.WayOptions.Via;
import dev.posthorn.message.Fragility;
import dev.posthorn.message.WireMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which way a message goes, decided before its first byte, and why. */
class WayChoiceTest {
  private static final String ANN = "ann@example.com";
  private static final String SMTP = "https://mail.google.com/";
  private static final String SEND = "https://www.googleapis.com/auth/gmail.send";

  @TempDir Path home;

  @ParameterizedTest(name = "asked: {0}, open: {1}, beyond the envelope: {2} → {3}")
  @CsvSource(
      nullValues = "none",
      textBlock =
          """
          # The API is preferred.
          AUTO, API SMTP, false, API
          AUTO, API,      false, API
          AUTO, SMTP,     false, SMTP
          # Where nothing is possible, the API's refusal names the login.
          AUTO, none,     false, API
          AUTO, none,     true,  API
          # Recipients in the head that must get nothing: SMTP alone can do that.
          AUTO, API SMTP, true,  SMTP
          AUTO, API,      true,  API
          AUTO, SMTP,     true,  SMTP
          # What is asked for is kept.
          API,  SMTP,     true,  API
          API,  SMTP,     false, API
          SMTP, API,      false, SMTP
          SMTP, none,     true,  SMTP
          """)
  void theWayFollowsTheOptionThenTheEnvelopeThenTheScopes(
      Via asked, String open, boolean beyond, Via way) {
    for (Obstacle obstacle : Obstacle.values()) {
      assertThat(new WayChoice(asked, ways(open), beyond, null, obstacle).way()).isEqualTo(way);
    }
    assertThat(new WayChoice(asked, ways(open), beyond, null, null).way()).isEqualTo(way);
  }

  @ParameterizedTest(name = "asked: {0}, open: {1}, obstacle: {2} → {3}, another way: {4}")
  @CsvSource(
      nullValues = "none",
      textBlock =
          """
          AUTO, API SMTP, none,       SMTP, true
          AUTO, API SMTP, CONSENT,    API,  false
          AUTO, API SMTP, DELIVERY,   API,  false
          AUTO, API SMTP, THREAD,     API,  false
          AUTO, API SMTP, RECIPIENTS, API,  false
          AUTO, API SMTP, SIZE,       API,  false
          AUTO, API SMTP, UNREACHED,  API,  false
          AUTO, API,      CONSENT,    API,  false
          API,  API SMTP, ASKED,      API,  false
          SMTP, API SMTP, none,       SMTP, false
          # No obstacle helps where nothing else is open: as for any other message.
          AUTO, SMTP,     none,       SMTP, false
          AUTO, SMTP,     RECIPIENTS, SMTP, false
          """)
  void whatTheApiWouldSpoilGoesBySmtpUnlessAnObstacleStandsThere(
      Via asked, String open, @Nullable Obstacle obstacle, Via way, boolean another) {
    for (Fragility fragility : Fragility.values()) {
      WayChoice choice = new WayChoice(asked, ways(open), false, fragility, obstacle);
      assertThat(choice.way()).isEqualTo(way);
      assertThat(choice.hasAnotherWay()).isEqualTo(another);
      assertThat(choice.unreached().way()).isEqualTo(another ? Via.API : way);
    }
  }

  @ParameterizedTest
  @EnumSource(Fragility.class)
  void anEnvelopeOfItsOwnHasNoOtherWay(Fragility fragility) {
    WayChoice choice = new WayChoice(Via.AUTO, ways("API SMTP"), true, fragility, null);
    assertThat(choice.way()).isEqualTo(Via.SMTP);
    assertThat(choice.hasAnotherWay()).isFalse();
  }

  @Test
  void signedAndEncryptedMailByTheApiIsWarnedOf() throws Exception {
    assertThat(warning(Fragility.SIGNED, Obstacle.CONSENT))
        .contains("signed", "verify")
        .endsWith("posthorn login --account ann@example.com --scopes send,labels,smtp");
    assertThat(warning(Fragility.ENCRYPTED, Obstacle.CONSENT)).contains("encrypted", "decrypt");
    assertThat(warning(Fragility.ENCRYPTED, Obstacle.UNREACHED))
        .contains("cannot be reached")
        .doesNotContain("posthorn login");
    assertThat(warning(Fragility.SIGNED, Obstacle.ASKED)).contains("the API was asked for");
    assertThat(warning(Fragility.PATCH, Obstacle.CONSENT)).as("its text is encoded").isEmpty();
    assertThat(warning(null, Obstacle.CONSENT)).isEmpty();
    assertThat(warning(Fragility.SIGNED, null)).as("by SMTP").isEmpty();
  }

  private static String warning(@Nullable Fragility fragility, @Nullable Obstacle obstacle) {
    return new WayChoice(Via.AUTO, ways("API SMTP"), false, fragility, obstacle)
        .warning(ANN, null)
        .orElse("");
  }

  @Test
  void limitsOfSmtpAndAThreadAreObstacles() throws Exception {
    Account ann = account(SMTP);
    assertThat(choice(ann, signed(100, 0)).way()).isEqualTo(Via.SMTP);
    assertThat(choice(ann, signed(101, 0)).obstacle()).isEqualTo(Obstacle.RECIPIENTS);
    assertThat(choice(ann, signed(1, 0).inThread("18c0ffee")).obstacle())
        .isEqualTo(Obstacle.THREAD);
    int more = 35_882_577 - (int) signed(1, 0).forEnvelope().size();
    assertThat(choice(ann, signed(1, more)).way()).isEqualTo(Via.SMTP);
    assertThat(choice(ann, signed(1, more + 1)).obstacle()).isEqualTo(Obstacle.SIZE);
  }

  /** An import that named no scopes may cover SMTP; what surely arrives by the API stays there. */
  @Test
  void aConsentOfUnknownScopesIsNotTriedForTheContent() throws Exception {
    assertThat(choice(account(), signed(1, 0)).obstacle()).isEqualTo(Obstacle.CONSENT);
    assertThat(choice(account(SEND), signed(1, 0)).obstacle()).isEqualTo(Obstacle.CONSENT);
    WayChoice byPassword = WayChoice.of(Via.AUTO, account(SEND), true, signed(1, 0));
    assertThat(byPassword.way()).isEqualTo(Via.SMTP);
    assertThat(WayChoice.of(Via.AUTO, null, true, signed(1, 0)).hasAnotherWay()).isFalse();
  }

  @Test
  void theReasonIsToldToThoseWhoAsk() throws Exception {
    WireMessage message = signed(1, 0);
    assertThat(choice(account(SMTP), message).explain(message))
        .startsWith("message: " + message.size() + " bytes, by SMTP: signed, and what Gmail's API");
    assertThat(choice(account(SEND), message).explain(message))
        .contains(" bytes, by the API: signed, but the consent does not cover SMTP");
    WireMessage plain = wire("To: bob@example.com\n\nHello.\n");
    assertThat(choice(account(SMTP), plain).explain(plain))
        .isEqualTo("message: " + plain.size() + " bytes, by the API");
    assertThat(WayChoice.of(Via.SMTP, account(SMTP), false, plain).explain(plain))
        .isEqualTo("message: " + plain.size() + " bytes, by SMTP");
  }

  private static WayChoice choice(Account account, WireMessage message) throws Exception {
    return WayChoice.of(Via.AUTO, account, false, message);
  }

  private static WireMessage signed(int recipients, int more) throws Exception {
    String list =
        IntStream.range(0, recipients)
            .mapToObj(i -> "r" + i + "@example.com")
            .collect(Collectors.joining(",\n "));
    String line = "x".repeat(76) + "\n";
    // In the body a line end counts twice, and one line is left to fill.
    int lines = more / 78;
    String filling = line.repeat(lines) + "x".repeat(more - 78 * lines);
    return wire(
        "From: ann@example.com\nDate: Fri, 27 Nov 2026 09:00:00 +0000\n"
            + "Message-ID: <1@example.com>\nMIME-Version: 1.0\nTo: "
            + list
            + "\nContent-Type: multipart/signed; boundary=b\n\n--b\n\n"
            + filling
            + "\n--b\n\n--b--\n");
  }

  private static WireMessage wire(String text) {
    return WireMessage.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private Account account(String... scopes) throws Exception {
    String list = scopes.length == 0 ? "" : "\"" + String.join("\", \"", scopes) + "\"";
    String json =
        """
        {"type": "authorized_user", "account": "ann@example.com", "token": "t",
         "refresh_token": "r", "token_uri": "http://127.0.0.1:9/token", "client_id": "c",
         "client_secret": "s", "scopes": [%s]}
        """;
    return Account.fromAuthorizedUser(json.formatted(list), Home.at(home));
  }

  private static Set<Via> ways(String words) {
    return words == null
        ? Set.of()
        : Arrays.stream(words.split(" ")).map(Via::valueOf).collect(Collectors.toSet());
  }
}
