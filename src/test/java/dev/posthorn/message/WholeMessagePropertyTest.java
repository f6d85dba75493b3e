package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.testing.Chance;
import dev.posthorn.testing.Tries;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Any bytes at all go out as they are, but for their line ends, or are refused. */
final class WholeMessagePropertyTest {
  private static final String COMPLETE = "Date: now\nMessage-ID: <a@b.example>\nTo: ann@x.org\n";

  @Tries(1000)
  void whatIsNotRefusedGoesOutAsItIs(Chance chance) throws IOException {
    String rest = message(chance);
    byte[] source = (COMPLETE + rest).getBytes(ISO_8859_1);
    WireMessage wire;
    WireMessage streamed;
    try {
      wire = WholeMessage.of(source).toWire(List.of("bob@x.org"));
      streamed = WholeMessage.of(new ByteArrayInputStream(source)).toWire(List.of("bob@x.org"));
    } catch (InvalidMessageException e) {
      assertThat(e).message().doesNotContain("\n", "\r", "\0");
      return;
    }
    String expected = MendedHead.in((COMPLETE + rest).replaceAll("\r\n|\r|\n", "\r\n"));
    // A head that ends with the message may lack the end of its last line.
    boolean headOnly = !expected.contains("\r\n\r\n") && !expected.endsWith("\r\n");

    String written = Wire.rawText(wire);
    int end = expected.indexOf("\r\n\r\n");
    String head = end < 0 ? expected : expected.substring(0, end);
    if (head.chars().anyMatch(c -> c > 0x7f)) {
      // Well-formed UTF-8, by chance: it was encoded.
      assertThat(written).contains("=?UTF-8?");
    } else if (!wire.changes().isEmpty()) {
      // A NUL, or well-formed UTF-8 by chance: RecodedTreesTest reads such messages back.
      assertThat(written).contains("\r\nMIME-Version: 1.0\r\nContent-T");
    } else {
      assertThat(written).isEqualTo(expected + (headOnly ? "\r\n" : ""));
    }
    assertThat(Wire.rawText(streamed)).isEqualTo(written);
  }

  @Tries(1000)
  void noFormNamesAnybodyBeyondTheEnvelopeOrLeavesAnybodyOut(Chance chance) throws IOException {
    String message =
        "To: %s\nCc: %s\nBcc: %s\n\nx".formatted(list(chance), list(chance), list(chance));
    List<String> envelope = List.of("a@x.org", "\"b,\"@x.org", "c@y.org");
    WireMessage wire = WholeMessage.of(message.getBytes(ISO_8859_1)).toWire(envelope);
    if (!wire.namedBeyondEnvelope().isEmpty()) {
      return;
    }

    byte[] form = Wire.bytes(wire.forHeaders());

    assertThat(WholeMessage.of(form).recipients()).containsExactlyInAnyOrderElementsOf(envelope);
    assertThat(Wire.text(wire.forEnvelope()).toLowerCase(Locale.ROOT)).doesNotContain("bcc:");
  }

  private static String message(Chance chance) {
    return String.join(
        "", chance.list(0, 12, () -> line(chance) + chance.of("\n", "\r\n", "\r", "")));
  }

  private static String line(Chance chance) {
    return chance.oneOf(
        () -> chance.of("X-A: b", "Subject:", " fold", "\tfold", "", " ", "From me", "no field"),
        () -> chance.text(0, 5, '\0', '\u00FF'),
        () -> chance.text(0, 8, "ab: \t"));
  }

  private static String list(Chance chance) {
    return String.join(",", chance.list(0, 4, () -> entry(chance)));
  }

  private static String entry(Chance chance) {
    return chance.oneOf(
        () -> chance.of("a@x.org", "\"b,\"@x.org", "c@y.org", "C <c@y.org>", "T: c@y.org;"),
        () -> chance.of("d@z.org", "\"a@x.org", "(", ";", ":", "<", ">", "root", " ", "x\n y"));
  }
}
