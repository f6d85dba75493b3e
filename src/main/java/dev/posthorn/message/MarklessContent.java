package dev.posthorn.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/**
 * A message without the byte order mark (U+FEFF in UTF-8) that an editor put before it: with it the
 * name of the first header field would be another.
 *
 * @param marked the content, with a mark or without
 */
record MarklessContent(Content marked) implements Content {
  private static final int MARK = 3;

  @Override
  public long size() {
    try (InputStream in = marked.open()) {
      return marked.size() - (HeadReader.isUtf8Mark(in.readNBytes(MARK)) ? MARK : 0);
    } catch (IOException e) {
      // Whoever reads it will see why.
      return marked.size();
    }
  }

  @Override
  public InputStream open() throws AttachmentException {
    PushbackInputStream in = new PushbackInputStream(marked.open(), MARK);
    try {
      byte[] first = in.readNBytes(MARK);
      if (!HeadReader.isUtf8Mark(first)) {
        in.unread(first);
      }
      return in;
    } catch (IOException e) {
      AttachmentException known = AttachmentException.among(e);
      throw known != null
          ? known
          : new AttachmentException(null, "An attached message cannot be read.", e);
    }
  }

  @Override
  public void checkUnchanged() throws AttachmentException {
    marked.checkUnchanged();
  }
}
