package dev.posthorn.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.message.Address;
import dev.posthorn.message.Mailbox;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressFieldTest {
  private static final String TWO = "x@a.example, evil@b.example";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Lee, Ann",
        TWO,
        "a\"b",
        "a\\",
        "\\\"",
        "(c)",
        "A <b@c.example>",
        "Grüße ✉",
        "a:b;"
      })
  void aNameStaysOneName(String name) throws Exception {
    assertThat(to("{{name}} <{{email}}>", name, "ann@example.com"))
        .containsExactly(new Mailbox(name, "ann@example.com"));
    assertThat(to("\"{{name}}\" <{{email}}>", name, "ann@example.com"))
        .containsExactly(new Mailbox(name, "ann@example.com"));
  }

  @Test
  void anEmptyNameIsNone() throws Exception {
    assertThat(to("{{name}} <{{email}}>", "", "ann@example.com"))
        .containsExactly(new Mailbox("", "ann@example.com"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{{name}} <{{email}}>", "{{email}}", "b@example.com, {{email}}"})
  void severalAddressesInAColumnAreAProblem(String template) throws Exception {
    for (String value :
        List.of(TWO, "x@a.example; y@b.example", "A <a@b.example>", "ann", "", "g: a@b;")) {
      assertThat(
              new Merging(folder)
                  .problems("a.txt", "To: " + template + "\n\nHi", "name", "Ann", "email", value))
          .as(value)
          .hasSize(1)
          .allMatch(why -> why.startsWith("To: "));
    }
  }

  @Test
  void partsOfAnAddressMayStandInColumns() throws Exception {
    assertThat(to("{{name}}@{{email}}", "ann.lee", "example.com"))
        .containsExactly(new Mailbox("", "ann.lee@example.com"));
    assertThat(to("{{name}}@example.com", "ann lee", ""))
        .containsExactly(new Mailbox("", "\"ann lee\"@example.com"));
  }

  @Test
  void aGroupHasTheMembersOfTheTemplate() throws Exception {
    assertThat(to("{{name}}: {{email}}, b@example.com;", "Lee, Ann", "a@example.com"))
        .singleElement()
        .satisfies(group -> assertThat(group.mailboxes()).hasSize(2));
  }

  @Test
  void namesAndAddressesInAListAreToldApart() throws Exception {
    assertThat(
            to(
                "{{email}}, {{name}} {{name}} <{{email}}>, \"a, {{name}}\" <c@example.com>, {{email}}",
                "Lee, A",
                "a@example.com"))
        .containsExactly(
            new Mailbox("", "a@example.com"),
            new Mailbox("Lee, A Lee, A", "a@example.com"),
            new Mailbox("a, Lee, A", "c@example.com"),
            new Mailbox("", "a@example.com"));
  }

  @Test
  void commentsCannotBeLeft() throws Exception {
    assertThat(to("{{email}} (of {{name}})", "x), evil@b.example (", "a@example.com"))
        .containsExactly(new Mailbox("", "a@example.com"));
  }

  private List<Address> to(String template, String name, String email) throws Exception {
    return new Merging(folder)
        .mail("a.txt", "To: " + template + "\n\nHi", "name", name, "email", email)
        .to();
  }
}
