package dev.posthorn.gmail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.posthorn.auth.Account;
import dev.posthorn.send.MailSender;
import dev.posthorn.send.MailSenderContract;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The port's contract over one kind of delivery, against the least of a Gmail. */
abstract class GmailContract extends MailSenderContract {
  @TempDir Path folder;
  private final Delivery delivery;
  private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
  private final List<ScriptedServer> servers = new ArrayList<>();
  private final AtomicInteger ids = new AtomicInteger();

  GmailContract(Delivery delivery) {
    this.delivery = delivery;
  }

  @Override
  protected MailSender sender(Fate fate) throws Exception {
    ScriptedServer[] self = new ScriptedServer[1];
    self[0] =
        new ScriptedServer(
            peer -> {
              while (true) {
                serve(peer, fate, self[0]);
              }
            });
    servers.add(self[0]);
    Account account = new Ann(folder).account(self[0].root(), Ann.SEND, Ann.COMPOSE);
    return Ann.uploader(account, self[0].root(), delivery, new CopyOnWriteArrayList<>());
  }

  @Override
  protected List<Arrival> arrivals() {
    return arrivals;
  }

  @Override
  protected List<String> secrets() {
    return List.of(
        Ann.TOKEN, Ann.FRESH_TOKEN, Ann.REFRESH_TOKEN, Ann.CLIENT_SECRET, SessionServer.SECRET);
  }

  @AfterEach
  void close() throws Exception {
    for (ScriptedServer server : servers) {
      server.close();
    }
  }

  private void serve(ScriptedServer.Peer peer, Fate fate, ScriptedServer server)
      throws IOException {
    String head = peer.readHead();
    byte[] body = peer.readBody();
    if (head.startsWith("POST /token")) {
      peer.answer(200, Ann.freshToken());
    } else if (fate == Fate.UNAUTHORISED) {
      peer.answer(401, "{}");
    } else if (head.startsWith("POST /upload/") && fate != Fate.BROKEN_OFF) {
      peer.write(
          "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nLocation: "
              + server.root()
              + "upload/gmail/v1/users/me/messages/send?upload_id="
              + SessionServer.SECRET
              + "\r\n\r\n");
    } else if (fate == Fate.BROKEN_OFF) {
      peer.answer(429, "{}");
    } else {
      message(peer, fate, head, body);
    }
  }

  /** A request that may bring a message. */
  private void message(ScriptedServer.Peer peer, Fate fate, String head, byte[] body)
      throws IOException {
    boolean create = head.startsWith("POST /gmail/v1/users/me/drafts ");
    if (create || head.startsWith("PUT ") || head.contains("/messages/send ")) {
      if (body.length > 0) {
        arrivals.add(arrival(head.startsWith("PUT ") ? body : decoded(body)));
      }
    }
    String id = "18c" + ids.incrementAndGet();
    if (create || fate == Fate.TAKEN) {
      peer.answer(200, "{\"id\":\"" + id + "\",\"threadId\":\"18b\"}");
    } else if (fate == Fate.REFUSED) {
      peer.answer(400, "{\"error\":{\"message\":\"Invalid To header\"}}");
    } else if (body.length > 0) {
      peer.reset();
    } else {
      peer.answer(head.startsWith("PUT ") ? 404 : 503, "");
    }
  }

  private static byte[] decoded(byte[] body) {
    JsonObject json = JsonParser.parseString(new String(body, ISO_8859_1)).getAsJsonObject();
    JsonObject message = json.has("message") ? json.getAsJsonObject("message") : json;
    return Base64.getUrlDecoder().decode(message.get("raw").getAsString());
  }

  private static Arrival arrival(byte[] content) {
    try {
      MimeMessage message =
          new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(content));
      Set<String> recipients = new TreeSet<>();
      for (Address address : message.getAllRecipients()) {
        recipients.add(((InternetAddress) address).getAddress());
      }
      return new Arrival(recipients, new String(content, ISO_8859_1));
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }
}
