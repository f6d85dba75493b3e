package dev.posthorn.message;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * Something that travels with a message under a file name: a file, read when it is sent, or bytes.
 *
 * <p>Of a file it remembers size and time of modification; the file is never held in memory, and is
 * refused when it is no longer what it was. Immutable and thread-safe; any number of streams may be
 * open at once.
 */
public final class Attachment {
  private final String fileName;
  private final String contentType;
  private final Source source;

  private Attachment(String fileName, String contentType, Source source) {
    this.fileName = FileName.check(fileName);
    this.contentType = MediaType.check(contentType);
    this.source = source;
  }

  /**
   * A file, with its own name and a content type guessed from that name: {@code
   * application/octet-stream} when it says nothing.
   *
   * @param file a readable regular file, or a link to one
   * @return the attachment
   * @throws AttachmentException when the file is missing, unreadable or no regular file
   * @throws InvalidMessageException when the file's name holds a control character
   */
  public static Attachment of(Path file) throws AttachmentException {
    Path last = file.getFileName();
    String name = last == null ? "" : last.toString();
    return new Attachment(name, MediaType.guess(name), FileSource.of(file));
  }

  /**
   * Bytes under a name.
   *
   * @param fileName what the recipient is to call it: not empty, at most 255 bytes in UTF-8, no
   *     control characters
   * @param contentType a media type such as {@code text/csv; charset=utf-8}; not {@code
   *     multipart/…} or {@code message/…}, which must not be sent in base64 (RFC 2046 §5.2.1)
   * @param content the bytes; copied
   * @return the attachment
   * @throws InvalidMessageException when name or type is not valid
   */
  public static Attachment of(String fileName, String contentType, byte[] content) {
    return new Attachment(fileName, contentType, new Bytes(content.clone()));
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
   * @return type, subtype and perhaps parameters
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
    return source.size();
  }

  /**
   * Opens the content.
   *
   * @return a new stream, for the caller to close; its reads throw {@link AttachmentException} as
   *     soon as the file gives more or fewer bytes than {@link #size()}, or was modified
   * @throws AttachmentException when the file is missing, unreadable or changed
   */
  public InputStream open() throws AttachmentException {
    return source.open();
  }

  /** Looks whether the file is still there and as it was, without reading it. */
  void checkUnchanged() throws AttachmentException {
    source.checkUnchanged();
  }

  @Override
  public String toString() {
    return fileName + " (" + contentType + ", " + size() + " bytes)";
  }

  private interface Source {
    long size();

    InputStream open() throws AttachmentException;

    void checkUnchanged() throws AttachmentException;
  }

  private static final class Bytes implements Source {
    private final byte[] content;

    Bytes(byte[] content) {
      this.content = content;
    }

    @Override
    public long size() {
      return content.length;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(content);
    }

    @Override
    public void checkUnchanged() {
      // Nobody else has the bytes.
    }
  }

  private record FileSource(Path file, long size, FileTime modified) implements Source {
    static FileSource of(Path file) throws AttachmentException {
      BasicFileAttributes now = attributes(file);
      if (!now.isRegularFile()) {
        String what = now.isDirectory() ? "a folder" : "no regular file";
        throw failed(file, "it is " + what, null);
      }
      if (!Files.isReadable(file)) {
        throw failed(file, "reading it is not permitted", null);
      }
      return new FileSource(file, now.size(), now.lastModifiedTime());
    }

    @Override
    public InputStream open() throws AttachmentException {
      checkUnchanged();
      try {
        return new PromisedStream(Files.newInputStream(file), this);
      } catch (IOException e) {
        throw failed(file, reason(e), e);
      }
    }

    @Override
    public void checkUnchanged() throws AttachmentException {
      BasicFileAttributes now = attributes(file);
      if (now.size() != size || !now.lastModifiedTime().equals(modified)) {
        throw changed(now.size());
      }
    }

    AttachmentException changed(long found) {
      String how =
          found > size ? "it has grown" : found < size ? "it has shrunk" : "it was modified";
      return failed(file, how + " since it was attached", null);
    }

    static BasicFileAttributes attributes(Path file) throws AttachmentException {
      try {
        return Files.readAttributes(file, BasicFileAttributes.class);
      } catch (IOException e) {
        throw failed(file, reason(e), e);
      }
    }

    static AttachmentException failed(Path file, String why, @Nullable IOException cause) {
      return new AttachmentException(
          file,
          "The attachment " + HeaderRules.shown(file.toString()) + " cannot be read: " + why + ".",
          cause);
    }

    static String reason(IOException e) {
      if (e instanceof NoSuchFileException) {
        return "there is no such file";
      }
      if (e instanceof AccessDeniedException) {
        return "reading it is not permitted";
      }
      return HeaderRules.shown(String.valueOf(e.getMessage()));
    }
  }

  /** A file's bytes, exactly as many as were promised, or an exception in place of the end. */
  private static final class PromisedStream extends InputStream {
    private final InputStream in;
    private final FileSource source;
    private long count;

    PromisedStream(InputStream in, FileSource source) {
      this.in = in;
      this.source = source;
    }

    @Override
    public int read() throws AttachmentException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws AttachmentException {
      int read;
      try {
        read = in.read(buffer, offset, length);
      } catch (IOException e) {
        throw FileSource.failed(source.file, FileSource.reason(e), e);
      }
      count += Math.max(read, 0);
      if (count > source.size || (read < 0 && count < source.size)) {
        throw source.changed(count);
      }
      if (read < 0) {
        source.checkUnchanged();
      }
      return read;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
