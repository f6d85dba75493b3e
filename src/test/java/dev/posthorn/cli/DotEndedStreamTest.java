package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** sendmail's end of a message. */
class DotEndedStreamTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a~.~b~      | a~
          a~.         | a~
          a~.=~b      | a~
          a~.=        | a~.=
          a~..~b~     | a~..~b~
          a~.b~       | a~.b~
          a.~b~       | a.~b~
          .~b         | ""
          .           | ""
          ~.~         | ~
          a~ .~b      | a~ .~b
          a~.=b~      | a~.=b~
          a=.~b       | a=.~b
          """)
  void aLineWithNothingButADotEnds(String given, String expected) throws IOException {
    assertThat(read(given.replace('~', '\n').replace('=', '\r')))
        .isEqualTo(expected.replace('~', '\n').replace('=', '\r'));
  }

  @Test
  void afterTheEndNothingMoreComes() throws IOException {
    InputStream in = stream("a\n.\nb\n");
    assertThat(in.readAllBytes()).hasSize(2);
    assertThat(in.read()).isEqualTo(-1);
    assertThat(in.read(new byte[9])).isEqualTo(-1);
    assertThat(in.skip(3)).isZero();
  }

  private static String read(String text) throws IOException {
    String whole = new String(stream(text).readAllBytes(), ISO_8859_1);
    // Byte by byte it must be the same.
    StringBuilder single = new StringBuilder();
    InputStream in = stream(text);
    for (int octet = in.read(); octet >= 0; octet = in.read()) {
      single.append((char) octet);
    }
    assertThat(single.toString()).isEqualTo(whole);
    return whole;
  }

  private static InputStream stream(String text) {
    return new DotEndedStream(new ByteArrayInputStream(text.getBytes(ISO_8859_1)));
  }
}
