package dev.posthorn.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MailboxTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "ann@example.com | '' | ann@example.com",
        " Ann Lee <ann@example.com> | Ann Lee | ann@example.com",
        "\"Lee, Ann\" <ann@example.com> | Lee, Ann | ann@example.com",
        "\"a \\\"b\\\" \\\\c\" <ann@example.com> | a \"b\" \\c | ann@example.com",
        "Änn  Müller <ann@example.com> | Änn Müller | ann@example.com",
        "J. R. Lee <ann@example.com> | J. R. Lee | ann@example.com",
        "<ann@example.com> | '' | ann@example.com",
        "Ann (at (home), :) <ann@example.com> (now) | Ann | ann@example.com",
        "ann@example.com (Ann \\) Lee) | '' | ann@example.com",
        "\"ann\"@example.com | '' | ann@example.com",
        "\"a b\"@example.com | '' | \"a b\"@example.com",
        "\"a,b@c\"@example.com | '' | \"a,b@c\"@example.com",
        "Ann <\"a>b\"@example.com> | Ann | \"a>b\"@example.com",
        "Ann.Lee+tag@Sub.EXAMPLE.com | '' | Ann.Lee+tag@sub.example.com",
        "ann@münchen.example | '' | ann@xn--mnchen-3ya.example",
        "ann@[127.0.0.1] | '' | ann@[127.0.0.1]",
        "Ann <ann@[IPv6:2001:db8::1]> | Ann | ann@[IPv6:2001:db8::1]",
        "root@localhost | '' | root@localhost",
      })
  void whatPeopleWriteIsRead(String text, String name, String address) {
    Mailbox mailbox = Mailbox.parse(text);

    assertThat(mailbox.name()).isEqualTo(name.equals("''") ? "" : name);
    assertThat(mailbox.address()).isEqualTo(address);
  }

  @Test
  void aListIsSplitAtItsOwnCommasOnly() {
    assertThat(
            Mailbox.parseList(
                "\"Lee, Ann\" <ann@x.example>,(a, b) bob@x.example , \"c,d\"@x.example"))
        .containsExactly(
            new Mailbox("Lee, Ann", "ann@x.example"),
            new Mailbox("", "bob@x.example"),
            new Mailbox("", "\"c,d\"@x.example"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "ann | no @",
        "@example.com | nothing stands before the @",
        "ann@ | nothing stands after the @",
        "ann@@example.com | must not hold '@' before the @",
        "a b@example.com | holds a blank",
        "ann lee <a b@example.com> | holds a blank",
        ".ann@example.com | a dot before the @",
        "ann..lee@example.com | a dot before the @",
        "änn@example.com | must be ASCII; other characters need SMTPUTF8",
        "a>b@example.com | must not hold '>'",
        "ann@exam_ple.com | domain is not a valid one",
        "ann@-example.com | domain is not a valid one",
        "ann@example..com | domain is not a valid one",
        "ann@[999] | domain is not a valid one",
        "ann@straße.example | xn-- form",
        "\"\"@example.com | must not be empty",
        "\"a\\\"b\"@example.com | hold a backslash or a quote",
        "\" a\"@example.com | blanks at its ends",
        "Ann <ann@example.com | angle bracket is not closed",
        "Ann <ann@example.com> Lee | something follows",
        "\"Ann <ann@example.com> | double quote is not closed",
        "(Ann ann@example.com | parenthesis is not closed",
        "ann@[127.0.0.1 | square bracket is not closed",
        "ann@example.com <bob@example.com> | must stand in double quotes",
        "friends: ann@example.com, bob@example.com; | a group",
        "ann@example.com; bob@example.com | a group",
        "Ann <> | it is empty",
      })
  void aBadAddressIsNamedWithTheReason(String text, String reason) {
    assertThatThrownBy(() -> Mailbox.parse(text))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageStartingWith("Bad address \"")
        .hasMessageContaining(reason);
  }

  @Test
  void inAListOnlyTheBadOneIsNamed() {
    assertThatThrownBy(() -> Mailbox.parseList("ann@example.com, bob, cat@example.com"))
        .hasMessage("Bad address \"bob\": it has no @ and no domain.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", ",", "ann@example.com,", ",ann@example.com", "a@b.example,,c@d.example"})
  void nothingWhereAnAddressShouldBeIsRefused(String text) {
    assertThatThrownBy(() -> Mailbox.parseList(text))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageMatching("An address is (empty|missing beside a comma).*");
  }

  @Test
  void severalAreRefusedWhereOneIsWanted() {
    assertThatThrownBy(() -> Mailbox.parse("ann@example.com, bob@example.com"))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("not 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r", "\n", "\0", "\u001B", "\u007F"})
  void controlCharactersAreRefusedWhereverTheyStand(String control) {
    for (String text :
        List.of(
            "ann" + control + "@example.com",
            "ann@example.com" + control + "Bcc: eve@example.com",
            "A" + control + "n <ann@example.com>",
            "\"A" + control + "\" <ann@example.com>",
            "(" + control + ") ann@example.com")) {
      assertThatThrownBy(() -> Mailbox.parse(text))
          .isInstanceOf(InvalidMessageException.class)
          .message()
          .doesNotContain(control);
    }
    assertThatThrownBy(() -> new Mailbox("A" + control, "ann@example.com"))
        .isInstanceOf(InvalidMessageException.class);
    assertThatThrownBy(() -> new Mailbox("", "ann@example.com" + control))
        .isInstanceOf(InvalidMessageException.class);
  }

  @Test
  void lengthsThatNoServerTakesAreRefused() {
    assertThat(new Mailbox("", "a".repeat(64) + "@example.com").address()).hasSize(76);
    assertThatThrownBy(() -> new Mailbox("", "a".repeat(65) + "@example.com"))
        .hasMessageContaining("longer than 64");
    assertThatThrownBy(() -> new Mailbox("", "ann@" + "a.".repeat(200) + "example"))
        .hasMessageContaining("longer than 253");
    assertThatThrownBy(() -> new Mailbox("", "ann@" + "a".repeat(64) + ".example"))
        .hasMessageContaining("domain is not a valid one");
  }
}
