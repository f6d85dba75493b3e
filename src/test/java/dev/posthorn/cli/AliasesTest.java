package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** msmtp's aliases file. */
class AliasesTest {

  @Test
  void namesBecomeAddressesWhateverTheirCase() throws Exception {
    Aliases aliases =
        parse("# who is who\n\n Root : ann@example.com,bob@example.com # both\r\nwww: Root\n");
    assertThat(aliases.resolve("root")).containsExactly("ann@example.com", "bob@example.com");
    assertThat(aliases.resolve("WWW")).containsExactly("ann@example.com", "bob@example.com");
    assertThat(aliases.resolve("cron")).isEmpty();
  }

  @Test
  void anAddressWithADomainStandsForItselfUnlessALineHasIt() throws Exception {
    Aliases aliases =
        parse("default: ann@example.com\nRoot@Box.Example: bob@example.com\nwww: root@box.example");
    assertThat(aliases.resolve("root@host.example")).containsExactly("root@host.example");
    assertThat(aliases.resolve("root@box.example")).containsExactly("bob@example.com");
    assertThat(aliases.resolve("Root <ROOT@box.example>")).containsExactly("bob@example.com");
    assertThat(aliases.resolve("www")).containsExactly("bob@example.com");
  }

  /** As of a list that keeps its own copy. */
  @Test
  void anAddressMayStandForItselfAndForOthers() throws Exception {
    Aliases aliases = parse("ann@example.com: ann@example.com, archive@example.com");
    assertThat(aliases.resolve("ann@example.com"))
        .containsExactly("ann@example.com", "archive@example.com");
  }

  @ParameterizedTest
  @CsvSource({
    "root@localhost, a@example.com",
    "root@LocalHost, a@example.com",
    "Root@localhost.localdomain, a@example.com",
    "root@mybox, a@example.com",
    "root@corp.example, a@example.com",
    "<root@corp.example>, a@example.com",
    "<root>, a@example.com",
    "www@mybox, d@example.com",
    "www@corp.example, d@example.com",
    "nas@mybox, n@example.com",
    "nas@localhost, d@example.com",
    "root@mybox.example.org, a@example.com",
    "www@mybox.example.org, www@mybox.example.org",
    "root@otherbox, root@otherbox",
    "root@example.com, root@example.com",
    "root@sub.mybox.example.org, root@sub.mybox.example.org"
  })
  void anAddressOfThisMachineIsItsName(String address, String stands) throws Exception {
    Aliases aliases =
        Aliases.parse(
            "aliases",
            "root: a@example.com\nnas@mybox: n@example.com\ndefault: d@example.com",
            domains("corp.example, other.example", "mybox.example.org", "ann@example.com"));
    assertThat(aliases.resolve(address)).containsExactly(stands);
  }

  @Test
  void theHostsFullNameCountsOnlyWhereNoStoredAccountIsOfThatDomain() throws Exception {
    Aliases aliases =
        Aliases.parse(
            "aliases",
            "root: a@example.com",
            domains("", "box.example.org", "ann@BOX.example.org"));
    assertThat(aliases.resolve("root@box.example.org")).containsExactly("root@box.example.org");
    assertThat(aliases.resolve("root@box")).containsExactly("a@example.com");
    assertThat(aliases.resolve("www@box")).isEmpty();
  }

  @Test
  void theDefaultIsForThoseWithoutALine() throws Exception {
    Aliases aliases = parse("root: nobody, bob@example.com\ndefault: ann@example.com");
    assertThat(aliases.resolve("cron")).containsExactly("ann@example.com");
    assertThat(aliases.resolve("root")).containsExactly("ann@example.com", "bob@example.com");
  }

  @Test
  void eachAddressComesOnce() throws Exception {
    assertThat(parse("a: b, c\nb: x@example.com\nc: x@example.com").resolve("a"))
        .containsExactly("x@example.com");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: a", "a: b\nb: c\nc: a", "default: root", "a: x@example.com, b\nb: a"})
  void aCircleIsNamed(String text) throws Exception {
    Aliases aliases = parse(text);
    assertThatThrownBy(() -> aliases.resolve("a"))
        .isInstanceOfSatisfying(
            Stop.class, e -> assertThat(e.code()).isEqualTo(ExitCode.CONFIGURATION))
        .hasMessageContaining("circle");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "root ann@example.com",
        "root:",
        "root: # nobody",
        ": ann@example.com",
        "root: a@example.com\nROOT: b@example.com"
      })
  void aLineThatIsNoneIsNamedByItsNumberToWhoeverWritesThere(String text) throws Exception {
    Aliases aliases = parse("# first\n" + text + "\nbob: bob@example.com");
    assertThat(aliases.resolve("bob")).containsExactly("bob@example.com");
    assertThat(aliases.resolve("root@box.example")).containsExactly("root@box.example");
    assertThatThrownBy(() -> aliases.resolve("root"))
        .isInstanceOfSatisfying(
            Stop.class, e -> assertThat(e.code()).isEqualTo(ExitCode.CONFIGURATION))
        .hasMessageMatching("(?s).*line [23] .*");
  }

  @Test
  void theDefaultHealsALineThatIsNoneButNotOneThatNamesNobody() throws Exception {
    Aliases aliases = parse("root ann@example.com\nwww:\ndefault: bob@example.com");
    assertThat(aliases.resolve("root")).containsExactly("bob@example.com");
    assertThatThrownBy(() -> aliases.resolve("www")).hasMessageContaining("line 2 names nobody");
  }

  /** As aliases(5) of sendmail and Postfix have it. */
  @Test
  void aLineThatBeginsWithABlankContinuesTheOneBefore() throws Exception {
    Aliases aliases =
        parse(
            """
            team: ann@example.com, # the first
            # a comment and an empty line between

            \tbob@example.com,
               www
            www:
                carla@example.com
            """);
    assertThat(aliases.resolve("team"))
        .containsExactly("ann@example.com", "bob@example.com", "carla@example.com");
    assertThat(aliases.resolve("www")).containsExactly("carla@example.com");
  }

  /** msmtp skips blanks; as a continuation it would be no address anyway. */
  @Test
  void anIndentedAliasIsOneOfItsOwn() throws Exception {
    Aliases aliases = parse("  root: ann@example.com\n  www: bob@example.com");
    assertThat(aliases.resolve("root")).containsExactly("ann@example.com");
    assertThat(aliases.resolve("www")).containsExactly("bob@example.com");
  }

  @Test
  void namesMayStandInQuotes() throws Exception {
    Aliases aliases = parse("\"root\": ann@example.com\n\"a: b\" : bob@example.com");
    assertThat(aliases.resolve("root")).containsExactly("ann@example.com");
    assertThat(aliases.resolve("\"root\"")).containsExactly("ann@example.com");
    assertThat(aliases.resolve("\"a: b\"")).containsExactly("bob@example.com");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "|/usr/bin/procmail",
        "\"|/usr/bin/procmail ann@example.com\"",
        "/var/mail/root",
        ":include:/etc/list",
        "ann@example.com, nobody"
      })
  void aNameThatLeadsToNoAddressIsSaidOnlyWhenItIsUsed(String target) throws Exception {
    Aliases aliases = parse("root: a\na: " + target + "\nbob: bob@example.com");
    assertThat(aliases.resolve("bob")).containsExactly("bob@example.com");
    assertThatThrownBy(() -> aliases.resolve("root"))
        .isInstanceOfSatisfying(
            Stop.class, e -> assertThat(e.code()).isEqualTo(ExitCode.CONFIGURATION))
        .hasMessageContaining("root → a → ");
  }

  @Test
  void aFileThatOthersMayWriteIsRefused(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("aliases"), "root: ann@example.com\n");
    assertThat(Aliases.read(file, domains("", "box", "")).resolve("root"))
        .containsExactly("ann@example.com");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
    assertThatThrownBy(() -> Aliases.read(file, domains("", "box", "")))
        .hasMessageContaining("Others may write");
  }

  @Test
  void aListOfNamesIsSplitOutsideOfQuotesAndComments() {
    assertThat(AddressWords.split("root, \"Lee, Ann\" <a@example.com> (x, y),, b@example.com ,"))
        .containsExactly("root", "\"Lee, Ann\" <a@example.com> (x, y)", "b@example.com");
  }

  @Test
  void theWholeFileIsCheckedWhereThatIsAskedFor() throws Exception {
    assertThat(parse("root: ann\nann: ann@example.com").check()).isEqualTo(2);
    for (String wrong : new String[] {"root: ann", "root:", "root ann", "a: a", "a: |cat"}) {
      Aliases aliases = parse(wrong + "\nbob: bob@example.com");
      assertThatThrownBy(aliases::check).as(wrong).isInstanceOf(Stop.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"UTF-8, 'EFBBBF'", "UTF-16LE, 'FFFE'", "UTF-16BE, 'FEFF'"})
  void aByteOrderMarkIsNoPartOfTheFirstName(String charset, String mark, @TempDir Path folder)
      throws Exception {
    byte[] text = "root: ann@example.com\r\nwww: root\r\n".getBytes(Charset.forName(charset));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(HexFormat.of().parseHex(mark));
    bytes.write(text);
    Path file = Files.write(folder.resolve("aliases"), bytes.toByteArray());
    Aliases aliases = Aliases.read(file, domains("", "box", ""));
    assertThat(aliases.resolve("www")).containsExactly("ann@example.com");
  }

  @Test
  void whatIsNotUtf8IsRefusedWithItsEncoding(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("aliases");
    Files.write(file, "# Männer\nroot: a@example.com\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> Aliases.read(file, domains("", "box", "")))
        .isInstanceOfSatisfying(
            Stop.class, e -> assertThat(e.code()).isEqualTo(ExitCode.CONFIGURATION))
        .hasMessageContaining("not UTF-8")
        .hasMessageContaining("8859-1");
  }

  private static LocalDomains domains(String named, String host, String account) {
    int dot = host.indexOf('.');
    HostName name = dot < 0 ? new HostName(host, "") : new HostName(host.substring(0, dot), host);
    return new LocalDomains(named, () -> name, () -> List.of(account));
  }

  private static Aliases parse(String text) throws Stop {
    return Aliases.parse("aliases", text, domains("", "mybox", ""));
  }
}
