package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.testing.Needs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Debian's real cron, with a crontab of its own: in a mount namespace, where its folders and
 * /usr/sbin are ours, so that the machine's own cron and sendmail stay what they are.
 */
class CronIT {
  /** $1 is the folder that stands for the machine's. */
  private static final String NAMESPACE =
      """
      mount --bind "$1/sbin" /usr/sbin
      mount --bind "$1/crontabs" /var/spool/cron/crontabs
      mount --bind "$1/cron.d" /etc/cron.d
      mount --bind "$1/crontab" /etc/crontab
      mount -t tmpfs tmpfs /run
      exec /usr/sbin/cron -f
      """;

  @TempDir Path folder;

  @Test
  void theOutputOfAJobIsMailedToWhoStandsBehindRoot() throws Exception {
    try (SendmailUser ann = SendmailUser.in(folder, "send")) {
      ann.writes("aliases", "root: bob@example.com\n");
      String mail = mailOfJob(ann, "echo 'backup: 3 Gr\\303\\266\\303\\237en' | printf \"$(cat)\"");

      assertThat(ann.receivers()).containsExactly("bob");
      assertThat(mail)
          .contains("To: bob@example.com\r\n", "From: ann@example.com (Cron Daemon)\r\n")
          .contains("Subject: Cron <root@")
          .contains("backup: 3 Größen");
    }
  }

  @Test
  void aJobWhoseCommandIsNotAsciiIsMailedToo() throws Exception {
    try (SendmailUser ann = SendmailUser.in(folder, "send")) {
      ann.writes("aliases", "default: bob@example.com\n");
      String mail = mailOfJob(ann, "echo Größe");

      assertThat(mail).containsPattern("Subject: [ -~\r\n\t]*=\\?(?i:utf-8)\\?").contains("Größe");
    }
  }

  private String mailOfJob(SendmailUser ann, String command) throws Exception {
    Needs.root();
    Path cron = Needs.program("cron", "apt-get install cron");
    Needs.program("unshare", "apt-get install util-linux");
    Needs.success(
        "a machine that lets root mount (CAP_SYS_ADMIN)",
        "unshare",
        "-m",
        "mount",
        "-t",
        "tmpfs",
        "tmpfs",
        "/mnt");
    Path machine = machine(cron, command);
    Process process =
        ann.runs(
                "unshare",
                "-m",
                "--propagation",
                "private",
                "sh",
                "-ec",
                NAMESPACE,
                "sh",
                machine.toString())
            .start();
    try {
      Instant deadline = Instant.now().plus(Duration.ofSeconds(30));
      while (ann.mailOf("bob").isEmpty()) {
        assertThat(process.waitFor(50, TimeUnit.MILLISECONDS)).as("cron ended").isFalse();
        assertThat(Instant.now()).as("no mail came").isBefore(deadline);
      }
      return new String(ann.mailOf("bob").get(0).getBytes(ISO_8859_1), UTF_8);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      Files.deleteIfExists(machine.resolve("sbin/sendmail"));
    }
  }

  private Path machine(Path cron, String command) throws Exception {
    Path machine = Files.createDirectory(folder.resolve("machine"));
    for (String name : new String[] {"sbin", "crontabs", "cron.d"}) {
      Files.createDirectory(machine.resolve(name));
    }
    Files.createFile(machine.resolve("crontab"));
    Files.copy(cron, machine.resolve("sbin/cron"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.createSymbolicLink(
        machine.resolve("sbin/sendmail"), Path.of("target/posthorn/bin/posthorn").toAbsolutePath());
    Path crontab = machine.resolve("crontabs/root");
    Files.writeString(crontab, "@reboot " + command.replace("%", "\\%") + "\n");
    Files.setPosixFilePermissions(crontab, PosixFilePermissions.fromString("rw-------"));
    return machine;
  }
}
