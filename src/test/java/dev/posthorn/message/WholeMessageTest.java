package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that somebody else wrote. */
final class WholeMessageTest {
  /** What keeps Posthorn from adding anything. */
  static final String COMPLETE =
      """
      From: zoe@example.com
      To: ann@example.com
      Date: Thu, 5 Mar 2026 07:08:09 +0000
      Message-ID: <a@b.example>
      """
          .replace("\n", "\r\n");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\r\n",
        "\r\nbody",
        "\r\nbody\r\n",
        "\r\n\r\n\r\n.\r\n..\r\nFrom me\r\n",
        "\r\n\u0080\u00FF\u0007\u001B\u007F\t\u000B\u000C\r\n",
        "subject:  odd   spacing \t \r\n\r\nx",
        "X-Folded:\r\n one\r\n\t two  \r\nX-Empty:\r\nX-Old \t: blanks before the colon\r\n\r\nx",
        "CONTENT-TYPE: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\n--x--\r\nepilogue",
        "Received: from a\r\n by b\r\nDKIM-Signature: v=1; b=abc\r\n def\r\n\r\nx",
        "X-Encoded: =?UTF-8?Q?not_?= =?nonsense\r\n\r\nx",
      })
  void aCompleteMessageGoesOutByteForByte(String rest) throws IOException {
    assertThat(sent(COMPLETE + rest)).isEqualTo(COMPLETE + rest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n"})
  void lineEndsBecomeCrlf(String lineEnd) throws IOException {
    String message = COMPLETE + "X-Folded: one\r\n two\r\n\r\none\r\n\r\ntwo\r\n";

    assertThat(sent(message.replace("\r\n", lineEnd))).isEqualTo(message);
  }

  @Test
  void lineEndsOfTheBodyMayAlsoBeCr() throws IOException {
    assertThat(sent(COMPLETE + "\r\none\r\rtwo\r")).endsWith("\r\n\r\none\r\n\r\ntwo\r\n");
  }

  @Test
  void itIsTheSameFromAFileFromMemoryAndFromAStream() throws IOException {
    byte[] message = (COMPLETE + "\r\n" + "line\r\n".repeat(50_000)).getBytes(ISO_8859_1);
    Path file = Files.write(folder.resolve("a.eml"), message);

    assertThat(Wire.bytes(WireMessage.of(message))).isEqualTo(message);
    assertThat(Wire.bytes(WireMessage.of(file))).isEqualTo(message);
    WireMessage spooled = WireMessage.of(new ByteArrayInputStream(message));
    assertThat(Wire.bytes(spooled)).isEqualTo(message);
    assertThat(Wire.bytes(spooled)).as("again").isEqualTo(message);
  }

  @Test
  void aStreamIsReadToItsEndAndLeftOpen() throws IOException {
    byte[] message = (COMPLETE + "\r\nx").getBytes(ISO_8859_1);
    InputStream in =
        new ByteArrayInputStream(message) {
          @Override
          public void close() {
            throw new AssertionError("closed");
          }
        };

    assertThat(Wire.bytes(WireMessage.of(in))).isEqualTo(message);
    assertThat(in.available()).isZero();
  }

  @Test
  void aLineOf998OctetsStaysAndOneMoreInTheBodyIsEncoded() throws IOException {
    assertThat(sent(COMPLETE + "X: " + "a".repeat(995) + "\r\n\r\n" + "b".repeat(998)))
        .endsWith("b");
    assertThatThrownBy(() -> sent(COMPLETE + "X: " + "a".repeat(998) + "\r\n\r\nx"))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("998");
    assertThat(sent(COMPLETE + "\r\n" + "b".repeat(999)))
        .isEqualTo(
            COMPLETE
                + "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n"
                + "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
                + ("b".repeat(75) + "=\r\n").repeat(13)
                + "b".repeat(24));
  }

  @Test
  void aNulInTheBodyIsEncoded() throws IOException {
    assertThat(sent(COMPLETE + "\r\na\0b")).endsWith("\r\n\r\na=00b");
  }

  @Test
  void aMessageOverThirtyFiveMebibytesIsRefusedAndAnEndlessOneToo() throws IOException {
    Path file = folder.resolve("large.eml");
    try (var out = Files.newOutputStream(file)) {
      out.write((COMPLETE + "\r\n").getBytes(UTF_8));
      byte[] line = ("a".repeat(98) + "\r\n").getBytes(UTF_8);
      for (int i = 0; i < 367_001; i++) {
        out.write(line);
      }
    }
    assertThatThrownBy(() -> WireMessage.of(file))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("too large");

    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return '\n';
          }
        };
    InputStream in =
        new SequenceInputStream(
            Collections.enumeration(
                List.of(new ByteArrayInputStream(COMPLETE.getBytes(UTF_8)), endless)));
    assertThatThrownBy(() -> WholeMessage.of(in))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("too large");
  }

  @Test
  void aFileThatIsMissingOrAFolderIsRefusedByItsName() {
    assertThatThrownBy(() -> WholeMessage.of(folder.resolve("gone.eml")))
        .isInstanceOf(AttachmentException.class)
        .hasMessageContaining("The message ")
        .hasMessageContaining("gone.eml")
        .hasMessageContaining("no such file");
    assertThatThrownBy(() -> WholeMessage.of(folder))
        .isInstanceOf(AttachmentException.class)
        .hasMessageContaining("a folder");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\nbody", ""})
  void aFileThatChangesAfterMeasuringStopsTheWriting(String rest) throws IOException {
    Path file = Files.writeString(folder.resolve("a.eml"), COMPLETE + rest);
    WireMessage wire = WireMessage.of(file);
    Files.writeString(file, COMPLETE + rest + "\r\nmore and more");

    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThatThrownBy(() -> wire.writeTo(out))
        .isInstanceOf(AttachmentException.class)
        .hasMessageContaining("has grown since it was first read");
    assertThat((long) out.size()).isLessThan(wire.size());
  }

  @Test
  void aLongStreamLeavesNoFileThatHasAName() throws IOException {
    Set<Path> before = temporaryFiles();
    WireMessage wire =
        WireMessage.of(
            new ByteArrayInputStream(
                (COMPLETE + "\r\n" + "line\r\n".repeat(50_000)).getBytes(UTF_8)));

    // What another process makes at the same time has a name for a moment only.
    Set<Path> stay = temporaryFiles();
    stay.removeAll(before);
    for (int i = 0; i < 100 && !stay.isEmpty(); i++) {
      stay.retainAll(temporaryFiles());
    }
    assertThat(stay).isEmpty();
    assertThat(Wire.bytes(wire)).hasSize((int) wire.size());
  }

  private static Set<Path> temporaryFiles() throws IOException {
    try (var files =
        Files.newDirectoryStream(Path.of(System.getProperty("java.io.tmpdir")), "posthorn*.tmp")) {
      Set<Path> found = new HashSet<>();
      files.forEach(found::add);
      return found;
    }
  }

  static WholeMessage whole(String message) {
    return WholeMessage.of(message.getBytes(ISO_8859_1));
  }

  static String sent(String message) throws IOException {
    return Wire.rawText(whole(message).toWire());
  }
}
