package dev.posthorn.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WireMessageTest {
  @TempDir private Path folder;

  @Test
  void itIsWrittenAgainAndAgainTheSame() throws IOException {
    WireMessage wire = wire(to().text("ä").attach(file("a.bin", 100_000)).build());

    byte[] first = Wire.bytes(wire);

    assertThat(Wire.bytes(wire)).isEqualTo(first);
    assertThat(wire.size()).isEqualTo(first.length);
  }

  @Test
  void recipientsAreThoseOfToCcAndBccEachOnce() throws IOException {
    Mail mail =
        Mail.builder()
            .from("zoe@example.com")
            .replyTo("yan@example.com")
            .to("Ann <ann@example.com>, \"x y\"@example.com")
            .cc("bob@münchen.example", "ann@EXAMPLE.com")
            .bcc("cat@example.com")
            .build();

    assertThat(wire(mail).recipients())
        .containsExactly(
            "ann@example.com",
            "\"x y\"@example.com",
            "bob@xn--mnchen-3ya.example",
            "cat@example.com");
  }

  @Test
  void aMessageWithoutRecipientIsRefused() {
    assertThatThrownBy(() -> wire(Mail.builder().from("ann@example.com").text("x").build()))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("no recipient");
  }

  @Test
  void fiveHundredRecipientsAreTakenAndOneMoreIsRefused() throws IOException {
    MailBuilder builder = Mail.builder();
    for (int i = 0; i < 500; i++) {
      builder.bcc("r" + i + "@example.com");
    }
    assertThat(wire(builder.build()).recipients()).hasSize(500);

    builder.to("r500@example.com");
    assertThatThrownBy(() -> wire(builder.build()))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("501 recipients");
  }

  @Test
  void aMessageOverThirtyFiveMebibytesIsRefused() throws IOException {
    // 26.8 million bytes in base64 with its line ends are just above 36,700,160.
    Path large = file("large.bin", 26_820_000);

    assertThatThrownBy(() -> wire(to().attach(large).build()))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("36700160");
    assertThat(wire(to().attach(file("small.bin", 26_810_000)).build()).size())
        .isBetween(36_600_000L, WireMessage.LARGEST);
  }

  @Test
  void aHugeFileIsRefusedWithoutReadingItAll() throws IOException {
    Path huge = file("huge.bin", 1L << 40);

    assertThatThrownBy(() -> wire(to().attach(huge).build()))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("too large");
  }

  @Test
  void anAttachmentThatGrowsAfterMeasuringStopsTheWritingBeforeItsEnd() throws IOException {
    Path file = file("a.bin", 300_000);
    WireMessage wire = wire(to().attach(file).build());
    Files.write(file, new byte[] {1}, StandardOpenOption.APPEND);

    refusesToEnd(wire, file, "it has grown");
  }

  @Test
  void anAttachmentThatVanishesAfterMeasuringStopsTheWriting() throws IOException {
    Path file = file("a.bin", 300_000);
    WireMessage wire = wire(to().attach(file).build());
    Files.delete(file);

    refusesToEnd(wire, file, "no such file");
  }

  @Test
  void anAttachmentThatChangesWhileItIsWrittenStopsTheWriting() throws IOException {
    Path file = file("a.bin", 300_000);
    WireMessage wire = wire(to().attach(file).build());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    OutputStream meddling =
        new OutputStream() {
          @Override
          public void write(int b) {
            out.write(b);
          }

          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            try (RandomAccessFile writer = new RandomAccessFile(file.toFile(), "rw")) {
              writer.setLength(200_000);
            }
          }
        };

    assertThatThrownBy(() -> wire.writeTo(meddling))
        .isInstanceOf(AttachmentException.class)
        .hasMessageContaining("it has shrunk");
    assertThat((long) out.size()).isLessThan(wire.size());
  }

  @Test
  void otherBytesOfTheSameLengthAndTimeAreNoticedBeforeTheLastByte() throws IOException {
    Path file = file("a.bin", 3_000);
    FileTime time = Files.getLastModifiedTime(file);
    WireMessage wire = wire(to().attach(file).build());
    byte[] other = new byte[3_000];
    other[5] = 1;
    Files.write(file, other);
    Files.setLastModifiedTime(file, time);

    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThatThrownBy(() -> wire.writeTo(out))
        .isInstanceOf(AttachmentException.class)
        .hasMessageContaining("changed while it was read");
    assertThat((long) out.size()).isLessThan(wire.size());
  }

  @Test
  void aFailureOfTheReceivingEndIsPassedOnAsItIs() throws IOException {
    WireMessage wire = wire(to().attach(file("a.bin", 300_000)).build());
    IOException failure = new IOException("connection reset");

    assertThatThrownBy(
            () ->
                wire.writeTo(
                    new OutputStream() {
                      @Override
                      public void write(int b) throws IOException {
                        throw failure;
                      }
                    }))
        .isSameAs(failure);
  }

  @Test
  void theReceivingEndGetsFewLargePiecesAndIsNotFlushedOrClosed() throws IOException {
    WireMessage wire = wire(to().attach(file("a.bin", 1_000_000)).build());
    int[] calls = new int[1];
    wire.writeTo(
        new OutputStream() {
          @Override
          public void write(int b) {
            throw new AssertionError("written byte by byte");
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            calls[0]++;
          }

          @Override
          public void flush() {
            throw new AssertionError("flushed");
          }

          @Override
          public void close() {
            throw new AssertionError("closed");
          }
        });

    assertThat((long) calls[0]).isLessThan(wire.size() / 60_000 + 3);
  }

  private static void refusesToEnd(WireMessage wire, Path file, String why) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThatThrownBy(() -> wire.writeTo(out))
        .isInstanceOfSatisfying(AttachmentException.class, e -> assertThat(e.file()).contains(file))
        .hasMessageContaining(why);
    assertThat((long) out.size())
        .as(String.format(Locale.ROOT, "of %d", wire.size()))
        .isLessThan(wire.size());
  }

  /** A file of zeros that takes no room on the disk. */
  private Path file(String name, long size) throws IOException {
    Path file = folder.resolve(name);
    try (RandomAccessFile writer = new RandomAccessFile(file.toFile(), "rw")) {
      writer.setLength(size);
    }
    return file;
  }

  private static WireMessage wire(Mail mail) throws IOException {
    return WireMessage.of(MimeComposer.create().compose(mail));
  }

  private static MailBuilder to() {
    return Mail.builder().to("ann@example.com");
  }
}
