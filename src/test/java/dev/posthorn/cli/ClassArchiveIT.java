package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.testing.Await;
import dev.posthorn.testing.Command;
import dev.posthorn.testing.Command.Result;
import dev.posthorn.testing.Needs;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The class archive beside the jars: used where it fits, and else not a word. */
class ClassArchiveIT {
  /** For what hangs; what is merely slow is waited for. */
  private static final Duration PATIENCE = Duration.ofMinutes(20);

  private static final String OURS = "dev.posthorn.cli.Main source: ";
  private static final String ARCHIVED = OURS + "shared objects file";

  @TempDir Path folder;

  /** Where a fake nohup counts how often the background was begun; it begins nothing. */
  private Path counted;

  private Path programs;

  @BeforeEach
  void fakeTheBackground() throws IOException {
    counted = folder.resolve("begun");
    programs = Files.createDirectory(folder.resolve("programs"));
    script(programs.resolve("nohup"), "echo \"$@\" >>'" + counted + "'");
    // On a busy machine what is nice would be waited for without end.
    script(programs.resolve("nice"), "shift 2; exec \"$@\"");
  }

  @Test
  void packagingMakesOneFromWhichOurClassesAndPicoclisAreMapped() throws Exception {
    assertThat(version(Path.of("target/posthorn"), "-Xlog:class+load").out())
        .contains(ARCHIVED, "posthorn 0.");
    Result sent =
        run(
            Command.posthorn("send", "--to", "bob@example.com", "--text", "Hi", "--dry-run")
                .with("HOME", folder.toString())
                .with("POSTHORN_JAVA_OPTS", "-Xlog:class+load"));
    assertThat(sent.out()).contains(ARCHIVED, "picocli.CommandLine source: shared objects file");
    assertThat(sent.out().lines().filter(line -> line.contains("source: file:")))
        .noneMatch(line -> line.contains(" picocli.") || line.contains(" dev.posthorn."));
    assertThat(begun()).doesNotExist();
  }

  @Test
  void packagingLeavesNothingOfTheTrainingBehind() throws IOException {
    assertThat(workshops(Path.of("target/posthorn"))).isEmpty();
    assertThat(list(Path.of("target/posthorn"), "*"))
        .extracting(path -> path.getFileName().toString())
        .allMatch(
            name ->
                name.endsWith(".jar")
                    || name.startsWith("posthorn-")
                    || Set.of("org", "commands").contains(name));
  }

  @Test
  void switchedOffItIsNeitherUsedNorMade() throws Exception {
    Path off = copy("off");
    for (Path each : List.of(Path.of("target/posthorn"), off)) {
      Result result = run(launcher(each, "-Xlog:class+load").with("POSTHORN_ARCHIVE", "off"));
      assertThat(result.out()).contains(OURS + "file:", "posthorn 0.").doesNotContain(ARCHIVED);
    }
    assertThat(begun()).doesNotExist();
  }

  @Test
  void aMovedFolderDoesWithoutInSilenceAndBeginsAnotherOnce() throws Exception {
    Path moved = copy("moved here");
    for (int run = 0; run < 2; run++) {
      Result result = version(moved, "-Xlog:class+load");
      assertThat(result.out()).contains(OURS + "file:").doesNotContain(ARCHIVED);
      assertSilent(version(moved, ""));
    }
    assertThat(begun()).hasContent("nice -n 19 " + real(moved) + "/bin/posthorn archive --quiet");
  }

  @Test
  void aJarOfAnotherTimeDoesWithoutAndBeginsAnotherOnce() throws Exception {
    Path touched = adopted("touched");
    Path jar = touched.resolve("lib/posthorn.jar");
    // Older, as a package from yesterday may be: newer than the archive is not the question.
    FileTime built = Files.getLastModifiedTime(jar);
    Files.setLastModifiedTime(jar, FileTime.from(built.toInstant().minusSeconds(86_400)));
    assertSilent(version(touched, ""));
    assertSilent(version(touched, ""));
    assertThat(begun()).content().hasLineCount(1);
  }

  @Test
  void anotherJavaDoesWithoutAndHasItsOwn() throws Exception {
    Path other = otherJava();
    Path copy = adopted("two Javas");
    Result result = run(launcher(copy, "-Xlog:class+load").with("JAVA_HOME", other.toString()));
    assertThat(result.out()).contains(OURS + "file:", "posthorn 0.").doesNotContain(ARCHIVED);
    assertThat(begun()).content().hasLineCount(1);
    assertThat(notes(copy)).hasSize(2);
    // The first Java's is as good as before.
    assertSilent(version(copy, ""));
    assertThat(begun()).content().hasLineCount(1);
  }

  @Test
  void whatIsDamagedOrRefusedByJavaIsNotSpokenOf() throws Exception {
    Path damaged = adopted("damaged");
    // The jars' paths are none that the archive knows.
    assertSilent(version(damaged, ""));
    Path archive = archive(damaged);
    FileTime time = Files.getLastModifiedTime(archive);
    Files.writeString(archive, "no archive at all ".repeat(10_000), UTF_8);
    Files.setLastModifiedTime(archive, time);
    assertSilent(version(damaged, ""));
    assertThat(begun()).doesNotExist();
    Files.writeString(archive, "cut off", UTF_8);
    assertSilent(version(damaged, ""));
    assertThat(begun()).content().hasLineCount(1);
  }

  @Test
  void aUserWhoDoesNotOwnTheFolderDoesWithoutAndBeginsNone() throws Exception {
    Needs.root();
    Needs.program("setpriv", "apt-get install util-linux");
    Path foreign = copy("foreign");
    assertSilent(asNobody(foreign));
    assertThat(begun()).doesNotExist();
    assertThat(notes(foreign)).hasSameSizeAs(notes(Path.of("target/posthorn")));
  }

  /** The background's count, when all that it was begun with has ended: nothing waits for it. */
  private Path begun() throws Exception {
    Await.until(PATIENCE, "the background ends", () -> inBackground().isEmpty());
    return counted;
  }

  /** What a command started there and left: Java has become it before the command went on. */
  private List<ProcessHandle> inBackground() {
    return ProcessHandle.allProcesses().filter(process -> isOurs(process)).toList();
  }

  private boolean isOurs(ProcessHandle process) {
    String words = String.join(" ", process.info().arguments().orElse(new String[0]));
    return words.contains(folder.toString()) && words.contains("archive --quiet");
  }

  private Result asNobody(Path installed) throws Exception {
    for (Path each : List.of(folder, programs)) {
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return run(
        Command.of(
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                installed.resolve("bin/posthorn").toString(),
                "--quiet",
                "--version")
            .with("PATH", programs + ":" + System.getenv("PATH"))
            .in(installed));
  }

  /** A folder that root left there when it was killed while it made one. */
  @Test
  void whatItsOwnerCannotTidyAwayHarmsNoCommand() throws Exception {
    Needs.root();
    Needs.program("setpriv", "apt-get install util-linux");
    Path own = copy("own");
    Path left = Files.createDirectory(own.resolve("lib/.archive-left"));
    Files.writeString(left.resolve("seen"), "root's");
    Files.setPosixFilePermissions(left, PosixFilePermissions.fromString("rwx------"));
    Files.setAttribute(own.resolve("lib"), "unix:uid", 65534);
    assertSilent(asNobody(own));
    assertThat(left).isDirectory();
  }

  @Test
  void aJavaThatOnlyChoosesAmongOthersUsesNone() throws Exception {
    Path installed = copy("shimmed");
    Path shim = programs.resolve("java");
    script(shim, "exec '" + javaHome() + "/bin/java' \"$@\"");
    Result result =
        run(
            Command.of(installed.resolve("bin/posthorn").toString(), "--quiet", "--version")
                .without("JAVA_HOME")
                .with("PATH", programs + ":" + System.getenv("PATH"))
                .with("POSTHORN_JAVA_OPTS", "-Xlog:class+load"));
    assertThat(result.out()).contains("posthorn 0.").doesNotContain(ARCHIVED);
  }

  @Test
  void trainingOutsideOfTheSandboxIsRefused() {
    Result result = run(Command.posthorn("archive", "--train").with("HOME", folder.toString()));
    assertThat(result.status()).isEqualTo(64);
    assertThat(result.err()).contains("is for the sandbox");
  }

  @Test
  void theCommandMakesOneAndCommandsMakeItAnewAfterTheJarsChanged() throws Exception {
    Path installed = copy("installed");
    Result made = run(Command.of(installed.resolve("bin/posthorn").toString(), "archive"));
    assertThat(made.status()).as(made.err()).isZero();
    assertThat(made.out().strip()).isEqualTo(archive(installed).toRealPath().toString());
    assertThat(version(installed, "-Xlog:class+load").out()).contains(ARCHIVED);

    Files.delete(programs.resolve("nohup"));
    Path jar = installed.resolve("lib/posthorn.jar");
    Files.setLastModifiedTime(jar, FileTime.fromMillis(System.currentTimeMillis()));
    Result stale = version(installed, "-Xlog:class+load");
    assertThat(stale.out()).contains(OURS + "file:", "posthorn 0.");
    Await.until(PATIENCE, "the background ends", () -> inBackground().isEmpty());
    assertThat(archive(installed)).isNotEmptyFile();
    assertThat(workshops(installed)).isEmpty();
    assertThat(lockIsFree(installed)).isTrue();
    assertThat(version(installed, "-Xlog:class+load").out()).contains(ARCHIVED);
    assertThat(notes(installed)).hasSize(1);
  }

  @Test
  void controlCLeavesNothingAndOneMakesAtATime() throws Exception {
    Path copy = copy("interrupted");
    String launcher = copy.resolve("bin/posthorn").toString();
    try (FileChannel other = lockFile(copy);
        var held = other.lock()) {
      assertThat(held.isValid()).isTrue();
      Result second = run(Command.of(launcher, "archive"));
      assertThat(second.status()).isEqualTo(75);
      assertThat(second.err()).contains("Another posthorn makes a class archive");
    }
    Process maker = Command.of(launcher, "archive", "-v").start();
    try (BufferedReader words = maker.errorReader()) {
      assertThat(words.readLine()).contains("are played");
      assertThat(workshops(copy)).hasSize(1);
      Command.of("kill", "-INT", String.valueOf(maker.pid())).run();
      assertThat(maker.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(maker.exitValue()).isEqualTo(130);
      assertThat(words.lines()).isEmpty();
    } finally {
      maker.destroyForcibly();
    }
    assertThat(workshops(copy)).isEmpty();
    assertThat(lockIsFree(copy)).isTrue();
  }

  @Test
  void withoutTheLauncherThereIsNoneToMake() throws Exception {
    try (Played posthorn = Played.in(folder)) {
      Played.Result result = posthorn.run("archive");
      assertThat(result.code()).isEqualTo(ExitCode.CONFIGURATION);
      assertThat(result.err()).contains("bin/posthorn");
    }
  }

  private Result version(Path installed, String options) {
    return run(launcher(installed, options));
  }

  private Command launcher(Path installed, String options) {
    return Command.of(
            installed.resolve("bin/posthorn").toAbsolutePath().toString(), "--quiet", "--version")
        .with("PATH", programs + ":" + System.getenv("PATH"))
        .with("POSTHORN_JAVA_OPTS", options);
  }

  private static Result run(Command command) {
    return command.run();
  }

  private static void assertSilent(Result result) {
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).startsWith("posthorn 0.").hasLineCount(1);
    assertThat(result.status()).isZero();
  }

  /**
   * A copy of the folder that was packaged, which its archive does not fit; for others to read,
   * whatever the umask of the build was.
   */
  private Path copy(String name) throws IOException {
    Path from = Path.of("target/posthorn");
    Path to = folder.resolve(name);
    try (Stream<Path> walk = Files.walk(from)) {
      for (Path path : walk.toList()) {
        Path copied = to.resolve(from.relativize(path).toString());
        Files.copy(path, copied, StandardCopyOption.COPY_ATTRIBUTES);
        String permissions = Files.isExecutable(path) ? "rwxr-xr-x" : "rw-r--r--";
        Files.setPosixFilePermissions(copied, PosixFilePermissions.fromString(permissions));
      }
    }
    return to;
  }

  /**
   * One with an archive of this Java alone, which says that it was made here: the launcher takes
   * it.
   */
  private Path adopted(String name) throws IOException {
    Path copy = copy(name);
    for (Path note : notes(copy)) {
      FileTime time = Files.getLastModifiedTime(note);
      List<String> lines = Files.readAllLines(note, UTF_8);
      if (lines.get(1).equals(real(Path.of(javaHome())))) {
        Files.write(note, List.of(lines.get(0), lines.get(1), real(copy.resolve("lib"))), UTF_8);
        Files.setLastModifiedTime(note, time);
      } else {
        Files.delete(note);
      }
    }
    return copy;
  }

  /** The archive of the Java that runs. */
  private static Path archive(Path installed) throws IOException {
    for (Path note : notes(installed)) {
      if (Files.readAllLines(note, UTF_8).get(1).equals(real(Path.of(javaHome())))) {
        return note.resolveSibling(note.getFileName().toString().replace(".jvm", ".jsa"));
      }
    }
    throw new AssertionError("no archive of this Java in " + installed);
  }

  private static List<Path> notes(Path installed) throws IOException {
    return list(installed, "posthorn-*.jvm");
  }

  private static List<Path> workshops(Path installed) throws IOException {
    return list(installed, ".archive-*");
  }

  private static List<Path> list(Path installed, String names) throws IOException {
    try (var stream = Files.newDirectoryStream(installed.resolve("lib"), names)) {
      return Stream.iterate(stream.iterator(), it -> it.hasNext(), it -> it)
          .map(it -> it.next())
          .toList();
    }
  }

  private static FileChannel lockFile(Path installed) throws IOException {
    return FileChannel.open(
        installed.resolve("lib/posthorn-archive.lock"),
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE);
  }

  private static boolean lockIsFree(Path installed) throws IOException {
    try (FileChannel channel = lockFile(installed);
        var lock = channel.tryLock()) {
      return lock != null;
    }
  }

  /** A Java beside the one that runs; its absence is told. */
  private static Path otherJava() throws IOException {
    Path running = Path.of(javaHome()).toRealPath();
    try (Stream<Path> homes = Files.list(running.getParent())) {
      return homes
          .filter(home -> Files.isExecutable(home.resolve("bin/java")))
          .filter(home -> Files.isRegularFile(home.resolve("lib/modules")))
          .filter(home -> !real(home).equals(real(running)))
          .findFirst()
          .orElseGet(() -> Needs.program("a second JDK beside " + running, "install one there"));
    }
  }

  private static String javaHome() {
    return System.getProperty("java.home");
  }

  private static String real(Path path) {
    try {
      return path.toRealPath().toString();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static void script(Path file, String text) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + text + "\n", UTF_8);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
