package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

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
          -r a@example.com root -t                  | -f=a@example.com -t -- root
          -tf a@example.com                         | -t -f=a@example.com --
          -o i -o em -odq                           | -i --
          -oitrue -oi                               | -i --
          -oi -oifalse                              | --
          # cronie
          -FCronDaemon -i -odi -oem -oi -t -f root  | -F=CronDaemon -i -t -f=root --
          # PHPMailer
          -t -i -oi -fX -t                          | -t -i -f=X --
          -f a@example.com -r b@example.com -FA -FB | -f=b@example.com -F=B --
          -F -hello -f -t root                      | -F=-hello -f=-t -- root
          --home /a --home=/b -v -v                 | --home=/b --verbose --
          -Am -Ac root                              | -- root
          -oMr spam-scanned -oMa 10.9.8.7 root      | -- root
          -or 5m -os root                           | -- root
          -E1abcde-000001-AB -d root                | -- root
          -bi                                       | -b=i --
          -I                                        | -b=i --
          -bp -v                                    | -b=p --verbose --
          -bv root                                  | -b=v -- root
          -a ann@example.com root                   | --account=ann@example.com -- root
          --from a@example.com --read-recipients    | -f=a@example.com -t --
          --syslog --logfile /tmp/x root            | -- root
          --undisclosed-recipients=off root         | -- root
          --aliases f --account=a@example.com       | --aliases=f --account=a@example.com --
          -N success,DELAY -RFULL root              | -- root
          -oifalse                                  | --
          -O IgnoreDots=true -OQueueDirectory=/tmp  | -i --
          -oIgnore -oQ/dir -o Q/dir -o i            | -i --
          -bm -ba root                              | -- root
          -bp -bm root                              | -- root
          -v --verbose -ov root                     | --verbose -- root
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
    for (String mode : List.of("-bS", "-bd", "-bt", "-bh", "-q", "-q30m", "-C/etc/mail.cf", "-N")) {
      assertThatThrownBy(() -> canonical(mode, "-t"))
          .as(mode)
          .isInstanceOfSatisfying(
              Stop.class, e -> assertThat(e.code()).isEqualTo(ExitCode.UNAVAILABLE));
    }
  }

  @Test
  void anUnknownOptionOrAMissingValueIsAUsageError() {
    for (String word : List.of("-y", "-Ax", "-f", "-b", "-bx", "-o", "-N")) {
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

  /** An account of msmtp's has a name that says nothing here. */
  @Test
  void anAccountThatIsNoAddressIsRefusedWithTheCure() {
    assertThatThrownBy(() -> canonical("-a", "gmail", "root"))
        .hasMessageContaining("--account ann@example.com");
  }

  private static List<String> canonical(String... words) throws Stop {
    return SendmailArguments.canonical(
        Arrays.asList(words), parser().getSubcommands().get("sendmail").getCommandSpec());
  }

  /** Posthorn with this command, as {@link Main} has it. */
  static CommandLine parser() {
    Terminal terminal = Terminal.ofProcess();
    PosthornCommand posthorn =
        new PosthornCommand(terminal, page -> false, new LastWords(terminal, false));
    CommandLine line = new CommandLine(posthorn);
    Commands.add("sendmail", posthorn, line);
    line.setAllowOptionsAsOptionParameters(true);
    line.setEndOfOptionsDelimiter(OptionWords.END);
    return line;
  }
}
