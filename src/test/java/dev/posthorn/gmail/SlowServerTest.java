package dev.posthorn.gmail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Time-outs are for silence where an answer is due, not for a body that takes its time. */
final class SlowServerTest {
  /** Twice as long as the client under test bears silence. */
  private static final long PAUSE_MILLIS = 800;

  @TempDir Path folder;

  @Test
  void serverThatPausesWithinTheBodyIsWaitedFor() throws Exception {
    try (ScriptedServer server = new ScriptedServer(SlowServerTest::readSlowly)) {
      Path file = Files.write(folder.resolve("large.bin"), new byte[16_000_000]);
      GmailSender sender = new Ann(folder).impatientSender(server.root()).with(Delivery.RAW);
      assertThat(sender.send(Ann.mail().attach(file).build()).id()).isEqualTo("18c");
      assertThat(server.requests()).isEqualTo(1);
    }
  }

  private static void readSlowly(ScriptedServer.Peer peer) throws IOException {
    peer.readHead();
    for (int i = 0; i < 3; i++) {
      peer.readSome(1_000_000);
      pause();
    }
    peer.readSome((int) peer.length() - 3_000_000);
    peer.answer(200, "{\"id\":\"18c\"}");
  }

  private static void pause() throws IOException {
    try {
      assertThat(new CountDownLatch(1).await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)).isFalse();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }
}
