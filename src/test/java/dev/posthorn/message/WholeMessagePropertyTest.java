package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any bytes at all go out as they are, but for their line ends, or are refused. */
final class WholeMessagePropertyTest {
  private static final String COMPLETE = "Date: now\nMessage-ID: <a@b.example>\nTo: ann@x.org\n";

  @Property(tries = 1000)
  void whatIsNotRefusedGoesOutAsItIs(@ForAll("messages") String rest) throws IOException {
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
    String expected = (COMPLETE + rest).replaceAll("\r\n|\r|\n", "\r\n");
    // A head that ends with the message may lack the end of its last line.
    boolean headOnly = !expected.contains("\r\n\r\n") && !expected.endsWith("\r\n");

    String written = Wire.rawText(wire);
    int end = expected.indexOf("\r\n\r\n");
    String head = end < 0 ? expected : expected.substring(0, end);
    if (head.chars().anyMatch(c -> c > 0x7f)) {
      // Well-formed UTF-8, by chance: it was encoded.
      assertThat(written).contains("=?UTF-8?");
    } else {
      assertThat(written).isEqualTo(expected + (headOnly ? "\r\n" : ""));
    }
    assertThat(Wire.rawText(streamed)).isEqualTo(written);
  }

  @Property(tries = 1000)
  void noFormNamesAnybodyBeyondTheEnvelopeOrLeavesAnybodyOut(
      @ForAll("lists") String to, @ForAll("lists") String cc, @ForAll("lists") String bcc)
      throws IOException {
    String message = "To: " + to + "\nCc: " + cc + "\nBcc: " + bcc + "\n\nx";
    List<String> envelope = List.of("a@x.org", "\"b,\"@x.org", "c@y.org");
    WireMessage wire = WholeMessage.of(message.getBytes(ISO_8859_1)).toWire(envelope);
    if (!wire.namedBeyondEnvelope().isEmpty()) {
      return;
    }

    byte[] form = Wire.bytes(wire.forHeaders());

    assertThat(WholeMessage.of(form).recipients()).containsExactlyInAnyOrderElementsOf(envelope);
    assertThat(Wire.text(wire.forEnvelope()).toLowerCase(Locale.ROOT)).doesNotContain("bcc:");
  }

  @Provide
  Arbitrary<String> messages() {
    Arbitrary<String> line =
        Arbitraries.oneOf(
            Arbitraries.of("X-A: b", "Subject:", " fold", "\tfold", "", " ", "From me", "no field"),
            Arbitraries.strings().withCharRange('\0', '\u00FF').ofMaxLength(5),
            Arbitraries.strings().withChars("ab: \t").ofMaxLength(8));
    return Combinators.combine(line, Arbitraries.of("\n", "\r\n", "\r", ""))
        .as((text, end) -> text + end)
        .list()
        .ofMaxSize(12)
        .map(lines -> String.join("", lines));
  }

  @Provide
  Arbitrary<String> lists() {
    return Arbitraries.oneOf(
            Arbitraries.of("a@x.org", "\"b,\"@x.org", "c@y.org", "C <c@y.org>", "T: c@y.org;"),
            Arbitraries.of("d@z.org", "\"a@x.org", "(", ";", ":", "<", ">", "root", " ", "x\n y"))
        .list()
        .ofMaxSize(4)
        .map(parts -> String.join(",", parts));
  }
}
