package dev.posthorn.message;

import static dev.posthorn.message.WholeMessageTest.COMPLETE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text that does not say what it is, as at, fail2ban and cron-apt write it. */
final class UnlabelledTextTest {
  private static final String VERSION = "MIME-Version: 1.0\r\n";
  private static final String TYPE = "Content-Type: text/plain; charset=UTF-8\r\n";
  private static final String EIGHT_BIT = "Content-Transfer-Encoding: 8bit\r\n";

  @Test
  void textOfUtf8SaysSo() throws IOException {
    assertThat(sent(COMPLETE + "\r\nGrüße, 日本語 😀\r\n"))
        .isEqualTo(COMPLETE + VERSION + TYPE + EIGHT_BIT + "\r\nGrüße, 日本語 😀\r\n");
    assertThat(WireMessage.of(bytes(COMPLETE + "\r\nü")).changes())
        .containsExactly("text declared as what it is: text/plain; charset=UTF-8");
  }

  @Test
  void aTextWithoutAnyHeadSaysSoToo() throws IOException {
    byte[] given = bytes("Grüße\n");
    WireMessage wire = WholeMessage.of(given).toWire(List.of("b@x.org"));

    assertThat(new String(written(wire), UTF_8))
        .endsWith(VERSION + TYPE + EIGHT_BIT + "\r\nGrüße\r\n");
  }

  @Test
  void withALongLineItIsQuotedPrintable() throws IOException {
    String sent = sent(COMPLETE + "\r\n" + "ü".repeat(500) + "\r\n");

    assertThat(sent)
        .startsWith(
            COMPLETE + VERSION + TYPE + "Content-Transfer-Encoding: quoted-printable\r\n\r\n=C3=BC")
        .doesNotContain("ü");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type: text/plain",
        "Content-Type: text/plain; charset=iso-8859-1",
        "content-type: text/html",
        "Content-Type: multipart/mixed; boundary=x",
        "Content-Type: nonsense",
        "Content-Transfer-Encoding: base64",
        "Content-Transfer-Encoding: quoted-printable",
        "Content-Transfer-Encoding: x-unknown",
      })
  void whatIsDeclaredStays(String field) throws IOException {
    String message = COMPLETE + field + "\r\n\r\nü\r\n";

    assertThat(sent(message)).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource({"8bit, 8bit", "7bit, 8bit", "binary, binary"})
  void theEncodingThatIsDeclaredStaysWhereItFits(String declared, String sent) throws IOException {
    String field = "Content-Transfer-Encoding: ";

    assertThat(sent(COMPLETE + field + declared + "\r\nMime-Version: 1.0 (x)\r\n\r\nü"))
        .isEqualTo(COMPLETE + field + sent + "\r\nMime-Version: 1.0 (x)\r\n" + TYPE + "\r\nü");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Gr\u00FC\u00DFe",
        "\u00C3",
        "\u00C3\n\u00BC",
        "\u00C0\u0080",
        "\u00E0\u0080\u0080",
        "\u00ED\u00A0\u0080",
        "\u00F4\u0090\u0080\u0080",
        "\u00F5\u0080\u0080\u0080",
        "\u00C3\u00BC \u00FC",
        "plain",
        "",
      })
  void whatIsNotUtf8OrOnlyAsciiStaysAsItIs(String octets) throws IOException {
    byte[] message = (COMPLETE + "\r\n" + octets.replace("\n", "\r\n")).getBytes(ISO_8859_1);

    assertThat(written(WireMessage.of(message))).isEqualTo(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0080",
        "\u07FF\u0800\uD7FF\uE000\uFFFF",
        "\uD800\uDC00\uDBFF\uDFFF",
        "a\u00FCb"
      })
  void theEdgesOfUtf8AreSeen(String text) throws IOException {
    assertThat(sent(COMPLETE + "\r\n" + text)).contains(TYPE);
  }

  @Test
  void whatWasKeptStaysAsItIs() throws IOException {
    byte[] kept = bytes(COMPLETE + "\r\nü");

    assertThat(written(WholeMessage.of(StoredMessage.of(kept)).toWire())).isEqualTo(kept);
  }

  @Test
  void aLongTextIsSeenInPieces() throws IOException {
    String text = ("€".repeat(20) + "\r\n").repeat(5000);

    assertThat(sent(COMPLETE + "\r\n" + text)).contains(TYPE + EIGHT_BIT);
    assertThat(sent(COMPLETE + "\r\n" + text + "\u00E4")).contains(TYPE);
    byte[] broken = (COMPLETE + "\r\n").getBytes(UTF_8);
    byte[] all = Arrays.copyOf(broken, broken.length + 100_000);
    Arrays.fill(all, broken.length, all.length, (byte) '\n');
    all[all.length - 1] = (byte) 0xE4;
    assertThat(new String(written(WireMessage.of(all)), ISO_8859_1)).doesNotContain("Content-");
  }

  private static String sent(String message) throws IOException {
    return new String(written(WireMessage.of(bytes(message))), UTF_8);
  }

  private static byte[] written(WireMessage wire) throws IOException {
    return Wire.rawText(wire).getBytes(ISO_8859_1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
