package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Heads that hold UTF-8 as it is, as Debian's cron writes them. */
final class RawUtf8Test {
  @Test
  void freeTextInUtf8IsEncoded() throws Exception {
    String sent =
        passed(
            "Subject: Cron <root@vm> echo \"Größe 3\"\nX-Cron-Env: <NAME=Änn>\nTo: a@b.example\n");

    assertThat(sent)
        .contains("Subject: Cron <root@vm> echo =?UTF-8?")
        .containsPattern("X-Cron-Env: =\\?UTF-8\\?[ -~]+\\?=\r\n")
        .contains("\r\nTo: a@b.example\r\n");
    assertThat(jakarta.mail.internet.MimeUtility.decodeText(value(sent, "Subject")))
        .isEqualTo("Cron <root@vm> echo \"Größe 3\"");
  }

  @Test
  void aFoldedFieldIsUnfoldedFirst() throws Exception {
    String sent = passed("Subject: eins\n zwölf\nTo: a@b.example\n");

    assertThat(jakarta.mail.internet.MimeUtility.decodeText(value(sent, "Subject")))
        .isEqualTo("eins zwölf");
  }

  @Test
  void asciiStaysByteForByte() throws Exception {
    assertThat(passed("Subject:  a   =?x?= b\n\tc\nTo: a@b.example\n"))
        .startsWith("Subject:  a   =?x?= b\r\n\tc\r\nTo: a@b.example\r\n");
  }

  @Test
  void aNameInUtf8IsEncodedAndItsAddressStays() throws Exception {
    assertThat(passed("To: Größe <a@b.example>, c@d.example\n"))
        .containsPattern("To: =\\?UTF-8\\?[ -~]+\\?= <a@b\\.example>, c@d\\.example\r\n");
  }

  @Test
  void otherCharsetsAndAddressesAreRefused() {
    assertThatThrownBy(() -> passed("Subject: Größe\n", ISO_8859_1))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("Subject");
    assertThatThrownBy(() -> passed("To: Größe@b.example\n"))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("To");
  }

  private static String passed(String head) throws Exception {
    return passed(head, UTF_8);
  }

  private static String passed(String head, Charset charset) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] message = (head + "\nbody\n").getBytes(charset);
    WholeMessage.of(message).toWire(List.of("bob@example.com")).writeTo(out);
    return out.toString(ISO_8859_1);
  }

  private static String value(String message, String name) {
    return Wire.field(message, name).substring(name.length() + 2).replace("\r\n", "");
  }
}
