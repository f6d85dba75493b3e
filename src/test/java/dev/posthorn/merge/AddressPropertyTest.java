package dev.posthorn.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.message.InvalidMessageException;
import dev.posthorn.message.Mail;
import dev.posthorn.message.MailBuilder;
import dev.posthorn.message.Mailbox;
import dev.posthorn.testing.Chance;
import dev.posthorn.testing.Tries;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whatever stands in a table: a list of addresses is as long as the template has it. */
final class AddressPropertyTest {
  private static final String[] LISTS = {
    "{{a}} <{{ok}}>",
    "{{a}} {{b}} <{{ok}}>, c@example.com",
    "\"{{a}}, {{b}}\" <{{ok}}>",
    "{{ok}} ({{a}}), {{b}} <c@example.com>",
    "{{a}}: {{ok}}, {{b}} <c@example.com>;",
    "Dr. {{a}}{{b}} <{{ok}}>"
  };
  private static final String[] SINGLES = {"{{a}}", "x <{{a}}>", "{{a}} (x)", "<{{a}}>"};
  private static final String[] VALUES = {
    "e@b.example",
    "x@a.example",
    ",",
    ";",
    "<",
    ">",
    "\"",
    "\\",
    "(",
    ")",
    ":",
    " ",
    "@",
    ".",
    "[",
    "]",
    "Lee",
    "\t",
    "g:e@b.example;",
    "<e@b.example>,",
    "e@b.example, ",
    "\" <e@b.example>, \"",
    "), e@b.example (",
    "ü"
  };

  @Tries(6000)
  void noValueAddsARecipient(Chance chance) throws Exception {
    String list = chance.of(LISTS);
    String a = chance.joined(4, VALUES);
    String b = chance.joined(4, VALUES);
    AddressField field = AddressField.of("To", list, MailBuilder::to);
    MailBuilder plain = Mail.builder();
    field.fill(Map.of("a", "x", "b", "y", "ok", "ok@example.com"), plain);
    MailBuilder filled = Mail.builder();
    try {
      field.fill(Map.of("a", a, "b", b, "ok", "ok@example.com"), filled);
    } catch (InvalidMessageException | RowFault e) {
      return; // A problem of the row.
    }
    assertThat(addresses(filled)).as("%s | %s", a, b).isEqualTo(addresses(plain));
  }

  /** A value in place of an address is that address, or none. */
  @Tries(3000)
  void aValueIsOneAddressAtMost(Chance chance) throws Exception {
    String list = chance.of(SINGLES);
    String a = chance.joined(4, VALUES);
    MailBuilder filled = Mail.builder();
    try {
      AddressField.of("To", list, MailBuilder::to).fill(Map.of("a", a), filled);
    } catch (InvalidMessageException | RowFault e) {
      return;
    }
    if (!addresses(filled).isEmpty()) {
      assertThat(addresses(filled)).containsExactly(new Mailbox("", a.strip()).address());
    }
  }

  private static List<String> addresses(MailBuilder mail) {
    List<String> addresses = new ArrayList<>();
    mail.build().to().forEach(to -> to.mailboxes().forEach(one -> addresses.add(one.address())));
    return addresses;
  }
}
