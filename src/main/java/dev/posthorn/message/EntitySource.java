package dev.posthorn.message;

import jakarta.activation.DataSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The content of an entity as Jakarta Activation reads it. */
record EntitySource(String contentType, Content content) implements DataSource {
  @Override
  public InputStream getInputStream() throws IOException {
    return content.open();
  }

  @Override
  public OutputStream getOutputStream() {
    throw new UnsupportedOperationException("A composed message is only read.");
  }

  @Override
  public String getContentType() {
    return contentType;
  }

  @Override
  public String getName() {
    return "";
  }
}
