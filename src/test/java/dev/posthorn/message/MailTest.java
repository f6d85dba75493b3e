package dev.posthorn.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MailTest {
  @ParameterizedTest
  @ValueSource(strings = {"\r", "\n", "\0", "\r\n", "\u001B"})
  void noSetterLetsAHeaderBeInjected(String control) {
    String injected = control + "Bcc: eve@example.com";
    Map<String, Consumer<MailBuilder>> setters =
        Map.ofEntries(
            Map.entry("from", b -> b.from("ann@example.com" + injected)),
            Map.entry("from name", b -> b.from(new Mailbox("Ann" + injected, "ann@example.com"))),
            Map.entry("to", b -> b.to("ann@example.com", "bob@example.com" + injected)),
            Map.entry("cc", b -> b.cc("Ann" + injected + " <ann@example.com>")),
            Map.entry("bcc", b -> b.bcc("ann@example.com" + injected)),
            Map.entry("replyTo", b -> b.replyTo("\"" + injected + "\" <ann@example.com>")),
            Map.entry("group", b -> b.to("Team" + injected + ": ann@example.com;")),
            Map.entry("group record", b -> b.to(new Group("Team" + injected, List.of()).name())),
            Map.entry("inline", b -> b.inline("a" + injected, file("a.txt", "text/plain"))),
            Map.entry("inReplyTo", b -> b.inReplyTo("<a@b>" + injected)),
            Map.entry("references", b -> b.references("<a@b>", "<c@d>" + control + " <e@f>")),
            Map.entry("threadId", b -> b.threadId("1" + injected)),
            Map.entry("subject", b -> b.subject("Hello" + injected)),
            Map.entry("header value", b -> b.header("X-Ticket", "1" + injected)),
            Map.entry("header name", b -> b.header("X-Ticket" + control, "1")),
            Map.entry("header record", b -> b.header(new Header("X" + control, "1").name(), "1")),
            Map.entry("file", b -> b.attach(file("a.txt" + injected, "text/plain"))),
            Map.entry("type", b -> b.attach(file("a.txt", "text/plain" + injected))),
            Map.entry(
                "charset", b -> b.attach(file("a", "text/plain; charset=\"a" + control + "\""))));

    setters.forEach(
        (what, setter) ->
            assertThatThrownBy(() -> setter.accept(Mail.builder()))
                .as(what)
                .isInstanceOf(InvalidMessageException.class)
                .message()
                .doesNotContain(control));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "X Y", "X:", "Ä", "X\t", "From "})
  void whatIsNoHeaderNameIsRefused(String name) {
    assertThatThrownBy(() -> new Header(name, "1")).isInstanceOf(InvalidMessageException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "From",
        "to",
        "CC",
        "Bcc",
        "reply-to",
        "SUBJECT",
        "Content-Type",
        "content-anything",
        "MIME-Version",
        "Date",
        "Message-ID",
        "Sender",
        "Resent-To",
        "Received",
        "Return-Path"
      })
  void headersWithASetterOrOfTheComposerCannotBeAdded(String name) {
    assertThatThrownBy(() -> Mail.builder().header(name, "x"))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining(name);
  }

  @Test
  void headersKeepTheirOrderAndDuplicatesAndMatchInAnyCase() {
    Mail mail =
        Mail.builder().header("X-Tag", "b").header("X-Other", "c").header("x-tag", " a ").build();

    assertThat(mail.headers())
        .containsExactly(
            new Header("X-Tag", "b"), new Header("X-Other", "c"), new Header("x-tag", "a"));
    assertThat(mail.header("x-TAG")).containsExactly("b", "a");
    assertThat(mail.header("X-Missing")).isEmpty();
  }

  @Test
  void listsOfAddressesGrowAndSingleValuesAreReplaced() {
    Mail mail =
        Mail.builder()
            .to("a@x.example, b@x.example", "c@x.example")
            .to("d@x.example")
            .subject("first")
            .subject(" second\t")
            .build();

    assertThat(mail.to())
        .extracting(m -> m.toString().charAt(0))
        .containsExactly('a', 'b', 'c', 'd');
    assertThat(mail.subject()).isEqualTo("second");
    assertThat(mail.text()).isEmpty();
    assertThat(mail.from()).isEmpty();
  }

  @Test
  void whatIsBuiltDoesNotChangeWithItsBuilder() {
    MailBuilder builder = Mail.builder().to("a@x.example").header("X-A", "1");
    Mail mail = builder.build();
    builder.to("b@x.example").header("X-A", "2").attach(file("a", "text/plain"));

    assertThat(mail.to()).hasSize(1);
    assertThat(mail.headers()).hasSize(1);
    assertThat(mail.attachments()).isEmpty();
    assertThatThrownBy(() -> mail.to().clear()).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void anAuthorIsPutInOnlyWhereThereIsNone() {
    Mailbox ann = Mailbox.parse("ann@example.com");
    Mailbox bob = Mailbox.parse("bob@example.com");
    Mail mail =
        Mail.builder()
            .to("c@x.example")
            .cc("d@x.example")
            .bcc("e@x.example")
            .replyTo("f@x.example")
            .subject("s")
            .text("t")
            .html("h")
            .header("X-A", "1")
            .attach(file("a", "text/plain"))
            .build();

    Mail from = mail.withFromIfAbsent(ann);

    assertThat(from.from()).contains(ann);
    assertThat(from).usingRecursiveComparison().ignoringFields("from").isEqualTo(mail);
    assertThat(from.withFromIfAbsent(bob)).isSameAs(from);
    assertThat(mail.from()).isEmpty();
  }

  @Test
  void aLoneSurrogateBecomesTheReplacementCharacter() {
    assertThat(Mail.builder().subject("a\uD83Db\uDE00c\uD83D\uDE00\uD83D").build().subject())
        .isEqualTo("a\uFFFDb\uFFFDc\uD83D\uDE00\uFFFD");
    assertThat(List.of(new Header("X", "\uDC00").value(), new Mailbox("\uDC00", "a@b").name()))
        .containsOnly("\uFFFD");
  }

  private static Attachment file(String name, String type) {
    return Attachment.of(name, type, new byte[0]);
  }
}
