package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names without a domain where an author is to stand. */
final class AuthorNamesTest {
  private static final String REST =
      "Date: Thu, 5 Mar 2026 07:08:09 +0000\r\nMessage-ID: <a@b.example>\r\n\r\nbody";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "From: root | From: me@x.org",
        "From: root (Cron Daemon) | From: me@x.org (Cron Daemon)",
        "From: \"(Cron Daemon)\" <root> | From: \"(Cron Daemon)\" <me@x.org>",
        "Sender: <root> | Sender: <me@x.org>",
        "From: Mueller, Joerg <j@y.org> | From: \"Mueller, Joerg\" <j@y.org>",
        "Sender: Mueller, Joerg <j@y.org> | Sender: \"Mueller, Joerg\" <j@y.org>",
        "Resent-From:\\tMueller, Joerg <j@y.org>, a@x.org"
            + " | Resent-From:\\t\"Mueller, Joerg\" <j@y.org>, a@x.org",
        "From: a@x.org, Lee, \"Ann \\\\\"B.\\\\\"\" <ann@y.org>"
            + " | From: a@x.org, \"Lee, Ann \\\\\"B.\\\\\"\" <ann@y.org>",
        "From: Mueller, j@y.org | From: Mueller <j@y.org>",
        "From: Mueller, Joerg, j@y.org (c) | From: \"Mueller, Joerg\" <j@y.org> (c)",
        "From: Mueller, Joerg | From: \"Mueller, Joerg\" <me@x.org>",
        "From: Mueller, Joerg <root> | From: \"Mueller, Joerg\" <me@x.org>",
        "From: Joerg <j@y.org>, Mueller | From: Joerg <j@y.org> (Mueller)",
        "From: j@y.org ,, a, \"b(\" | From: j@y.org (a, b\\\\()",
        "From: Müller, Jörg <j@y.org>"
            + " | From: =?UTF-8?Q?M=C3=BCller?=\\r\\n =?UTF-8?Q?=2C_?=\\r\\n =?UTF-8?B?SsO2cmc=?= <j@y.org>",
        "From: Müller, Joerg <j@y.org>"
            + " | From: =?UTF-8?Q?M=C3=BCller?=\\r\\n =?UTF-8?Q?=2C?=\\r\\n Joerg <j@y.org>",
        "From: Mueller, Jörg <j@y.org>"
            + " | From: \"Mueller,\"\\r\\n =?UTF-8?B?SsO2cmc=?= <j@y.org>",
        "From: Joerg <j@y.org>, a@x.org | From: Joerg <j@y.org>, a@x.org",
        "From: a b | From: a b",
        "From: root (a; b: c) | From: me@x.org (a; b: c)",
        "From: \"a; b\" <root> | From: \"a; b\" <me@x.org>",
        "From: Team: root, <www>; | From: Team: me@x.org, <me@x.org>;",
        "From: Team: root, a@x.org; | From: Team: root, a@x.org;",
        "To: Mueller, Joerg <j@y.org> | To: Mueller, Joerg <j@y.org>",
      })
  void noAddressIsMadeOfANameBesideAnother(String head, String expected) throws IOException {
    WholeMessage given = whole(head);
    WholeMessage message = given.withAuthor("me@x.org");

    assertThat(Wire.text(message.toWire(List.of("bob@x.org"))))
        .isEqualTo(expected.translateEscapes() + "\r\n" + REST);
    assertThat(message.withAuthor("me@x.org")).isSameAs(message);
    if (head.equals(expected)) {
      assertThat(message).isSameAs(given);
    }
  }

  @Test
  void theAccountIsChecked() {
    assertThatThrownBy(() -> whole("From: root").withAuthor("me\r\nBcc: eve@y.org"))
        .isInstanceOf(InvalidMessageException.class);
  }

  @Test
  void theMessageIdFollowsTheAuthor() throws IOException {
    WholeMessage message = WholeMessage.of("From: root\nTo: a@x.org\n\nx".getBytes(UTF_8));

    String id = message.header("Message-ID").orElseThrow();
    assertThat(id).endsWith("@posthorn.invalid>");
    assertThat(message.withAuthor("me@x.org").header("Message-ID"))
        .contains(id.replace("posthorn.invalid", "x.org"));
    assertThat(message.withAddresses((f, a) -> List.of("you@y.org")).header("Message-ID"))
        .contains(id.replace("posthorn.invalid", "y.org"));
    WholeMessage resent = WholeMessage.of("Resent-From: a@z.org\nFrom: root\n\nx".getBytes(UTF_8));
    assertThat(resent.header("Message-ID").orElseThrow()).endsWith("@z.org>");
  }

  private static WholeMessage whole(String head) {
    return WholeMessage.of((head.translateEscapes() + "\r\n" + REST).getBytes(UTF_8));
  }
}
