package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Aliases, and names without a domain. */
final class ReplacedAddressesTest {
  private static final String REST =
      "Date: Thu, 5 Mar 2026 07:08:09 +0000\r\nMessage-ID: <a@b.example>\r\n\r\nbody";

  @Test
  void addressesAreReplacedAndAllElseStays() throws IOException {
    Map<String, List<String>> aliases =
        Map.of("root", List.of("ann@x.org", "bob@x.org"), "me", List.of("me@MÜNCHEN.example"));
    String head =
        """
        From: "(Cron Daemon)" <me>
        X-To: root
        TO : root (the (boss)),
         "a, b" <root>
        Cc: T: me, c@x.org;
        Bcc: root
        Reply-To: x y
        Resent-To: me
        Subject: root""";

    WholeMessage replaced =
        whole(head).withAddresses((field, address) -> aliases.getOrDefault(address, List.of()));

    String expected =
        """
        From: "(Cron Daemon)" <me@xn--mnchen-3ya.example>
        X-To: root
        TO : ann@x.org,
         bob@x.org (the (boss)),
         ann@x.org,
         "a, b" <bob@x.org>
        Cc: T: me@xn--mnchen-3ya.example, c@x.org;
        Bcc: ann@x.org,
         bob@x.org
        Reply-To: x y
        Resent-To: me@xn--mnchen-3ya.example
        Subject: root
        """;
    assertThat(Wire.text(replaced.toWire(List.of("a@x.org"))))
        .isEqualTo(expected.replace("\n", "\r\n") + REST);
  }

  @Test
  void aReplacementMayDependOnTheField() {
    WholeMessage message =
        whole("From: root (Cron Daemon)\r\nResent-TO: root")
            .withAddresses((field, address) -> List.of(field + "@x.org"));

    assertThat(message.header("From")).contains("from@x.org (Cron Daemon)");
    assertThat(message.header("Resent-To")).contains("resent-to@x.org");
  }

  @Test
  void replacementsAreChecked() {
    WholeMessage message = whole("To: root");

    assertThat(message.withAddresses((field, address) -> List.of(address))).isSameAs(message);
    assertThatThrownBy(() -> message.withAddresses((field, address) -> List.of("x\r\ny")))
        .isInstanceOf(InvalidMessageException.class);
  }

  private static WholeMessage whole(String head) {
    return WholeMessage.of((head.replace("\\r\\n", "\r\n") + "\r\n" + REST).getBytes(UTF_8));
  }
}
