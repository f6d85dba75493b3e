package dev.posthorn.gmail;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.posthorn.message.Attachment;
import dev.posthorn.message.Mailbox;
import dev.posthorn.message.MimeComposer;
import dev.posthorn.message.WireMessage;
import dev.posthorn.send.SendProgress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RawMessageContentTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 49_150, 200_000})
  void bodyIsTheMessageInPaddedBase64UrlAndAsLongAsPromised(int filling) throws Exception {
    WireMessage message = message(filling);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    RawMessageContent content = RawMessageContent.message(message, SendProgress.none());
    content.writeTo(out);
    assertThat(out.size()).isEqualTo((int) content.getLength());
    String body = out.toString(US_ASCII);
    assertThat(body).startsWith("{\"raw\":\"").endsWith("\"}");
    String raw = body.substring(8, body.length() - 2);
    assertThat(raw).matches("[A-Za-z0-9_-]*={0,2}").hasSize(raw.length() / 4 * 4);
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    message.writeTo(expected);
    assertThat(Base64.getUrlDecoder().decode(raw)).isEqualTo(expected.toByteArray());
  }

  @Test
  void everyRemainderOfThreeIsAmongTheSizes() throws Exception {
    assertThat(new long[] {message(0).size() % 3, message(1).size() % 3, message(2).size() % 3})
        .containsExactlyInAnyOrder(0, 1, 2);
  }

  @Test
  void sameContentCanBeMadeAgainForTheOneRepetition() throws Exception {
    WireMessage message = message(100_000);
    ByteArrayOutputStream first = new ByteArrayOutputStream();
    ByteArrayOutputStream second = new ByteArrayOutputStream();
    RawMessageContent.message(message, SendProgress.none()).writeTo(first);
    RawMessageContent.message(message, SendProgress.none()).writeTo(second);
    assertThat(second.toByteArray()).isEqualTo(first.toByteArray());
    assertThat(RawMessageContent.message(message, SendProgress.none()).retrySupported()).isFalse();
  }

  @Test
  void nothingIsSentUntilTheLastBytesAreHandedOn() throws Exception {
    WireMessage message = message(200_000);
    long length = RawMessageContent.message(message, SendProgress.none()).getLength();
    for (long taken : new long[] {0, 1, 8, 65_536, 100_000, length - 3}) {
      RawMessageContent content = RawMessageContent.message(message, SendProgress.none());
      assertThatThrownBy(() -> content.writeTo(new Narrow(taken))).hasMessage("no more room");
      assertThat(content.progress()).as("after %d bytes", taken).isEqualTo(Progress.NOTHING_SENT);
      assertThat(content.inputFailure()).isNull();
    }
    RawMessageContent last = RawMessageContent.message(message, SendProgress.none());
    assertThatThrownBy(() -> last.writeTo(new Narrow(length - 1))).hasMessage("no more room");
    assertThat(last.progress()).isEqualTo(Progress.PERHAPS_SENT);
  }

  @Test
  void failureThatTheStreamKeptToItselfIsFoundBeforeTheLastBytesGo() throws Exception {
    RawMessageContent content = RawMessageContent.message(message(1000), SendProgress.none());
    assertThatThrownBy(() -> content.writeTo(new Silent())).hasMessage("it failed before");
    assertThat(content.progress()).isEqualTo(Progress.NOTHING_SENT);
  }

  @Test
  void networkSeesLargePieces() throws Exception {
    Counting out = new Counting();
    RawMessageContent content = RawMessageContent.message(message(1_000_000), SendProgress.none());
    content.writeTo(out);
    assertThat(out.writes).isLessThan((int) (content.getLength() / 65_536) + 5);
  }

  private static WireMessage message(int filling) throws IOException {
    byte[] bytes = new byte[filling];
    new Random(filling).nextBytes(bytes);
    Mailbox ann = new Mailbox("", "ann@example.com");
    if (filling < 10) {
      return WireMessage.of(
          MimeComposer.create()
              .compose(Ann.mail().text("x".repeat(filling) + ".").from(ann).build()));
    }
    Attachment attachment = Attachment.of("a.bin", "application/octet-stream", bytes);
    return WireMessage.of(
        MimeComposer.create().compose(Ann.mail().from(ann).attach(attachment).build()));
  }

  /** Takes so many bytes and no more. */
  private static final class Narrow extends OutputStream {
    private long room;

    Narrow(long room) {
      this.room = room;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (length > room) {
        throw new IOException("no more room");
      }
      room -= length;
    }
  }

  /** Like the JDK's: fails in silence, and says so at the next write, even of nothing. */
  private static final class Silent extends OutputStream {
    private boolean failed;

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (failed) {
        throw new IOException("it failed before");
      }
      failed = true;
    }
  }

  private static final class Counting extends OutputStream {
    private int writes;

    @Override
    public void write(int value) {
      writes++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      writes++;
    }
  }
}
