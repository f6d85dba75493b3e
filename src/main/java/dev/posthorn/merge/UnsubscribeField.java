package dev.posthorn.merge;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.posthorn.message.MailBuilder;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;

/**
 * The address that ends a subscription (RFC 8058). A value that begins it is a whole address; any
 * other is a part of one, and percent-encoded (RFC 3986 §2.1).
 */
final class UnsubscribeField implements Field {
  private static final String UNRESERVED = "-._~";

  private final GapText text;

  private UnsubscribeField(GapText text) {
    this.text = text;
  }

  static UnsubscribeField of(String where, String source) throws MergeException {
    String address = source.strip();
    boolean bracketed = address.startsWith("<") && address.endsWith(">");
    return new UnsubscribeField(
        GapText.of(
            where,
            bracketed ? address.substring(1, address.length() - 1) : address,
            false,
            GapText.Shaping.NONE));
  }

  @Override
  public List<String> columns() {
    return text.columns();
  }

  @Override
  public void fill(Map<String, String> values, MailBuilder mail) throws RowFault, MergeException {
    StringBuilder out = new StringBuilder();
    for (Piece piece : text.pieces(values)) {
      if (piece instanceof Piece.Text fixed) {
        out.append(fixed.text());
      } else if (piece instanceof Piece.Gap gap) {
        String value = Cells.stripped(values.getOrDefault(gap.column(), ""));
        out.append(out.isEmpty() ? value : encoded(value));
      }
    }
    if (out.isEmpty()) {
      return;
    }
    try {
      mail.listUnsubscribe(new URI(out.toString()));
    } catch (URISyntaxException e) {
      throw new RowFault("this is no https address: " + Shown.of(out.toString()) + ".", e);
    }
  }

  private static String encoded(String value) {
    StringBuilder out = new StringBuilder();
    for (byte b : value.getBytes(UTF_8)) {
      char c = (char) (b & 0xFF);
      boolean bare =
          (c >= '0' && c <= '9')
              || (c >= 'A' && c <= 'Z')
              || (c >= 'a' && c <= 'z')
              || UNRESERVED.indexOf(c) >= 0;
      out.append(bare ? String.valueOf(c) : String.format("%%%02X", (int) c));
    }
    return out.toString();
  }
}
