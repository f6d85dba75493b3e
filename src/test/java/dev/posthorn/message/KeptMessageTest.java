package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.posthorn.testing.Chance;
import dev.posthorn.testing.Tries;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was written once is read back as the same message, byte for byte. */
final class KeptMessageTest {
  private static final List<String> ENVELOPE =
      List.of("bob@x.org", "\"b,\"@x.org", "c@xn--mnchen-3ya.example");

  @Tries(1000)
  void aMessageThatWasGivenWholeIsReadBackTheSame(Chance chance) throws IOException {
    String text = message(chance);
    WireMessage wire;
    try {
      wire = WholeMessage.of(text.getBytes(ISO_8859_1)).toWire(ENVELOPE);
    } catch (InvalidMessageException e) {
      return; // What is refused is not kept.
    }

    isReadBackTheSame(wire);
    isReadBackTheSame(wire.withHeader("X-Posthorn-Id", "0123456789abcdef"));
    isReadBackTheSame(wire.forEnvelope());
  }

  @Tries(500)
  void aMessageOfJakartaMailsIsReadBackTheSame(Chance chance) throws Exception {
    String text = message(chance);
    WireMessage wire;
    try {
      byte[] bytes = ("To: ann@x.org\r\n" + text).getBytes(ISO_8859_1);
      wire = WireMessage.of(new MimeMessage((Session) null, new ByteArrayInputStream(bytes)));
    } catch (InvalidMessageException e) {
      return;
    }

    isReadBackTheSame(wire);
  }

  @Tries(300)
  void aMailIsReadBackTheSame(Chance chance) throws IOException {
    String subject = chance.oneOf(() -> chance.anyText(255), () -> chance.text(0, 255, ' ', '~'));
    String text = chance.anyText(255);
    byte[] file = chance.bytes(255);
    Mail mail;
    try {
      mail =
          Mail.builder()
              .to("Team: Zoë <zoe@x.org>, bob@x.org;")
              .bcc("c@münchen.example")
              .subject(subject)
              .text(text)
              .attach(Attachment.of("ä.bin", "application/octet-stream", file))
              .build();
    } catch (InvalidMessageException e) {
      return;
    }

    isReadBackTheSame(WireMessage.of(MimeComposer.create().compose(mail)));
  }

  @Test
  void nothingIsAddedToAHeadWithoutDate() throws Exception {
    byte[] bytes = "To: ann@x.org\r\n\r\nx".getBytes(ISO_8859_1);
    WireMessage wire =
        WireMessage.of(new MimeMessage((Session) null, new ByteArrayInputStream(bytes)));
    assertThat(wire.header("Date")).isEmpty();

    isReadBackTheSame(wire);
  }

  @Test
  void aHeadThatGrewBeyondOneMebibyteIsReadBack() throws Exception {
    MimeMessage message = new MimeMessage((Session) null);
    message.setRecipients(MimeMessage.RecipientType.TO, "ann@x.org");
    for (int i = 0; i < 1200; i++) {
      message.addHeader("X-Filling", "a".repeat(900));
    }
    message.setText("x");

    isReadBackTheSame(WireMessage.of(message));
  }

  @Test
  void aMessageWithoutBodyIsReadBack() throws IOException {
    isReadBackTheSame(WholeMessage.of("X-A: b".getBytes(ISO_8859_1)).toWire(ENVELOPE));
    isReadBackTheSame(WholeMessage.of(new byte[0]).toWire(ENVELOPE));
  }

  @Test
  void theBodyIsReadAnewWhenItIsNeededAndAtNoOtherTime() throws IOException {
    StoredMessage stored = StoredMessage.of(written(large()));
    WholeMessage whole = WholeMessage.of(stored);
    assertThat(stored.opened).isEqualTo(1);

    WireMessage wire = whole.toWire(ENVELOPE);
    assertThat(stored.opened).isEqualTo(2);
    assertThat(wire.withHeader("X-A", "b").forEnvelope().header("X-A")).contains("b");
    assertThat(stored.opened).isEqualTo(2);
    written(wire);
    written(wire);
    assertThat(stored.opened).isEqualTo(4);
  }

  @Test
  void aLedgerThatIsAwayIsAMessageThatCannotBeRead() throws IOException {
    StoredMessage stored = StoredMessage.of(written(large()));
    assertThatThrownBy(() -> WholeMessage.of(stored.breakingAt(0)))
        .isInstanceOf(AttachmentException.class)
        .hasMessageContaining("the ledger is away");
    WholeMessage whole = WholeMessage.of(stored.breakingAt(20_000));
    assertThatThrownBy(() -> whole.toWire(ENVELOPE))
        .isInstanceOf(AttachmentException.class)
        .hasMessageContaining("the ledger is away");
  }

  @Test
  void aMessageOfAnotherLengthThanItSaysIsRefused() throws IOException {
    StoredMessage stored = StoredMessage.of(written(large()));
    for (long claim : new long[] {stored.size() - 1, stored.size() + 1}) {
      assertThatThrownBy(() -> WholeMessage.of(stored.claiming(claim)).toWire(ENVELOPE))
          .isInstanceOf(AttachmentException.class)
          .hasMessageContaining("has not the " + claim + " bytes");
    }
  }

  private static WireMessage large() throws IOException {
    String text = "To: ann@x.org\n\n" + "line\n".repeat(10_000);
    return WholeMessage.of(text.getBytes(ISO_8859_1)).toWire(ENVELOPE);
  }

  private static void isReadBackTheSame(WireMessage wire) throws IOException {
    byte[] bytes = written(wire);

    WireMessage back = WholeMessage.of(StoredMessage.of(bytes)).toWire(wire.recipients());

    assertThat(new String(written(back), ISO_8859_1)).isEqualTo(new String(bytes, ISO_8859_1));
    assertThat(back.recipients()).isEqualTo(wire.recipients());
    assertThat(back.size()).isEqualTo(wire.size());
    assertThat(back.isEightBit()).isEqualTo(wire.isEightBit());
    assertThat(back.sender()).isEqualTo(wire.sender());
    assertThat(back.namedBeyondEnvelope()).isEqualTo(wire.namedBeyondEnvelope());
  }

  private static byte[] written(WireMessage wire) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    wire.writeTo(out);
    return out.toByteArray();
  }

  private static String message(Chance chance) {
    return String.join(
        "", chance.list(0, 12, () -> line(chance) + chance.of("\n", "\r\n", "\n", "\r", "")));
  }

  private static String line(Chance chance) {
    return chance.oneOf(
        () -> chance.of("X-A: b", "Subject:", "Date:", " fold", "\tfold", "", " ", "From me"),
        () -> chance.of("From zoe@x.org Thu Mar 5", "From : z@x.org", "X-Old \t: a", "no field"),
        () ->
            chance.of("Bcc: d@x.org", "Resent-To: e@x.org", "Subject: Gr\u00C3\u00BC\u00C3\u009Fe"),
        () -> chance.text(0, 5, '\0', '\u00FF'),
        () -> chance.text(0, 8, "ab: \t"));
  }
}
