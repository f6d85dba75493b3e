package dev.posthorn.merge;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import dev.posthorn.merge.ColumnsOnly.Slot;
import dev.posthorn.merge.ColumnsOnly.Slots;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Text with gaps for values, in Mustache without partials. Values never pass through Mustache, nor
 * through what shapes the text after it (Markdown): a token of letters and digits, which the
 * template does not hold, stands for each, and is replaced at the end by whoever knows what may
 * stand there. So the structure of a message is decided by its template alone, and is the same for
 * all rows that show the same sections. Thread-safe.
 *
 * <pre>
 * source    Dear *{{name}}*,{{#vip}} dear guest,{{/vip}}
 * tokens    Dear *vx0q*, dear guest,
 * shaped    &lt;p&gt;Dear &lt;em&gt;vx0q&lt;/em&gt;, dear guest,&lt;/p&gt;
 * pieces    Text(&lt;p&gt;Dear &lt;em&gt;), Gap(name), Text(&lt;/em&gt;, dear guest,&lt;/p&gt;)
 * </pre>
 */
final class GapText {
  private static final int KEPT = 16;

  private final Template template;
  private final Map<String, String> tokens = new LinkedHashMap<>();
  private final List<String> columns;
  private final Pattern token;
  private final Set<String> sections;
  private final Shaping shaping;
  private final Map<Set<String>, List<Piece>> known =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Set<String>, List<Piece>> eldest) {
          return size() > KEPT;
        }
      };

  private GapText(Template template, TagCheck tags, String prefix, Shaping shaping) {
    this.template = template;
    this.columns = List.copyOf(tags.columns);
    this.sections = Set.copyOf(tags.sections);
    this.shaping = shaping;
    this.token = Pattern.compile(prefix + "([0-9]+)q");
    columns.forEach(column -> tokens.put(column, prefix + tokens.size() + "q"));
  }

  /** What becomes of the text while tokens stand for the values. */
  interface Shaping {
    /** Text that stays as it is. */
    Shaping NONE = (text, token) -> text;

    /**
     * Shapes it.
     *
     * @param text with tokens
     * @param token finds them
     * @throws MergeException when a value must not stand where one does
     */
    String shape(String text, Pattern token) throws MergeException;
  }

  /**
   * Reads a template, and tries it with all sections shown and with none.
   *
   * @param where names it in errors
   * @param rawAllowed whether {{{…}}} may be written, where it means nothing else than {{…}}
   */
  static GapText of(String where, String source, boolean rawAllowed, Shaping shaping)
      throws MergeException {
    String fault = TagCheck.faultOf(source, rawAllowed);
    TagCheck tags = new TagCheck();
    Template template = compiled(where, source);
    template.visit(tags);
    fault = fault.isEmpty() ? tags.fault : fault;
    if (!fault.isEmpty()) {
      throw MergeException.template(where + ": " + fault + ".", "");
    }
    StringBuilder prefix = new StringBuilder("vx");
    while (source.toLowerCase(Locale.ROOT).contains(prefix)) {
      prefix.append('x');
    }
    GapText text = new GapText(template, tags, prefix.toString(), shaping);
    try {
      text.pieces(column -> true);
      text.pieces(column -> false);
    } catch (MustacheException e) {
      throw MergeException.template(where + ": {{.}} stands outside of a section.", "");
    } catch (MergeException e) {
      throw MergeException.template(where + ": " + e.getMessage(), e.remedy());
    }
    return text;
  }

  private static Template compiled(String where, String source) throws MergeException {
    try {
      return Mustache.compiler()
          .withCollector(new ColumnsOnly())
          .withFormatter(GapText::token)
          .withEscaper(text -> text)
          .strictSections(true)
          .compile(source);
    } catch (MustacheException | StringIndexOutOfBoundsException e) {
      String why = e instanceof MustacheException ? e.getMessage() : "a tag is empty";
      throw MergeException.template(where + ": " + why + ".", "");
    }
  }

  private static String token(Object value) {
    if (value instanceof Slot slot) {
      return slot.token();
    }
    throw new MustacheException("no column");
  }

  /** The columns that it names, in the order of their first naming. */
  List<String> columns() {
    return columns;
  }

  /** What is false in a section: nothing, blanks, and the word "false". */
  static boolean isTrue(String value) {
    return !Cells.isBlank(value) && !Cells.stripped(value).equalsIgnoreCase("false");
  }

  /**
   * The text for a row.
   *
   * @param values must hold all {@link #columns()}
   */
  List<Piece> pieces(Map<String, String> values) throws MergeException {
    return pieces(column -> isTrue(values.getOrDefault(column, "")));
  }

  private List<Piece> pieces(Predicate<String> truth) throws MergeException {
    Set<String> shown =
        sections.stream().filter(truth).collect(Collectors.toCollection(TreeSet::new));
    synchronized (known) {
      List<Piece> pieces = known.get(shown);
      if (pieces == null) {
        pieces = parted(shaping.shape(template.execute(slots(shown)), token));
        known.put(shown, pieces);
      }
      return pieces;
    }
  }

  private Slots slots(Set<String> shown) {
    Map<String, Slot> slots = new HashMap<>();
    tokens.forEach((name, word) -> slots.put(name, new Slot(word, shown.contains(name))));
    return new Slots(slots);
  }

  private List<Piece> parted(String text) {
    List<Piece> pieces = new ArrayList<>();
    Matcher matcher = token.matcher(text);
    int from = 0;
    while (matcher.find()) {
      pieces.add(new Piece.Text(text.substring(from, matcher.start())));
      pieces.add(new Piece.Gap(columns.get(Integer.parseInt(matcher.group(1)))));
      from = matcher.end();
    }
    pieces.add(new Piece.Text(text.substring(from)));
    return List.copyOf(pieces);
  }
}
