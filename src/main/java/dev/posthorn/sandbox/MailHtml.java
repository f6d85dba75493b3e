package dev.posthorn.sandbox;

import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * The HTML of a mail, made ready for its frame. That no script runs and nothing is loaded is the
 * work of the frame's sandbox and of the response's policy; taken out here is only what neither of
 * them governs: names looked up ahead of time, and documents that move by themselves.
 */
final class MailHtml {
  private static final int LARGEST_IMAGE = 2 * 1024 * 1024;
  private static final Set<String> IMAGES =
      Set.of("image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml");

  private MailHtml() {}

  static String framed(MailPart html, List<MailPart> parts) {
    Document document = Jsoup.parse(html.text());
    document.select("link, meta, base").remove();
    for (Element image : document.select("img[src]")) {
      String src = image.attr("src");
      if (src.toLowerCase(Locale.ROOT).startsWith("cid:")) {
        String id = src.substring("cid:".length());
        parts.stream()
            .filter(part -> part.contentId().equals(id) && IMAGES.contains(part.mimeType()))
            .findFirst()
            .ifPresent(part -> embed(image, part));
      }
    }
    return document.outerHtml();
  }

  private static void embed(Element image, MailPart part) {
    byte[] content = part.content();
    if (content.length <= LARGEST_IMAGE) {
      String data = Base64.getEncoder().encodeToString(content);
      image.attr("src", "data:" + part.mimeType() + ";base64," + data);
    }
  }

  /** The Content-IDs of the images that the HTML shows. */
  static Set<String> contentIds(MailPart html) {
    return Jsoup.parse(html.text()).select("img[src]").stream()
        .map(image -> image.attr("src"))
        .filter(src -> src.toLowerCase(Locale.ROOT).startsWith("cid:"))
        .map(src -> src.substring("cid:".length()))
        .collect(Collectors.toSet());
  }

  /** Whether a part is one of these images. */
  static boolean isShown(MailPart part, Set<String> contentIds) {
    return contentIds.contains(part.contentId()) && IMAGES.contains(part.mimeType());
  }

  static String plainText(MailPart html) {
    return Jsoup.parse(html.text()).text();
  }
}
