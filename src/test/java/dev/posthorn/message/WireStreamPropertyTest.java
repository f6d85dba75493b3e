package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class WireStreamPropertyTest {
  @Property(tries = 300)
  void lineEndsBecomeCrlfHoweverTheBytesAreCutIntoPieces(@ForAll("pieces") List<String> pieces)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    WireStream wire = new WireStream(new Collecting(out));
    for (String piece : pieces) {
      if (piece.length() == 1) {
        wire.write(piece.charAt(0));
      } else {
        wire.write(piece.getBytes(ISO_8859_1));
      }
      wire.flush();
    }
    wire.finish();

    String expected = String.join("", pieces).replaceAll("\r\n|\r|\n", "\r\n");
    assertThat(out.toString(ISO_8859_1)).isEqualTo(expected);
  }

  @Provide
  Arbitrary<List<String>> pieces() {
    return Arbitraries.oneOf(
            Arbitraries.strings().withChars("\r\na").ofMaxLength(5),
            Arbitraries.of("a".repeat(900) + "\n").map(line -> line.repeat(80)))
        .list()
        .ofMaxSize(10);
  }

  private static final class Collecting extends WireCounter {
    private final ByteArrayOutputStream out;

    Collecting(ByteArrayOutputStream out) {
      this.out = out;
    }

    @Override
    void check(long size) {}

    @Override
    void pass(byte[] bytes, int offset, int length) {
      out.write(bytes, offset, length);
    }

    @Override
    void passBase64(byte[] piece, int length, byte[] lines) {
      throw new AssertionError("Nobody asked for base64.");
    }
  }
}
