package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.testing.Needs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Debian's real cron, with a crontab of its own, on a machine whose sendmail is Posthorn. */
class CronIT {
  @TempDir Path folder;

  @Test
  void theOutputOfAJobIsMailedToWhoStandsBehindRoot() throws Exception {
    try (SendmailUser ann = SendmailUser.in(folder, "send")) {
      ann.writes("aliases", "root: bob@example.com\n");
      String mail = mailOfJob(ann, "echo 'backup: 3 Gr\\303\\266\\303\\237en' | printf \"$(cat)\"");

      assertThat(ann.receivers()).containsExactly("bob");
      assertThat(mail)
          .contains("To: bob@example.com\r\n", "From: ann@example.com (Cron Daemon)\r\n")
          .contains("Subject: Cron <root@");
      assertThat(Letter.arrived(mail).text()).isEqualTo("backup: 3 Größen");
    }
  }

  /** The command stands in the Subject. */
  @ParameterizedTest
  @EnumSource
  void aJobOfAnyTextIsMailedAsItWasWritten(Text text) throws Exception {
    try (SendmailUser ann = SendmailUser.in(folder, "send")) {
      ann.writes("aliases", "default: bob@example.com\n");
      Path said = ann.writes("said.txt", text.line + "\n");
      String command = "cat '" + said + "'; : Größe";
      Letter letter = Letter.arrived(mailOfJob(ann, command));

      assertThat(letter.subject()).startsWith("Cron <root@").endsWith("> " + command);
      assertThat(letter.text()).isEqualTo(text.line + "\n");
      assertThat(letter).isEqualTo(Letter.written(ann.calls(1).get(0).written()));
    }
  }

  private String mailOfJob(SendmailUser ann, String command) throws Exception {
    Path cron = Needs.program("cron", "apt-get install cron");
    Machine machine = Machine.in(folder, ann.recorder()).with(cron);
    machine.folderAt("/etc/cron.d");
    machine.fileAt("/etc/crontab", "", "rw-r--r--");
    Path crontabs = machine.folderAt("/var/spool/cron/crontabs");
    Path crontab = crontabs.resolve("root");
    Files.writeString(crontab, "@reboot " + command.replace("%", "\\%") + "\n");
    Files.setPosixFilePermissions(crontab, PosixFilePermissions.fromString("rw-------"));
    Process process = machine.runs(ann, "exec /usr/sbin/cron -f").start();
    try {
      assertThat(ann.calls(1)).extracting(SendmailCall::said).containsExactly("");
      assertThat(ann.calls(1)).extracting(SendmailCall::code).containsExactly(0);
      return ann.mailOf("bob").get(0);
    } finally {
      Machine.end(process);
    }
  }
}
