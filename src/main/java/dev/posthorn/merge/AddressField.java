package dev.posthorn.merge;

import dev.posthorn.message.InvalidMessageException;
import dev.posthorn.message.MailBuilder;
import dev.posthorn.message.Mailbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/**
 * Addresses: how many there are is decided by the template. A value is part of a name, and quoted
 * (RFC 5322 §3.2.4) so that {@code Lee, Ann} is one; or it is an address, alone; or a part of one,
 * and anything that could end that is quoted too, which no address survives.
 */
final class AddressField implements Field {
  /** Characters that part nothing in a list of addresses. */
  private static final Pattern PLAIN = Pattern.compile("[^\\s\\p{Cntrl}()<>\\[\\]:;,\\\\\"]*");

  private final GapText text;
  private final BiConsumer<MailBuilder, String> put;

  private AddressField(GapText text, BiConsumer<MailBuilder, String> put) {
    this.text = text;
    this.put = put;
  }

  /** Where in a list of addresses a value stands, by the template's own characters. */
  private enum Place {
    NAME,
    ADDRESS,
    QUOTED,
    COMMENT
  }

  static AddressField of(String where, String source, BiConsumer<MailBuilder, String> put)
      throws MergeException {
    return new AddressField(GapText.of(where, source, false, GapText.Shaping.NONE), put);
  }

  @Override
  public List<String> columns() {
    return text.columns();
  }

  @Override
  public void fill(Map<String, String> values, MailBuilder mail) throws RowFault, MergeException {
    List<Piece> pieces = text.pieces(values);
    List<Place> places = places(pieces);
    StringBuilder out = new StringBuilder();
    int at = 0;
    for (int i = 0; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      if (piece instanceof Piece.Text fixed) {
        out.append(fixed.text());
      } else if (piece instanceof Piece.Gap gap) {
        String value = Cells.stripped(values.getOrDefault(gap.column(), ""));
        out.append(
            switch (places.get(at++)) {
              case NAME -> value.isEmpty() ? "" : quoted(value);
              case ADDRESS ->
                  isBeforeAt(pieces, i) ? part(gap.column(), value) : address(gap.column(), value);
              case QUOTED -> value.replaceAll("([\\\\\"])", "\\\\$1");
              case COMMENT -> value.replaceAll("([\\\\()])", "\\\\$1");
            });
      }
    }
    if (!out.toString().isBlank()) {
      put.accept(mail, out.toString());
    }
  }

  /** Whether the template goes on with the domain: {@code {{name}}@example.com}. */
  private static boolean isBeforeAt(List<Piece> pieces, int gap) {
    return gap + 1 < pieces.size()
        && pieces.get(gap + 1) instanceof Piece.Text fixed
        && fixed.text().startsWith("@");
  }

  /** A value in the place of an address, in which it can be that one only. */
  static String address(String column, String value) throws RowFault {
    if (isPart(value)) {
      return value;
    }
    throw new RowFault(
        "the column "
            + Shown.of(column)
            + " is to hold one address and nothing else, but holds "
            + Shown.of(value));
  }

  /** A value in the place of an address's local part. */
  private static String part(String column, String value) throws RowFault {
    return isPart(value) || value.contains("@") ? address(column, value) : quoted(value);
  }

  private static String quoted(String value) {
    return "\"" + value.replaceAll("([\\\\\"])", "\\\\$1") + "\"";
  }

  private static boolean isPart(String value) {
    if (PLAIN.matcher(value).matches()) {
      return true;
    }
    try {
      return !new Mailbox("", value).address().isEmpty();
    } catch (InvalidMessageException e) {
      return false; // An address that needs a quote or a bracket is one all the same; this is none.
    }
  }

  /** The places of the gaps, in order: what stands before an angle bracket or a colon is a name. */
  private static List<Place> places(List<Piece> pieces) {
    List<Place> places = new ArrayList<>();
    List<Integer> undecided = new ArrayList<>();
    Scan scan = new Scan();
    for (Piece piece : pieces) {
      if (piece instanceof Piece.Text fixed) {
        for (char c : fixed.text().toCharArray()) {
          if (scan.isOutside() && (c == '<' || c == ':')) {
            undecided.clear();
          } else if (scan.isOutside() && (c == ',' || c == ';')) {
            undecided.forEach(at -> places.set(at, Place.ADDRESS));
            undecided.clear();
          }
          scan.next(c);
        }
      } else {
        if (scan.isOutside()) {
          undecided.add(places.size());
        }
        places.add(scan.place());
      }
    }
    undecided.forEach(at -> places.set(at, Place.ADDRESS));
    return places;
  }

  /** How far the template's own characters have opened what. */
  private static final class Scan {
    private boolean inQuotes;
    private boolean inAngle;
    private boolean escaped;
    private int comments;

    boolean isOutside() {
      return !inQuotes && !inAngle && comments == 0;
    }

    Place place() {
      if (inQuotes) {
        return Place.QUOTED;
      }
      if (comments > 0) {
        return Place.COMMENT;
      }
      return inAngle ? Place.ADDRESS : Place.NAME;
    }

    void next(char c) {
      if (escaped || (c == '\\' && (inQuotes || comments > 0))) {
        escaped = !escaped;
      } else if (inQuotes || c == '"') {
        inQuotes = comments == 0 && inQuotes != (c == '"');
      } else if (c == '(' || c == ')') {
        comments = Math.max(0, comments + (c == '(' ? 1 : -1));
      } else if (comments == 0) {
        inAngle = c == '<' || (inAngle && c != '>');
      }
    }
  }
}
