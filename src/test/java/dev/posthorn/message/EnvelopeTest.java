package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a message is for, and the forms that say so. */
final class EnvelopeTest {
  private static final String REST =
      "Date: Thu, 5 Mar 2026 07:08:09 +0000\r\nMessage-ID: <a@b.example>\r\n\r\nbody";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "To: ann@x.org | ann@x.org",
        "to : ANN@X.ORG,\\r\\n bob@x.org | ANN@x.org bob@x.org",
        "To: a@x.org\\r\\nTo: b@x.org\\r\\nCc: a@x.org | a@x.org b@x.org",
        "To: Team: Ann <a@x.org>, b@x.org;, \"c, d\" <c@x.org>, nobody:; | a@x.org b@x.org c@x.org",
        "To: \"x,y\"@x.org, a(comment, with (nested) comma)@x.org (Ann) | \"x,y\"@x.org a@x.org",
        "To: =?UTF-8?Q?J=2C_K?= <a@x.org>, ,, b@x.org, | a@x.org b@x.org",
        "To: a@x.org <b@x.org>, John Q. Public <c@x.org> | b@x.org c@x.org",
        "To: a@[127.0.0.1], b@[IPv6:::1] | a@[127.0.0.1] b@[IPv6:::1]",
        "Bcc: a@x.org\\r\\nCc: b@x.org | b@x.org a@x.org",
      })
  void recipientsAreThoseOfToCcAndBccInWhateverForm(String head, String expected) {
    assertThat(whole(head).recipients()).containsExactly(expected.split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "To: root",
        "To: a b@x.org",
        "To: a@x.org b@x.org",
        "To: <a@x.org, b@x.org>",
        "To: <a@x.org",
        "To: <>",
        "To: <@:a@x.org>",
        "To: <@y.org a@x.org>",
        "To: <@y.org:>",
        "To: <y.org:a@x.org>",
        "To: <@y.org,z.org:a@x.org>",
        "To: a@x.org; b@x.org",
        "To: Team: a@x.org",
        "To: Team: b: a@x.org;;",
        "To: : a@x.org;",
        "To: eve@y.org: a@x.org;",
        "To: Team: a@x.org; b@x.org",
        "To: <a@x.org> <b@x.org>",
        "To: <a@x.org> b@x.org",
        "To: \"a@x.org",
        "To: (a@x.org",
        "To: a@[127.0.0.1",
        "To: a\\,b@x.org",
        "To: Ann) <a@x.org>",
        "To: \"a\\\"b\"@x.org",
        "Subject: nobody",
        "To:\r\nCc: nobody:;",
      })
  void whatCouldBeReadInTwoWaysOrInNoneIsRefused(String head) {
    assertThatThrownBy(() -> whole(head).recipients())
        .isInstanceOf(InvalidMessageException.class)
        .message()
        .doesNotContain("\r");
  }

  @Test
  void theFirstBlockOfResentFieldsTakesTheirPlace() throws IOException {
    String head =
        """
        Received: x
        Resent-From: Ann <ann@x.org>
        Resent-To: a@x.org
        Resent-Bcc: b@x.org
        Resent-From: old@x.org
        Resent-To: c@x.org
        Received: y
        Resent-Cc: d@x.org
        From: zoe@x.org
        To: e@x.org""";
    WireMessage wire = whole(head).toWire();

    assertThat(wire.recipients()).containsExactly("a@x.org", "b@x.org");
    assertThat(wire.sender()).contains("ann@x.org");
    assertThat(wire.namedBeyondEnvelope()).containsExactly("e@x.org");
    assertThat(Wire.text(wire.forEnvelope()))
        .doesNotContain("Resent-Bcc")
        .contains("Resent-Cc", "Resent-To: c@x.org", "To: e@x.org");
  }

  /** Who knows whom a way that reads the header takes for the recipients then? */
  @ParameterizedTest
  @ValueSource(strings = {"Resent-To: A <old@x.org>", "resent-cc: T: a@x.org, old@x.org;"})
  void whomTheFirstBlockNamesBeyondTheEnvelopeNoApiCanLeaveOut(String field) throws IOException {
    WireMessage wire = wire("Resent-From: z@x.org\r\n" + field + "\r\nTo: a@x.org", "a@x.org");

    assertThat(wire.namedBeyondEnvelope()).containsExactly("old@x.org");
    assertThatThrownBy(wire::forHeaders)
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("old@x.org")
        .hasMessageContaining("only SMTP");
  }

  @Test
  void aBlockOfResentFieldsWithoutRecipientsHasNone() {
    assertThatThrownBy(() -> whole("Resent-From: a@x.org\r\nTo: b@x.org").recipients())
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("Resent-To");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "From: Zoe <ZOE@X.org> | ZOE@x.org",
        "From: a@x.org, b@x.org\\r\\nSender: b@x.org | b@x.org",
        "From: a@x.org\\r\\nSender: root | a@x.org",
        "From: root | ",
        "Subject: x | ",
        "From: a@x.org\\r\\nResent-From: r@x.org\\r\\nResent-Sender: s@x.org | s@x.org",
        "Resent-To: r@x.org\\r\\nFrom: a@x.org | a@x.org",
      })
  void theSenderIsWhoSentItLast(String head, String sender) throws IOException {
    assertThat(wire(head, "a@x.org").sender().orElse(null)).isEqualTo(sender);
  }

  @Test
  void aFreshMessageIsWhatItWasGiven() throws IOException {
    String head = "To: a@x.org\r\nBcc: b@x.org\r\nResent-Bcc: c@x.org\r\n";
    WireMessage wire = wire(head.strip(), "d@x.org");

    assertThat(Wire.text(wire)).isEqualTo(head + REST);
    assertThat(wire.recipients()).containsExactly("d@x.org");
  }

  @Test
  void forSmtpNoBccIsLeft() throws IOException {
    WireMessage form =
        wire("To: a@x.org\r\nbcc: b@x.org\r\nBcc:\r\n c@x.org\r\nX-Bcc: d", "z@x.org")
            .forEnvelope();

    assertThat(Wire.text(form)).isEqualTo("To: a@x.org\r\nX-Bcc: d\r\n" + REST);
    assertThat(form.recipients()).containsExactly("z@x.org");
    assertThat(form.forEnvelope()).isSameAs(form);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "To: a@x.org | a@x.org | To: a@x.org",
        "bcc:\\r\\nTo: a@x.org | a@x.org b@x.org c@x.org | Bcc: b@x.org, c@x.org\\r\\nTo: a@x.org",
        "Bcc: B <b@x.org>, c@x.org\\r\\nTo: a@x.org | a@x.org c@x.org b@x.org"
            + " | Bcc: B <b@x.org>, c@x.org\\r\\nTo: a@x.org",
        "Bcc: b@x.org, c@x.org\\r\\nTo: a@x.org | a@x.org b@x.org | Bcc: b@x.org\\r\\nTo: a@x.org",
        "Bcc: b@x.org\\r\\nTo: a@x.org\\r\\nBcc: c@x.org | a@x.org c@x.org"
            + " | Bcc: c@x.org\\r\\nTo: a@x.org",
        "Bcc: root\\r\\nTo: a@x.org | a@x.org c@x.org | Bcc: c@x.org\\r\\nTo: a@x.org",
        "Bcc: a@x.org\\r\\nTo: a@x.org | a@x.org | To: a@x.org",
        "Bcc: d@x.org <c@x.org>\\r\\nTo: a@x.org | a@x.org c@x.org"
            + " | Bcc: \"d@x.org\" <c@x.org>\\r\\nTo: a@x.org",
        "Bcc:\\r\\nTo: a@x.org\\r\\nResent-Bcc: a@x.org | a@x.org | To: a@x.org",
        "To: a@x.org\\r\\nTo:\\r\\n B\\r\\n <b@x.org> | a@x.org b@x.org"
            + " | To: a@x.org,\\r\\n B\\r\\n <b@x.org>",
        "Cc: T: a@x.org;\\r\\nTo: nobody:; | a@x.org | Cc: T: a@x.org;\\r\\nTo: nobody:;",
      })
  void forAWayThatReadsHeadersBccNamesWhomToAndCcDoNot(
      String head, String envelope, String expected) throws IOException {
    WireMessage form = wire(head, envelope.split(" ")).forHeaders();

    assertThat(Wire.text(form)).isEqualTo(expected.translateEscapes() + "\r\n" + REST);
    assertThat(form.size()).isEqualTo(Wire.text(form).length());
    assertThat(form.forHeaders()).isSameAs(form);
    assertThat(whole(Wire.text(form).replace("\r\n" + REST, "")).recipients())
        .as("what a reader of the header finds")
        .containsExactlyInAnyOrder(envelope.split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "To: a@x.org, b@x.org | b@x.org",
        "Cc: T: a@x.org, b@x.org; | b@x.org",
        "To: root, a@x.org | root",
        "To: a@x.org; b@x.org | a@x.org; b@x.org",
        "To: eve@y.org: a@x.org; | eve@y.org: a@x.org;",
        "To: eve@y.org:; | eve@y.org:;",
      })
  void whomTheHeaderNamesButNotTheEnvelopeNoApiCanLeaveOut(String head, String beyond)
      throws IOException {
    WireMessage wire = wire(head, "a@x.org");

    assertThat(wire.namedBeyondEnvelope()).containsExactly(beyond);
    assertThatThrownBy(wire::forHeaders)
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining(beyond)
        .hasMessageContaining("only SMTP");
    assertThat(Wire.text(wire.forEnvelope())).isEqualTo(head + "\r\n" + REST);
  }

  /** {@code ann@x.org <ann@x.org>} is everywhere, and reads the same in every way. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "To: a@x.org <a@x.org>",
        "To: a@X.ORG <a@x.org>",
        "To: \"eve@y.org\" <a@x.org>",
        "To: A (eve@y.org) <a@x.org>",
        "To: a@x.org (Cron Daemon)",
        "From: root (Cron Daemon)\r\nTo: a@x.org",
        "From: zoe@x.org <root@y.org>\r\nTo: a@x.org",
      })
  void aNameThatNoReaderTakesForAnotherRecipientIsLeft(String head) throws IOException {
    WireMessage wire = wire(head, "a@x.org");

    assertThat(wire.namedBeyondEnvelope()).isEmpty();
    assertThat(wire.forHeaders()).isSameAs(wire);
  }

  @Test
  void aPersonIsTheSameHoweverTheLettersAreCased() throws IOException {
    WireMessage wire = wire("To: ANN@X.org", "ann@x.org", "bob@x.org");

    assertThat(wire.recipients()).containsExactly("ann@x.org", "bob@x.org");
    assertThat(wire.namedBeyondEnvelope()).isEmpty();
    assertThat(Wire.text(wire.forHeaders()))
        .startsWith("To: ANN@X.org\r\n")
        .contains("Bcc: bob@x.org\r\n");
  }

  @Test
  void whereThereWasNoBccItComesLast() throws IOException {
    assertThat(Wire.text(wire("To: a@x.org", "b@x.org", "a@x.org").forHeaders()))
        .startsWith("To: a@x.org\r\nDate: ")
        .endsWith("\r\nBcc: b@x.org\r\n\r\nbody");
  }

  @Test
  void manyHiddenRecipientsAreFolded() throws IOException {
    List<String> envelope = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      envelope.add("recipient" + i + "@example.com");
    }
    WireMessage form = whole("Subject: x").toWire(envelope).forHeaders();

    assertThat(Wire.field(Wire.text(form), "Bcc").split("\r\n"))
        .allMatch(line -> line.length() <= 78);
    envelope.add("one@too.many");
    assertThatThrownBy(() -> whole("Subject: x").toWire(envelope))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("501");
  }

  @Test
  void anEnvelopeIsCheckedAndNormalised() throws IOException {
    assertThat(wire("Subject: x", "a@MÜNCHEN.example", "a@xn--mnchen-3ya.example").recipients())
        .containsExactly("a@xn--mnchen-3ya.example");
    assertThatThrownBy(() -> wire("Subject: x")).hasMessageContaining("no recipient");
    for (String bad : List.of("root", "", "a@x.org\r\nBcc: b@x.org", "Ann <a@x.org>", "ü@x.org")) {
      assertThatThrownBy(() -> wire("To: a@x.org", bad))
          .as(bad)
          .isInstanceOf(InvalidMessageException.class);
    }
  }

  @Test
  void anEightBitMessageSaysSo() throws IOException {
    assertThat(wire("To: a@x.org", "a@x.org").isEightBit()).isFalse();
    assertThat(WholeMessage.of("To: a@x.org\n\nGrüße".getBytes(UTF_8)).toWire().isEightBit())
        .isTrue();
  }

  @Test
  void theThreadIsNotOnTheWire() throws IOException {
    WireMessage wire = wire("To: a@x.org", "a@x.org", "b@x.org");
    WireMessage threaded = wire.inThread("18c_F-0");

    assertThat(wire.threadId()).isEmpty();
    assertThat(threaded.threadId()).contains("18c_F-0");
    assertThat(Wire.text(threaded)).isEqualTo(Wire.text(wire));
    assertThat(threaded.forHeaders().threadId()).contains("18c_F-0");
    assertThatThrownBy(() -> wire.inThread("../x")).isInstanceOf(InvalidMessageException.class);
  }

  @Test
  void headersAreReadOnOneLineAsTheyAreOnTheWire() throws IOException {
    WireMessage wire = wire("X-A:  =?UTF-8?Q?=C3=A4?=\r\n\tb \r\nx-a: second", "a@x.org");

    assertThat(wire.header("x-A")).contains("=?UTF-8?Q?=C3=A4?=\tb");
    assertThat(wire.header("X-B")).isEmpty();
  }

  private static WholeMessage whole(String head) {
    return WholeMessage.of((head.replace("\\r\\n", "\r\n") + "\r\n" + REST).getBytes(UTF_8));
  }

  private static WireMessage wire(String head, String... envelope) throws IOException {
    return whole(head).toWire(List.of(envelope));
  }
}
