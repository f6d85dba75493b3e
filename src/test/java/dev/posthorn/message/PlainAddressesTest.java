package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a way that reads the header gets, so that all its readers find the same people there. */
final class PlainAddressesTest {
  private static final String REST =
      "Date: Thu, 5 Mar 2026 07:08:09 +0000\r\nMessage-ID: <a@b.example>\r\n\r\nbody";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "To: eve@y.org <a@x.org> | To: \"eve@y.org\" <a@x.org>",
        "To: eve@y.org<a@x.org> | To: \"eve@y.org\"<a@x.org>",
        "Cc: T: x@y.org (c@d) \"d\\\\\" <a@x.org>; | ",
        "Cc: T: x@y.org (c@d) \"d\" <a@x.org>; | Cc: T: \"x@y.org\" (c@d) \"d\" <a@x.org>;",
        "To: Eve @ Home <a@x.org> | To: Eve \"@\" Home <a@x.org>",
        "To: \"e\\\"v\"@y.org,z <a@x.org> | ",
        "To: \"e\\\\\"v\"@y.org (x) <a@x.org> | To: \"e\\\\\"v@y.org\" (x) <a@x.org>",
        "To: =?UTF-8?Q?eve@y.org?= <a@x.org> | To: =?UTF-8?Q?eve=40y.org?= <a@x.org>",
        "To: eve@y.org\\r\\n\\t<a@x.org> | To: \"eve@y.org\"\\r\\n\\t<a@x.org>",
        "To: a@x.org\\r\\nResent-To: eve@y.org <a@x.org>"
            + " | To: a@x.org\\r\\nResent-To: \"eve@y.org\" <a@x.org>",
        "To: <@r.example:a@x.org> | To: <a@x.org>",
        "To: A <@r.example,, @s.example : a@x.org> | To: A <a@x.org>",
        "To: A < (c@d) @r.example:a@x.org> | ",
        "To: <(c@d)a@x.org> | To: <(c@d)a@x.org>",
        "To: eve@y.org <@r.example:a@x.org> | To: \"eve@y.org\" <a@x.org>",
        "To: a@x.org <A@X.org> | To: a@x.org <A@X.org>",
        "To: a@x.org(c) <a@x.org> | To: a@x.org(c) <a@x.org>",
        "To: \"eve@y.org\" <a@x.org> | To: \"eve@y.org\" <a@x.org>",
        "From: zoe@x.org <z@x.org>\\r\\nTo: a@x.org | From: zoe@x.org <z@x.org>\\r\\nTo: a@x.org",
      })
  void aNameIsNoAddressAndARouteIsNone(String head, String expected) throws IOException {
    WireMessage wire = wire(head, "a@x.org");
    if (expected == null) {
      return;
    }

    assertThat(wire.namedBeyondEnvelope()).isEmpty();
    WireMessage form = wire.forHeaders();
    assertThat(Wire.text(form)).isEqualTo(expected.translateEscapes() + "\r\n" + REST);
    assertThat(form.forHeaders()).isSameAs(form);
    assertThat(Wire.text(wire.forEnvelope()))
        .as("by SMTP it stays")
        .isEqualTo(head.translateEscapes() + "\r\n" + REST);
  }

  @Test
  void theMessageGoesToTheAddressBehindTheRoute() throws IOException {
    WholeMessage message =
        whole("To: <@relay.example:ann@example.com>\r\nCc: B <@a.example,@b.example:bob@x.org>");

    assertThat(message.recipients()).containsExactly("ann@example.com", "bob@x.org");
    assertThat(Mailbox.parse("<@relay.example:ann@example.com>"))
        .isEqualTo(Mailbox.parse("ann@example.com"));
    assertThat(Mailbox.parse("Bob <@a.example,@b.example:bob@x.org>").toString())
        .isEqualTo("Bob <bob@x.org>");
  }

  @Test
  void aNameMayTellOfSomebodyWhoIsAddressedToo() throws IOException {
    WireMessage wire = wire("To: bob@x.org <bob@y.org>, bob@x.org", "bob@x.org", "bob@y.org");

    assertThat(Wire.text(wire.forHeaders()))
        .startsWith("To: \"bob@x.org\" <bob@y.org>, bob@x.org\r\nDate");
  }

  private static WholeMessage whole(String head) {
    return WholeMessage.of((head.translateEscapes() + "\r\n" + REST).getBytes(UTF_8));
  }

  private static WireMessage wire(String head, String... envelope) throws IOException {
    return whole(head).toWire(List.of(envelope));
  }
}
