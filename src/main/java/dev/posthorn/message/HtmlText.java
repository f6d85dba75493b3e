package dev.posthorn.message;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;

/**
 * The text part for a message that was written in HTML alone: what a reader would see, with
 * paragraphs, lists, quotations and the addresses of links. Lines are not wrapped. Walks the tree
 * without recursion, so that no depth of nesting can overflow the stack. One use.
 */
final class HtmlText implements NodeFilter {
  private static final Set<String> UNSEEN =
      Set.of("script", "style", "title", "template", "noscript", "object", "svg", "select");

  /** Elements with a blank line around them, and those that only begin a line of their own. */
  private static final Set<String> PARAGRAPHS =
      Set.of(
          "p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "table", "ul", "ol", "dl");

  private static final Pattern HIDDEN =
      Pattern.compile("display\\s*:\\s*none", Pattern.CASE_INSENSITIVE);
  private static final Pattern FOLLOWED =
      Pattern.compile("(https?|mailto|tel|ftp):.+", Pattern.CASE_INSENSITIVE);

  private final StringBuilder out = new StringBuilder();

  /** What stands before each line: one entry for each list item and quotation that is open. */
  private final Deque<String> margins = new ArrayDeque<>();

  /** The number of the last item of each list that is open; -1 in a list without numbers. */
  private final Deque<Integer> counters = new ArrayDeque<>();

  /** Where the text of each link that is open begins. */
  private final Deque<Integer> links = new ArrayDeque<>();

  private String bullet = "";
  private String gap = "";
  private String lastMargin = "";
  private int lineBreaks;
  private int preformatted;

  private HtmlText() {}

  static String of(String html) {
    HtmlText text = new HtmlText();
    Jsoup.parse(html).body().filter(text);
    return text.out.toString();
  }

  @Override
  public FilterResult head(Node node, int depth) {
    if (node instanceof TextNode textNode) {
      text(textNode.getWholeText());
      return FilterResult.CONTINUE;
    }
    if (!(node instanceof Element element) || isUnseen(element)) {
      return FilterResult.SKIP_ENTIRELY;
    }
    begin(element);
    switch (element.normalName()) {
      case "br" -> lineBreaks++;
      case "hr" -> rule();
      case "img" -> text(element.attr("alt"));
      case "a" -> links.push(out.length());
      case "ul" -> counters.push(-1);
      case "ol" -> counters.push(start(element) - 1);
      case "li" -> item();
      case "blockquote" -> margins.addLast("> ");
      case "pre" -> preformatted++;
      case "td", "th" -> gap = out.length() == 0 ? "" : "  ";
      default -> {}
    }
    return FilterResult.CONTINUE;
  }

  @Override
  public FilterResult tail(Node node, int depth) {
    if (node instanceof Element element && !isUnseen(element)) {
      switch (element.normalName()) {
        case "a" -> link(element.attr("href").strip(), out.substring(links.pop()).strip());
        case "ul", "ol" -> counters.pop();
        case "li" -> {
          margins.removeLast();
          bullet = "";
        }
        case "blockquote" -> margins.removeLast();
        case "pre" -> preformatted--;
        default -> {}
      }
      begin(element);
    }
    return FilterResult.CONTINUE;
  }

  private static boolean isUnseen(Element element) {
    return UNSEEN.contains(element.normalName())
        || element.hasAttr("hidden")
        || HIDDEN.matcher(element.attr("style")).find();
  }

  /** Asks for the line breaks that an element wants before and after itself. */
  private void begin(Element element) {
    boolean inItem = element.parent() != null && element.parent().nameIs("li");
    if (PARAGRAPHS.contains(element.normalName()) && !inItem) {
      lineBreaks = Math.max(lineBreaks, 2);
    } else if (element.isBlock()
        && !element.nameIs("td")
        && !element.nameIs("th")
        && !element.nameIs("br")) {
      lineBreaks = Math.max(lineBreaks, 1);
    }
  }

  private void item() {
    int number = counters.isEmpty() ? -1 : counters.pop();
    counters.push(number < 0 ? number : number + 1);
    bullet = number < 0 ? "- " : number + 1 + ". ";
    margins.addLast(" ".repeat(bullet.length()));
  }

  private static int start(Element list) {
    String start = list.attr("start");
    return start.matches("[0-9]{1,6}") ? Integer.parseInt(start) : 1;
  }

  private void rule() {
    text("----");
    lineBreaks = Math.max(lineBreaks, 1);
  }

  /** Says where a link leads, unless its text has said so already (RFC 3986 appendix C). */
  private void link(String target, String label) {
    if (!FOLLOWED.matcher(target).matches()) {
      return;
    }
    String told = target.toLowerCase(Locale.ROOT).replaceFirst("^(mailto:|tel:|https?://)", "");
    String said = label.toLowerCase(Locale.ROOT).replaceFirst("^https?://", "");
    if (!told.replaceFirst("/$", "").equals(said.replaceFirst("/$", ""))) {
      gap = out.length() == 0 ? "" : " ";
      text("<" + target + ">");
    }
  }

  private void text(String text) {
    if (preformatted > 0) {
      preformatted(text);
      return;
    }
    boolean first = true;
    for (String word : text.split("[ \t\r\n\f]+", -1)) {
      gap = !first && gap.isEmpty() ? " " : gap;
      first = false;
      if (!word.isEmpty()) {
        put(word);
      }
    }
  }

  private void preformatted(String text) {
    String[] lines = text.split("\r\n|\r|\n", -1);
    for (int i = 0; i < lines.length; i++) {
      lineBreaks += i > 0 ? 1 : 0;
      if (!lines[i].isEmpty()) {
        put(lines[i]);
      }
    }
  }

  private void put(String word) {
    boolean newLine = out.length() == 0 || lineBreaks > 0;
    if (newLine) {
      newLine();
    } else {
      out.append(gap);
    }
    gap = "";
    out.append(word);
  }

  private void newLine() {
    String margin = String.join("", margins);
    for (; lineBreaks > 0 && out.length() > 0; lineBreaks--) {
      out.append('\n');
      out.append(lineBreaks > 1 ? shared(lastMargin, margin) : "");
    }
    lastMargin = margin;
    lineBreaks = 0;
    out.append(margin, 0, margin.length() - bullet.length()).append(bullet);
    bullet = "";
  }

  /** The margin of an empty line: what the lines before and after it have in common. */
  private static String shared(String before, String after) {
    int end = 0;
    while (end < Math.min(before.length(), after.length())
        && before.charAt(end) == after.charAt(end)) {
      end++;
    }
    return after.substring(0, end).stripTrailing();
  }
}
