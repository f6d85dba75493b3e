package dev.posthorn.merge;

import dev.posthorn.message.MailBuilder;
import dev.posthorn.message.Markdown;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTML body, written in HTML or in Markdown: values are text or the content of an attribute, and
 * can be neither Markdown nor HTML. Markdown is rendered while tokens stand for them.
 */
final class HtmlField implements Field {
  private final GapText html;

  private HtmlField(GapText html) {
    this.html = html;
  }

  static HtmlField ofHtml(String where, String source) throws MergeException {
    return new HtmlField(GapText.of(where, source, false, HtmlField::checked));
  }

  static HtmlField ofMarkdown(String where, String source) throws MergeException {
    return new HtmlField(
        GapText.of(where, source, false, (text, token) -> checked(Markdown.toHtml(text), token)));
  }

  /** Refuses {@code <{{tag}}>}: a value there would be a tag, however it is escaped. */
  private static String checked(String html, Pattern token) throws MergeException {
    Matcher tag = Pattern.compile("<[^\\s<>]*?" + token.pattern()).matcher(html);
    if (tag.find()) {
      throw MergeException.template(
          "a value cannot stand right behind \"<\": it would be taken for an HTML tag.",
          "Write &lt;{{email}}&gt;, or in Markdown a link: [{{email}}](mailto:{{email}})");
    }
    return html;
  }

  @Override
  public List<String> columns() {
    return html.columns();
  }

  @Override
  public void fill(Map<String, String> values, MailBuilder mail) throws MergeException {
    StringBuilder out = new StringBuilder();
    for (Piece piece : html.pieces(values)) {
      if (piece instanceof Piece.Text fixed) {
        out.append(fixed.text());
      } else if (piece instanceof Piece.Gap gap) {
        escape(values.getOrDefault(gap.column(), ""), out);
      }
    }
    mail.html(out.toString());
  }

  /** Enough for text, and for attributes in quotes of either kind or in none. */
  private static void escape(String value, StringBuilder out) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'', '=', '`' -> out.append("&#").append((int) c).append(';');
        default -> out.append(c);
      }
    }
  }
}
