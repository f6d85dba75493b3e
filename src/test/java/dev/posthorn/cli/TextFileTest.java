package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts as editors save them. */
class TextFileTest {
  private static final String TEXT = "Grüße ✉ 🎺\nzwei\n";

  @Test
  void aByteOrderMarkTellsTheEncodingAndIsNoPartOfTheText(@TempDir Path folder) throws Exception {
    for (Charset charset : List.of(UTF_8, UTF_16LE, UTF_16BE)) {
      byte[] marked = ("\uFEFF" + TEXT).getBytes(charset);
      assertThat(TextFile.decode(marked)).as(charset.name()).isEqualTo(TEXT);
      assertThat(TextFile.decode("\uFEFF".getBytes(charset))).isEmpty();
      assertThat(TextFile.read(Files.write(folder.resolve("a.txt"), marked))).isEqualTo(TEXT);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", TEXT, "a\uFEFFb", "a\u0000b c d"})
  void withoutAMarkItIsUtf8AsItStands(String text) throws Exception {
    assertThat(TextFile.decode(text.getBytes(UTF_8))).isEqualTo(text);
  }

  @Test
  void whatIsNotUtf8NamesItsLineAndWhatItMayBe() {
    TextFile.WrongEncodingException latin = refused("one\nGrüße".getBytes(ISO_8859_1));
    assertThat(latin).hasMessage("line 2 is not UTF-8, but perhaps windows-1252 (ISO 8859-1)");
    assertThat(latin.remedy()).contains("iconv -f windows-1252");
    byte[] other = {'a', (byte) 0x81, '\n'};
    assertThat(refused(other)).hasMessage("line 1 is not UTF-8");
    assertThat(refused(Arrays.copyOf("x ü".getBytes(UTF_8), 3))).hasMessageStartingWith("line 1");
  }

  @Test
  void utf16WithoutAMarkAndUtf32AreNotTakenForUtf8FullOfNuls() {
    for (Charset charset : List.of(UTF_16LE, UTF_16BE)) {
      assertThat(refused("Hello".getBytes(charset)))
          .hasMessage("it is UTF-16 without a byte order mark");
    }
    for (String charset : List.of("UTF-32LE", "UTF-32BE")) {
      assertThat(refused("\uFEFFHello".getBytes(Charset.forName(charset))))
          .hasMessage("it is UTF-32");
    }
  }

  @Test
  void aMarkThatIsNotTrueIsSaidToBeThat() {
    assertThat(refused(new byte[] {(byte) 0xFF, (byte) 0xFE, 'a', 0, 'b'}))
        .hasMessage("line 1 is not UTF-16LE, which its byte order mark names");
  }

  @Test
  void forAMessageItIsAnExitCodeWithTheCure() {
    assertThatThrownBy(() -> TextFile.decode(new byte[] {(byte) 0xE9}, "The body in stdin"))
        .isInstanceOfSatisfying(
            Stop.class,
            stop -> {
              assertThat(stop.code()).isEqualTo(ExitCode.DATA);
              assertThat(stop.remedy()).contains("iconv");
            })
        .hasMessage(
            "The body in stdin (line 1 is not UTF-8, but perhaps windows-1252 (ISO 8859-1)) cannot"
                + " be read.");
  }

  private static TextFile.WrongEncodingException refused(byte[] bytes) {
    return catchThrowableOfType(
        TextFile.WrongEncodingException.class, () -> TextFile.decode(bytes));
  }
}
