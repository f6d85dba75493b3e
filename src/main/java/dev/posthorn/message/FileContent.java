package dev.posthorn.message;

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
 * A file as it was: of this size, last modified then.
 *
 * @param what what the file is to the message, for errors: "attachment"
 */
record FileContent(String what, Path file, long size, FileTime modified) implements Content {
  static FileContent of(String what, Path file) throws AttachmentException {
    BasicFileAttributes now = attributes(what, file);
    if (!now.isRegularFile()) {
      throw failed(
          what, file, "it is " + (now.isDirectory() ? "a folder" : "no regular file"), null);
    }
    if (!Files.isReadable(file)) {
      throw failed(what, file, "reading it is not permitted", null);
    }
    return new FileContent(what, file, now.size(), now.lastModifiedTime());
  }

  @Override
  public InputStream open() throws AttachmentException {
    checkUnchanged();
    try {
      return new PromisedStream(Files.newInputStream(file), this);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public void checkUnchanged() throws AttachmentException {
    BasicFileAttributes now = attributes(what, file);
    if (now.size() != size || !now.lastModifiedTime().equals(modified)) {
      throw changed(now.size());
    }
  }

  private AttachmentException changed(long found) {
    String how = found > size ? "it has grown" : found < size ? "it has shrunk" : "it was modified";
    String since = what.equals("attachment") ? "it was attached" : "it was first read";
    return failed(what, file, how + " since " + since, null);
  }

  private AttachmentException failed(IOException e) {
    return failed(what, file, reason(e), e);
  }

  private static BasicFileAttributes attributes(String what, Path file) throws AttachmentException {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class);
    } catch (IOException e) {
      throw failed(what, file, reason(e), e);
    }
  }

  static AttachmentException failed(
      String what, Path file, String why, @Nullable IOException cause) {
    return new AttachmentException(
        file,
        "The " + what + " " + HeaderRules.shown(file.toString()) + " cannot be read: " + why + ".",
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

  /** A file's bytes, exactly as many as were promised, or an exception in place of the end. */
  private static final class PromisedStream extends InputStream {
    private final InputStream in;
    private final FileContent source;
    private long count;

    PromisedStream(InputStream in, FileContent source) {
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
        throw source.failed(e);
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
