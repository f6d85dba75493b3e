package dev.posthorn.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.auth.Account;
import dev.posthorn.auth.Home;
import dev.posthorn.auth.Trust;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole JVM with less memory than the message is long sends it all the same. */
final class StreamedSubmissionIT {
  private static final int ATTACHMENT = 20 * 1024 * 1024;

  @TempDir Path folder;

  /** The child: sends the file to the server, and prints the way. */
  static final class Sending {
    private Sending() {}

    public static void main(String[] arguments) throws Exception {
      Home home = Home.at(Path.of(arguments[0]), Trust.withCaFile(Path.of(arguments[1])));
      Account account = home.account("ann@example.com");
      try (SmtpSender sender = SmtpSender.of(account, URI.create(arguments[2]))) {
        System.out.println(
            sender.send(Ann.wire(Ann.mail().attach(Path.of(arguments[3])).build())).via());
      }
    }
  }

  @Test
  void attachmentLargerThanHalfTheMemoryIsStreamed() throws Exception {
    byte[] content = new byte[ATTACHMENT];
    new Random(7).nextBytes(content);
    Path file = Files.write(folder.resolve("large.bin"), content);
    Path pem = Files.writeString(folder.resolve("ca.pem"), Ann.LOCALHOST.pem());
    try (Ann ann = new Ann(folder);
        ScriptedSmtp server = ScriptedSmtp.smtps(Ann.LOCALHOST).letIn(Ann.TOKEN)) {
      Path home = ann.account().file().getParent().getParent();
      assertThat(send(home, pem, server.uri(), file)).isEqualTo("smtp\n");
      String message = server.mails().get(0).content();
      int start = message.indexOf("\r\n\r\n", message.indexOf("large.bin")) + 4;
      int end = message.indexOf("\r\n--", start);
      assertThat(Base64.getMimeDecoder().decode(message.substring(start, end))).isEqualTo(content);
    }
  }

  private String send(Path home, Path pem, URI server, Path file) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx24m",
            "-cp",
            System.getProperty("java.class.path"),
            Sending.class.getName(),
            home.toString(),
            pem.toString(),
            server.toString(),
            file.toString());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.redirectError(folder.resolve("err").toFile());
    Process process = builder.start();
    try {
      String out = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).as(() -> errors(folder)).isZero();
      return out;
    } finally {
      process.destroyForcibly();
    }
  }

  private static String errors(Path folder) {
    try {
      return Files.readString(folder.resolve("err"));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
