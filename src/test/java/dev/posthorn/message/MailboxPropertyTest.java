package dev.posthorn.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class MailboxPropertyTest {
  @Property(tries = 2000)
  void whateverIsWrittenItIsReadBackTheSameOrRefused(@ForAll("scrawls") String text) {
    List<Mailbox> mailboxes;
    try {
      mailboxes = Mailbox.parseList(text);
    } catch (InvalidMessageException e) {
      assertThat(e.getMessage()).doesNotContain("\r", "\n", "\0");
      return;
    }
    assertThat(mailboxes).isNotEmpty();
    for (Mailbox mailbox : mailboxes) {
      assertThat(Mailbox.parseList(mailbox.toString())).containsExactly(mailbox);
      assertThat(mailbox.address()).matches("[ -~]+@[!-~]+");
    }
  }

  @Property(tries = 1000)
  void everyNameIsReadBackFromWhatPeopleWrite(@ForAll("names") String name) {
    Mailbox mailbox = new Mailbox(name, "ann@example.com");

    assertThat(Mailbox.parse(mailbox.toString())).isEqualTo(mailbox);
  }

  @Provide
  Arbitrary<String> scrawls() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "ann@example.com",
            "Ann Lee",
            "\"",
            "\\",
            "<",
            ">",
            "(",
            ")",
            ",",
            ":",
            ";",
            "@",
            " ",
            "[",
            "]",
            "[127.0.0.1]",
            ".",
            "ä",
            "\"a b\"",
            "\"a, b\" <c@d.example>",
            "\r\n",
            "\0",
            "x");
    return Arbitraries.oneOf(
        pieces.list().ofMaxSize(8).map(list -> String.join("", list)), Arbitraries.strings().all());
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings()
        .withCharRange(' ', '~')
        .withChars('ä', '\u00A0', '\uD83D', '\uDE00')
        .ofMaxLength(80);
  }
}
