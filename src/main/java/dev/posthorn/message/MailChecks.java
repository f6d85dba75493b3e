package dev.posthorn.message;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the parts of a message must agree on before there is one. */
final class MailChecks {
  private MailChecks() {}

  static Mail build(MailBuilder builder) {
    checkFields(builder);
    String text = builder.text;
    String html = builder.html;
    if (builder.markdown != null) {
      if (text != null || html != null) {
        throw new InvalidMessageException(
            "Markdown is the text and becomes the HTML: neither can be given beside it.");
      }
      text = builder.markdown;
      html = Markdown.toHtml(text);
    }
    checkInlines(builder.inlines, html);
    return new Mail(builder, text, html);
  }

  private static void checkFields(MailBuilder builder) {
    refuseTwice(builder, builder.inReplyTo != null, "In-Reply-To");
    refuseTwice(builder, builder.inReplyTo != null || !builder.references.isEmpty(), "References");
    refuseTwice(builder, builder.listUnsubscribe != null, "List-Unsubscribe");
    refuseTwice(builder, builder.listUnsubscribe != null, "List-Unsubscribe-Post");
    for (Header header : builder.priority.headers()) {
      refuseTwice(builder, true, header.name());
    }
  }

  private static void refuseTwice(MailBuilder builder, boolean isSet, String field) {
    if (isSet && builder.headers.stream().anyMatch(header -> header.isNamed(field))) {
      throw new InvalidMessageException(
          "The header " + field + " is given twice: by its name, and as what it is.");
    }
  }

  /** Every cid: of the HTML needs its part, and every part is there to be seen (RFC 2392). */
  private static void checkInlines(List<Inline> inlines, @Nullable String html) {
    Set<String> given = new HashSet<>();
    for (Inline inline : inlines) {
      if (!given.add(inline.contentId())) {
        throw new InvalidMessageException(
            "Two inline parts have the content id " + inline.contentId() + ".");
      }
    }
    if (inlines.isEmpty() && (html == null || !html.toLowerCase(Locale.ROOT).contains("cid:"))) {
      return;
    }
    Set<String> named = html == null ? Set.of() : ContentIds.in(html);
    for (String id : named) {
      if (!given.contains(id)) {
        throw new InvalidMessageException(
            "The HTML names cid:"
                + HeaderRules.shown(id)
                + ", but no inline part of that id is given.");
      }
    }
    for (Inline inline : inlines) {
      if (!named.contains(inline.contentId())) {
        throw new InvalidMessageException(
            "The inline part cid:"
                + inline.contentId()
                + " is named by no HTML, so nobody would see it; attach it instead.");
      }
    }
  }
}
