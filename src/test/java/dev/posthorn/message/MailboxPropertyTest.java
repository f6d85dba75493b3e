package dev.posthorn.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.testing.Chance;
import dev.posthorn.testing.Tries;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

final class MailboxPropertyTest {
  private static final String[] PIECES = {
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
    "x"
  };

  private static final String ASCII =
      IntStream.rangeClosed(' ', '~').mapToObj(Character::toString).collect(Collectors.joining());

  @Tries(2000)
  void whateverIsWrittenItIsReadBackTheSameOrRefused(Chance chance) {
    String text = chance.oneOf(() -> chance.joined(8, PIECES), () -> chance.anyText(255));
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

  @Tries(1000)
  void everyNameIsReadBackFromWhatPeopleWrite(Chance chance) {
    String name =
        chance.oneOf(
            () -> chance.text(0, 80, ' ', '~'),
            () -> chance.text(0, 80, ASCII + "ä\u00A0\uD83D\uDE00"));
    Mailbox mailbox = new Mailbox(name, "ann@example.com");

    assertThat(Mailbox.parse(mailbox.toString())).isEqualTo(mailbox);
  }
}
