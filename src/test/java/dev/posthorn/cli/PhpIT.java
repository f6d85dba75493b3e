package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.testing.Command.Result;
import dev.posthorn.testing.Needs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PHP's own mail() and PHPMailer, from Debian, without the machine's php.ini. */
class PhpIT {
  private static final Path PHPMAILER = Path.of("/usr/share/php/libphp-phpmailer/autoload.php");

  /** The mailer, the encoding, the text. */
  private static final String LETTER =
      """
      require '%s';
      $mail = new PHPMailer\\PHPMailer\\PHPMailer(true);
      $mail->{$argv[1]}();
      $mail->CharSet = 'utf-8';
      $mail->setFrom('ann@example.com', 'Änn');
      $mail->addAddress('bob@example.com', 'Bob Läufer');
      $mail->addBCC('dan@example.com');
      $mail->Subject = 'Grüße';
      $mail->Body = $argv[2] . "\\n.\\nEnde\\n";
      echo var_export($mail->send());
      """;

  @TempDir Path folder;

  @Test
  void phpsMailGoesOut() throws Exception {
    try (SendmailUser ann = SendmailUser.in(folder, "send")) {
      Result result =
          php(ann, mail("'bob@example.com', 'Hello', \"a\\n.\\nb\"", "\"Bcc: dan@example.com\""));

      assertThat(result.out()).as(result.err()).isEqualTo("true");
      assertThat(ann.receivers()).containsExactly("bob", "dan");
      assertThat(ann.mailOf("bob").get(0))
          .contains("From: ann@example.com\r\n", "\r\n\r\na\r\n.\r\nb")
          .doesNotContain("dan@example.com");
    }
  }

  @ParameterizedTest
  @EnumSource
  void phpsMailArrivesAsItWasWritten(Text text) throws Exception {
    try (SendmailUser ann = SendmailUser.in(folder, "send")) {
      Result result = php(ann, mail("'bob@example.com', 'Größe', $argv[1]", "''"), text.line);

      assertThat(result.out()).as(result.err()).isEqualTo("true");
      assertThat(ann.letterToBob().subject()).isEqualTo("Größe");
      assertThat(ann.letterToBob().text().strip()).isEqualTo(text.line);
    }
  }

  @Test
  void phpIsToldOfAMessageThatIsRefused() throws Exception {
    try (SendmailUser ann = SendmailUser.in(folder, "send")) {
      Result result = php(ann, mail("'nobody-we-know', 'Hello', 'a'", "''"));

      assertThat(result.out()).isEqualTo("false");
      assertThat(ann.google.messages()).isEmpty();
    }
  }

  /** By mail(), whose options PHPMailer repeats, and by a sendmail of its own. */
  @ParameterizedTest
  @ValueSource(strings = {"isMail", "isSendmail"})
  void phpMailersLetterArrivesAsItWasWritten(String mailer) throws Exception {
    Needs.file(PHPMAILER, "apt-get install libphp-phpmailer");
    for (Text text : Text.values()) {
      try (SendmailUser ann =
          SendmailUser.in(Files.createDirectory(folder.resolve(text.name())), "send")) {
        Result result = php(ann, LETTER.formatted(PHPMAILER), mailer, text.line);

        assertThat(result.out()).as(result.err()).isEqualTo("true");
        assertThat(ann.receivers()).containsExactly("bob", "dan");
        assertThat(ann.letterToBob().subject()).isEqualTo("Grüße");
        // PHP's mail() writes a line end more.
        assertThat(ann.letterToBob().text().stripTrailing()).isEqualTo(text.line + "\n.\nEnde");
        assertThat(ann.mailOf("bob").get(0)).doesNotContain("dan@example.com");
      }
    }
  }

  private static String mail(String arguments, String headers) {
    return "echo var_export(mail(" + arguments + ", " + headers + ", '-fann@example.com'));";
  }

  private static Result php(SendmailUser ann, String script, String... arguments) {
    Needs.program("php", "apt-get install php-cli");
    List<String> words = new ArrayList<>(List.of("php", "-n", "-d", "extension=ctype"));
    words.addAll(List.of("-d", "sendmail_path=" + ann.sendmail + " -t -i", "-r", script, "--"));
    words.addAll(Arrays.asList(arguments));
    return ann.runs(words.toArray(String[]::new)).run();
  }
}
