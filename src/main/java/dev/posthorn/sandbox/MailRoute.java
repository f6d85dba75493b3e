package dev.posthorn.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** GET /mail/{id}: one mail with its text, its HTML in a frame, its attachments and its source. */
final class MailRoute implements Route {
  private static final int MOST_TEXT = 200_000;
  private static final Template PAGE = Template.named("mail.html");
  private static final Template CHANGE = Template.named("mail-change.html");
  private static final Template HEADER = Template.named("mail-header.html");
  private static final Template FRAME = Template.named("mail-frame.html");
  private static final Template TEXT = Template.named("mail-text.html");
  private static final Template NOTHING = Template.named("mail-nothing.html");
  private static final Template SOURCE = Template.named("mail-source.html");
  private static final Template FILES = Template.named("mail-files.html");
  private static final Template FILE = Template.named("mail-file.html");
  private static final Template INLINE = Template.named("mail-inline.html");

  private final Mailboxes mailboxes;

  MailRoute(Mailboxes mailboxes) {
    this.mailboxes = mailboxes;
  }

  /**
   * Opens the mail that the path names.
   *
   * @throws Refusal with a page when there is none
   */
  static MailView open(Mailboxes mailboxes, Request request) {
    return mailboxes
        .find(request.pathValue("id"))
        .map(stored -> MailView.of(stored.mail()))
        .orElseThrow(() -> new Refusal(Pages.notFound()));
  }

  @Override
  public Response answer(Request request) {
    MailView view = open(mailboxes, request);
    StoredMail stored = mailboxes.find(request.pathValue("id")).orElseThrow();
    Html main =
        PAGE.with(
            Map.of(
                "subject", view.subject(),
                "account", stored.account(),
                "labels", String.join(", ", stored.labelIds()),
                "datetime", stored.received().toString(),
                "time", InboxRoute.TIME.format(stored.received()),
                "summary", summary(view),
                "changes", changes(stored.changes()),
                "bodies", bodies(stored.id(), view),
                "files", files(stored.id(), view),
                "source", source(stored)));
    return Response.page(200, Pages.frame(view.subject() + " – sandbox inbox", "mail", main));
  }

  private static Html summary(MailView view) {
    return Html.join(
        List.of("From", "Reply-To", "To", "Cc", "Bcc").stream()
            .filter(name -> !view.header(name).isEmpty())
            .map(name -> HEADER.with(Map.of("name", name, "value", clipped(view.header(name)))))
            .toList());
  }

  private static Html changes(List<String> changes) {
    return Html.join(changes.stream().map(text -> CHANGE.with(Map.of("change", text))).toList());
  }

  private static Html bodies(String id, MailView view) {
    List<Html> bodies = new ArrayList<>();
    view.html().ifPresent(html -> bodies.add(FRAME.with(Map.of("id", id))));
    view.text().ifPresent(text -> bodies.add(TEXT.with(Map.of("text", clipped(text.text())))));
    return bodies.isEmpty() ? NOTHING.with(Map.of()) : Html.join(bodies);
  }

  private static Html files(String id, MailView view) {
    Set<String> shown = view.html().map(MailHtml::contentIds).orElse(Set.of());
    List<Html> files = new ArrayList<>();
    int inline = 0;
    for (MailPart part : view.attachments()) {
      boolean embedded = MailHtml.isShown(part, shown);
      inline += embedded || part.isInlineImage() ? 1 : 0;
      files.add(
          FILE.with(
              Map.of(
                  "id", id,
                  "number", part.number(),
                  "name", FileName.of(part).text(),
                  "type", part.mimeType(),
                  "size", Size.words(part.content().length),
                  "mark", mark(embedded, part))));
    }
    String heading =
        inline == 0
            ? "Attachments"
            : inline == files.size() ? "Inline images" : "Attachments and inline images";
    return files.isEmpty()
        ? Html.NONE
        : FILES.with(Map.of("heading", heading, "files", Html.join(files)));
  }

  private static Html mark(boolean embedded, MailPart part) {
    if (!embedded && !part.isInlineImage()) {
      return Html.NONE;
    }
    return INLINE.with(Map.of("words", embedded ? "Inline, shown in the HTML" : "Inline"));
  }

  private static Html source(StoredMail stored) {
    byte[] bytes = stored.mail().bytes();
    String start = new String(Arrays.copyOf(bytes, Math.min(bytes.length, MOST_TEXT + 1)), UTF_8);
    String headers =
        stored.mail().fields().stream().map(Rfc822.Field::text).collect(Collectors.joining("\n"));
    return SOURCE.with(
        Map.of("id", stored.id(), "headers", clipped(headers), "source", clipped(start)));
  }

  /** Long texts are cut, and say so: the whole is under "raw". */
  private static String clipped(String text) {
    return text.length() <= MOST_TEXT
        ? text
        : text.substring(0, MOST_TEXT) + "\n[cut here; the rest is in the raw message]";
  }
}
