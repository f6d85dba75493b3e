package dev.posthorn.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.posthorn.auth.AuthException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The pages that a browser ends at. Every text that is put into them is escaped, no script runs,
 * nothing is loaded, and no other page may frame them or learn their address.
 */
final class ConsentPages {
  private static final String STYLE = resource("consent-page.css");
  private static final String TEMPLATE = resource("consent-page.html");
  private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z]+)}}");

  /** The style by its hash: no other style may apply, and no unsafe-inline is needed. */
  private static final String POLICY =
      "default-src 'none'; style-src 'sha256-"
          + sha256(STYLE)
          + "'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /** Each of these is enough to send. */
  private static final Set<String> SENDING =
      Set.of(
          Scope.SEND.url(),
          Scope.COMPOSE.url(),
          Scope.SMTP.url(),
          "https://www.googleapis.com/auth/gmail.modify");

  /** A command in a remedy: a word of ours, and options with their values. */
  private static final Pattern COMMAND =
      Pattern.compile(
          "posthorn (?:login|logout|token|status)(?: --[a-z-]+(?: (?:'[^']*'|[^-\\s()'][^\\s()';]*))?)*");

  private static final String BACK = "You can close this tab and go back to the terminal.";

  private ConsentPages() {}

  /**
   * A finished answer.
   *
   * @param status the HTTP status with its reason
   * @param html the page
   */
  record Page(String status, String html) {
    byte[] body() {
      return html.getBytes(UTF_8);
    }

    /** Status line and headers, up to the blank line. */
    String head(int length) {
      return String.join(
          "\r\n",
          "HTTP/1.1 " + status,
          "Content-Type: text/html; charset=utf-8",
          "Content-Length: " + length,
          "Connection: close",
          "Cache-Control: no-store",
          "Content-Security-Policy: " + POLICY,
          "Referrer-Policy: no-referrer",
          "X-Content-Type-Options: nosniff",
          "X-Frame-Options: DENY",
          "Cross-Origin-Opener-Policy: same-origin",
          "Cross-Origin-Resource-Policy: same-origin",
          "",
          "");
    }
  }

  /** What a page looks like at a glance. */
  private enum Tone {
    GOOD("200 OK", "M4 12.5l5.5 5.5L20 6.5"),
    HALF("200 OK", "M12 4v10M12 19v.01"),
    NO("200 OK", "M6 6l12 12M18 6L6 18"),
    /** Connected, and yet of no use: looks like NO. */
    MUTE("200 OK", "M6 6l12 12M18 6L6 18"),
    ODD("400 Bad Request", "M12 4v10M12 19v.01");

    private final String status;
    private final String sign;

    Tone(String status, String sign) {
      this.status = status;
      this.sign = sign;
    }
  }

  /**
   * Consent arrived, tokens were given.
   *
   * @param granted the scopes of the consent
   * @param withheld the scopes that were asked for and not granted
   */
  static Page granted(String email, Set<String> granted, Set<String> withheld) {
    if (withheld.isEmpty()) {
      return page(
          Tone.GOOD,
          "Posthorn is connected",
          paragraph("It may now do what you allowed, for") + account(email) + paragraph(BACK));
    }
    boolean noSending = isSending(withheld) && !isSending(granted);
    return page(
        noSending ? Tone.MUTE : Tone.HALF,
        noSending ? "Connected, but not to send mail" : "Connected, with less than was asked",
        account(email)
            + paragraph("You did not allow Posthorn to:")
            + list(withheld)
            + paragraph(
                (noSending
                        ? "So it cannot send for this account."
                        : "What needs that will not work.")
                    + " To add it, run this and leave all boxes ticked:")
            + command(LoginHint.of(email, granted, withheld)));
  }

  private static boolean isSending(Set<String> scopes) {
    return scopes.stream().anyMatch(SENDING::contains);
  }

  private static String list(Set<String> scopes) {
    return scopes.stream()
        .sorted()
        .map(scope -> "<li>" + escape(permission(scope)) + "</li>")
        .collect(Collectors.joining("", "<ul>", "</ul>"));
  }

  /** What a scope lets us do, for people who know no scopes. */
  private static String permission(String scope) {
    return switch (Scope.display(scope)) {
      case "send" -> "send mail";
      case "labels" -> "see the names of your labels";
      case "compose" -> "make drafts and send them";
      case "metadata" -> "see whom mail is from and what it is about";
      case "readonly" -> "read your mail";
      case "settings" -> "see which addresses you send as";
      case "smtp" -> "use all of your mail (by SMTP)";
      case "email", "openid" -> "see your address";
      default -> Scope.display(scope);
    };
  }

  /** Consent arrived; how it ended is told elsewhere. */
  static Page received() {
    return page(
        Tone.GOOD,
        "Your answer has arrived",
        paragraph("Posthorn is finishing the login. The terminal says how it ends.")
            + paragraph("You can close this tab."));
  }

  /** The login ended without tokens. */
  static Page failed(AuthException why) {
    String message = String.valueOf(why.getMessage());
    if (why.kind() == Kind.CONSENT_REFUSED) {
      return page(
          Tone.NO,
          "Posthorn was not allowed in",
          paragraph(message)
              + paragraph("Nothing was granted and nothing was stored.")
              + remedy(why));
    }
    return page(Tone.NO, "The login did not work", paragraph(message) + remedy(why));
  }

  /**
   * A request that answers nothing.
   *
   * @param why fixed words, nothing of the request
   */
  static Page rejected(String why) {
    return page(
        Tone.ODD,
        "This does not answer the login",
        paragraph(why)
            + paragraph(
                "Nothing happened, and a login that waits goes on waiting: go back to the page where"
                    + " you choose your account. To start again, run:")
            + command("posthorn login"));
  }

  /** Any other address of this port. */
  static Page notFound() {
    Page page =
        page(
            Tone.ODD,
            "There is nothing here",
            paragraph("Go back to the page where you choose your account. To start again, run:")
                + command("posthorn login"));
    return new Page("404 Not Found", page.html());
  }

  /** Makes text safe between tags and inside quoted attributes. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static Page page(Tone tone, String title, String bodyHtml) {
    Map<String, String> values =
        Map.of(
            "title",
            escape(title),
            "style",
            STYLE,
            "tone",
            tone.name().toLowerCase(Locale.ROOT),
            "sign",
            tone.sign,
            "body",
            bodyHtml);
    // One pass: what a value holds is never taken for a place again.
    String html =
        PLACE
            .matcher(TEMPLATE)
            .replaceAll(place -> Matcher.quoteReplacement(values.get(place.group(1))));
    return new Page(tone.status, html);
  }

  private static String paragraph(String text) {
    return "<p>" + escape(text) + "</p>";
  }

  private static String account(String email) {
    return "<p class=\"account\">" + escape(email) + "</p>";
  }

  private static String command(String command) {
    return "<code class=\"command\" tabindex=\"0\">" + escape(command) + "</code>";
  }

  private static String remedy(AuthException why) {
    return why.remedy().isEmpty()
        ? ""
        : "<div class=\"remedy\"><strong>What to do.</strong> "
            + withCommands(why.remedy())
            + "</div>";
  }

  /** Words as HTML, and the commands in them as code. */
  private static String withCommands(String words) {
    StringBuilder html = new StringBuilder();
    Matcher commands = COMMAND.matcher(words);
    int end = 0;
    while (commands.find()) {
      html.append(escape(words.substring(end, commands.start())));
      html.append(command(commands.group()));
      end = commands.end();
    }
    return html.append(escape(words.substring(end))).toString();
  }

  private static String resource(String name) {
    try (InputStream in = ConsentPages.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The program is incomplete: " + name + " is missing.");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha256(String text) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder().encodeToString(sha256.digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256 (java.security.MessageDigest).", e);
    }
  }
}
