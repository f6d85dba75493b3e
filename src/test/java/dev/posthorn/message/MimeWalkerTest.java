package dev.posthorn.message;

import static dev.posthorn.message.WholeMessageTest.COMPLETE;
import static dev.posthorn.message.WholeMessageTest.sent;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts are found where mail programs find them, and hostile messages do no harm. */
final class MimeWalkerTest {
  private static final String WIDE = "w".repeat(1000);
  private static final String ENCODED = "Content-Transfer-Encoding: quoted-printable\r\n\r\nwwww";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "boundary=b",
        "BOUNDARY=\"b\"",
        "boundary = b",
        "charset=\"x;boundary=y\"; boundary=b",
        "(boundary=y) boundary=b",
        "x=\"\\\"; boundary=y\"; boundary=\"\\b\"",
        "boundary*0=\"\"; boundary*1=b",
        "boundary*=us-ascii'en'b",
        "boundary*0*=us-ascii'en'%62; boundary*1=\"\"",
        "boundary=\"b \t\"",
        "boundary=b; boundary=b",
        "boundary=b;",
        "\r\n\tboundary=b;\r\n x=y",
      })
  void boundariesAreReadHoweverTheyAreWritten(String parameter) throws IOException {
    String head = COMPLETE + "Content-Type: multipart/mixed; " + parameter + "\r\n\r\n";

    assertThat(sent(head + "--b\r\nContent-Type: image/x\r\n\r\n\r\n--b \t\r\n\r\n" + WIDE))
        .startsWith(head + "--b\r\nContent-Type: image/x\r\n\r\n\r\n--b \t\r\n" + ENCODED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--bb", "--b-", "-- b", " --b", "--b x", "--B", "--"})
  void whatOnlyLooksLikeABoundaryIsContent(String line) throws IOException {
    String head = COMPLETE + "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
    String sent = sent(head + "--b\r\n\r\n" + line + "\r\n\r\n" + WIDE + "\r\n--b--");

    assertThat(sent)
        .startsWith(head + "--b\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + line);
    assertThat(sent.split("Content-Transfer", -1)).hasSize(2);
  }

  /** A part that is not ended ends with the one around it. */
  @Test
  void anOuterBoundaryEndsInnerParts() throws IOException {
    String inner = "--a\r\nContent-Type: multipart/x; boundary=i\r\n\r\n--i\r\n\r\nx\r\n";

    assertThat(
            sent(
                COMPLETE
                    + "Content-Type: multipart/x; boundary=a\r\n\r\n"
                    + inner
                    + "--a\r\n\r\n"
                    + WIDE
                    + "\r\n--i\r\n\r\nno part\r\n--a--\r\n"))
        .contains(inner + "--a\r\n" + ENCODED)
        .endsWith("\r\n--i\r\n\r\nno part\r\n--a--\r\n");
  }

  /** Within the inner one, whose end comes first; then the outer one's. */
  @Test
  void aBoundaryThatIsGivenTwiceBelongsToTheInnerPartFirst() throws IOException {
    String head = COMPLETE + "Content-Type: multipart/x; boundary=b\r\n\r\n--b\r\n";
    String signed = "Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\n" + WIDE + "\r\n";

    assertThat(
            sent(
                head
                    + "Content-Type: multipart/x; boundary=b\r\n\r\n--b\r\n\r\n"
                    + WIDE
                    + "\r\n--b--\r\n--b\r\n\r\nx\r\n--b--\r\n"))
        .contains("boundary=b\r\n\r\n--b\r\n" + ENCODED)
        .endsWith("\r\n--b--\r\n--b\r\n\r\nx\r\n--b--\r\n");
    // What is signed ends at the boundary around it, whoever it was meant for: then it is not.
    assertThat(sent(head + signed.replace(WIDE, "x") + "--b\r\n\r\n" + WIDE)).contains("=\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no field", "X : y\r\nno field", " fold"})
  void aHeadThatIsBrokenIsLeftAlone(String head) throws IOException {
    String mixed = COMPLETE + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n";
    String part = head + "\r\nContent-Type: text/plain\r\n\r\n";

    assertThat(sent(mixed + part + "x\r\n--b\r\n\r\n" + WIDE))
        .startsWith(mixed + part + "x\r\n--b\r\n" + ENCODED);
    assertThatThrownBy(() -> sent(mixed + part + WIDE))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("differently");
  }

  @Test
  void aPartWithoutBodyAndOneWithoutAnythingPass() throws IOException {
    String message =
        COMPLETE + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nX-A: b\r\n--b\r\n--b--";

    assertThat(sent(message)).isEqualTo(message);
    String cut = message.substring(0, message.length() - 9);
    assertThat(sent(cut)).isEqualTo(cut);
  }

  @Test
  void aDigestHoldsMessages() throws IOException {
    String head = COMPLETE + "Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\n";

    assertThat(sent(head + "Subject: x\r\n\r\n" + WIDE))
        .startsWith(head + "Subject: x\r\nMIME-Version: 1.0\r\n");
  }

  @Test
  void anEndlessNestOfPartsPasses() throws IOException {
    StringBuilder message = new StringBuilder(COMPLETE);
    for (int i = 0; i < 20_000; i++) {
      message.append("Content-Type: multipart/x; boundary=b" + i + "\r\n\r\n--b" + i + "\r\n");
    }
    assertThat(sent(message + "\r\nx")).isEqualTo(message + "\r\nx");
    StringBuilder messages = new StringBuilder(COMPLETE);
    for (int i = 0; i < 20_000; i++) {
      messages.append("Content-Type: message/rfc822\r\n\r\n");
    }
    assertThat(sent(messages + "x")).isEqualTo(messages + "x");
    assertThatThrownBy(() -> sent(messages + WIDE)).isInstanceOf(InvalidMessageException.class);
  }

  @Test
  void partsWithoutNumberPass() throws IOException {
    String head = COMPLETE + "Content-Type: multipart/x; boundary=b\r\n\r\n";
    String many = "--b\r\n\r\n\r\n".repeat(500_000);

    assertThat(sent(head + many)).isEqualTo(head + many);
    assertThatThrownBy(() -> sent(head + many + WIDE))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("differently");
  }

  @Test
  void hugeFieldsAndLinesOfHyphensAreNotHeld() throws IOException {
    String head = COMPLETE + "Content-Type: multipart/x; boundary=b\r\n\r\n--b\r\n";
    String field = "Content-Type: text/plain;" + ("\r\n x" + "y".repeat(900)).repeat(5000);

    assertThat(sent(head + field + "\r\n\r\nx")).isEqualTo(head + field + "\r\n\r\nx");
    String hyphens = "--" + "-".repeat(3_000_000);
    String sent = sent(head + "\r\n" + hyphens + "\r\n--b--");
    assertThat(sent.replace("=\r\n", "").replace("=2D", "-"))
        .endsWith("\r\n\r\n" + hyphens + "\r\n--b--");
  }

  /** A broken line of text must not end its part. */
  @Test
  void noBoundaryArisesWhereALineIsBroken() throws IOException {
    String head = COMPLETE + "Content-Type: multipart/x; boundary=b\r\n\r\n--b\r\n";
    for (String encoding : new String[] {"7bit", "quoted-printable", "base64"}) {
      for (int shift = 70; shift < 80; shift++) {
        String field = "Content-Transfer-Encoding: " + encoding + "\r\n";
        String line = "A".repeat(shift) + "--b--" + "A".repeat(1000);
        assertThat(sent(head + field + "\r\n" + line).substring(head.length()))
            .doesNotContain("\r\n--b");
      }
    }
  }

  @Test
  void theHeadOfAMessageInsideMayBeginWithALineOfAMailbox() throws IOException {
    String head =
        COMPLETE
            + "Content-Type: multipart/x; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822";
    for (String line : new String[] {"From a@x.org Thu Mar 5", ">From a@x.org Thu Mar 5"}) {
      assertThat(sent(head + "\r\n\r\n" + line + "\r\nSubject: x\r\n\r\n" + WIDE))
          .startsWith(head + "\r\n\r\n" + line + "\r\nSubject: x\r\nMIME-Version: 1.0\r\n");
    }
  }

  @Test
  void aLineEndOfCrIsOneInAPartToo() throws IOException {
    byte[] message =
        (COMPLETE + "Content-Type: multipart/x; boundary=b\r\n\r\n--b\r\r" + WIDE + "\r--b--\r")
            .getBytes(ISO_8859_1);

    assertThat(Wire.text(WireMessage.of(message)))
        .contains("--b\r\n" + ENCODED)
        .endsWith("--b--\r\n");
  }
}
