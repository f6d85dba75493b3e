package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QuotedPrintableTest {
  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "a=b, a=3Db",
    "'a ', a=20",
    "'a\\t', a=09",
    "'a \\t\\nb', 'a =09\\r\\nb'",
    "'a\\tb c', 'a\\tb c'",
    "'\\r\\n\\n\\r', '\\r\\n\\r\\n\\r\\n'",
    "'From me\\nFrom \\n', '=46rom me\\r\\n=46rom=20\\r\\n'",
    "'From\\nFroFrom me', 'From\\r\\nFroFrom me'",
    "'FFrom x\\n>From me From', 'FFrom x\\r\\n>From me From'",
    "From, From",
    "Fro, Fro",
    "'.\\n-- ', '.\\r\\n--=20'",
    "'\u00FC\u007F\u0001', =FC=7F=01",
  })
  void textIsEncodedToTheLetter(String text, String expected) throws Exception {
    assertThat(encoded(unescaped(text), 1000)).isEqualTo(unescaped(expected));
  }

  @ParameterizedTest
  @ValueSource(ints = {73, 74, 75, 76, 77, 150, 151, 1000})
  void aBrokenLineBeginsWithNothingThatMeansSomething(int length) throws Exception {
    for (String piece : new String[] {"--b", "From me ", "=", ". ", "\t "}) {
      String text = "x".repeat(length - 1) + piece.repeat(300);
      String coded = encoded(text, 7);
      for (String line : coded.split("\r\n", -1)) {
        assertThat(line.length()).isLessThanOrEqualTo(76);
        assertThat(line).doesNotStartWith("-").doesNotStartWith("From ").doesNotMatch(".*[ \t]$");
      }
      assertThat(decoded(coded)).isEqualTo(text);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void anyOctetsAreDecodedToWhatTheyWere(long seed) throws Exception {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    String[] pieces = {"From ", " ", "\t", "=", "\u00FC", "\0", "\r\n", "-", "F", "abc", "."};
    for (int i = 0; i < 3000; i++) {
      text.append(pieces[random.nextInt(seed % 2 == 0 ? pieces.length : pieces.length - 3)]);
    }
    String coded = encoded(text.toString(), 1 + random.nextInt(50));

    assertThat(decoded(coded)).isEqualTo(text.toString());
    assertThat(coded.split("\r\n", -1)).allMatch(line -> line.length() <= 76);
    assertThat(coded).matches("[ -~\t\r\n]*").doesNotContain(" \r", "\t\r");
  }

  private static String encoded(String text, int piece) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    QuotedPrintable encoder = new QuotedPrintable(out);
    byte[] bytes = text.getBytes(ISO_8859_1);
    for (int at = 0; at < bytes.length; at += piece) {
      encoder.write(bytes, at, Math.min(piece, bytes.length - at));
    }
    encoder.finish();
    return out.toString(ISO_8859_1);
  }

  private static String decoded(String coded) throws Exception {
    byte[] bytes = coded.getBytes(ISO_8859_1);
    return new String(
        MimeUtility.decode(new ByteArrayInputStream(bytes), "quoted-printable").readAllBytes(),
        ISO_8859_1);
  }

  private static String unescaped(String text) {
    return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\t", "\t");
  }
}
