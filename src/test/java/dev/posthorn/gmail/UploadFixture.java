package dev.posthorn.gmail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.posthorn.message.MimeComposer;
import dev.posthorn.message.WireMessage;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendReceipt;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A server of upload sessions, and a message larger than what sockets hold. */
abstract class UploadFixture {
  @TempDir Path folder;
  final List<Duration> waits = new ArrayList<>();
  SessionServer server;
  WireMessage message;

  @BeforeEach
  void composeMoreThanTheSocketsHold() throws Exception {
    server = new SessionServer();
    byte[] content = new byte[8_000_000];
    new Random(3).nextBytes(content);
    Path file = Files.write(folder.resolve("large.bin"), content);
    message =
        WireMessage.of(
            MimeComposer.create().compose(Ann.mail().from("ann@example.com").attach(file).build()));
  }

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  final SendReceipt send(WireMessage sent) throws Exception {
    return uploader().send(sent);
  }

  final GmailSender uploader() throws Exception {
    return new Ann(folder).uploader(server.root(), Delivery.SESSION, waits);
  }

  final void assertSentOnce() throws Exception {
    assertThat(server.sent()).isEqualTo(1);
    assertThat(server.bodyBytes()).as("bytes of bodies on the wire").isEqualTo(message.size());
    assertThat(server.kept()).isEqualTo(bytes(message));
  }

  static byte[] bytes(WireMessage message) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    message.writeTo(out);
    return out.toByteArray();
  }

  final <T extends SendException> T failure(Class<T> type) throws Exception {
    GmailSender sender = uploader();
    T failure = catchThrowableOfType(type, () -> sender.send(message));
    assertThat(failure).isNotNull();
    assertThat(failure.toString() + failure.remedy()).doesNotContain(SessionServer.SECRET);
    return failure;
  }
}
