package dev.posthorn.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.message.InvalidMessageException;
import dev.posthorn.message.Mail;
import dev.posthorn.message.MailBuilder;
import dev.posthorn.message.Mailbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever stands in a table: a list of addresses is as long as the template has it. */
final class AddressPropertyTest {
  @Property(tries = 6000)
  void noValueAddsARecipient(
      @ForAll("lists") String list, @ForAll("values") String a, @ForAll("values") String b)
      throws Exception {
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
  @Property(tries = 3000)
  void aValueIsOneAddressAtMost(@ForAll("singles") String list, @ForAll("values") String a)
      throws Exception {
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

  @Provide
  Arbitrary<String> lists() {
    return Arbitraries.of(
        "{{a}} <{{ok}}>",
        "{{a}} {{b}} <{{ok}}>, c@example.com",
        "\"{{a}}, {{b}}\" <{{ok}}>",
        "{{ok}} ({{a}}), {{b}} <c@example.com>",
        "{{a}}: {{ok}}, {{b}} <c@example.com>;",
        "Dr. {{a}}{{b}} <{{ok}}>");
  }

  @Provide
  Arbitrary<String> singles() {
    return Arbitraries.of("{{a}}", "x <{{a}}>", "{{a}} (x)", "<{{a}}>");
  }

  @Provide
  Arbitrary<String> values() {
    return Arbitraries.of(
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
            "ü")
        .list()
        .ofMinSize(0)
        .ofMaxSize(4)
        .map(pieces -> String.join("", pieces));
  }
}
