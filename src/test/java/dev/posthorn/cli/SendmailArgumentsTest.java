package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** sendmail's grammar, as programs use it. */
class SendmailArgumentsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # cron of Debian
          -i -FCronDaemon -B8BITMIME -oem root      | -i -F=CronDaemon -- root
          # PHP
          -t -i                                     | -t -i --
          -ti                                       | -t -i --
          -it -fann@example.com                     | -i -t -f=ann@example.com --
          # git send-email
          -f ann@example.com -i bob@example.com     | -f=ann@example.com -i -- bob@example.com
          # mutt
          -oem -oi -f a@example.com -- b@example.com | -i -f=a@example.com -- b@example.com
          -oi -- -odb@example.com                   | -i -- -odb@example.com
          # bsd-mailx
          -i root                                   | -i -- root
          -r a@example.com root -t                  | -r=a@example.com -t -- root
          -tf a@example.com                         | -t -f=a@example.com --
          -o i -o em -odq                           | -i --
          -oitrue -oi                               | -i -i --
          -oifalse                                  | --
          -O IgnoreDots=true -OQueueDirectory=/tmp  | -i --
          -oIgnore                                  | --
          -bm -ba root                              | -- root
          -b m root                                 | -- root
          -N never -R hdrs -V id -L tag -X /tmp/log | --
          -Nnever -Rhdrs -Vid -Ltag -X/tmp/log      | --
          -G -U -m -n -s -x -h3 -h 4 -d8.1 -em      | --
          -v root                                   | --verbose -- root
          -tv                                       | -t --verbose --
          -h                                        | --help --
          -- -t                                     | -- -t
          - root                                    | -- - root
          --json --home /h root                     | --json --home=/h -- root
          --home=/h -t                              | --home=/h -t --
          """)
  void becomesOptionsThenRecipients(String given, String expected) throws Exception {
    assertThat(canonical(given.split(" +"))).containsExactly(expected.split(" +"));
  }

  @Test
  void anEmptyOrBlankValueStaysOneWord() throws Exception {
    assertThat(canonical("-f", "", "-F", "Ann  Lee", "root"))
        .containsExactly("-f=", "-F=Ann  Lee", "--", "root");
  }

  @Test
  void whatAsksForAnotherProgramIsRefused() {
    assertThatThrownBy(() -> canonical("-bs"))
        .isInstanceOfSatisfying(
            Stop.class, e -> assertThat(e.code()).isEqualTo(ExitCode.UNAVAILABLE))
        .hasMessageContaining("no SMTP on stdin");
    for (String mode : List.of("-bp", "-bd", "-bi", "-bt", "-bv", "-bh", "-q", "-q30m")) {
      assertThatThrownBy(() -> canonical(mode))
          .as(mode)
          .isInstanceOfSatisfying(
              Stop.class, e -> assertThat(e.code()).isEqualTo(ExitCode.UNAVAILABLE));
    }
  }

  @Test
  void anUnknownOptionOrAMissingValueIsAUsageError() {
    for (String word : List.of("-z", "-C/etc/mail.cf", "-f", "-b", "-bx", "-o")) {
      assertThatThrownBy(() -> canonical(word))
          .as(word)
          .isInstanceOfSatisfying(Stop.class, e -> assertThat(e.code()).isEqualTo(ExitCode.USAGE));
    }
  }

  @Test
  void aLongOptionWithoutItsValueIsNamed() {
    assertThatThrownBy(() -> canonical("bob@example.com", "--home"))
        .isInstanceOfSatisfying(Stop.class, e -> assertThat(e.code()).isEqualTo(ExitCode.USAGE))
        .hasMessage("--home needs a value.");
  }

  private static List<String> canonical(String... words) throws Stop {
    return SendmailArguments.canonical(Arrays.asList(words), "--home"::equals);
  }
}
