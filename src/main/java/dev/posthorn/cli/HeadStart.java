package dev.posthorn.cli;

import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.gmail.Gmail;
import dev.posthorn.auth.Trust;
import dev.posthorn.message.Mail;
import dev.posthorn.message.MimeComposer;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Has Java load in other threads what a message needs on its way out, while the first reads the
 * command line and the token. They ask nobody anything, keep no program from ending, and tell of no
 * failure, since whoever needs what failed fails in the same way.
 */
final class HeadStart {
  private static final List<String> SENDING = List.of("send", "sendmail");
  private static final List<String> OTHERWISE =
      List.of("--queue", "--dry-run", "--help", "-h", "--smtp", "smtp");

  private static final Trust SYSTEM = Trust.system();

  private HeadStart() {}

  /** The platform's certificates alone; got ready here where TLS is likely. */
  static Trust trust() {
    return SYSTEM;
  }

  /**
   * Begins, where the command line looks like one that asks the API; to guess wrong costs only
   * time.
   */
  static void take(String[] arguments, Map<String, String> environment) {
    List<String> words = Arrays.asList(arguments);
    boolean sends = !Collections.disjoint(words, SENDING);
    if (!(sends || words.contains("labels")) || !Collections.disjoint(words, OTHERWISE)) {
      return;
    }
    if (isUsualTls(String.join(" ", words), environment)) {
      SYSTEM.warmUp();
    }
    Load load = new Load(sends);
    Thread thread = new Thread(load, "posthorn-head-start");
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler(load);
    thread.start();
  }

  /** TLS, and with the platform's certificates alone. */
  private static boolean isUsualTls(String words, Map<String, String> environment) {
    return environment.getOrDefault("POSTHORN_CA_FILE", "").isEmpty()
        && !environment.getOrDefault("POSTHORN_GMAIL_URL", "").startsWith("http:")
        && !words.contains("--ca-file")
        && !words.contains("http:");
  }

  /** Apart, so that a command that does not ask the API loads nothing of it. */
  private record Load(boolean sends) implements Runnable, Thread.UncaughtExceptionHandler {
    @Override
    public void run() {
      try {
        Gmail gmail =
            new Gmail.Builder(new NetHttpTransport(), GsonFactory.getDefaultInstance(), null)
                .setApplicationName("Posthorn")
                .build();
        GenericUrl nowhere = new GenericUrl("http://localhost/");
        gmail.getRequestFactory().buildPostRequest(nowhere, null);
        nowhere.toURL().openConnection(); // Which connects to nobody.
        if (!sends) {
          return;
        }
        Mail mail = Mail.builder().from("a@example.com").to("b@example.com").text("").build();
        MimeComposer.create().toWire(mail);
      } catch (IOException | RuntimeException e) {
        return; // See above.
      }
    }

    @Override
    public void uncaughtException(Thread thread, Throwable why) {
      // See above.
    }
  }
}
