package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.testing.NeedsPython;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.arbitraries.StringArbitrary;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;

/** What we compose, Python's email package reads back the same and without a defect. */
@AddLifecycleHook(NeedsPython.class)
final class ComposedMailPropertyTest {
  private static PythonReader python;

  private static PythonReader python() throws IOException {
    if (python == null) {
      python = PythonReader.start();
    }
    return python;
  }

  @AfterContainer
  static void close() {
    if (python != null) {
      python.close();
    }
  }

  @Property(tries = 250)
  void subjectsAreReadBack(@ForAll("lines") String subject) throws Exception {
    Mail mail = Mail.builder().to("ann@example.com").subject(subject).build();

    List<String> expected = mail.subject().isEmpty() ? List.of() : List.of(mail.subject());
    assertThat(python().read(mail).header("Subject")).isEqualTo(expected);
  }

  @Property(tries = 200)
  void headersAreReadBackInOrder(
      @ForAll("fieldNames") String name,
      @ForAll("lines") String first,
      @ForAll("lines") String second)
      throws Exception {
    Mail mail =
        Mail.builder().to("ann@example.com").header(name, first).header(name, second).build();

    assertThat(python().read(mail).header(name)).isEqualTo(mail.header(name));
  }

  @Property(tries = 200)
  void addressesAreReadBack(
      @ForAll("mailboxes") Mailbox from,
      @ForAll @Size(min = 1, max = 8) List<@From("mailboxes") Mailbox> to,
      @ForAll @Size(max = 3) List<@From("mailboxes") Mailbox> bcc)
      throws Exception {
    MailBuilder builder = Mail.builder().from(from);
    to.forEach(mailbox -> builder.to(mailbox.toString()));
    bcc.forEach(mailbox -> builder.bcc(mailbox.toString()));

    PythonReader.Read read = python().read(builder.build());

    assertThat(closed(read.addresses("From"))).isEqualTo(closed(List.of(from)));
    assertThat(closed(read.addresses("To"))).isEqualTo(closed(to));
    assertThat(closed(read.addresses("Bcc"))).isEqualTo(closed(bcc));
  }

  @Property(tries = 200)
  void groupsAreReadBack(
      @ForAll("mailboxes") Mailbox named,
      @ForAll @Size(max = 4) List<@From("mailboxes") Mailbox> members)
      throws Exception {
    String name = named.name().isEmpty() ? "T" : named.name();
    Group group = new Group(name, members);
    Mail mail = Mail.builder().to(group.toString(), "ann@example.com").build();

    assertThat(mail.to()).containsExactly(group, Mailbox.parse("ann@example.com"));
    assertThat(python().read(mail).groups()).hasSize(1);
    InternetAddress[] read =
        InternetAddress.parseHeader(MimeComposer.create().compose(mail).getHeader("To", ","), true);
    assertThat(read).hasSize(2);
    assertThat(read[0].getGroup(true))
        .extracting(InternetAddress::getAddress)
        .isEqualTo(members.stream().map(Mailbox::address).toList());
  }

  @Property(tries = 250)
  void namesAreReadBackByJakartaMailToTheBlank(@ForAll("mailboxes") Mailbox from) throws Exception {
    Mail mail = Mail.builder().from(from).to("ann@example.com").build();

    InternetAddress read = (InternetAddress) MimeComposer.create().compose(mail).getFrom()[0];

    assertThat(read.getPersonal() == null ? "" : read.getPersonal()).isEqualTo(from.name());
    assertThat(read.getAddress()).isEqualTo(from.address());
  }

  @Property(tries = 200)
  void bodiesAreReadBack(@ForAll("texts") String text, @ForAll("texts") String html)
      throws Exception {
    Mail mail = Mail.builder().to("ann@example.com").text(text).html(html).build();

    PythonReader.Part body = python().read(mail).body();

    assertThat(body.type()).isEqualTo("multipart/alternative");
    assertThat(body.parts())
        .extracting(PythonReader.Part::type)
        .containsExactly("text/plain", "text/html");
    assertThat(body.parts())
        .extracting(PythonReader.Part::text)
        .containsExactly(read(text), read(html));
  }

  @Property(tries = 200)
  void aTextAloneIsReadBack(@ForAll("texts") String text) throws Exception {
    Mail mail = Mail.builder().to("ann@example.com").text(text).build();

    assertThat(python().read(mail).body().text()).isEqualTo(read(text));
  }

  @Property(tries = 200)
  void attachmentsAreReadBack(@ForAll("fileNames") String name, @ForAll byte[] content)
      throws Exception {
    Attachment attachment = Attachment.of(name, "text/plain", content);
    Mail mail = Mail.builder().to("ann@example.com").attach(attachment).build();

    PythonReader.Part part = python().read(mail).body().parts().get(1);

    assertThat(part.fileName()).isEqualTo(attachment.fileName());
    assertThat(part.disposition()).isEqualTo("attachment");
    assertThat(part.bytes()).isEqualTo(content);
  }

  /** Python before 3.13 puts a blank between the encoded-words of a long name (RFC 2047 §6.2). */
  private static List<Mailbox> closed(List<Mailbox> mailboxes) {
    return mailboxes.stream()
        .map(mailbox -> new Mailbox(mailbox.name().replace(" ", ""), mailbox.address()))
        .toList();
  }

  /** What the wire can carry of a text. */
  private static String read(String text) {
    return HeaderRules.wellFormed(text).replace("\r\n", "\n").replace('\r', '\n');
  }

  @Provide
  Arbitrary<String> lines() {
    return Arbitraries.oneOf(
        characters().ofMaxLength(200),
        words().list().ofMaxSize(40).map(words -> String.join(" ", words)),
        Arbitraries.strings().withChars("a \t=?_.").ofMaxLength(150),
        Arbitraries.strings().withChars("aä").ofMinLength(200).ofMaxLength(1200));
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().all().ofMaxLength(300),
        Arbitraries.strings().withChars("a =.\r\n\t-_").ofMaxLength(300),
        Arbitraries.strings().withChars("aä \n").ofMaxLength(3000));
  }

  @Provide
  Arbitrary<String> fileNames() {
    return Arbitraries.oneOf(
            characters().ofMinLength(1).ofMaxLength(60),
            Arbitraries.strings().withChars("a.%'\"\\=?; *ä").ofMinLength(1).ofMaxLength(60))
        .filter(name -> !name.isBlank() && name.getBytes(UTF_8).length <= 255);
  }

  @Provide
  Arbitrary<String> fieldNames() {
    return Arbitraries.strings()
        .alpha()
        .numeric()
        .withChars('-')
        .ofMinLength(1)
        .ofMaxLength(45)
        .map(name -> "X-" + name);
  }

  @Provide
  Arbitrary<Mailbox> mailboxes() {
    return Combinators.combine(lines(), localParts(), domains())
        .as((name, local, domain) -> new Mailbox(name, local + "@" + domain));
  }

  private static Arbitrary<String> localParts() {
    Arbitrary<String> quoted =
        Arbitraries.strings()
            .withCharRange('!', '~')
            .ofMaxLength(20)
            .map(text -> "\"a " + text.replaceAll("[\\\\\"]", "") + ".\"");
    return Arbitraries.oneOf(
        quoted, Arbitraries.of("ann", "ann.lee+tag", "o'neil", "a/b=c", "{x}!#$%&*-^_`|~"));
  }

  private static Arbitrary<String> domains() {
    return Arbitraries.of(
        "example.com", "Sub.Example.com", "münchen.example", "例え.example", "[127.0.0.1]");
  }

  private static Arbitrary<String> words() {
    return Arbitraries.oneOf(
        Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(100),
        Arbitraries.of("Grüße", "日本語", "😀😀", "=?UTF-8?Q?a?=", "=?", "a,b", "<x@y>"));
  }

  /** Anything but the control characters that a header refuses. */
  private static StringArbitrary characters() {
    return Arbitraries.strings()
        .withCharRange(' ', '~')
        .withChars('\t')
        .withCharRange('\u0080', '\uFFFF');
  }
}
