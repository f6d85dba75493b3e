package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.testing.Chance;
import dev.posthorn.testing.Tries;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** What we compose, Python's email package reads back the same and without a defect. */
final class ComposedMailPropertyTest {
  private static PythonReader python;

  @BeforeAll
  static void start() throws IOException {
    python = PythonReader.start();
  }

  @AfterAll
  static void close() {
    if (python != null) {
      python.close();
    }
  }

  @Tries(250)
  void subjectsAreReadBack(Chance chance) throws Exception {
    String subject = line(chance);
    Mail mail = Mail.builder().to("ann@example.com").subject(subject).build();

    List<String> expected = mail.subject().isEmpty() ? List.of() : List.of(mail.subject());
    assertThat(python.read(mail).header("Subject")).isEqualTo(expected);
  }

  @Tries(200)
  void headersAreReadBackInOrder(Chance chance) throws Exception {
    String name = fieldName(chance);
    String first = line(chance);
    String second = line(chance);
    Mail mail =
        Mail.builder().to("ann@example.com").header(name, first).header(name, second).build();

    assertThat(python.read(mail).header(name)).isEqualTo(mail.header(name));
  }

  @Tries(200)
  void addressesAreReadBack(Chance chance) throws Exception {
    Mailbox from = mailbox(chance);
    List<Mailbox> to = chance.list(1, 8, () -> mailbox(chance));
    List<Mailbox> bcc = chance.list(0, 3, () -> mailbox(chance));
    MailBuilder builder = Mail.builder().from(from);
    to.forEach(mailbox -> builder.to(mailbox.toString()));
    bcc.forEach(mailbox -> builder.bcc(mailbox.toString()));

    PythonReader.Read read = python.read(builder.build());

    assertThat(closed(read.addresses("From"))).isEqualTo(closed(List.of(from)));
    assertThat(closed(read.addresses("To"))).isEqualTo(closed(to));
    assertThat(closed(read.addresses("Bcc"))).isEqualTo(closed(bcc));
  }

  @Tries(200)
  void groupsAreReadBack(Chance chance) throws Exception {
    Mailbox named = mailbox(chance);
    List<Mailbox> members = chance.list(0, 4, () -> mailbox(chance));
    String name = named.name().isEmpty() ? "T" : named.name();
    Group group = new Group(name, members);
    Mail mail = Mail.builder().to(group.toString(), "ann@example.com").build();

    assertThat(mail.to()).containsExactly(group, Mailbox.parse("ann@example.com"));
    assertThat(python.read(mail).groups()).hasSize(1);
    InternetAddress[] read =
        InternetAddress.parseHeader(MimeComposer.create().compose(mail).getHeader("To", ","), true);
    assertThat(read).hasSize(2);
    assertThat(read[0].getGroup(true))
        .extracting(InternetAddress::getAddress)
        .isEqualTo(members.stream().map(Mailbox::address).toList());
  }

  @Tries(250)
  void namesAreReadBackByJakartaMailToTheBlank(Chance chance) throws Exception {
    Mailbox from = mailbox(chance);
    Mail mail = Mail.builder().from(from).to("ann@example.com").build();

    InternetAddress read = (InternetAddress) MimeComposer.create().compose(mail).getFrom()[0];

    assertThat(read.getPersonal() == null ? "" : read.getPersonal()).isEqualTo(from.name());
    assertThat(read.getAddress()).isEqualTo(from.address());
  }

  @Tries(200)
  void bodiesAreReadBack(Chance chance) throws Exception {
    String text = text(chance);
    String html = text(chance);
    Mail mail = Mail.builder().to("ann@example.com").text(text).html(html).build();

    PythonReader.Part body = python.read(mail).body();

    assertThat(body.type()).isEqualTo("multipart/alternative");
    assertThat(body.parts())
        .extracting(PythonReader.Part::type)
        .containsExactly("text/plain", "text/html");
    assertThat(body.parts())
        .extracting(PythonReader.Part::text)
        .containsExactly(read(text), read(html));
  }

  @Tries(200)
  void aTextAloneIsReadBack(Chance chance) throws Exception {
    String text = text(chance);
    Mail mail = Mail.builder().to("ann@example.com").text(text).build();

    assertThat(python.read(mail).body().text()).isEqualTo(read(text));
  }

  @Tries(200)
  void attachmentsAreReadBack(Chance chance) throws Exception {
    byte[] content = chance.bytes(255);
    String name = fileName(chance);
    Attachment attachment = Attachment.of(name, "text/plain", content);
    Mail mail = Mail.builder().to("ann@example.com").attach(attachment).build();

    PythonReader.Part part = python.read(mail).body().parts().get(1);

    assertThat(part.fileName()).isEqualTo(attachment.fileName());
    assertThat(part.disposition()).isEqualTo("attachment");
    assertThat(part.bytes()).isEqualTo(content);
  }

  /**
   * Python before 3.13 puts a blank between the encoded-words of a long name (RFC 2047 §6.2), and
   * drops one, such as U+00A0, that a word begins with.
   */
  private static List<Mailbox> closed(List<Mailbox> mailboxes) {
    return mailboxes.stream()
        .map(mailbox -> new Mailbox(withoutBlanks(mailbox.name()), mailbox.address()))
        .toList();
  }

  private static String withoutBlanks(String name) {
    return name.codePoints()
        .filter(c -> !Character.isWhitespace(c) && !Character.isSpaceChar(c) && c != 0x85)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** What the wire can carry of a text. */
  private static String read(String text) {
    return HeaderRules.wellFormed(text).replace("\r\n", "\n").replace('\r', '\n');
  }

  private static String line(Chance chance) {
    return chance.oneOf(
        () -> characters(chance, 0, 200),
        () -> String.join(" ", chance.list(0, 40, () -> word(chance))),
        () -> chance.text(0, 150, "a \t=?_."),
        () -> chance.text(200, 1200, "aä"));
  }

  private static String text(Chance chance) {
    return chance.oneOf(
        () -> chance.anyText(300),
        () -> chance.text(0, 300, "a =.\r\n\t-_"),
        () -> chance.text(0, 3000, "aä \n"));
  }

  private static String fileName(Chance chance) {
    while (true) {
      String name =
          chance.oneOf(() -> characters(chance, 1, 60), () -> chance.text(1, 60, "a.%'\"\\=?; *ä"));
      if (!name.isBlank() && name.getBytes(UTF_8).length <= 255) {
        return name;
      }
    }
  }

  private static String fieldName(Chance chance) {
    return "X-"
        + chance.text(1, 45, "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
  }

  private static Mailbox mailbox(Chance chance) {
    String domain =
        chance.of("example.com", "Sub.Example.com", "münchen.example", "例え.example", "[127.0.0.1]");
    return new Mailbox(line(chance), localPart(chance) + "@" + domain);
  }

  private static String localPart(Chance chance) {
    return chance.oneOf(
        () -> "\"a " + chance.text(0, 20, '!', '~').replaceAll("[\\\\\"]", "") + ".\"",
        () -> chance.of("ann", "ann.lee+tag", "o'neil", "a/b=c", "{x}!#$%&*-^_`|~"));
  }

  private static String word(Chance chance) {
    return chance.oneOf(
        () -> chance.text(1, 100, chance.of('A', 'a'), 'z').replaceAll("[^A-Za-z]", "a"),
        () -> chance.of("Grüße", "日本語", "😀😀", "=?UTF-8?Q?a?=", "=?", "a,b", "<x@y>"));
  }

  /** Anything but the control characters that a header refuses. */
  private static String characters(Chance chance, int least, int most) {
    return String.join("", chance.list(least, most, () -> character(chance)));
  }

  private static String character(Chance chance) {
    int character =
        switch (chance.between(0, 3)) {
          case 0 -> '\t';
          case 1 -> chance.between(' ', '~');
          case 2 -> chance.between(0x80, 0x7FF);
          default -> chance.between(0x80, 0xFFFF);
        };
    return String.valueOf((char) character);
  }
}
