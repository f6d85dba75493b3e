package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AttachmentTest {
  @TempDir private Path folder;

  @Test
  void aFileKeepsItsNameAndIsReadAsItIs() throws IOException {
    Path file = Files.writeString(folder.resolve("Bericht für Ann.TXT"), "a\nb\r\n\0");
    Attachment attachment = Attachment.of(file);

    assertThat(attachment.fileName()).isEqualTo("Bericht für Ann.TXT");
    assertThat(attachment.contentType()).isEqualTo("text/plain");
    assertThat(attachment.size()).isEqualTo(Files.size(file));
    for (int i = 0; i < 2; i++) {
      try (InputStream in = attachment.open()) {
        assertThat(in.readAllBytes()).isEqualTo(Files.readAllBytes(file));
      }
    }
    try (InputStream in = attachment.open()) {
      assertThat(in.read()).isEqualTo('a');
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a.pdf, application/pdf",
    "a.b.PNG, image/png",
    "a.tar.gz, application/gzip",
    "a.docx, application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "a.eml, message/rfc822",
    "a.unheard-of, application/octet-stream",
    ".txt, application/octet-stream",
    "txt, application/octet-stream",
    "a., application/octet-stream",
  })
  void theContentTypeIsGuessedFromTheName(String name, String type) throws IOException {
    assertThat(Attachment.of(Files.createFile(folder.resolve(name))).contentType()).isEqualTo(type);
  }

  @Test
  void whatCannotBeAttachedIsRefusedAtOnce() throws IOException {
    Path missing = folder.resolve("missing.pdf");
    assertThatThrownBy(() -> Attachment.of(missing))
        .isInstanceOfSatisfying(
            AttachmentException.class, e -> assertThat(e.file()).contains(missing))
        .hasMessageContaining("missing.pdf")
        .hasMessageContaining("no such file");
    assertThatThrownBy(() -> Attachment.of(folder)).hasMessageContaining("a folder");
    assertThatThrownBy(() -> Attachment.of(Path.of("/dev/null")))
        .hasMessageContaining("no regular file");
  }

  @Test
  void aFileThatGrowsIsNoticed() throws IOException {
    Path file = Files.writeString(folder.resolve("a.log"), "one");
    Attachment attachment = Attachment.of(file);
    try (InputStream in = attachment.open()) {
      Files.writeString(file, "two", StandardOpenOption.APPEND);

      assertThatThrownBy(() -> in.read(new byte[4]))
          .isInstanceOfSatisfying(
              AttachmentException.class, e -> assertThat(e.file()).contains(file))
          .hasMessageContaining("it has grown");
    }
    assertThatThrownBy(attachment::open).hasMessageContaining("it has grown");
  }

  @Test
  void aFileThatShrinksIsNoticed() throws IOException {
    Path file = Files.writeString(folder.resolve("a.log"), "one");
    Attachment attachment = Attachment.of(file);
    try (InputStream in = attachment.open()) {
      Files.writeString(file, "o");

      assertThatThrownBy(in::readAllBytes)
          .isInstanceOf(AttachmentException.class)
          .hasMessageContaining("it has shrunk");
    }
    assertThatThrownBy(attachment::open).hasMessageContaining("it has shrunk");
  }

  @Test
  void aFileThatIsRewrittenInTheSameLengthIsNoticed() throws IOException {
    Path file = Files.writeString(folder.resolve("a.log"), "one");
    Attachment attachment = Attachment.of(file);
    try (InputStream in = attachment.open()) {
      Files.writeString(file, "two");
      Files.setLastModifiedTime(file, FileTime.fromMillis(1));

      assertThatThrownBy(in::readAllBytes)
          .isInstanceOf(AttachmentException.class)
          .hasMessageContaining("it was modified");
    }
  }

  @Test
  void aFileThatVanishesIsNoticed() throws IOException {
    Path file = Files.writeString(folder.resolve("a.log"), "one");
    Attachment attachment = Attachment.of(file);
    Files.delete(file);

    assertThatThrownBy(attachment::open)
        .isInstanceOf(AttachmentException.class)
        .hasMessageContaining("no such file");
  }

  @Test
  void bytesAreCopied() throws IOException {
    byte[] content = "one".getBytes(UTF_8);
    Attachment attachment = Attachment.of("a.txt", "text/plain; charset=utf-8", content);
    content[0] = 'X';

    try (InputStream in = attachment.open()) {
      assertThat(in.readAllBytes()).isEqualTo("one".getBytes(UTF_8));
    }
    assertThat(attachment.toString()).isEqualTo("a.txt (text/plain; charset=utf-8, 3 bytes)");
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain;, text/plain",
    "'text/csv; charset=utf-8 ; ', text/csv; charset=utf-8",
    "' text/csv; x=\";\"', text/csv; x=\";\"",
  })
  void aSemicolonWithNothingBehindItIsTakenOff(String type, String expected) {
    assertThat(Attachment.of("a", type, new byte[0]).contentType()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_536, 65_537, 300_000})
  void aStreamIsKeptToBeReadAgainAndAgain(int length) throws IOException {
    byte[] content = new byte[length];
    new Random(length).nextBytes(content);
    Attachment attachment =
        Attachment.of("a.bin", "image/png", new ByteArrayInputStream(content)).withName("b.bin");

    assertThat(attachment.toString()).isEqualTo("b.bin (image/png, " + length + " bytes)");
    try (InputStream first = attachment.open();
        InputStream second = attachment.open()) {
      assertThat(first.readNBytes(length / 2)).isEqualTo(Arrays.copyOf(content, length / 2));
      assertThat(second.readAllBytes()).isEqualTo(content);
      assertThat(first.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, length / 2, length));
    }
  }

  @Test
  void aStreamThatIsTooLongOrBreaksOrIsBadlyNamedIsRefused() throws IOException {
    InputStream tooLong = new ByteArrayInputStream(new byte[(int) WireMessage.LARGEST + 1]);
    assertThatThrownBy(() -> Attachment.of("a", "image/png", tooLong))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("too large");
    assertThatThrownBy(() -> Attachment.of("a", "image/png", new PipedInputStream()))
        .isExactlyInstanceOf(IOException.class);
    InputStream unread = new ByteArrayInputStream(new byte[1]);
    assertThatThrownBy(() -> Attachment.of("a", "image", unread))
        .isInstanceOf(InvalidMessageException.class);
    assertThat(unread.available()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ";",
        "text",
        "text/",
        "/plain",
        "text/plain; x",
        "multipart/mixed",
        "MESSAGE/partial",
        "text/ä"
      })
  void whatIsNoContentTypeForBase64IsRefused(String type) {
    assertThatThrownBy(() -> Attachment.of("a", type, new byte[0]))
        .isInstanceOf(InvalidMessageException.class);
  }

  @Test
  void fileNamesAreNeitherEmptyNorLongerThanAnyFileSystemTakes() {
    assertThatThrownBy(() -> Attachment.of(" ", "text/plain", new byte[0]))
        .isInstanceOf(InvalidMessageException.class);
    assertThat(Attachment.of("a".repeat(255), "text/plain", new byte[0]).fileName()).hasSize(255);
    assertThatThrownBy(() -> Attachment.of("ä".repeat(128), "text/plain", new byte[0]))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("255");
  }

  @ParameterizedTest
  @CsvSource({
    "a.txt, Grüße, text/plain; charset=UTF-8",
    "a.csv, 'a;b', text/csv; charset=UTF-8",
    "a.html, <p>ü, text/html; charset=UTF-8",
    "a.ics, BEGIN:VCALENDAR, text/calendar; charset=UTF-8",
    "a.TXT, '', text/plain; charset=UTF-8",
    "a.json, {}, application/json",
    "a.eml, 'Subject: x', message/rfc822",
  })
  void textFilesThatAreUtf8SaySo(String name, String content, String type) throws IOException {
    Path file = Files.writeString(folder.resolve(name), content, UTF_8);
    Attachment attachment = Attachment.of(file);

    assertThat(sentType(attachment)).isEqualTo(type);
    assertThat(sentType(attachment.withName("b.x"))).isEqualTo(type);
    assertThat(attachment.contentType()).isEqualTo(type.replace("; charset=UTF-8", ""));
  }

  @Test
  void textFilesOfAnotherCharsetSayNothing() throws IOException {
    Path latin = Files.write(folder.resolve("a.txt"), new byte[] {'G', 'r', (byte) 0xFC});
    Path cut = Files.write(folder.resolve("b.txt"), new byte[] {'G', (byte) 0xC3});

    assertThat(sentType(Attachment.of(latin))).isEqualTo("text/plain");
    assertThat(sentType(Attachment.of(cut))).isEqualTo("text/plain");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "text/csv; charset=iso-8859-1", "text/x"})
  void aTypeThatTheCallerNamesStays(String type) throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "ü", UTF_8);

    assertThat(sentType(Attachment.of(file).withType(type))).isEqualTo(type);
    assertThat(sentType(Attachment.of("a.txt", type, new byte[] {'x'}))).isEqualTo(type);
  }

  /** Kept by outboxes with their keys: a mail handed in again is known by it. */
  @Test
  void theCharsetIsNoPartOfTheDigest() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "ü", UTF_8);
    MailBuilder mail = Mail.builder().to("a@x.org");

    assertThat(mail.attach(Attachment.of(file)).build().contentDigest())
        .isEqualTo(
            Mail.builder()
                .to("a@x.org")
                .attach(Attachment.of("a.txt", "text/plain", Files.readAllBytes(file)))
                .build()
                .contentDigest());
  }

  @Test
  void aHugeTextFileIsRefusedWithoutReadingItAll() throws IOException {
    Path file = folder.resolve("huge.txt");
    try (RandomAccessFile writer = new RandomAccessFile(file.toFile(), "rw")) {
      writer.setLength(1L << 40);
    }
    Mail mail = Mail.builder().to("a@x.org").attach(file).build();

    assertThatThrownBy(() -> MimeComposer.create().toWire(mail))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("too large");
  }

  private static String sentType(Attachment attachment) throws IOException {
    String message = Wire.text(Mail.builder().to("a@x.org").text("x").attach(attachment).build());
    int part = message.lastIndexOf("Content-Type: ");
    return message.substring(part, message.indexOf("\r\n", part)).replace("Content-Type: ", "");
  }
}
