package dev.posthorn.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import dev.posthorn.auth.Account;
import dev.posthorn.auth.Home;
import dev.posthorn.message.Mail;
import dev.posthorn.message.MailBuilder;
import dev.posthorn.message.MimeComposer;
import dev.posthorn.message.WireMessage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** An account for tests, with a real token file, a token endpoint on loopback, and her mail. */
final class Ann implements AutoCloseable {
  static final String TOKEN = "ya29.ann-secret-token";
  static final String FRESH_TOKEN = "ya29.ann-fresh-token";
  static final String REFRESH_TOKEN = "1//ann-refresh-token";
  static final String SMTP = "https://mail.google.com/";
  static final String SEND = "https://www.googleapis.com/auth/gmail.send";

  /** One certificate for all tests: each costs a second. */
  static final ThrowAwayCertificate LOCALHOST =
      ThrowAwayCertificate.of("dns:localhost", "ip:127.0.0.1");

  private final Path folder;
  private final HttpServer tokens;
  private final AtomicInteger refreshes = new AtomicInteger();

  Ann(Path folder) throws Exception {
    this.folder = folder;
    this.tokens = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    String json =
        "{\"access_token\":\"" + FRESH_TOKEN + "\",\"expires_in\":3600,\"token_type\":\"Bearer\"}";
    byte[] answer = json.getBytes(UTF_8);
    tokens.createContext(
        "/token",
        exchange -> {
          refreshes.incrementAndGet();
          exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    tokens.start();
  }

  int refreshes() {
    return refreshes.get();
  }

  /** Ann, who consented to SMTP, with a token that lasts. */
  Account account() throws Exception {
    return account(SMTP);
  }

  Account account(String... scopes) throws Exception {
    return account(Home.at(Files.createTempDirectory(folder, "home")), scopes);
  }

  Account account(Home home, String... scopes) throws Exception {
    String json =
        """
        {"type": "authorized_user", "account": "ann@example.com", "token": "%s",
         "refresh_token": "%s", "token_uri": "http://127.0.0.1:%d/token", "client_id": "ann-client",
         "client_secret": "GOCSPX-ann", "expiry": "2999-01-01T00:00:00Z", "scopes": [%s]}
        """;
    String list = scopes.length == 0 ? "" : "\"" + String.join("\", \"", scopes) + "\"";
    int port = tokens.getAddress().getPort();
    return Account.fromAuthorizedUser(json.formatted(TOKEN, REFRESH_TOKEN, port, list), home);
  }

  SmtpSettings settings(URI server) throws Exception {
    return SmtpSettings.of(
        new Login.Consent(account()), SmtpServer.of(server), LOCALHOST.client()::getSocketFactory);
  }

  SmtpSender sender(URI server) throws Exception {
    return new SmtpSender(settings(server));
  }

  /** One for servers that say nothing; with any other, a busy machine would look like silence. */
  SmtpSender impatientSender(URI server) throws Exception {
    Duration brief = Duration.ofMillis(400);
    return new SmtpSender(settings(server).with(new TimeOuts(brief, brief, brief, brief)));
  }

  static MailBuilder mail() {
    return Mail.builder()
        .from("ann@example.com")
        .to("bob@example.com")
        .subject("Hello")
        .text("The body of the mail.");
  }

  static WireMessage message() throws Exception {
    return wire(mail().build());
  }

  static WireMessage wire(Mail mail) throws Exception {
    return WireMessage.of(MimeComposer.create().compose(mail));
  }

  @Override
  public void close() {
    tokens.stop(0);
  }
}
