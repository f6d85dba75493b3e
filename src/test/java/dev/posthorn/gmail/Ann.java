package dev.posthorn.gmail;

import com.google.api.client.http.HttpRequestInitializer;
import dev.posthorn.auth.Account;
import dev.posthorn.auth.Home;
import dev.posthorn.auth.HttpRules;
import dev.posthorn.message.Mail;
import dev.posthorn.message.MailBuilder;
import dev.posthorn.send.SendProgress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An account for tests, with a real token file in a folder, and what she sends. */
final class Ann {
  static final String TOKEN = "ya29.ann-secret-token";
  static final String FRESH_TOKEN = "ya29.ann-fresh-token";
  static final String REFRESH_TOKEN = "1//ann-refresh-token";
  static final String CLIENT_SECRET = "GOCSPX-ann-client-secret";
  static final String SEND = "https://www.googleapis.com/auth/gmail.send";
  static final String COMPOSE = "https://www.googleapis.com/auth/gmail.compose";
  static final String LABELS = "https://www.googleapis.com/auth/gmail.labels";

  private final Path folder;

  Ann(Path folder) {
    this.folder = folder;
  }

  /** Ann with a token that lasts, which {@code token} beside the root renews. */
  Account account(URI root, String... scopes) throws Exception {
    return accountUntil(root.resolve("/token"), "2999-01-01T00:00:00Z", scopes);
  }

  /** Ann who consented to sending and labels. */
  Account account(URI root) throws Exception {
    return account(root, SEND, LABELS);
  }

  Account accountUntil(URI tokenUri, String expiry, String... scopes) throws Exception {
    String json =
        """
        {"type": "authorized_user", "account": "ann@example.com", "token": "%s",
         "refresh_token": "%s", "token_uri": "%s", "client_id": "ann-client",
         "client_secret": "%s", "expiry": "%s", "scopes": [%s]}
        """;
    String list = scopes.length == 0 ? "" : "\"" + String.join("\", \"", scopes) + "\"";
    String filled = json.formatted(TOKEN, REFRESH_TOKEN, tokenUri, CLIENT_SECRET, expiry, list);
    Home home = Home.at(Files.createTempDirectory(folder, "home"));
    return Account.fromAuthorizedUser(filled, home);
  }

  GmailSender sender(URI root) throws Exception {
    return GmailSender.of(account(root), root);
  }

  /** One for servers that say nothing; with any other, a busy machine would look like silence. */
  GmailSender impatientSender(URI root) throws Exception {
    return new GmailSender(new GmailCall(Operation.SEND, account(root), root, impatient(400)));
  }

  /** One that notes how long it would wait, always three quarters of the longest. */
  GmailSender uploader(URI root, Delivery delivery, List<Duration> waits) throws Exception {
    return uploader(account(root), root, delivery, waits);
  }

  /** The same for another Ann. */
  static GmailSender uploader(Account account, URI root, Delivery delivery, List<Duration> waits) {
    Tenacity tenacity = new Tenacity(waits::add, () -> 0.5);
    GmailCall call = new GmailCall(Operation.SEND, account, root, impatient(2000));
    return new GmailSender(call, new Manner(delivery, SendProgress.none(), 0, tenacity));
  }

  /** What a token endpoint answers to a refresh. */
  static String freshToken() {
    return "{\"access_token\":\""
        + FRESH_TOKEN
        + "\",\"expires_in\":3600,\"token_type\":\"Bearer\"}";
  }

  /** The usual rules, but silence ends sooner. */
  private static HttpRequestInitializer impatient(int millis) {
    return request -> {
      new HttpRules().initialize(request);
      request.setReadTimeout(millis);
    };
  }

  static MailBuilder mail() {
    return Mail.builder().to("bob@example.com").subject("Hello").text("The body of the mail.");
  }
}
