package dev.posthorn.merge;

import dev.posthorn.message.MailBuilder;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Free text: values stand in it as they are. A builder refuses line breaks where none may be. */
final class PlainField implements Field {
  private final GapText text;
  private final BiConsumer<MailBuilder, String> put;

  private PlainField(GapText text, BiConsumer<MailBuilder, String> put) {
    this.text = text;
    this.put = put;
  }

  static PlainField of(String where, String source, BiConsumer<MailBuilder, String> put)
      throws MergeException {
    return new PlainField(GapText.of(where, source, true, GapText.Shaping.NONE), put);
  }

  @Override
  public List<String> columns() {
    return text.columns();
  }

  @Override
  public void fill(Map<String, String> values, MailBuilder mail) throws MergeException {
    put.accept(mail, joined(text.pieces(values), values));
  }

  static String joined(List<Piece> pieces, Map<String, String> values) {
    StringBuilder out = new StringBuilder();
    for (Piece piece : pieces) {
      if (piece instanceof Piece.Text fixed) {
        out.append(fixed.text());
      } else if (piece instanceof Piece.Gap gap) {
        out.append(values.get(gap.column()));
      }
    }
    return out.toString();
  }
}
