package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.sandbox.Fault;
import dev.posthorn.sandbox.FaultPlan;
import dev.posthorn.sandbox.FaultRule;
import dev.posthorn.testing.Command;
import dev.posthorn.testing.Command.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The launcher under locales of all kinds, most of which no machine has, and in folders that are
 * gone. All are processes of their own, since Java reads its locale once.
 */
class LocaleIT {
  private static final String LAUNCHER =
      Path.of("target/posthorn/bin/posthorn").toAbsolutePath().toString();

  /** Tells what LC_ALL is to the program itself, from its own environment. */
  private static final String TELL_LOCALE = "printf '%s\\n' \"LC_ALL${LC_ALL+=$LC_ALL}\"";

  @TempDir Path folder;

  /** The command with only these variables for its locale, such as {@code LANG=de_DE.UTF-8}. */
  private Command in(String locale, String... words) {
    Command command = Command.of(words).with("HOME", folder.toString()).in(folder);
    for (String setting : locale.isEmpty() ? new String[0] : locale.split(" ")) {
      command.with(setting.split("=", 2)[0], setting.split("=", 2)[1]);
    }
    return command;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "LANG=de_DE.UTF-8",
        "LC_CTYPE=UTF-8",
        "LC_CTYPE=UTF-8 LANG=de_DE.UTF-8",
        "LC_ALL=xx_YY.utf8",
        "LC_ALL=de_DE.ISO-8859-1",
        "LC_ALL=POSIX",
        "LC_ALL=C LANG=C.UTF-8",
        "LC_ALL= LANG=de_DE@euro",
        "LANG=C.UTF-8"
      })
  void argumentsAndFileNamesAreUtf8WhateverTheLocaleIsCalled(String locale) throws Exception {
    Files.writeString(folder.resolve("Grüße ✉.txt"), "Ärger\n");
    Result result =
        in(
                locale,
                LAUNCHER,
                "send",
                "--to",
                "b@example.com",
                "--subject",
                "Grüße ✉",
                "--text-file",
                "Grüße ✉.txt",
                "--attach",
                "Grüße ✉.txt",
                "--dry-run")
            .run();
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .contains("=?UTF-8?B?R3LDvMOfZSDinIk=?=")
        .contains("filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%E2%9C%89.txt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "LC_ALL=", "LC_ALL=de_DE.UTF-8", "LC_ALL=C", "LANG=de_DE.UTF-8"})
  void thePasswordCommandHasTheCallersLocale(String locale) throws Exception {
    Path told = folder.resolve("told");
    Path program = script("password", TELL_LOCALE + " >" + told + "; echo word");
    Result result =
        in(
                locale,
                LAUNCHER,
                "send",
                "--to",
                "b@example.com",
                "--text",
                "x",
                "--account",
                "a@example.com",
                "--smtp",
                "smtps://127.0.0.1:1",
                "--password-command",
                program.toString())
            .run();
    assertThat(told).as(result.err()).hasContent(asTold(locale));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "LC_ALL=", "LC_ALL=de_DE.UTF-8"})
  void theBrowserHasTheCallersLocale(String locale) throws Exception {
    Path told = folder.resolve("told");
    Path browser =
        script("browser", TELL_LOCALE + " >" + told + ".new; mv " + told + ".new " + told);
    Path home = Files.createDirectory(folder.resolve("home"));
    try (Played google = Played.in(home)) {
      Process login =
          in(locale, LAUNCHER, "login")
              .with("BROWSER", browser.toString())
              .with("POSTHORN_HOME", google.home.toString())
              .start();
      try {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (Files.notExists(told) && System.nanoTime() < deadline && login.isAlive()) {
          Thread.onSpinWait();
        }
        assertThat(told).hasContent(asTold(locale));
      } finally {
        login.destroy();
        login.waitFor();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "LC_ALL=", "LC_ALL=de_DE.UTF-8"})
  void theBounceCommandHasTheCallersLocale(String locale) throws Exception {
    Path told = folder.resolve("told");
    Path program = script("bounce", "cat >/dev/null; " + TELL_LOCALE + " >" + told);
    Path home = Files.createDirectory(folder.resolve("home"));
    try (Played google = Played.in(home).login("ann@example.com")) {
      google.google.faults(
          FaultPlan.of(
              FaultRule.before("upload.start", Fault.STATUS).status(400, "invalidArgument")));
      google.run("send", "--queue", "--to", "b@example.com", "--text", "x");
      Result result =
          in(locale, LAUNCHER, "outbox", "run", "--bounce-command", program.toString())
              .with("POSTHORN_HOME", home.toString())
              .with("POSTHORN_GMAIL_URL", google.google.root().toString())
              .run();
      assertThat(told).as(result.err()).hasContent(asTold(locale));
    }
  }

  /** Java would put U+FFFD in its place; the shell writes the octets, which Java cannot. */
  @Test
  void anArgumentThatIsNotUtf8IsRefusedAndOneThatHoldsTheReplacementCharacterIsNot() {
    String latin = "exec \"$0\" send --to b@example.com --text x --dry-run --subject ";
    Result refused = in("", "sh", "-c", latin + "\"$(printf 'Gr\\374\\337e')\"", LAUNCHER).run();
    assertThat(refused.status()).isEqualTo(64);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).contains("The argument 'Gr", "not UTF-8", "iconv");
    Result literal = in("", "sh", "-c", latin + "'\uFFFD?'", LAUNCHER).run();
    assertThat(literal.status()).as(literal.err()).isZero();
    assertThat(literal.out()).contains("Subject: =?UTF-8?");
  }

  /** As a command whose own folder is gone; the shell itself may have a word on it. */
  @Test
  void fromADeletedWorkingFolderMailIsSentAndRelativeNamesAreOfNoOtherFolder() throws Exception {
    Path home = Files.createDirectory(folder.resolve("home"));
    try (Played google = Played.in(home).login("ann@example.com")) {
      String gone =
          "mkdir d && cd d && rmdir ../d && exec \"$0\" send --to b@example.com --subject gone --text ";
      Result sent = from(google, gone + "x");
      assertThat(sent.status()).as(sent.err()).isZero();
      assertThat(google.sent("ann@example.com")).contains("Subject: gone");
      Result relative = from(google, gone + "x --attach etc/hostname");
      assertThat(relative.status()).isEqualTo(66);
      assertThat(relative.err()).contains("etc/hostname").doesNotContain("Exception");
      assertThat(google.google.messages()).hasSize(1);
    }
  }

  private Result from(Played google, String script) {
    return in("", "sh", "-c", script, LAUNCHER)
        .with("POSTHORN_HOME", google.home.toString())
        .with("POSTHORN_GMAIL_URL", google.google.root().toString())
        .run();
  }

  /** sendmail's two companions, by whose names it is called through a link. */
  @Test
  void mailqListsTheOutboxAndNewaliasesChecksTheAliases() throws Exception {
    Path home = Files.createDirectory(folder.resolve("home"));
    Files.writeString(home.resolve("aliases"), "root: ann@example.com\n");
    Path mailq = Files.createSymbolicLink(folder.resolve("mailq"), Path.of(LAUNCHER));
    Path newaliases = Files.createSymbolicLink(folder.resolve("newaliases"), Path.of(LAUNCHER));
    Result checked = in("", newaliases.toString()).with("POSTHORN_HOME", home.toString()).run();
    assertThat(checked.status()).as(checked.err()).isZero();
    assertThat(checked.out()).isEqualTo(home.resolve("aliases") + ": 1 aliases\n");
    Result empty = in("", mailq.toString()).with("POSTHORN_HOME", home.toString()).run();
    assertThat(empty.status()).as(empty.err()).isZero();
    assertThat(empty.out()).isEmpty();
    // JUnit would warn of links that leave the folder.
    Files.delete(mailq);
    Files.delete(newaliases);
  }

  private static String asTold(String locale) {
    return locale.startsWith("LC_ALL=") ? locale : "LC_ALL";
  }

  private Path script(String name, String text) throws IOException {
    Path script = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script;
  }
}
