package dev.posthorn.gmail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.posthorn.message.MimeComposer;
import dev.posthorn.message.WireMessage;
import dev.posthorn.send.SendProgress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pieces of a message, which fit together or are refused. */
final class UploadContentTest {
  @TempDir Path folder;
  private final Fingerprints fingerprints = new Fingerprints();
  private final List<Long> told = new ArrayList<>();
  private byte[] content;
  private Path file;
  private WireMessage message;

  @BeforeEach
  void compose() throws Exception {
    content = new byte[1_500_000];
    new Random(5).nextBytes(content);
    file = Files.write(folder.resolve("a.bin"), content);
    message =
        WireMessage.of(
            MimeComposer.create().compose(Ann.mail().from("ann@example.com").attach(file).build()));
  }

  @Test
  void piecesMakeTheMessage() throws Exception {
    byte[] whole = bytes();
    long[] cuts = {0, 1, 262_144, 262_145, 1_000_000, message.size() - 1, message.size()};
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 1; i < cuts.length; i++) {
      UploadContent piece = piece(cuts[i - 1], cuts[i]);
      int before = all.size();
      piece.writeTo(all);
      assertThat(all.size() - before).isEqualTo(piece.getLength());
      assertThat(piece.written()).isEqualTo(cuts[i]);
      assertThat(piece.range())
          .isEqualTo("bytes " + cuts[i - 1] + "-" + (cuts[i] - 1) + "/" + whole.length);
      assertThat(piece.progress() == Progress.PERHAPS_SENT).isEqualTo(cuts[i] == whole.length);
    }
    assertThat(all.toByteArray()).isEqualTo(whole);
    assertThat(told).isSorted().last().isEqualTo(message.size());
  }

  @Test
  void lastByteThatCannotBeWrittenIsCountedAsPerhapsSent() {
    UploadContent piece = piece(0, message.size());
    assertThatThrownBy(() -> piece.writeTo(new Breaking(message.size() - 1)))
        .isInstanceOf(IOException.class);
    assertThat(piece.progress()).isEqualTo(Progress.PERHAPS_SENT);
    assertThat(piece.inputFailure()).isNull();
  }

  @Test
  void anyByteBeforeThatBreaksIsSurelyNotSent() {
    UploadContent piece = piece(0, message.size());
    assertThatThrownBy(() -> piece.writeTo(new Breaking(message.size() - 2)))
        .isInstanceOf(IOException.class);
    assertThat(piece.progress()).isEqualTo(Progress.NOTHING_SENT);
    assertThat(piece.inputFailure()).isNull();
  }

  @Test
  void fileThatWasAnotherInThePieceBeforeIsRefusedThoughItChangedBack() throws Exception {
    byte[] other = content.clone();
    other[100] ^= 1;
    replace(other);
    UploadContent first = piece(0, message.size());
    assertThatThrownBy(() -> first.writeTo(new Breaking(100_000))).isInstanceOf(IOException.class);
    replace(content);
    UploadContent second = piece(80_000, message.size());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThatThrownBy(() -> second.writeTo(out)).hasMessageContaining("changed while it was sent");
    assertThat(second.inputFailure()).isNotNull();
    assertThat(second.progress()).isEqualTo(Progress.NOTHING_SENT);
  }

  @Test
  void fileThatChangedBetweenPiecesNeverLosesItsLastByte() throws Exception {
    piece(0, 524_288).writeTo(OutputStream.nullOutputStream());
    byte[] other = content.clone();
    other[other.length - 1] ^= 1;
    replace(other);
    UploadContent second = piece(524_288, message.size());
    assertThatThrownBy(() -> second.writeTo(OutputStream.nullOutputStream()))
        .hasMessageContaining("changed");
    assertThat(second.inputFailure()).isNotNull();
    assertThat(second.progress()).isEqualTo(Progress.NOTHING_SENT);
  }

  /** Unseen by who looks at the time alone. */
  private void replace(byte[] bytes) throws IOException {
    FileTime time = Files.getLastModifiedTime(file);
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, time);
  }

  private UploadContent piece(long from, long to) {
    SendProgress watcher =
        (written, total) -> {
          assertThat(total).isEqualTo(message.size());
          told.add(written);
        };
    return new UploadContent(message, from, to, fingerprints, watcher);
  }

  private byte[] bytes() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    message.writeTo(out);
    assertThat(out.size()).isEqualTo((int) message.size());
    return Arrays.copyOf(out.toByteArray(), out.size());
  }

  /** Takes so many bytes and no more. */
  private static final class Breaking extends OutputStream {
    private long left;

    Breaking(long bytes) {
      this.left = bytes;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      left -= length;
      if (left < 0) {
        throw new IOException("broken");
      }
    }
  }
}
