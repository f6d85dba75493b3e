package dev.posthorn.message;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Digests what a caller gave, so that the same, given again, is known for it.
 *
 * <p>What is digested begins with the form's name and says before each text, list and content how
 * long it is, so that no two messages run into the same bytes:
 *
 * <pre>
 * text      int, how many chars (-1: there is none) · the chars, two bytes each
 * list      int, how many · each
 * content   long, how many bytes · the bytes
 * mailbox   name, address                   (an address: "mailbox", or "group", name, members)
 * mail      "mail", From (a list), To, Cc, Bcc, Reply-To, subject, text, HTML, inline parts
 *           (content id, then as attachments), attachments (name, type, content), headers
 *           (name, value), In-Reply-To, References, thread, priority, List-Unsubscribe, date
 * whole     "whole", content
 * </pre>
 *
 * <p>The digests of messages are kept for as long as their keys, so the form never changes without
 * another name.
 */
final class ContentDigest {
  private final MessageDigest sha256;
  private final DataOutputStream out;

  private ContentDigest() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
    out =
        new DataOutputStream(
            new BufferedOutputStream(
                new DigestOutputStream(OutputStream.nullOutputStream(), sha256)));
  }

  static String of(Mail mail) throws AttachmentException {
    return digest(digest -> digest.put(mail));
  }

  /** The digest of a message that was given whole. */
  static String of(Content whole) throws AttachmentException {
    return digest(
        digest -> {
          digest.put("whole");
          try (InputStream in = whole.open()) {
            digest.put(whole.size(), in);
          }
        });
  }

  /** What puts something in. */
  @FunctionalInterface
  private interface Putting {
    void into(ContentDigest digest) throws IOException;
  }

  private static String digest(Putting putting) throws AttachmentException {
    ContentDigest digest = new ContentDigest();
    try {
      putting.into(digest);
      digest.out.flush();
    } catch (IOException e) {
      AttachmentException unreadable = AttachmentException.among(e);
      if (unreadable != null) {
        throw unreadable;
      }
      throw new UncheckedIOException("A digest cannot fail.", e);
    }
    return HexFormat.of().formatHex(digest.sha256.digest());
  }

  private void put(Mail mail) throws IOException {
    put("mail");
    putAddresses(mail.from().map(List::of).orElse(List.of()));
    putAddresses(mail.to());
    putAddresses(mail.cc());
    putAddresses(mail.bcc());
    putAddresses(mail.replyTo());
    put(mail.subject());
    put(mail.text().orElse(null));
    put(mail.html().orElse(null));
    out.writeInt(mail.inlines().size());
    for (Inline inline : mail.inlines()) {
      put(inline.contentId());
      put(inline.attachment());
    }
    out.writeInt(mail.attachments().size());
    for (Attachment attachment : mail.attachments()) {
      put(attachment);
    }
    out.writeInt(mail.headers().size());
    for (Header header : mail.headers()) {
      put(header.name());
      put(header.value());
    }
    putRest(mail);
  }

  private void putRest(Mail mail) throws IOException {
    put(mail.inReplyTo().orElse(null));
    out.writeInt(mail.references().size());
    for (String id : mail.references()) {
      put(id);
    }
    put(mail.threadId().orElse(null));
    put(mail.priority().name());
    put(mail.listUnsubscribe().map(Object::toString).orElse(null));
    put(mail.date().map(date -> date.toOffsetDateTime().toString()).orElse(null));
  }

  private void putAddresses(List<? extends Address> addresses) throws IOException {
    out.writeInt(addresses.size());
    for (Address address : addresses) {
      if (address instanceof Group group) {
        put("group");
        put(group.name());
        putAddresses(group.members());
      } else if (address instanceof Mailbox mailbox) {
        put("mailbox");
        put(mailbox.name());
        put(mailbox.address());
      }
    }
  }

  private void put(Attachment attachment) throws IOException {
    put(attachment.fileName());
    put(attachment.contentType());
    try (InputStream in = attachment.open()) {
      put(attachment.size(), in);
    }
  }

  private void put(long size, InputStream in) throws IOException {
    out.writeLong(size);
    in.transferTo(out);
  }

  private void put(@Nullable String text) throws IOException {
    out.writeInt(text == null ? -1 : text.length());
    if (text != null) {
      out.writeChars(text);
    }
  }
}
