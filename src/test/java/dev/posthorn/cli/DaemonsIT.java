package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.testing.Await;
import dev.posthorn.testing.Command.Result;
import dev.posthorn.testing.Needs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Debian's real at, fail2ban, logwatch and sudo, on a machine where /usr/sbin/sendmail is Posthorn.
 * Most of them drop its exit status, so it is looked at as well.
 */
class DaemonsIT {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void theOutputOfAnAtJobIsMailed(Text text) throws Exception {
    Path atd = Needs.program("atd", "apt-get install at");
    try (SendmailUser ann = withRoot()) {
      Machine machine = Machine.in(folder, ann.recorder()).with(atd);
      spool(machine.folderAt("/var/spool/cron"));
      Path job = ann.writes("job", "echo '" + text.line + "'\n");
      Process at =
          machine.runs(ann, "at -q b -f '" + job + "' now; exec atd -f -l 1000 -b 0").start();
      try {
        isTold(ann, "Output from your job", text.line + "\n");
      } finally {
        Machine.end(at);
      }
    }
  }

  /** As its package makes it. */
  private static void spool(Path folder) throws Exception {
    UserPrincipal daemon =
        folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("daemon");
    for (String name : List.of("atjobs", "atspool")) {
      Path jobs = Files.createDirectory(folder.resolve(name));
      Files.setPosixFilePermissions(jobs, PosixFilePermissions.fromString("rwxrwx---"));
      Files.setOwner(jobs, daemon);
    }
    Path next = Files.createFile(folder.resolve("atjobs/.SEQ"));
    Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-------"));
    Files.setOwner(next, daemon);
  }

  @ParameterizedTest
  @EnumSource
  void sudoTellsOfACommandThatItRefused(Text text) throws Exception {
    Needs.program("sudo", "apt-get install sudo");
    try (SendmailUser ann = withRoot()) {
      Machine machine = Machine.in(folder, ann.recorder());
      machine.fileAt(
          "/etc/sudoers",
          "Defaults mail_no_perms\nroot ALL=(ALL) NOPASSWD: /usr/bin/true\n",
          "r--r-----");
      Result result = machine.runs(ann, "sudo -n /usr/bin/false '" + text.line + "'").run();

      assertThat(result.status()).as(result.err()).isEqualTo(1);
      assertThat(result.err()).contains("not allowed");
      isTold(ann, "*** SECURITY information", text.line);
    }
  }

  @ParameterizedTest
  @EnumSource
  void logwatchMailsWhatItFound(Text text) throws Exception {
    Path logwatch = Needs.program("logwatch", "apt-get install logwatch");
    try (SendmailUser ann = withRoot()) {
      Machine machine = Machine.in(folder, ann.recorder()).with(logwatch);
      Path log = ann.writes("ours.log", text.line + "\n");
      Path etc = machine.folderAt("/etc/logwatch");
      Path cache = Files.createDirectory(folder.resolve("cache"));
      write(etc.resolve("conf/logwatch.conf"), "TmpDir = " + cache + "\n");
      write(etc.resolve("conf/logfiles/ours.conf"), "LogFile = " + log + "\n");
      write(etc.resolve("conf/services/ours.conf"), "Title = \"Ours\"\nLogFile = ours\n");
      write(etc.resolve("scripts/services/ours"), "while (<STDIN>) { print; }\n");
      String words =
          "logwatch --service ours --output mail --mailto root --range all --detail high";
      Result result = machine.runs(ann, words).run();

      assertThat(result.status()).as(result.err()).isZero();
      isTold(ann, "Logwatch for ", "\n " + text.line + "\n");
    }
  }

  private static void write(Path file, String text) throws Exception {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @ParameterizedTest
  @EnumSource
  void fail2banTellsOfABanWithWhatWhoisSays(Text text) throws Exception {
    Needs.program("fail2ban-server", "apt-get install fail2ban");
    try (SendmailUser ann = withRoot()) {
      Machine machine = Machine.in(folder, ann.recorder());
      Path etc = machine.folderAt("/etc/fail2ban");
      Path log = jail(ann, etc);
      Path whois = ann.writes("whois", "#!/bin/sh\necho 'owner: " + text.line + "'\n");
      Files.setPosixFilePermissions(whois, PosixFilePermissions.fromString("rwxr-xr-x"));
      String server =
          "PATH='%s':$PATH exec fail2ban-server -f -x -s '%2$s/socket' -p '%2$s/pid' start"
              .formatted(ann.home, etc);
      Process process = machine.runs(ann, server).with("TZ", "UTC").start();
      try {
        assertThat(ann.calls(1)).extracting(SendmailCall::said).containsOnly("");
        Files.writeString(log, now() + " failed from 192.0.2.7\n", StandardOpenOption.APPEND);
        assertThat(ann.calls(2)).extracting(SendmailCall::said).containsOnly("");
        assertThat(ann.mailOf("bob")).hasSize(2);
        Letter ban = Letter.arrived(ann.mailOf("bob").get(1));
        assertThat(ban.subject()).startsWith("[Fail2Ban] ours: banned 192.0.2.7 from ");
        assertThat(ban.text()).contains("\nowner: " + text.line + "\n", " failed from 192.0.2.7");
        assertThat(ann.calls(2)).extracting(call -> Letter.written(call.written())).contains(ban);
      } finally {
        Machine.end(process);
      }
    }
  }

  /** Debian's own configuration but for one jail, which bans nothing and mails. */
  private static Path jail(SendmailUser ann, Path etc) throws Exception {
    Result copied = ann.runs("cp", "-r", "/etc/fail2ban/.", etc.toString()).run();
    assertThat(copied.status()).as(copied.err()).isZero();
    Files.deleteIfExists(etc.resolve("jail.d/defaults-debian.conf"));
    Path log = ann.writes("ours.log", "");
    write(etc.resolve("fail2ban.local"), "[Definition]\ndbfile = None\nlogtarget = STDERR\n");
    write(etc.resolve("filter.d/ours.conf"), "[Definition]\nfailregex = ^ failed from <HOST>\n");
    write(
        etc.resolve("jail.local"),
        """
        [ours]
        enabled = true
        backend = polling
        filter = ours
        logpath = %1$s
        maxretry = 1
        action = sendmail-whois-lines[name=ours, sender=ann@example.com, logpath=%1$s]
        """
            .formatted(log));
    return log;
  }

  private static String now() {
    return LocalDateTime.now(ZoneOffset.UTC)
        .format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss"));
  }

  /** Sent without a word, once for each call, and read as it was written. */
  private static void isTold(SendmailUser ann, String subject, String text) throws Exception {
    List<SendmailCall> calls = ann.calls(1);
    assertThat(calls).extracting(SendmailCall::said).containsOnly("");
    assertThat(calls).extracting(SendmailCall::code).containsOnly(0);
    Await.until(
        SendmailCall.PATIENCE, "mail for Bob", () -> ann.mailOf("bob").size() >= calls.size());
    Letter letter = Letter.arrived(ann.mailOf("bob").get(0));
    assertThat(letter.subject()).startsWith(subject);
    assertThat(letter.text()).contains(text);
    assertThat(calls).extracting(call -> Letter.written(call.written())).contains(letter);
  }

  private SendmailUser withRoot() throws Exception {
    SendmailUser ann = SendmailUser.in(folder, "send");
    ann.writes("aliases", "root: bob@example.com\n");
    return ann;
  }
}
