package dev.posthorn.sandbox;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimePart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * A mail taken apart for showing. Mail may be broken or hostile: what cannot be read as MIME is
 * shown as a part of its own, and nesting and the number of parts are bounded.
 */
final class MailView {
  private static final int DEEPEST = 20;
  private static final int MOST = 500;
  private static final int MOST_BOUNDARIES = 10_000;

  /** It holds no state of ours; making one reads files, which a list of mails would feel. */
  private static final Session SESSION = Session.getInstance(new Properties());

  private final Rfc822 mail;
  private final List<MailPart> leaves = new ArrayList<>();

  private MailView(Rfc822 mail) {
    this.mail = mail;
  }

  static MailView of(Rfc822 mail) {
    MailView view = new MailView(mail);
    try {
      view.collect(parse(mail), 0);
    } catch (MessagingException e) {
      throw new IllegalStateException("a mail in memory can always be opened", e);
    }
    return view;
  }

  /** Opens a mail; one that would fall into endless parts is opened as plain text instead. */
  static MimeMessage parse(Rfc822 mail) throws MessagingException {
    boolean endless = mail.linesWithDashes() > MOST_BOUNDARIES;
    Rfc822 shown = endless ? mail.without(Set.of("content-type")) : mail;
    return new MimeMessage(SESSION, shown.open());
  }

  private void collect(MimePart part, int depth) {
    List<MimePart> children = depth < DEEPEST ? children(part) : List.of();
    children.forEach(child -> collect(child, depth + 1));
    if (children.isEmpty() && leaves.size() < MOST) {
      leaves.add(new MailPart(part, leaves.size()));
    }
  }

  /** The parts of a multipart; none when it is no multipart, or one that cannot be read. */
  static List<MimePart> children(MimePart part) {
    try {
      if (!part.isMimeType("multipart/*") || !(part.getContent() instanceof Multipart parts)) {
        return List.of();
      }
      List<MimePart> children = new ArrayList<>();
      for (int i = 0; i < Math.min(MOST, parts.getCount()); i++) {
        BodyPart child = parts.getBodyPart(i);
        if (child instanceof MimePart mime) {
          children.add(mime);
        }
      }
      return children;
    } catch (MessagingException | IOException e) {
      return List.of();
    }
  }

  /** A header as people read it; empty when the mail has none. */
  String header(String name) {
    return mail.value(name).map(MailPart::decoded).orElse("");
  }

  String subject() {
    String subject = header("Subject");
    return subject.isBlank() ? "(no subject)" : subject;
  }

  List<MailPart> leaves() {
    return List.copyOf(leaves);
  }

  Optional<MailPart> html() {
    return leaves.stream().filter(leaf -> leaf.isBodyOf("text/html")).findFirst();
  }

  Optional<MailPart> text() {
    return leaves.stream().filter(leaf -> leaf.isBodyOf("text/plain")).findFirst();
  }

  /** Every part that is not shown as the text or the HTML of the mail. */
  List<MailPart> attachments() {
    Optional<MailPart> html = html();
    Optional<MailPart> text = text();
    return leaves.stream()
        .filter(leaf -> !Optional.of(leaf).equals(html) && !Optional.of(leaf).equals(text))
        .toList();
  }

  /** The beginning of the text on one line. */
  String snippet() {
    String text = text().map(MailPart::text).or(() -> html().map(MailHtml::plainText)).orElse("");
    String start = text.substring(0, Math.min(text.length(), 2000)).replaceAll("\\s+", " ").trim();
    return start.length() <= 160 ? start : start.substring(0, 160) + "…";
  }
}
