package dev.posthorn.smtp;

import dev.posthorn.send.SendProgress;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;

/**
 * What a sender was told, and what only tests change.
 *
 * @param login who sends
 * @param server to which server
 * @param tls whose certificates are believed
 * @param progress is told how much of a message went out
 * @param timeOuts how long silence is borne
 * @param clock tells how long a connection was idle
 */
record SmtpSettings(
    Login login,
    SmtpServer server,
    TlsSockets tls,
    SendProgress progress,
    TimeOuts timeOuts,
    Clock clock) {
  /** Servers may hang up after five minutes (RFC 5321 §4.5.3.2.7); Gmail and firewalls sooner. */
  static final Duration IDLE = Duration.ofSeconds(60);

  /**
   * RFC 5321 §4.1.4 wants an address literal of who has no name. The true one, or the machine's
   * name, would be written into the Received field of every message, for each recipient to read.
   */
  private static final String OUR_NAME = "[127.0.0.1]";

  /** Makes TLS sockets, of one trust; asked for when a connection needs it. */
  @FunctionalInterface
  interface TlsSockets {
    SSLSocketFactory factory() throws IOException;
  }

  static SmtpSettings of(Login login, SmtpServer server, TlsSockets tls) {
    return new SmtpSettings(
        login, server, tls, SendProgress.none(), TimeOuts.usual(), Clock.systemUTC());
  }

  SmtpSettings with(TlsSockets others) {
    return new SmtpSettings(login, server, others, progress, timeOuts, clock);
  }

  SmtpSettings with(SendProgress observer) {
    return new SmtpSettings(login, server, tls, observer, timeOuts, clock);
  }

  SmtpSettings with(TimeOuts others) {
    return new SmtpSettings(login, server, tls, progress, others, clock);
  }

  SmtpSettings with(Clock other) {
    return new SmtpSettings(login, server, tls, progress, timeOuts, other);
  }

  /** The same in Angus' words, but for the sockets. */
  Properties properties() {
    Properties properties = new Properties();
    String startTls = String.valueOf(needsStartTls());
    properties.put("mail.smtp.starttls.enable", startTls);
    properties.put("mail.smtp.starttls.required", startTls);
    properties.put("mail.smtp.connectiontimeout", "" + TimeOuts.millis(timeOuts.connect()));
    properties.put("mail.smtp.timeout", "" + TimeOuts.millis(timeOuts.reply()));
    properties.put("mail.smtp.localhost", OUR_NAME);
    String mechanisms = login.mechanisms();
    properties.put("mail.smtp.auth", String.valueOf(!mechanisms.isEmpty()));
    properties.put("mail.smtp.auth.mechanisms", mechanisms);
    properties.put("mail.smtp.sasl.authorizationid", "");
    return properties;
  }

  SmtpReplies replies() {
    return new SmtpReplies(login.user(), server.host(), login.remedy(), isGmail());
  }

  /** Only the account's own provider takes its token, and that is Gmail, or the sandbox. */
  private boolean isGmail() {
    return login instanceof Login.Consent || server.isGoogle();
  }

  /** Whether the connection must be made secure by a command. */
  boolean needsStartTls() {
    return !server.implicitTls() && !(login instanceof Login.None);
  }
}
