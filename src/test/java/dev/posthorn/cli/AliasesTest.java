package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
  void anAddressWithADomainIsNoAlias() throws Exception {
    assertThat(parse("default: ann@example.com").resolve("root@host.example"))
        .containsExactly("root@host.example");
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
        "root@example.com: ann@example.com",
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
    assertThat(Aliases.read(file).resolve("root")).containsExactly("ann@example.com");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
    assertThatThrownBy(() -> Aliases.read(file)).hasMessageContaining("Others may write");
  }

  @Test
  void aListOfNamesIsSplitOutsideOfQuotesAndComments() {
    assertThat(AddressWords.split("root, \"Lee, Ann\" <a@example.com> (x, y),, b@example.com ,"))
        .containsExactly("root", "\"Lee, Ann\" <a@example.com> (x, y)", "b@example.com");
  }

  private static Aliases parse(String text) throws Stop {
    return Aliases.parse("aliases", text);
  }
}
