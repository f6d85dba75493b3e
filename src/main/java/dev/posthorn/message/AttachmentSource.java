package dev.posthorn.message;

import jakarta.activation.DataSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** An attachment as Jakarta Activation reads it. */
record AttachmentSource(Attachment attachment) implements DataSource {
  @Override
  public InputStream getInputStream() throws IOException {
    return attachment.open();
  }

  @Override
  public OutputStream getOutputStream() {
    throw new UnsupportedOperationException("An attachment is only read.");
  }

  @Override
  public String getContentType() {
    return attachment.contentType();
  }

  @Override
  public String getName() {
    return attachment.fileName();
  }
}
