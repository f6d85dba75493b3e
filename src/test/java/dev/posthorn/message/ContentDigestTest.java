package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same message has one digest however often it is made, and another one has another. */
final class ContentDigestTest {
  @TempDir private Path folder;

  @Test
  void itIsTheSameForTheSameMailMadeAndComposedTwice() throws IOException {
    Mail first = full().build();
    Mail second = full().build();
    MimeComposer.create().compose(first);

    assertThat(first.contentDigest()).isEqualTo(second.contentDigest()).matches("[0-9a-f]{64}");
    assertThat(first.contentDigest()).isEqualTo(first.contentDigest());
  }

  /** A digest that is kept with a key must mean the same in the next version. */
  @Test
  void itIsKeptForLongSoItMayNotChangeFromVersionToVersion() throws IOException {
    assertThat(full().build().contentDigest())
        .isEqualTo("e8d182681f1eaaf9de0c44653abb461dabf319953455445df215072818db64b9");
    assertThat(WholeMessage.of("To: ann@x.org\n\nx".getBytes(UTF_8)).contentDigest())
        .isEqualTo("9d29d9d6e618a569ac77d6f793ede9707846f95c1cb00d8dee5c575cb9fbe5ea");
  }

  @ParameterizedTest
  @MethodSource("changes")
  void everyFieldCounts(Consumer<MailBuilder> change) throws IOException {
    MailBuilder builder = full();
    change.accept(builder);

    assertThat(builder.build().contentDigest()).isNotEqualTo(full().build().contentDigest());
  }

  static Stream<Consumer<MailBuilder>> changes() {
    return Stream.of(
        mail -> mail.from("zoe@y.org"),
        mail -> mail.from("Zoe <zoe@x.org>"),
        mail -> mail.to("dan@x.org"),
        mail -> mail.cc("dan@x.org"),
        mail -> mail.bcc("dan@x.org"),
        mail -> mail.replyTo("dan@x.org"),
        mail -> mail.to("Team: dan@x.org;"),
        mail -> mail.subject("other"),
        mail -> mail.text("other"),
        mail -> mail.html("<img src=cid:logo>other"),
        mail ->
            mail.html("<img src=cid:logo><img src=cid:b>").inline("b", file("logo.png", "logo")),
        mail -> mail.attach(file("b.txt", "b")),
        mail -> mail.header("X-B", "b"),
        mail -> mail.inReplyTo("<other@x.org>"),
        mail -> mail.references("<other@x.org>"),
        mail -> mail.threadId("18c"),
        mail -> mail.priority(Priority.LOW),
        mail -> mail.listUnsubscribe(URI.create("https://x.org/other")),
        mail -> mail.date(ZonedDateTime.parse("2026-03-05T07:08:10Z")));
  }

  @ParameterizedTest
  @MethodSource("attachments")
  void everyPartOfAnAttachmentCounts(Attachment attachment) throws IOException {
    Mail mail = to().attach(file("a.txt", "a")).build();

    assertThat(to().attach(attachment).build().contentDigest()).isNotEqualTo(mail.contentDigest());
  }

  static List<Attachment> attachments() {
    Attachment same = file("a.txt", "a");
    return List.of(
        file("a.txt", "b"), file("a.txt", "aa"), same.withName("b.txt"), same.withType("text/csv"));
  }

  @ParameterizedTest
  @MethodSource("inlines")
  void everyPartOfAnInlineCounts(UnaryOperator<Attachment> change) throws IOException {
    Attachment logo = file("logo.png", "logo");
    Mail mail = to().html("<img src=cid:l>").inline("l", logo).build();

    Mail other = to().html("<img src=cid:l>").inline("l", change.apply(logo)).build();
    assertThat(other.contentDigest()).isNotEqualTo(mail.contentDigest());
  }

  static List<UnaryOperator<Attachment>> inlines() {
    return List.of(
        logo -> logo.withName("b.png"),
        logo -> logo.withType("image/gif"),
        logo -> file("logo.png", "other"));
  }

  @Test
  void whatStandsInOneFieldIsNotTheSameInAnother() throws IOException {
    Set<String> digests = new HashSet<>();
    List<MailBuilder> mails =
        List.of(
            to(),
            Mail.builder().cc("ann@x.org"),
            Mail.builder().bcc("ann@x.org"),
            Mail.builder().replyTo("ann@x.org"),
            Mail.builder().from("ann@x.org"),
            Mail.builder().to("T: ann@x.org;"),
            Mail.builder().to("ann: mailbox@x.org;"),
            to().subject("a"),
            to().text("a"),
            to().html("a"),
            to().text(""),
            to().header("X-A", "b").header("X-C", "d"),
            to().header("X-C", "d").header("X-A", "b"),
            to().text("a?"),
            to().text("a\uD800"),
            to().references("<a@b>", "<c@d>"),
            to().references("<c@d>", "<a@b>"),
            to().attach(file("a", "bc")),
            to().attach(file("ab", "c")));
    for (MailBuilder mail : mails) {
      digests.add(mail.build().contentDigest());
    }

    assertThat(digests).hasSize(mails.size());
  }

  @Test
  void theBytesOfAFileCountAndNotItsTime() throws IOException {
    Path one = Files.writeString(folder.resolve("a.txt"), "same");
    String digest = to().attach(one).build().contentDigest();
    Files.delete(one);
    Files.writeString(one, "same");
    assertThat(to().attach(one).build().contentDigest()).isEqualTo(digest);

    Mail changed = to().attach(one).build();
    Files.writeString(one, "other bytes");
    assertThatThrownBy(changed::contentDigest)
        .isInstanceOf(AttachmentException.class)
        .hasMessageContaining("a.txt");
  }

  @Test
  void aWholeMessageIsItsBytesHoweverTheyAreGivenAndWhateverIsAdded() throws IOException {
    byte[] bytes = ("To: ann@x.org\n\n" + "x".repeat(500) + "\n").getBytes(UTF_8);
    Path file = Files.write(folder.resolve("a.eml"), bytes);
    String digest = WholeMessage.of(bytes).contentDigest();

    assertThat(WholeMessage.of(file).contentDigest()).isEqualTo(digest);
    assertThat(WholeMessage.of(new ByteArrayInputStream(bytes)).contentDigest()).isEqualTo(digest);
    assertThat(WholeMessage.of(StoredMessage.of(bytes)).contentDigest()).isEqualTo(digest);
    WholeMessage changed =
        WholeMessage.of(bytes)
            .withFromIfAbsent(Mailbox.parse("zoe@x.org"))
            .withAddresses((field, address) -> List.of("bob@x.org"));
    assertThat(changed.contentDigest()).isEqualTo(digest);
    bytes[bytes.length - 2] = 'y';
    assertThat(WholeMessage.of(bytes).contentDigest()).isNotEqualTo(digest);
  }

  @Test
  void aFileThatChangedHasNoDigest() throws IOException {
    Path file = Files.writeString(folder.resolve("a.eml"), "To: ann@x.org\n\nx");
    WholeMessage message = WholeMessage.of(file);
    Files.writeString(file, "To: ann@x.org\n\nand more");

    assertThatThrownBy(message::contentDigest).isInstanceOf(AttachmentException.class);
  }

  private static MailBuilder full() {
    return Mail.builder()
        .from("zoe@x.org")
        .to("Ann <ann@x.org>, Team: bob@x.org, Cat <cat@x.org>;")
        .cc("cc@x.org")
        .bcc("bcc@x.org")
        .replyTo("re@x.org")
        .subject("Grüße")
        .text("text")
        .html("<img src=cid:logo>")
        .inline("logo", file("logo.png", "logo"))
        .attach(file("a.txt", "a"))
        .header("X-A", "a")
        .inReplyTo("<a@x.org>")
        .references("<b@x.org>")
        .threadId("18b")
        .priority(Priority.HIGH)
        .listUnsubscribe(URI.create("https://x.org/u"))
        .date(ZonedDateTime.parse("2026-03-05T07:08:09+01:00[Europe/Berlin]"));
  }

  private static MailBuilder to() {
    return Mail.builder().to("ann@x.org");
  }

  private static Attachment file(String name, String content) {
    return Attachment.of(name, "text/plain", content.getBytes(UTF_8));
  }
}
