package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A header that is added to a message that is ready for the wire. */
final class AddedHeaderTest {
  private static final String HEAD =
      "To: ann@x.org\r\nDate: Thu, 5 Mar 2026 07:08:09 +0000\r\nMessage-ID: <a@b.example>\r\n";

  @Test
  void itStandsAtTheEndOfTheHead() throws IOException {
    WireMessage wire = wire(HEAD + "\r\nbody").inThread("18b");

    WireMessage added = wire.withHeader("X-Posthorn-Id", "0123456789abcdef");

    assertThat(Wire.text(added)).isEqualTo(HEAD + "X-Posthorn-Id: 0123456789abcdef\r\n\r\nbody");
    assertThat(added.recipients()).isEqualTo(wire.recipients());
    assertThat(added.threadId()).contains("18b");
    assertThat(Wire.text(wire)).as("unchanged").isEqualTo(HEAD + "\r\nbody");
  }

  @Test
  void itTakesThePlaceOfAllOfItsName() throws IOException {
    WireMessage wire = wire("x-posthorn-ID: 1\r\n" + HEAD + "X-Posthorn-Id: 2\r\n\r\nbody");

    assertThat(Wire.text(wire.withHeader("X-Posthorn-Id", "3")))
        .isEqualTo("X-Posthorn-Id: 3\r\n" + HEAD + "\r\nbody");
    WireMessage three = wire.withHeader("X-Posthorn-Id", "3");
    assertThat(three.withHeader("X-Posthorn-Id", "3")).isSameAs(three);
  }

  @Test
  void aMessageWithoutBodyHasARoomForItToo() throws IOException {
    assertThat(Wire.rawText(wire(HEAD).withHeader("X-A", "Grüße")))
        .isEqualTo(HEAD + "X-A: =?UTF-8?B?R3LDvMOfZQ==?=\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"To", "bcc", "From", "Date", "Message-ID", "Content-Type", "Resent-To"})
  void aFieldThatIsSetAsWhatItIsIsRefused(String name) {
    assertThatThrownBy(() -> wire(HEAD + "\r\nx").withHeader(name, "eve@y.org"))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining(name);
  }

  @ParameterizedTest
  @CsvSource({"X A, b", "X:A, b", "'', b", "X-A, 'b\nBcc: eve@y.org'", "X-A, 'b\rc'"})
  void whatIsNoHeaderIsRefused(String name, String value) {
    assertThatThrownBy(() -> wire(HEAD + "\r\nx").withHeader(name, value))
        .isInstanceOf(InvalidMessageException.class);
  }

  @Test
  void aMessageThatGetsTooLargeByItIsRefused() {
    String lines = ("b".repeat(998) + "\r\n").repeat((int) WireMessage.LARGEST / 1000 + 1);
    String fit = (HEAD + "\r\n" + lines).substring(0, (int) WireMessage.LARGEST - 8);

    assertThat(wire(fit).withHeader("X-A", "b").size()).isEqualTo(WireMessage.LARGEST);
    assertThatThrownBy(() -> wire(fit).withHeader("X-A", "bc"))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("too large");
  }

  private static WireMessage wire(String message) {
    return WireMessage.of(message.getBytes(UTF_8));
  }
}
