package dev.posthorn.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses that are groups (RFC 5322 §3.4). */
final class GroupTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Team: ann@x.org, Bob <bob@x.org>; | Team: ann@x.org, Bob <bob@x.org>;",
        "Team:ann@x.org; | Team: ann@x.org;",
        "undisclosed-recipients: (nobody) ; (really) | undisclosed-recipients:;",
        "\"Team: A\" : \"a;b\" <ann@x.org>; | \"Team: A\": \"a;b\" <ann@x.org>;",
        "Größe  und Maß:a@[IPv6:::1]; | Größe und Maß: a@[IPv6:::1];",
      })
  void aGroupIsReadAndWritten(String text, String expected) {
    List<Address> addresses = Address.parseList(text);

    assertThat(addresses).singleElement().isInstanceOf(Group.class).hasToString(expected);
    assertThat(Address.parseList(expected)).isEqualTo(addresses);
  }

  @Test
  void groupsStandAmongMailboxes() {
    assertThat(Address.parseList("a@x.org, T: b@x.org, c@x.org;, d@x.org, N:;"))
        .extracting(address -> address.mailboxes().size())
        .containsExactly(1, 2, 1, 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "T: a@x.org",
        "T:",
        ": a@x.org;",
        "T: U: a@x.org;;",
        "T: a@x.org; b@x.org",
        "T: a@x.org,;",
        "T: ,a@x.org;",
        "T: a@x.org,",
        "T: a@x.org;,",
        "T: root;",
        "T: a@x.org b@x.org;",
        "T: <a@x.org> b;",
        "a@x.org: b@x.org;",
        "T;",
        "a@x.org;",
      })
  void whatIsNoGroupIsRefused(String text) {
    assertThatThrownBy(() -> Address.parseList(text))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageMatching("(Bad address \"|An address is missing).*");
  }

  @Test
  void aGroupHasANameAndKeepsItsMembers() {
    List<Mailbox> members = new ArrayList<>(List.of(Mailbox.parse("a@x.org")));
    Group group = new Group(" a \t b ", members);
    members.clear();

    assertThat(group.name()).isEqualTo("a b");
    assertThat(group.mailboxes()).hasSize(1);
    assertThatThrownBy(() -> new Group(" ", List.of())).isInstanceOf(InvalidMessageException.class);
  }
}
