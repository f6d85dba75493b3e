package dev.posthorn.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What goes over the wire in AUTH XOAUTH2.
 *
 * @see <a href="https://developers.google.com/workspace/gmail/imap/xoauth2-protocol">Gmail: OAuth
 *     2.0 mechanism</a>
 */
final class Xoauth2 {
  private static final Pattern STATUS = Pattern.compile("\"status\"\\s*:\\s*\"?([0-9]{3})\"?");
  private static final Pattern SCOPE =
      Pattern.compile("\"scope\"\\s*:\\s*\"([A-Za-z0-9:/._-]{1,100})\"");

  private Xoauth2() {}

  /** The initial response, as Angus makes it: it is as secret as the token. */
  static String initialResponse(String user, String token) {
    String response = "user=" + user + "\u0001auth=Bearer " + token + "\u0001\u0001";
    return Base64.getEncoder().encodeToString(response.getBytes(UTF_8));
  }

  /**
   * Says in words what a server has against a token, {@code
   * {"status":"401","schemes":"bearer","scope":"https://mail.google.com/"}}.
   *
   * @param challenge the text after 334, in base64
   * @param secrets what must not be shown, even when the server repeats it in there
   * @return a sentence; empty when the challenge cannot be read
   */
  static String explain(String challenge, List<String> secrets) {
    String json;
    try {
      json = new String(Base64.getMimeDecoder().decode(challenge.strip()), UTF_8);
    } catch (IllegalArgumentException e) {
      return ""; // It only explains the 535 that follows.
    }
    Matcher status = STATUS.matcher(json);
    if (!status.find()) {
      return "";
    }
    Matcher scope = SCOPE.matcher(json);
    String wanted =
        scope.find() ? " and wants the scope " + Reply.redacted(scope.group(1), secrets) : "";
    return "It says " + status.group(1) + " of the token" + wanted + ".";
  }
}
