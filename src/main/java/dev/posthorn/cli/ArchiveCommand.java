package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import dev.posthorn.sandbox.Sandbox;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code posthorn archive}: makes the class archive with which Java starts faster. */
@Command(
    name = "archive",
    description = {
      "Makes the class archive for this Java, beside the jars: with it every command starts faster.",
      "It is trained against a stand-in for Google on this machine, in a temporary home. 'mvn package'",
      "makes one, and a command of the folder's owner makes it anew by itself, in the background, after",
      "a new build, or with another Java."
    },
    footer = {
      "  posthorn archive                   prints the file that it made",
      "  sudo posthorn archive              where root installed Posthorn",
      "  JAVA_HOME=/opt/jdk-25 posthorn archive     one for another Java; each has its own",
      "  POSTHORN_ARCHIVE=off posthorn …    neither uses one nor makes one by itself",
      "  POSTHORN_JAVA_OPTS=-Xmx64m posthorn …      options for Java, parted by blanks"
    })
final class ArchiveCommand extends Subcommand {
  private static final String WATCH = "-Xshare:off -XX:DumpLoadedClassList=seen";
  private static final String WRITE =
      "-Xshare:dump -XX:SharedClassListFile=seen -XX:SharedArchiveFile=made";

  /** From 25 on, classes are kept linked. */
  private static final String AOT_WATCH = "-XX:AOTMode=record -XX:AOTConfiguration=seen";

  private static final String AOT_WRITE =
      "-XX:AOTMode=create -XX:AOTConfiguration=seen -XX:AOTCache=made";

  @Option(names = "--train", hidden = true, description = "Be the process that is watched.")
  boolean train;

  @Override
  ExitCode run() throws Exception {
    if (train) {
      ArchiveTraining.in(terminal()).play();
      return ExitCode.OK;
    }
    ClassArchive archive = ClassArchive.ofProcess();
    try (FileChannel lock = archive.lock();
        TemporaryHome home = archive.workshop(lock)) {
      make(archive, home.directory());
    } catch (IOException e) {
      throw new Stop(
          ExitCode.CANNOT_CREATE,
          "Cannot make a class archive in " + archive.lib() + Causes.why(e) + ".",
          "Run as the owner of that folder: posthorn archive",
          e);
    }
    announce(archive);
    return ExitCode.OK;
  }

  private void make(ClassArchive archive, Path home) throws Exception {
    FileTime jarTime = archive.jarTime();
    boolean isAheadOfTime = Runtime.version().feature() >= 25;
    try (Sandbox sandbox = sandbox()) {
      Map<String, String> environment = environment(home, sandbox);
      login(home, sandbox, environment);
      posthorn.explain("the paths of send, sendmail and labels are played, and watched");
      run(archive, home, environment, isAheadOfTime ? AOT_WATCH : WATCH);
    }
    posthorn.explain("the archive is written");
    run(archive, home, Map.of("HOME", home.toString()), isAheadOfTime ? AOT_WRITE : WRITE);
    archive.publish(home.resolve("made"), jarTime);
    archive.sweepOthers();
  }

  /** Its tokens end at once, so that a refresh is trained; its SMTP port speaks TLS. */
  private static Sandbox sandbox() throws IOException {
    return Sandbox.plain()
        .autoConsent(true)
        .smtp(true)
        .tokenLifetime(Duration.ofSeconds(30))
        .start();
  }

  private static Map<String, String> environment(Path home, Sandbox sandbox) throws Stop {
    Map<String, String> environment = new HashMap<>();
    environment.put("HOME", home.toString());
    environment.put("POSTHORN_HOME", home.toString());
    environment.put("POSTHORN_GMAIL_URL", sandbox.root().toString());
    environment.put("POSTHORN_CA_FILE", SandboxHome.trust(home, sandbox).toString());
    environment.put(
        ArchiveTraining.TLS_ROOT, "https://localhost:" + sandbox.smtps().getPort() + "/");
    return environment;
  }

  private void login(Path home, Sandbox sandbox, Map<String, String> environment) throws Stop {
    SandboxHome.prepare(home, sandbox);
    PrintStream sink = new PrintStream(OutputStream.nullOutputStream(), false, UTF_8);
    Terminal inner =
        new Terminal(InputStream.nullInputStream(), sink, sink, environment, false, false);
    ExitCode code =
        Main.run(new String[] {"login", "--account", "ann@example.com"}, inner, DemoCommand::visit);
    if (code != ExitCode.OK) {
      throw new Stop(
          ExitCode.SOFTWARE,
          "In training, 'posthorn login' ended with " + code.kind() + ".",
          "Look whether this works: posthorn demo");
    }
  }

  /**
   * Runs the launcher, so that its options are those of every start. Of ours it inherits nothing.
   */
  private void run(
      ClassArchive archive, Path folder, Map<String, String> environment, String options)
      throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(archive.launcher().toString(), "archive", "--train")
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put("PATH", terminal().environment().getOrDefault("PATH", ""));
    builder.environment().put("JAVA_HOME", archive.javaHome().toString());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("POSTHORN_ARCHIVE", "off");
    builder.environment().put("POSTHORN_JAVA_OPTS", options);
    Process process = posthorn.lastWords().start(builder);
    try {
      process.getOutputStream().close();
      String words = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new Stop(
            ExitCode.SOFTWARE,
            "No class archive was made; Posthorn runs without, only slower. Java said: " + words,
            "To have no such attempts: export POSTHORN_ARCHIVE=off");
      }
    } finally {
      process.destroyForcibly();
      posthorn.lastWords().childEnded();
    }
  }

  private void announce(ClassArchive archive) throws IOException {
    if (posthorn.json) {
      JsonObject document = new JsonObject();
      document.addProperty("archive", archive.file().toString());
      document.addProperty("java", archive.javaHome().toString());
      document.addProperty("bytes", Files.size(archive.file()));
      terminal().json(document);
    } else {
      terminal().data(archive.file().toString());
    }
  }
}
