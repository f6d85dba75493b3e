package dev.posthorn.message;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * Something that travels with a message under a file name: a file, read when it is sent, bytes, or
 * what came from a stream.
 *
 * <p>Of a file it remembers size and time of modification; the file is never held in memory, and is
 * refused when it is no longer what it was. Immutable and thread-safe; any number of streams may be
 * open at once.
 *
 * <p>A message (an {@code .eml}, type {@code message/rfc822}) goes as it is, with CRLF for its line
 * ends, and never in base64 (RFC 2046 §5.2.1); so the parts of it that hold a NUL or a line over
 * 998 octets are encoded inside it, unless they are signed or encrypted. It must have a head, with
 * From, Subject or Date in it.
 */
public final class Attachment {
  private final String fileName;
  private final String contentType;
  private final Content content;

  /** Whether the type comes from the file's name, and not from the caller. */
  private final boolean guessed;

  private Attachment(String fileName, String contentType, Content content, boolean guessed) {
    this.fileName = FileName.check(fileName);
    this.contentType = MediaType.check(contentType);
    this.content = content;
    this.guessed = guessed;
  }

  /**
   * A file, with its own name and a content type guessed from that name: {@code
   * application/octet-stream} when it says nothing. Text is sent with {@code charset=UTF-8} where
   * the file is UTF-8 (RFC 2046 §4.1.2), which is looked at when the message is composed.
   *
   * @param file a readable regular file, or a link to one
   * @return the attachment
   * @throws AttachmentException when the file is missing, unreadable or no regular file
   * @throws InvalidMessageException when the file's name holds a control character
   */
  public static Attachment of(Path file) throws AttachmentException {
    Path last = file.getFileName();
    String name = last == null ? "" : last.toString();
    return new Attachment(name, MediaType.guess(name), FileContent.of("attachment", file), true);
  }

  /**
   * Bytes under a name.
   *
   * @param fileName what the recipient is to call it: not empty, at most 255 bytes in UTF-8, no
   *     control characters
   * @param contentType a media type such as {@code text/csv; charset=utf-8}; not {@code
   *     multipart/…}, nor {@code message/…} but for {@code message/rfc822}
   * @param content the bytes; copied
   * @return the attachment
   * @throws InvalidMessageException when name or type is not valid
   */
  public static Attachment of(String fileName, String contentType, byte[] content) {
    return new Attachment(fileName, contentType, Content.of(content.clone()), false);
  }

  /**
   * What comes from a stream, under a name: kept in memory up to 64 KiB, else in a temporary file
   * without a name, of mode 0600, that goes with this object. (When a thread that reads it is
   * interrupted, Java closes that file: the attachment is then refused as unreadable.)
   *
   * @param fileName what the recipient is to call it, as {@link #of(String, String, byte[])} takes
   *     it
   * @param contentType a media type, as {@link #of(String, String, byte[])} takes it
   * @param content read to its end, not closed; not at all when name or type is not valid
   * @return the attachment
   * @throws InvalidMessageException when name or type is not valid, or the stream is too long for
   *     any message
   * @throws IOException when the stream throws it, or a long one finds no room on the disk
   */
  public static Attachment of(String fileName, String contentType, InputStream content)
      throws IOException {
    Attachment empty = of(fileName, contentType, new byte[0]);
    Content spooled = SpooledContent.of(content, WireMessage.LARGEST);
    return new Attachment(empty.fileName, empty.contentType, spooled, false);
  }

  /**
   * The same content under another name. The type stays.
   *
   * @param name what the recipient is to call it, as {@link #of(String, String, byte[])} takes it
   * @return a new attachment
   * @throws InvalidMessageException when the name is not valid
   */
  public Attachment withName(String name) {
    return new Attachment(name, contentType, content, guessed);
  }

  /**
   * The same content as something else.
   *
   * @param type a media type, as {@link #of(String, String, byte[])} takes it
   * @return a new attachment
   * @throws InvalidMessageException when the type is not valid
   */
  public Attachment withType(String type) {
    return new Attachment(fileName, type, content, false);
  }

  /**
   * The name that the recipient sees.
   *
   * @return plain Unicode, no path
   */
  public String fileName() {
    return fileName;
  }

  /**
   * The media type (RFC 2045 §5.1).
   *
   * @return type, subtype and perhaps parameters, as given
   */
  public String contentType() {
    return contentType;
  }

  /**
   * How much it holds.
   *
   * @return bytes, before any encoding
   */
  public long size() {
    return content.size();
  }

  /**
   * Opens the content.
   *
   * @return a new stream, for the caller to close; its reads throw {@link AttachmentException} as
   *     soon as the file gives more or fewer bytes than {@link #size()}, or was modified
   * @throws AttachmentException when the file is missing, unreadable or changed
   */
  public InputStream open() throws AttachmentException {
    return content.open();
  }

  /** What goes out. */
  Content content() {
    return isMessage() ? new MarklessContent(content) : content;
  }

  /**
   * The type as the message says it. {@link #contentType()} stays without the charset: it is part
   * of {@link Mail#contentDigest()}, and the digests of earlier versions are kept with their keys.
   *
   * @throws AttachmentException when the file cannot be read, or has changed
   */
  String typeOnTheWire() throws AttachmentException {
    // What is larger is refused anyway, without being read.
    if (!guessed || !contentType.startsWith("text/") || size() > WireMessage.LARGEST) {
      return contentType;
    }
    Utf8Check check = new Utf8Check();
    byte[] buffer = new byte[16 * 1024];
    try (InputStream in = open()) {
      int length;
      while ((length = in.read(buffer)) >= 0) {
        check.take(buffer, 0, length);
      }
    } catch (AttachmentException e) {
      throw e;
    } catch (IOException e) {
      throw new AttachmentException(null, "An attachment cannot be read.", e);
    }
    return check.isValid() ? contentType + "; charset=UTF-8" : contentType;
  }

  /** Looks whether the file is still there and as it was, without reading it. */
  void checkUnchanged() throws AttachmentException {
    content.checkUnchanged();
  }

  /** Whether it is a message, which goes as it is. */
  boolean isMessage() {
    return MediaType.isMessage(contentType);
  }

  @Override
  public String toString() {
    return fileName + " (" + contentType + ", " + size() + " bytes)";
  }
}
