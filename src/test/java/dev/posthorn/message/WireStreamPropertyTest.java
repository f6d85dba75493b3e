package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.testing.Chance;
import dev.posthorn.testing.Tries;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

final class WireStreamPropertyTest {
  private static final String LONG = ("a".repeat(900) + "\n").repeat(80);

  @Tries(300)
  void lineEndsBecomeCrlfHoweverTheBytesAreCutIntoPieces(Chance chance) throws IOException {
    List<String> pieces =
        chance.list(0, 10, () -> chance.oneOf(() -> chance.text(0, 5, "\r\na"), () -> LONG));
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
