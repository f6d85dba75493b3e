package dev.posthorn.gmail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.send.SendException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Every byte that logs, streams and exceptions bring out while mail is sent, at the finest level.
 */
@Isolated
final class GmailLeakTest {
  private static final String BODY = "The body of the mail.";

  @TempDir Path folder;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final StringWriter logged = new StringWriter();

  @Test
  void neitherTokensNorMailComeOutOfSendsAndFailures() throws Exception {
    Logger root = Logger.getLogger("");
    Logger google = Logger.getLogger("com.google.api.client.http");
    Level before = root.getLevel();
    Handler recorder = recorder();
    PrintStream out = System.out;
    PrintStream err = System.err;
    try (PrintStream capture = new PrintStream(printed, true, UTF_8)) {
      root.setLevel(Level.ALL);
      google.setLevel(Level.ALL);
      root.addHandler(recorder);
      System.setOut(capture);
      System.setErr(capture);
      google.finest("the recorder works");
      sendOverEveryFailure();
      uploadOverEveryFailure();
    } finally {
      System.setOut(out);
      System.setErr(err);
      root.removeHandler(recorder);
      root.setLevel(before);
      google.setLevel(null);
    }
    String all = logged.toString() + printed.toString(UTF_8);
    assertThat(all).contains("the recorder works");
    assertThat(all).as("the JDK logs headers").contains("{Authorization: [redacted]}");
    assertThat(all)
        .as("the JDK logs addresses")
        .contains("{PUT /upload/[redacted]", "{Location: [redacted]}")
        .contains(
            "{X-GUploader-UploadID: [redacted]}", "ProxySelector Request for http://127.0.0.1");
    assertThat(secrets()).noneMatch(all::contains);
  }

  private void sendOverEveryFailure() throws Exception {
    AtomicInteger turn = new AtomicInteger();
    try (ScriptedServer server = new ScriptedServer(peer -> play(peer, turn))) {
      GmailSender sender = new Ann(folder).sender(server.root());
      for (int i = 0; i < 12; i++) {
        try {
          logged.append(sender.send(Ann.mail().build()).toString());
        } catch (SendException e) {
          StringWriter trace = new StringWriter();
          e.printStackTrace(new PrintWriter(trace));
          logged.append(trace.toString()).append(e.remedy());
        }
      }
      assertThat(turn.get()).isGreaterThan(12);
    }
  }

  private void uploadOverEveryFailure() throws Exception {
    for (SessionServer.Fault fault : SessionServer.Fault.values()) {
      try (SessionServer server = new SessionServer()) {
        server.on(SessionServer.Call.PUT, fault).on(SessionServer.Call.ASK, fault, fault);
        GmailSender sender =
            new Ann(folder).uploader(server.root(), Delivery.SESSION, new ArrayList<>());
        logged.append(sender.send(Ann.mail().build()).toString());
        logged.append(sender.resumable().toString());
      } catch (SendException e) {
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        logged.append(trace.toString()).append(e.remedy());
      }
    }
  }

  /** One connection a request: what it brings depends on the turn. */
  private static void play(ScriptedServer.Peer peer, AtomicInteger turn) throws IOException {
    String head = peer.readHead();
    byte[] body = peer.readBody();
    String echo = head.replace("\r\n", " ") + " " + new String(body, UTF_8);
    if (head.startsWith("POST /token")) {
      peer.answer(200, Ann.freshToken());
      return;
    }
    switch (turn.getAndIncrement() % 8) {
      case 0 -> peer.answer(200, "{\"id\":\"18c\",\"threadId\":\"18c\"}");
      case 1 -> peer.answer(401, "{\"error\":{\"message\":\"bad token\"}}");
      case 2 -> peer.answer(400, "{\"error\":{\"message\":\"" + head.lines().findFirst() + "\"}}");
      case 3 -> peer.answer(503, "<html>" + echo + "</html>");
      case 4 -> peer.reset();
      case 5 -> peer.answer(200, echo);
      case 6 -> peer.write("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n");
      default -> peer.answer(403, "{\"error\":{\"message\":\"no " + authorization(head) + "\"}}");
    }
  }

  private static String authorization(String head) {
    return head.lines().filter(line -> line.startsWith("Authorization")).findFirst().orElse("");
  }

  private static List<String> secrets() {
    String encoded = Base64.getUrlEncoder().encodeToString(BODY.getBytes(UTF_8));
    return List.of(
        SessionServer.SECRET,
        Ann.TOKEN,
        Ann.FRESH_TOKEN,
        Ann.REFRESH_TOKEN,
        Ann.CLIENT_SECRET,
        BODY,
        encoded.substring(4, 20),
        "\"raw\"");
  }

  private Handler recorder() {
    Handler handler =
        new Handler() {
          private final SimpleFormatter formatter = new SimpleFormatter();

          @Override
          public void publish(LogRecord record) {
            logged.append(formatter.format(record));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    handler.setLevel(Level.ALL);
    return handler;
  }
}
