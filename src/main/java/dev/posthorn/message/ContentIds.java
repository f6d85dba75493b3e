package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Element;

/** Finds the {@code cid:} addresses (RFC 2392) that HTML shows or links to. */
final class ContentIds {
  /** Where a style sheet or a srcset names an address. */
  private static final Pattern NAMED =
      Pattern.compile(
          "(?:^|url\\(|,)\\s*+[\"']?+\\s*+cid:([^\\s\"'(),;]++)", Pattern.CASE_INSENSITIVE);

  private static final Pattern WHOLE = Pattern.compile("cid:(.+)", Pattern.CASE_INSENSITIVE);

  private ContentIds() {}

  /** The ids without percent-encoding, each once, in order. */
  static Set<String> in(String html) {
    Set<String> found = new LinkedHashSet<>();
    Jsoup.parse(html)
        .forEachNode(
            node -> {
              if (node instanceof Element element) {
                element.attributes().forEach(attribute -> add(found, attribute));
              } else if (node instanceof DataNode data
                  && data.parent() != null
                  && data.parent().nameIs("style")) {
                addNamed(found, data.getWholeData());
              }
            });
    return found;
  }

  private static void add(Set<String> found, Attribute attribute) {
    switch (attribute.getKey()) {
      case "style", "srcset", "imagesrcset" -> addNamed(found, attribute.getValue());
      // Text that people read, and that no program follows.
      case "alt", "title", "value", "content", "placeholder", "label" -> {}
      default -> {
        Matcher matcher = WHOLE.matcher(attribute.getValue().strip());
        if (matcher.matches()) {
          found.add(decoded(matcher.group(1)));
        }
      }
    }
  }

  private static void addNamed(Set<String> found, String text) {
    Matcher matcher = NAMED.matcher(text);
    while (matcher.find()) {
      found.add(decoded(matcher.group(1)));
    }
  }

  private static String decoded(String id) {
    try {
      return URLDecoder.decode(id.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) {
      // No percent-encoding after all.
      return id;
    }
  }
}
