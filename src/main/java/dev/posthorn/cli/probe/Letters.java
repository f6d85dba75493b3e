package dev.posthorn.cli.probe;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Writes the messages of a probe, octet by octet: no composer of ours has a say in what the API
 * gets. The same id and addresses make the same octets.
 *
 * @param id which probe
 * @param account who sends
 * @param to the mailbox that they are read in
 */
public record Letters(ProbeId id, String account, String to) {
  /** Of no alias of anybody's (RFC 2606 §3). */
  static final String FOREIGN = "posthorn-probe@example.com";

  /** Stands in the HTML half of the alternative alone. */
  static final String ONLY_IN_HTML = "pigeon";

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH);
  private static final Pattern ADDRESS = Pattern.compile("[\\x21-\\x7e&&[^<>(),;:\\\\\"\\[\\]]]+");
  private static final String BOUNDARY = "posthorn-probe-part";
  private static final int QUOTED_LINE = 72;

  /** 325 characters, as in the one live test that is known to us (gogcli#476). */
  private static final String LONG =
      "This line is long on purpose. "
          + "It has many short words and blanks. ".repeat(8)
          + "So end.";

  private static final String UNBROKEN = "https://example.com/" + "without-a-blank-".repeat(6);

  /**
   * Checks the addresses.
   *
   * @param id see the record
   * @param account see the record
   * @param to see the record
   * @throws IllegalArgumentException when one is not plain ASCII
   */
  public Letters {
    for (String address : List.of(account, to)) {
      if (!ADDRESS.matcher(address).matches() || address.indexOf('@') < 1) {
        throw new IllegalArgumentException("A probe needs addresses of plain ASCII.");
      }
    }
  }

  /**
   * Tells whether two addresses lead to one mailbox: Gmail ignores dots, and what follows a plus
   * sign, as many servers do.
   *
   * @param one an address
   * @param other an address
   * @return whether they seem to
   */
  public static boolean areForOneMailbox(String one, String other) {
    return plain(one).equals(plain(other));
  }

  private static String plain(String address) {
    String lower = address.toLowerCase(Locale.ROOT);
    int at = lower.lastIndexOf('@');
    String domain = lower.substring(at + 1).replace("googlemail.com", "gmail.com");
    String local = lower.substring(0, Math.max(0, at));
    int plus = local.indexOf('+');
    local = plus > 0 ? local.substring(0, plus) : local;
    return (domain.equals("gmail.com") ? local.replace(".", "") : local) + "@" + domain;
  }

  /**
   * Writes one message.
   *
   * @param letter which
   * @return RFC 5322 octets
   */
  public byte[] write(Letter letter) {
    return (head(letter) + content(letter)).getBytes(UTF_8);
  }

  /** The text that a recipient should see, line by line. */
  static List<String> text(Letter letter) {
    return switch (letter) {
      case EIGHT_BIT, QUOTED_PRINTABLE, BASE64 ->
          List.of("Grüße!", LONG.replace("many", "größere"), UNBROKEN, "The end.");
      case SEVEN_BIT, FLOWED, SIGNED -> List.of("Hello!", LONG, UNBROKEN, "The end.");
      case ALTERNATIVE -> List.of("Only the text half says this.", LONG, UNBROKEN, "The end.");
      case PATCH -> patch();
      default -> List.of("A message of posthorn probe.", "It may be deleted.");
    };
  }

  private static List<String> patch() {
    return List.of(
        "A line of a patch must not be wrapped.",
        "---",
        " notes.txt | 2 +-",
        " 1 file changed, 1 insertion(+), 1 deletion(-)",
        "",
        "diff --git a/notes.txt b/notes.txt",
        "index 8b13789..4ef2c1a 100644",
        "--- a/notes.txt",
        "+++ b/notes.txt",
        "@@ -1 +1 @@",
        "-" + LONG,
        "+" + LONG.replace("many", "very many"));
  }

  private String head(Letter letter) {
    String domain = account.substring(account.lastIndexOf('@') + 1);
    return String.join(
        "\r\n",
        "From: " + (letter == Letter.FROM ? FOREIGN : account),
        recipients(letter),
        "Subject: " + subject(letter),
        "Date: " + DATE.format(id.date().atOffset(ZoneOffset.UTC)),
        "Message-ID: <" + id.subject() + "." + letter.word() + "@" + domain + ">",
        "X-Posthorn-Probe: " + mark(id, letter),
        "MIME-Version: 1.0",
        "");
  }

  private String recipients(Letter letter) {
    return switch (letter) {
      case BCC -> "To: " + to + "\r\nBcc: " + account;
      case TO_TWICE_FIRST -> "To: " + to + "\r\nTo: " + account;
      case TO_TWICE_SECOND -> "To: " + account + "\r\nTo: " + to;
      default -> "To: " + to;
    };
  }

  private String subject(Letter letter) {
    return id.subject() + " " + letter.word();
  }

  /** The value of X-Posthorn-Probe. */
  static String mark(ProbeId id, Letter letter) {
    return id.text() + " " + letter.word() + "; kept=\"As It Is\"";
  }

  private static String content(Letter letter) {
    String text = String.join("\r\n", text(letter)) + "\r\n";
    return switch (letter) {
      case EIGHT_BIT -> leaf("text/plain; charset=UTF-8", "8bit", text);
      case FLOWED -> leaf("text/plain; charset=us-ascii; format=flowed", "7bit", text);
      case QUOTED_PRINTABLE -> quoted(text(letter));
      case BASE64 -> leaf("text/plain; charset=UTF-8", "base64", base64(text));
      case ALTERNATIVE ->
          multipart(
              "alternative",
              leaf("text/plain; charset=us-ascii", "7bit", text),
              leaf("text/html; charset=us-ascii", "7bit", html()));
      case SIGNED ->
          multipart(
              "signed; micalg=pgp-sha256; protocol=\"application/pgp-signature\"",
              signedPart(),
              leaf("application/pgp-signature; name=signature.asc", "7bit", armor("SIGNATURE")));
      case ENCRYPTED ->
          multipart(
              "encrypted; protocol=\"application/pgp-encrypted\"",
              leaf("application/pgp-encrypted", "7bit", "Version: 1\r\n"),
              leaf("application/octet-stream; name=encrypted.asc", "7bit", armor("MESSAGE")));
      default -> leaf("text/plain; charset=us-ascii", "7bit", text);
    };
  }

  /** The part that the signature would be over, to the octet. */
  static String signedPart() {
    String text = String.join("\r\n", text(Letter.SIGNED)) + "\r\n";
    return leaf("text/plain; charset=us-ascii", "7bit", text);
  }

  /** Head and content of a part; at the top, the end of the head and the content. */
  private static String leaf(String type, String encoding, String content) {
    return "Content-Type: "
        + type
        + "\r\nContent-Transfer-Encoding: "
        + encoding
        + "\r\n\r\n"
        + content;
  }

  private static String multipart(String type, String first, String second) {
    String line = "\r\n--" + BOUNDARY;
    return "Content-Type: multipart/"
        + type
        + "; boundary=\""
        + BOUNDARY
        + "\"\r\n"
        + line
        + "\r\n"
        + first
        + line
        + "\r\n"
        + second
        + line
        + "--\r\n";
  }

  private static String html() {
    return "<html><body><p>Only the HTML half says <b>"
        + ONLY_IN_HTML
        + "</b>.</p></body></html>\r\n";
  }

  private static String armor(String what) {
    return "-----BEGIN PGP "
        + what
        + "-----\r\n\r\n"
        + base64("No key made this; posthorn probe did.")
        + "=aaaa\r\n-----END PGP "
        + what
        + "-----\r\n";
  }

  private static String base64(String text) {
    return Base64.getMimeEncoder().encodeToString(text.getBytes(UTF_8)) + "\r\n";
  }

  private static String quoted(List<String> lines) {
    StringBuilder quoted = new StringBuilder();
    for (String line : lines) {
      int length = 0;
      for (byte octet : line.getBytes(UTF_8)) {
        boolean plain = octet >= ' ' && octet != '=' && octet < 127;
        String piece =
            plain
                ? new String(new byte[] {octet}, US_ASCII)
                : String.format(Locale.ROOT, "=%02X", octet & 0xff);
        length += piece.length();
        if (length > QUOTED_LINE) {
          quoted.append("=\r\n");
          length = piece.length();
        }
        quoted.append(piece);
      }
      quoted.append("\r\n");
    }
    return leaf("text/plain; charset=UTF-8", "quoted-printable", quoted.toString());
  }
}
