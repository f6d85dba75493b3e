package dev.posthorn.gmail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.auth.Account;
import dev.posthorn.auth.Home;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole JVM with less memory than the message is long sends it all the same. */
final class StreamedSendIT {
  private static final int ATTACHMENT = 20 * 1024 * 1024;

  @TempDir Path folder;

  /** The child: sends the file to the server, and prints the id. */
  static final class Sending {
    private Sending() {}

    public static void main(String[] arguments) throws Exception {
      Account account = Home.at(Path.of(arguments[0])).account("ann@example.com");
      Delivery delivery = Delivery.valueOf(arguments[3]);
      GmailSender sender = GmailSender.of(account, URI.create(arguments[1])).with(delivery);
      System.out.println(sender.send(Ann.mail().attach(Path.of(arguments[2])).build()).id());
    }
  }

  @Test
  void attachmentLargerThanHalfTheMemoryIsStreamed() throws Exception {
    byte[] content = new byte[ATTACHMENT];
    new Random(7).nextBytes(content);
    Path file = Files.write(folder.resolve("large.bin"), content);
    AtomicReference<byte[]> body = new AtomicReference<>();
    try (ScriptedServer server =
        new ScriptedServer(
            peer -> {
              peer.readHead();
              body.set(peer.readBody());
              peer.answer(200, "{\"id\":\"18c\"}");
            })) {
      assertThat(send("-Xmx24m", Delivery.RAW, server.root(), file)).isEqualTo("18c\n");
    }
    byte[] raw = body.get();
    // {"raw":"…"}: the attachment is base64 of a base64 line.
    String message =
        new String(
            Base64.getUrlDecoder().decode(new String(raw, 8, raw.length - 10, ISO_8859_1)),
            ISO_8859_1);
    int start = message.indexOf("\r\n\r\n", message.indexOf("large.bin")) + 4;
    int end = message.indexOf("\r\n--", start);
    assertThat(Base64.getMimeDecoder().decode(message.substring(start, end))).isEqualTo(content);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-Xmx24m", "-Xmx16m"})
  void attachmentLargerThanTheMemoryIsUploadedAndResumed(String memory) throws Exception {
    byte[] content = new byte[ATTACHMENT];
    new Random(7).nextBytes(content);
    Path file = Files.write(folder.resolve("large.bin"), content);
    try (SessionServer server = new SessionServer()) {
      server.on(SessionServer.Call.PUT, SessionServer.Fault.RESET_HALF);
      assertThat(send(memory, Delivery.AUTO, server.root(), file)).isEqualTo("18c\n");
      assertThat(server.calls()).containsExactly("START", "PUT", "ASK", "PUT");
      String message = new String(server.kept(), ISO_8859_1);
      int start = message.indexOf("\r\n\r\n", message.indexOf("large.bin")) + 4;
      int end = message.indexOf("\r\n--", start);
      assertThat(Base64.getMimeDecoder().decode(message.substring(start, end))).isEqualTo(content);
    }
  }

  private String send(String memory, Delivery delivery, URI root, Path file) throws Exception {
    Account account = new Ann(folder).account(root);
    Path home = account.file().getParent().getParent();
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            memory,
            "-cp",
            System.getProperty("java.class.path"),
            Sending.class.getName(),
            home.toString(),
            root.toString(),
            file.toString(),
            delivery.name());
    // The generated client would go there, if it were not told where to go.
    builder.environment().put("GOOGLE_CLOUD_UNIVERSE_DOMAIN", "evil.example");
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
