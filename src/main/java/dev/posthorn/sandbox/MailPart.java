package dev.posthorn.sandbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.io.InputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;

/**
 * A part of a mail that holds no other parts. However broken it is, each question has an answer.
 */
final class MailPart {
  private final MimePart part;
  private final int number;

  MailPart(MimePart part, int number) {
    this.part = part;
    this.number = number;
  }

  /** Its place among the leaves of the mail, from 0. */
  int number() {
    return number;
  }

  /** Such as {@code text/html}, in lower case; what cannot be read counts as octets. */
  String mimeType() {
    return typeOf(part);
  }

  static String typeOf(MimePart part) {
    try {
      return new ContentType(part.getContentType()).getBaseType().toLowerCase(Locale.ROOT);
    } catch (MessagingException e) {
      return "application/octet-stream";
    }
  }

  /** The name the sender gave it, decoded but not yet safe; empty when there is none. */
  String givenName() {
    try {
      String name = part.getFileName();
      return name == null ? "" : decoded(name);
    } catch (MessagingException e) {
      return "";
    }
  }

  /** Without its angle brackets; empty when there is none. */
  String contentId() {
    try {
      String id = part.getContentID();
      return id == null ? "" : id.replaceAll("[<>\\s]", "");
    } catch (MessagingException e) {
      return "";
    }
  }

  boolean isBodyOf(String type) {
    return mimeType().equals(type) && givenName().isEmpty() && !isMarkedAttachment();
  }

  /** Whether it is an image that its sender meant to be seen in the mail, not saved. */
  boolean isInlineImage() {
    try {
      return mimeType().startsWith("image/")
          && (Part.INLINE.equalsIgnoreCase(part.getDisposition())
              || (part.getDisposition() == null && !contentId().isEmpty()));
    } catch (MessagingException e) {
      return false;
    }
  }

  private boolean isMarkedAttachment() {
    try {
      return Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition());
    } catch (MessagingException e) {
      return true;
    }
  }

  /** Its octets with the transfer encoding taken off, or as they are when that fails. */
  byte[] content() {
    try (InputStream in = part.getInputStream()) {
      return in.readAllBytes();
    } catch (MessagingException | IOException e) {
      return raw();
    }
  }

  private byte[] raw() {
    try (InputStream in = rawStream()) {
      return in.readAllBytes();
    } catch (MessagingException | IOException e) {
      return new byte[0];
    }
  }

  private InputStream rawStream() throws MessagingException {
    if (part instanceof MimeBodyPart body) {
      return body.getRawInputStream();
    }
    return part instanceof MimeMessage mail
        ? mail.getRawInputStream()
        : InputStream.nullInputStream();
  }

  /** Its octets read as text, in the charset it claims where that exists. */
  String text() {
    return new String(content(), charset());
  }

  private Charset charset() {
    try {
      String name = new ContentType(part.getContentType()).getParameter("charset");
      return name == null ? UTF_8 : Charset.forName(MimeUtility.javaCharset(name));
    } catch (MessagingException | IllegalCharsetNameException | UnsupportedCharsetException e) {
      return ISO_8859_1;
    }
  }

  /** A header value or a name with its encoded-words read (RFC 2047). */
  static String decoded(String value) {
    try {
      return MimeUtility.decodeText(value);
    } catch (UnsupportedEncodingException e) {
      return value;
    }
  }
}
