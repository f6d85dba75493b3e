package dev.posthorn.sandbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * One SMTP submission session, with Gmail's replies (RFC 5321, RFC 6409, RFC 3207): login only in
 * TLS, mail only after login, 100 recipients a mail.
 */
final class SmtpSession {
  /** Octets of mail, from Gmail's EHLO. */
  static final int LARGEST = 35_882_577;

  private static final int MOST_RECIPIENTS = 100;
  private static final int MOST_LOGINS = 3;
  private static final String NAME = "smtp.sandbox.localhost";
  private static final String FIRST_TLS = "530 5.7.0 Must issue a STARTTLS command first";
  private static final Pattern PATH =
      Pattern.compile("(?i)(FROM|TO):<([^<>\\s]*)>((?: +[^ ]+)*) *");
  private static final Pattern ADDRESS =
      Pattern.compile("[^@\\s<>,;:\\\\()\\[\\]\"]+@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+");

  private final SmtpWire wire;
  private final SSLContext tls;
  private final SmtpAuth auth;
  private final Postbox postbox;
  private final SmtpStep step;
  private String account = "";
  private int logins;
  private boolean greeted;
  private boolean inMail;
  private final List<String> recipients = new ArrayList<>();

  SmtpSession(SmtpWire wire, SSLContext tls, SmtpAuth auth, Postbox postbox, Faults faults) {
    this.wire = wire;
    this.tls = tls;
    this.auth = auth;
    this.postbox = postbox;
    this.step = new SmtpStep(faults, wire);
  }

  /** Holds the session, from the greeting on, to its end. */
  void run(Optional<FaultRule> atGreeting) throws IOException {
    boolean on = step.play(atGreeting, () -> "220 " + NAME + " ESMTP - gsmtp");
    while (on) {
      Optional<String> line = wire.line();
      on = line.isPresent() && command(line.get());
    }
  }

  private boolean command(String line) throws IOException {
    int blank = line.indexOf(' ');
    String rest = blank < 0 ? "" : line.substring(blank + 1);
    switch (line.substring(0, blank < 0 ? line.length() : blank).toUpperCase(Locale.ROOT)) {
      case "EHLO", "HELO" -> {
        return hello(line, rest);
      }
      case "STARTTLS" -> {
        return startTls();
      }
      case "AUTH" -> {
        return login(rest);
      }
      case "MAIL" -> {
        return step.play("smtp.mail", () -> mail(rest));
      }
      case "RCPT" -> {
        return step.play("smtp.rcpt", () -> recipient(rest));
      }
      case "DATA" -> {
        return data();
      }
      case "RSET" -> {
        forget();
        wire.reply("250 2.1.5 Flushed");
      }
      case "NOOP" -> wire.reply("250 2.0.0 OK");
      case "VRFY" -> wire.reply("252 2.1.5 Send some mail, I'll try my best");
      case "QUIT" -> {
        wire.reply("221 2.0.0 closing connection");
        return false;
      }
      default -> wire.reply("502 5.5.1 Unrecognized command");
    }
    return true;
  }

  private void forget() {
    inMail = false;
    recipients.clear();
  }

  private boolean hello(String line, String name) throws IOException {
    if (name.isBlank()) {
      wire.reply("501 5.5.4 Empty HELO/EHLO argument not allowed, closing connection.");
      return false;
    }
    greeted = true;
    forget();
    if (line.regionMatches(true, 0, "HELO", 0, 4)) {
      wire.reply("250 " + NAME + " at your service");
      return true;
    }
    String offers = wire.secure() ? "250-AUTH " + SmtpAuth.MECHANISMS : "250-STARTTLS";
    wire.reply(
        String.join(
            "\r\n",
            "250-" + NAME + " at your service, [127.0.0.1]",
            "250-SIZE " + LARGEST,
            "250-8BITMIME",
            offers,
            "250-ENHANCEDSTATUSCODES",
            "250 PIPELINING"));
    return true;
  }

  private boolean startTls() throws IOException {
    if (wire.secure()) {
      wire.reply("502 5.5.1 Unrecognized command");
      return true;
    }
    if (wire.hasMore()) {
      // What came in plain text must not count as said in TLS (RFC 3207 §4.2, CVE-2011-0411).
      wire.reply("421 4.7.0 Nothing may follow STARTTLS");
      return false;
    }
    wire.reply("220 2.0.0 Ready to start TLS");
    wire.secure(tls);
    greeted = false;
    forget();
    return true;
  }

  private boolean login(String arguments) throws IOException {
    if (logins >= MOST_LOGINS) {
      wire.reply("421 4.7.0 Too many login attempts, closing connection.");
      return false;
    }
    return step.play(
        "smtp.auth",
        () -> {
          if (!wire.secure()) {
            return FIRST_TLS;
          }
          if (!greeted || !account.isEmpty() || inMail) {
            return greeted ? "503 5.5.1 Already logged in" : "503 5.5.1 EHLO/HELO first";
          }
          SmtpAuth.Outcome outcome = auth.login(wire, arguments);
          account = outcome.account();
          logins += account.isEmpty() ? 1 : 0;
          return outcome.reply();
        });
  }

  private String mail(String arguments) {
    if (!wire.secure()) {
      return FIRST_TLS;
    }
    if (!greeted) {
      return "503 5.5.1 EHLO/HELO first";
    }
    if (account.isEmpty()) {
      return "530 5.7.0 Authentication Required.";
    }
    if (inMail) {
      return "503 5.5.1 MAIL already given";
    }
    Matcher path = PATH.matcher(arguments);
    if (!path.matches() || !path.group(1).equalsIgnoreCase("FROM")) {
      return "555 5.5.2 Syntax error";
    }
    if (!path.group(2).isEmpty() && !ADDRESS.matcher(path.group(2)).matches()) {
      return "553 5.1.7 The sender address is not a valid RFC 5321 address";
    }
    String refused = parameters(path.group(3));
    inMail = refused.isEmpty();
    return inMail ? "250 2.1.0 OK" : refused;
  }

  /** Reads SIZE, BODY and AUTH; empty when all is well. */
  private static String parameters(String text) {
    for (String word : text.trim().split(" +", -1)) {
      String upper = word.toUpperCase(Locale.ROOT);
      if (upper.matches("SIZE=[0-9]{1,18}")) {
        if (Long.parseLong(upper.substring("SIZE=".length())) > LARGEST) {
          return tooLarge();
        }
      } else if (!upper.matches("|BODY=(7BIT|8BITMIME)|AUTH=.+")) {
        return "555 5.5.4 Unsupported MAIL parameter";
      }
    }
    return "";
  }

  private static String tooLarge() {
    return "552 5.3.4 Your message exceeded Google's message size limits.";
  }

  private String recipient(String arguments) {
    if (!inMail) {
      return "503 5.5.1 MAIL first";
    }
    Matcher path = PATH.matcher(arguments);
    if (!path.matches() || !path.group(1).equalsIgnoreCase("TO") || !path.group(3).isBlank()) {
      return "555 5.5.2 Syntax error";
    }
    if (!ADDRESS.matcher(path.group(2)).matches() || path.group(2).chars().anyMatch(c -> c > 126)) {
      return "553 5.1.3 The recipient address is not a valid RFC 5321 address";
    }
    if (recipients.size() >= MOST_RECIPIENTS) {
      return "452 4.5.3 Your message has too many recipients.";
    }
    recipients.add(path.group(2));
    return "250 2.1.5 OK";
  }

  private boolean data() throws IOException {
    if (!inMail || recipients.isEmpty()) {
      wire.reply(inMail ? "503 5.5.1 RCPT first" : "503 5.5.1 MAIL first");
      return true;
    }
    wire.reply("354 Go ahead");
    SmtpWire.Data mail = wire.data(LARGEST);
    List<String> envelope = List.copyOf(recipients);
    forget();
    return step.play("smtp.data", () -> deliver(mail, envelope));
  }

  private String deliver(SmtpWire.Data mail, List<String> envelope) {
    if (mail.tooLarge()) {
      return tooLarge();
    }
    if (mail.bare()) {
      return "550 5.6.11 A line of the message does not end with CRLF";
    }
    try {
      Rfc822 parsed = Rfc822.parse(mail.octets().getBytes(ISO_8859_1));
      return "250 2.0.0 OK " + postbox.submit(account, envelope, parsed).id() + " - gsmtp";
    } catch (Refusal refusal) {
      String words =
          JsonBody.parse(refusal.response().text().getBytes(ISO_8859_1))
              .getJsonObject("error")
              .getString("message");
      return "550 5.6.0 " + words;
    }
  }
}
