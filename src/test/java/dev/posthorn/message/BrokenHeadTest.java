package dev.posthorn.message;

import static dev.posthorn.message.WholeMessageTest.COMPLETE;
import static dev.posthorn.message.WholeMessageTest.whole;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a head begins and ends that is not quite one. */
final class BrokenHeadTest {
  private static final List<String> BOB = List.of("bob@example.com");

  /** As the event daemon of ZFS up to 2.2.6 writes: "Subject: …" and at once the report. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ZFS has finished a scrub:\r\n\r\n   eid: 5\r\nTo: nobody\r\n",
        "no field\r\nX-B: 2\r\nFrom: eve@y.org\r\n\r\ntext\r\n",
        "N\u00F6: field\r\n",
        ">From me\r\n",
        "From me\r\n",
        "Look at\r\n To: nobody\r\nTo nobody\r\nTop: x\r\n",
        ": x\r\n",
        "text",
      })
  void aBodyMayBeginWithoutAnEmptyLine(String body) throws IOException {
    WireMessage wire = whole(COMPLETE + "X-A: b\r\n c\r\n" + body).toWire();

    assertThat(Wire.rawText(wire)).isEqualTo(COMPLETE + "X-A: b\r\n c\r\n\r\n" + body);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Bcc: eve@y.org | Bcc",
        "BCC : eve@y.org | BCC",
        "a\\nb\\nto:x | to",
        "a\\r\\nCc:x | Cc",
        "a\\rb\\rResent-Bcc: x | Resent-Bcc",
        "Content-Type: text/html | Content-",
        "a\\ncontent-nothing | Content-",
      })
  void aFieldOfTheHeadInWhatWouldBeTheBodyShowsThatTheHeadWasBroken(String text, String field) {
    String stray = text.translateEscapes();
    for (String message :
        List.of(
            COMPLETE + "no field\n" + stray,
            COMPLETE + "no field\n" + stray + "\n\nx",
            "no field\n" + stray + "\n\nx",
            " no field\n" + stray,
            " \n" + stray + "\n\nx",
            "From me\nno field\n" + stray + "\n\nx",
            "\uFEFFno field\n" + stray + "\n\nx")) {
      assertThatThrownBy(() -> WholeMessage.of(message.getBytes(UTF_8)))
          .as(message)
          .isInstanceOf(InvalidMessageException.class)
          .hasMessageContaining("head is broken")
          .hasMessageContaining(field)
          .message()
          .doesNotContain("eve@y.org", "\n", "\r");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\nBcc: eve@y.org\n\nx",
        "\r\nSubject: x\r\nTo: bob@example.com\r\n",
        "\n\n\nSubject: x\n fold\n\tfold\ncc: eve@y.org",
        "\nFrom me\nTo: x",
        "From me\n\nTo: x",
        "\rSubject: x\rBcc: eve@y.org\r\rx",
        "\uFEFF\nMIME-Version: 1.0\nContent-Type: text/html\n\n",
      })
  void aHeadBehindAnEmptyLineIsRefused(String message) {
    assertThatThrownBy(() -> WholeMessage.of(message.getBytes(UTF_8)))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("head is broken");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\nHello,\nTo: the point\n",
        "\nDear all\n\nBcc: x\n",
        "\nNote: x\n\nTo: x\n",
        "\nSubject: x\n",
      })
  void aTextBehindAnEmptyLineMaySayWhatItLikes(String message) throws IOException {
    assertThat(Wire.rawText(whole(message).toWire(BOB)))
        .endsWith(">\r\n" + message.replace("\n", "\r\n"));
  }

  @Test
  void aLongTextWithoutAnEmptyLineIsLookedThrough() throws IOException {
    String text = "no field\n" + "line\n".repeat(300_000);

    assertThat(whole(text).toWire(BOB).size()).isGreaterThan(1_500_000);
    assertThatThrownBy(() -> whole(text + "Bcc: eve@y.org\n"))
        .isInstanceOf(InvalidMessageException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "From \n",
        "From \t \r\n",
        "From me Thu Mar  5 07:08:09 2026\n",
        ">From me\n",
        ">From \n",
        ">>From me\nFrom \n",
        "\uFEFFFrom me\n",
        "\uFEFF",
      })
  void whatMailboxFilesAndEditorsPutBeforeAMessageIsDropped(String before) throws IOException {
    String typed = COMPLETE + "Content-Type: text/plain; charset=UTF-8\r\n\r\n\uFEFFbody";
    byte[] message = (before + typed).getBytes(UTF_8);

    assertThat(Wire.bytes(WholeMessage.of(message).toWire())).isEqualTo(typed.getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {">From: me", "From : me", ">From : me", "From\t: me"})
  void aFieldIsNoLineOfAMailboxFile(String field) throws IOException {
    assertThat(Wire.text(whole(field + "\r\n" + COMPLETE + "\r\nx").toWire()))
        .isEqualTo(field + "\r\n" + COMPLETE + "\r\nx");
  }

  @Test
  void aTextWithoutHeadLosesItsMark() throws IOException {
    WireMessage wire = WholeMessage.of("\uFEFFjust words\n".getBytes(UTF_8)).toWire(BOB);

    assertThat(Wire.rawText(wire)).endsWith(">\r\n\r\njust words\r\n");
  }

  @Test
  void utf16IsRefusedByName() {
    for (Charset charset : List.of(UTF_16LE, UTF_16BE)) {
      byte[] message = ("\uFEFF" + COMPLETE + "\r\nx").getBytes(charset);

      assertThatThrownBy(() -> WholeMessage.of(message))
          .isInstanceOf(InvalidMessageException.class)
          .hasMessageContaining("UTF-16")
          .hasMessageContaining("iconv");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "From me\r", "From \r", ">From \r"})
  void aFileWhoseLinesEndInCrAloneIsRefusedWithTheCure(String before) {
    String message = before + (COMPLETE + "\r\nx").replace("\r\n", "\r");

    assertThatThrownBy(() -> WholeMessage.of(message.getBytes(ISO_8859_1)))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("CR alone")
        .hasMessageEndingWith("tr '\\r' '\\n'");
  }

  /** Some programs take such a line for the end of the head; what goes out has none. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`Subject: a\\n `, `Subject: a`",
        "`Subject: a\\n \\n\\t \\n b`, `Subject: a\\r\\n b`",
        "`Subject:\\r\\n \\r\\n b\\r\\n\\t`, `Subject:\\r\\n b`",
        "`Subject: a\\n \\nX-B: c`, `Subject: a\\r\\nX-B: c`",
        "`Subject: ä\\n \\n b`, `Subject: =?UTF-8?B?w6Q=?= b`",
        "`Subject:\\n `, `Subject:`",
      })
  void aFoldOfNothingButBlanksIsDropped(String raw, String sent) throws IOException {
    byte[] message = (COMPLETE + raw.translateEscapes() + "\n\nx").getBytes(UTF_8);

    assertThat(Wire.text(WholeMessage.of(message).toWire()))
        .isEqualTo(COMPLETE + sent.translateEscapes() + "\r\n\r\nx");
  }
}
