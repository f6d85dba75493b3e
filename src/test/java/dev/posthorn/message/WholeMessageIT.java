package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole JVM with less memory than a message is long passes it on all the same. */
final class WholeMessageIT {
  private static final String HEAD =
      "Date: Thu, 5 Mar 2026 07:08:09 +0000\nMessage-ID: <a@b.example>\nTo: ann@example.com\n";
  private static final int LINES = 390_000;

  @TempDir Path folder;

  /** The child: reads a message from a file or stdin, and writes its form for Gmail's API. */
  static final class Passing {
    private Passing() {}

    public static void main(String[] arguments) throws Exception {
      WholeMessage message =
          arguments.length > 0
              ? WholeMessage.of(Path.of(arguments[0]))
              : WholeMessage.of(System.in);
      WireMessage wire = message.toWire(List.of("ann@example.com", "bob@example.com"));
      wire.forHeaders().writeTo(System.out);
      System.out.flush();
    }
  }

  @Test
  void thirtyMegabytesPassFromAFileWithTwentyFourMegabytesOfMemory() throws Exception {
    Path message = message();

    assertThat(pass(message, true)).hasSameBinaryContentAs(expected(message));
  }

  @Test
  void thirtyMegabytesPassFromStdinWithTwentyFourMegabytesOfMemory() throws Exception {
    Path message = message();

    assertThat(pass(message, false)).hasSameBinaryContentAs(expected(message));
  }

  private Path message() throws Exception {
    return write("message.eml", HEAD, "\n");
  }

  private Path expected(Path message) throws Exception {
    assertThat(Files.size(message)).isBetween(30_000_000L, WireMessage.LARGEST);
    String head = HEAD + "Bcc: bob@example.com\n";
    return write("expected.eml", head.replace("\n", "\r\n"), "\r\n");
  }

  private Path write(String name, String head, String lineEnd) throws Exception {
    Random random = new Random(7);
    Path file = folder.resolve(name);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      out.write((head + lineEnd).getBytes(US_ASCII));
      for (int i = 0; i < LINES; i++) {
        out.write((random.nextLong() + "a".repeat(60) + lineEnd).getBytes(US_ASCII));
      }
    }
    return file;
  }

  private Path pass(Path message, boolean byName) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx24m",
                "-cp",
                System.getProperty("java.class.path"),
                Passing.class.getName()));
    if (byName) {
      command.add(message.toString());
    }
    Path out = folder.resolve("out.eml");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.redirectInput(message.toFile());
    builder.redirectOutput(out.toFile());
    builder.redirectError(folder.resolve("err").toFile());
    Process process = builder.start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
      String errors = Files.readString(folder.resolve("err"), UTF_8);
      assertThat(process.exitValue()).as(errors).isZero();
      return out;
    } finally {
      process.destroyForcibly();
    }
  }
}
