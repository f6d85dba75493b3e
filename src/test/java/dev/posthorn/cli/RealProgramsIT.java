package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.testing.Command.Result;
import dev.posthorn.testing.Needs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs from Debian that call sendmail, and get Posthorn. */
class RealProgramsIT {
  @TempDir Path folder;

  @Test
  void gitSendsASeriesToExactlyItsEnvelope() throws Exception {
    try (SendmailUser ann = SendmailUser.in(folder, "send")) {
      List<String> words = new ArrayList<>(gitSendEmail(ann));
      words.addAll(List.of("--cc=Carl <carl@example.com>", "--bcc=dan@example.com"));
      words.addAll(patches(ann));
      Result result = ann.runs(words.toArray(String[]::new)).run();

      assertThat(result.status()).as(result.err()).isZero();
      assertThat(ann.receivers()).containsExactly("bob", "bob", "carl", "carl", "dan", "dan");
      String second = ann.mailOf("bob").get(1);
      assertThat(second)
          .contains("Subject: [PATCH 2/2] two", "In-Reply-To: <")
          .doesNotContain("dan@example.com");
      assertThat(Letter.arrived(second).text())
          .contains("\n+Größe\n", "\n+" + "0".repeat(1199) + "7\n");
    }
  }

  @Test
  void gitStopsAtAPatchThatWasNotSent() throws Exception {
    try (SendmailUser ann = SendmailUser.in(folder, "send")) {
      List<String> words = new ArrayList<>(gitSendEmail(ann));
      words.addAll(patches(ann));
      Result result = ann.offline().runs(words.toArray(String[]::new)).run();

      assertThat(result.status()).isNotZero();
      assertThat(result.err()).contains("cannot be reached");
      assertThat(ann.receivers()).isEmpty();
    }
  }

  @Test
  void muttSendsALetterWithACopyInSecret() throws Exception {
    Needs.program("mutt", "apt-get install mutt");
    try (SendmailUser ann = SendmailUser.in(folder, "send")) {
      Path rc = muttrc(ann, ann.sendmail.toString(), "");
      Result result =
          ann.runs(
                  "mutt",
                  "-n",
                  "-F",
                  rc.toString(),
                  "-s",
                  "Grüße",
                  "-c",
                  "carl@example.com",
                  "-b",
                  "dan@example.com",
                  "-a",
                  ann.writes("a.txt", "Anhang\n").toString(),
                  "--",
                  "bob@example.com")
              .stdin("Größe\n.\nEnde\n")
              .run();

      assertThat(result.status()).as(result.out() + result.err()).isZero();
      assertThat(ann.receivers()).containsExactly("bob", "carl", "dan");
      assertThat(ann.mailOf("bob").get(0))
          .contains("filename=\"a.txt\"", "\r\n.\r\nEnde")
          .doesNotContain("dan@example.com");
    }
  }

  @Test
  void muttBouncesBySmtpToTheNewRecipientAlone() throws Exception {
    try (SendmailUser ann = SendmailUser.in(folder, "send", "smtp")) {
      Result result = bounce(ann, ann.sendmail.toString());

      assertThat(ann.receivers()).as(result.out() + result.err()).containsExactly("eve");
      assertThat(ann.mailOf("eve").get(0))
          .contains("Resent-To: eve@example.com\r\n", "\r\nTo: carl@example.com\r\n", "original");
    }
  }

  @Test
  void muttBouncesToNobodyWhereOnlyTheApiIsOpen() throws Exception {
    try (SendmailUser ann = SendmailUser.in(folder, "send")) {
      // Mutt shows on its screen, and for a moment only, what sendmail says.
      Path overheard =
          ann.writes(
              "overheard",
              "%s \"$@\" 2>said; code=$?; echo $code >>said; exit $code\n".formatted(ann.sendmail));
      bounce(ann, "sh " + overheard);

      assertThat(ann.home.resolve("said")).content().contains("only SMTP can").endsWith("\n65\n");
      assertThat(ann.google.messages()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void muttsLetterArrivesAsItWasWritten(Text text) throws Exception {
    Needs.program("mutt", "apt-get install mutt");
    try (SendmailUser ann = SendmailUser.in(folder, "send")) {
      String rc = muttrc(ann, ann.sendmail.toString(), "set charset=utf-8").toString();
      Result result =
          ann.runs("mutt", "-n", "-F", rc, "-s", "Grüße", "--", "bob@example.com")
              .stdin(text.line + "\n")
              .run();

      assertThat(result.status()).as(result.out() + result.err()).isZero();
      assertThat(ann.letterToBob()).isEqualTo(new Letter("Grüße", text.line + "\n"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void mailxsLetterArrivesAsItWasWritten(Text text) throws Exception {
    Needs.program("bsd-mailx", "apt-get install bsd-mailx");
    try (SendmailUser ann = SendmailUser.in(folder, "send")) {
      ann.writes(".mailrc", "set sendmail=" + ann.sendmail + "\n");
      Result result =
          ann.runs("bsd-mailx", "-s", "Grüße", "bob@example.com").stdin(text.line + "\n").run();

      assertThat(result.out() + result.err()).isEmpty();
      assertThat(result.status()).isZero();
      assertThat(ann.letterToBob()).isEqualTo(new Letter("Grüße", text.line + "\n"));
    }
  }

  @Test
  void mailxSendsToAddressesAndToNamesOfTheAliases() throws Exception {
    Needs.program("bsd-mailx", "apt-get install bsd-mailx");
    try (SendmailUser ann = SendmailUser.in(folder, "send")) {
      ann.writes(".mailrc", "set sendmail=" + ann.sendmail + "\n");
      ann.writes("aliases", "root: carl@example.com\n");
      Result result =
          ann.runs("bsd-mailx", "-s", "Report", "-b", "dan@example.com", "bob@example.com", "root")
              .stdin("Größe: 3 MB\n")
              .run();

      assertThat(result.status()).as(result.err()).isZero();
      assertThat(result.out() + result.err()).isEmpty();
      assertThat(ann.receivers()).containsExactly("bob", "carl", "dan");
      assertThat(ann.letterToBob().text()).isEqualTo("Größe: 3 MB\n");
      assertThat(ann.mailOf("bob").get(0))
          .contains("To: bob@example.com, carl@example.com")
          .doesNotContain("dan@example.com");
    }
  }

  @Test
  void mailxIsToldThatNobodyWasReached() throws Exception {
    Needs.program("bsd-mailx", "apt-get install bsd-mailx");
    try (SendmailUser ann = SendmailUser.in(folder, "send")) {
      ann.writes(".mailrc", "set sendmail=" + ann.sendmail + "\n");
      Result result = ann.runs("bsd-mailx", "-s", "x", "nobody-we-know").stdin("x\n").run();

      assertThat(result.status()).isNotZero();
      assertThat(result.err()).contains("nobody-we-know", "65");
      assertThat(ann.google.messages()).isEmpty();
    }
  }

  /** With an identity of the test's own: a machine may have none, nor one that git can guess. */
  private static List<String> gitSendEmail(SendmailUser ann) throws Exception {
    Needs.program("git", "apt-get install git git-email");
    Needs.success("apt-get install git-email", "git", "send-email", "--dump-aliases");
    ann.writes(".gitconfig", "[user]\nuseConfigOnly = true\nname = Ann\nemail = ann@example.com\n");
    return List.of(
        "git",
        "send-email",
        "--quiet",
        "--confirm=never",
        "--suppress-cc=all",
        "--sendmail-cmd=" + ann.sendmail,
        "--from=Änn <ann@example.com>",
        "--to=bob@example.com");
  }

  /** Two, as git writes them. */
  private static List<String> patches(SendmailUser ann) throws Exception {
    String script =
        """
        git init -q repo && cd repo
        echo one >a && git add a && git commit -qm one
        echo Größe >>a && printf '%01200d\\n' 7 >>a && git commit -qam two
        git format-patch -q --root -o ..
        """;
    Result result = ann.runs("sh", "-ec", script).run();
    assertThat(result.status()).as(result.err()).isZero();
    return List.of("0001-one.patch", "0002-two.patch");
  }

  private static Path muttrc(SendmailUser ann, String sendmail, String more) throws Exception {
    return ann.writes(
        "muttrc",
        "set sendmail=\"%s -oem -oi\" from=ann@example.com copy=no use_envelope_from=yes folder=.\n%s\n"
            .formatted(sendmail, more));
  }

  /** On a terminal, since mutt bounces nothing without one. */
  private static Result bounce(SendmailUser ann, String sendmail) throws Exception {
    Needs.program("mutt", "apt-get install mutt");
    Needs.program("script", "apt-get install bsdutils");
    ann.writes(
        "mbox",
        """
        From bob@example.com Sun Nov 22 21:00:00 2026
        From: bob@example.com
        To: carl@example.com
        Subject: original
        Message-ID: <original@example.com>
        Date: Sun, 22 Nov 2026 21:00:00 +0000

        original
        """);
    String keys = "push \"<bounce-message>eve@example.com<enter><quit>\"";
    Path rc = muttrc(ann, sendmail, "set bounce=yes quit=yes\n" + keys);
    // Script ends what it runs when its stdin ends, so that is a pipe that stays open; the q's are
    // the keys that mutt waits for after an error.
    String terminal =
        "mkfifo keys; exec 3<>keys; printf qqqq >&3;"
            + " exec script -qec 'mutt -n -F %s -f mbox -R' /dev/null <&3";
    return ann.runs("sh", "-c", terminal.formatted(rc)).with("TERM", "vt100").run();
  }
}
