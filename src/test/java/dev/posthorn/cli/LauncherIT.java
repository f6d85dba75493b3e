package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.testing.Command;
import dev.posthorn.testing.Command.Result;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launchers, as real processes. */
class LauncherIT {
  private static final String[] DRY_RUN = {"send", "--to", "bob@example.com", "--dry-run"};

  @TempDir Path folder;

  @Test
  void theFolderCanBeCopiedAnywhereAndRunThroughALinkFromElsewhere() throws Exception {
    Path copy = folder.resolve("a copy");
    copyTree(Path.of("target/posthorn"), copy);
    Path link = Files.createSymbolicLink(folder.resolve("ph"), copy.resolve("bin/posthorn"));
    Path relative = Files.createSymbolicLink(folder.resolve("ph2"), Path.of("ph"));
    for (Path name : new Path[] {link, relative}) {
      Result result =
          Command.of(name.toString(), "--version").in(folder).with("POSTHORN_ARCHIVE", "off").run();
      assertThat(result.status()).as(result.err()).isZero();
      assertThat(result.out()).startsWith("posthorn 0.");
    }
  }

  @Test
  void withoutALocaleNonAsciiArgumentsAndFileNamesSurvive() throws Exception {
    Path letter = folder.resolve("Grüße ✉.txt");
    Files.writeString(letter, "Ärger\n");
    Result result =
        Command.posthorn(
                "send",
                "--to",
                "bob@example.com",
                "--subject",
                "Grüße ✉",
                "--text-file",
                letter.toString(),
                "--attach",
                letter.toString(),
                "--json",
                "--dry-run")
            .without("LANG")
            .with("HOME", folder.toString())
            .run();
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("=?UTF-8?B?R3LDvMOfZSDinIk=?=")
        .contains("filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%E2%9C%89.txt");
  }

  @Test
  void argumentsWithBlanksQuotesAndDollarsArriveAsTheyAre() {
    Result result =
        Command.posthorn(
                "send",
                "--to",
                "b@example.com",
                "--subject",
                "a  'b' \"c\" $HOME `id` *",
                "--text",
                "",
                "--dry-run")
            .with("HOME", folder.toString())
            .run();
    assertThat(result.out()).contains("Subject: a  'b' \"c\" $HOME `id` *\r\n");
  }

  @Test
  void stdinAndExitStatusAreTheCommands() {
    Result piped =
        Command.posthorn(DRY_RUN).with("HOME", folder.toString()).stdin("from stdin\n").run();
    assertThat(piped.out()).contains("from stdin");
    assertThat(Command.posthorn("nope").run().status()).isEqualTo(64);
  }

  @Test
  void aSignalEndsTheJvmItself() throws Exception {
    Process sandbox = Command.posthorn("sandbox").start();
    try {
      awaitLine(sandbox.inputReader(), "export ");
      assertThat(sandbox.toHandle().descendants()).isEmpty();
      sandbox.toHandle().destroy();
      assertThat(sandbox.waitFor(5, TimeUnit.MINUTES)).isTrue();
      assertThat(sandbox.exitValue()).isEqualTo(128 + 15);
    } finally {
      sandbox.destroyForcibly();
    }
  }

  @Test
  void controlCOfTheSandboxLeavesNoFolderBehind() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Process sandbox =
        Command.posthorn("sandbox")
            .with("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + temporary)
            .start();
    try {
      awaitLine(sandbox.inputReader(), "export ");
      assertThat(temporary).isNotEmptyDirectory();
      Command.of("kill", "-INT", String.valueOf(sandbox.pid())).run();
      assertThat(sandbox.waitFor(5, TimeUnit.MINUTES)).isTrue();
      assertThat(sandbox.exitValue()).isEqualTo(130);
      assertThat(temporary).isEmptyDirectory();
    } finally {
      sandbox.destroyForcibly();
    }
  }

  @Test
  void aFullDiskBehindStdoutIsNotTakenForSuccess() {
    Result result =
        Command.of(
                "sh",
                "-c",
                "exec \"$0\" --version >/dev/full",
                Path.of("target/posthorn/bin/posthorn").toAbsolutePath().toString())
            .run();
    assertThat(result.status()).isEqualTo(74);
  }

  @Test
  void aClosedStdinIsAnEmptyOne() {
    String launcher = Path.of("target/posthorn/bin/posthorn").toAbsolutePath().toString();
    Result result =
        Command.of("sh", "-c", "exec \"$0\" send --to b@example.com --dry-run <&-", launcher)
            .with("HOME", folder.toString())
            .run();
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out()).endsWith("\r\n\r\n");
    for (String closed : new String[] {">&-", "2>&-", ">&- 2>&- <&-"}) {
      assertThat(Command.of("sh", "-c", "exec \"$0\" --version " + closed, launcher).run().status())
          .as(closed)
          .isZero();
    }
  }

  @Test
  void aSentMessageWhoseReceiptIsLostIsNotTakenForUnsent() throws Exception {
    try (Played google = Played.in(folder)) {
      google.login("ann@example.com");
      Result result =
          Command.of(
                  "sh",
                  "-c",
                  "exec \"$0\" send --to bob@example.com --text x >/dev/full",
                  Path.of("target/posthorn/bin/posthorn").toAbsolutePath().toString())
              .with("POSTHORN_HOME", folder.toString())
              .with("POSTHORN_GMAIL_URL", google.google.root().toString())
              .run();
      assertThat(result.status()).as(result.err()).isEqualTo(79);
      assertThat(result.err()).contains("was sent as ", "Do not send it again");
    }
  }

  @Test
  void controlCLeavesAJsonDocument() throws Exception {
    Path home = Files.createDirectory(folder.resolve("home"));
    try (Played google = Played.in(home)) {
      Process login =
          Command.posthorn("login", "--json").with("POSTHORN_HOME", home.toString()).start();
      try {
        awaitLine(login.errorReader(), "http://127.0.0.1");
        Command.of("kill", "-INT", String.valueOf(login.pid())).run();
        assertThat(login.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(login.exitValue()).isEqualTo(130);
        assertThat(login.inputReader().readLine()).contains("\"kind\":\"interrupted\"");
        assertThat(google.home.resolve("tokens/ann@example.com.json")).doesNotExist();
      } finally {
        login.destroyForcibly();
      }
    }
  }

  @Test
  void aLinkNamedSendmailIsThatCommandForProgramsThatKnowNoOther() throws Exception {
    Path home = Files.createDirectory(folder.resolve("home"));
    Path launcher = Path.of("target/posthorn/bin/posthorn").toAbsolutePath();
    Path alternative = Files.createSymbolicLink(folder.resolve("posthorn-mta"), launcher);
    Path link = Files.createSymbolicLink(folder.resolve("sendmail"), alternative);
    String letter = "To: bob@example.com\nSubject: Grüße\n\nHello.\n.\nnot this\n";
    try (Played google = Played.in(home).login("ann@example.com")) {
      Command sendmail = Command.of(link.toString(), "-ti", "-v").without("LANG").in(Path.of("/"));
      assertThat(sent(sendmail, google, letter.replace("Grüße", "Hi")).err()).contains("sent as ");
      assertThat(google.inbox("bob@example.com")).contains("\r\n.\r\nnot this\r\n");
      sent(Command.of(link.toString(), "sendmail@example.com"), google, "\nbody\n");
      // PHP and cron write UTF-8 into the head.
      sent(Command.of(link.toString(), "-t").without("LANG"), google, letter);
      assertThat(google.inbox("bob@example.com")).contains("Subject: =?UTF-8?");
      assertThat(run(Command.of(link.toString()), google, letter).status()).isEqualTo(64);
      assertThat(run(Command.of(link.toString(), "-bs"), google, letter).status()).isEqualTo(69);
    }
  }

  private static Result sent(Command command, Played google, String letter) {
    Result result = run(command, google, letter);
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out()).isEmpty();
    return result;
  }

  private static Result run(Command command, Played google, String letter) {
    return command
        .with("POSTHORN_HOME", google.home.toString())
        .with("POSTHORN_GMAIL_URL", google.google.root().toString())
        .stdin(letter)
        .run();
  }

  @Test
  void withoutJavaTheLauncherSaysWhatToInstall() {
    Result result = Command.posthorn("--version").with("JAVA_HOME", "/no/such/java").run();
    assertThat(result.status()).isEqualTo(69);
    assertThat(result.err()).contains("17 or newer");
  }

  @Test
  void aJavaThatIsTooOldIsNotTried() throws Exception {
    Path java = Files.createDirectories(folder.resolve("old/bin")).resolve("java");
    ClassArchiveIT.script(java, "echo 'java version \"1.8.0_292\"' >&2");
    Command command = Command.posthorn("--version").with("JAVA_HOME", folder + "/old");
    for (String release : new String[] {"", "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"11.0.2\"\n"}) {
      if (!release.isEmpty()) {
        Files.writeString(folder.resolve("old/release"), release);
      }
      Result result = command.run();
      assertThat(result.status()).isEqualTo(69);
      assertThat(result.err()).contains("too old", "17 or newer");
      assertThat(result.out()).isEmpty();
    }
    Result onPath = command.without("JAVA_HOME").with("PATH", java.getParent() + ":/bin").run();
    assertThat(onPath.err()).contains("'" + java + "' is too old");
  }

  @Test
  void optionsForJavaArePartedAtBlanksAndNotAsFileNames() {
    Result result =
        Command.posthorn("--version")
            .with("POSTHORN_JAVA_OPTS", " -Dposthorn.star=/*  -XshowSettings:properties ")
            .run();
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.err()).contains("posthorn.star = /*\n");
  }

  @Test
  void theDemoPlaysTheMainJobAndLeavesNothing() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Result result =
        Command.posthorn("demo")
            .with("HOME", folder.toString())
            .with("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + temporary)
            .run();
    assertThat(result.status()).as(result.out() + result.err()).isZero();
    assertThat(result.out())
        .contains("$ posthorn login", "$ posthorn send", "$ posthorn labels", "$ posthorn status")
        .containsPattern("(?m)^[0-9a-f]{16}$");
    assertThat(temporary).isEmptyDirectory();
    assertThat(folder.resolve(".config")).doesNotExist();
  }

  private static void awaitLine(BufferedReader output, String start) throws Exception {
    CompletableFuture<String> line =
        CompletableFuture.supplyAsync(
            () -> output.lines().filter(text -> text.startsWith(start)).findFirst().orElseThrow());
    line.get(30, TimeUnit.SECONDS);
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> walk = Files.walk(from)) {
      for (Path path : walk.toList()) {
        Files.copy(
            path,
            to.resolve(from.relativize(path).toString()),
            java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }
}
