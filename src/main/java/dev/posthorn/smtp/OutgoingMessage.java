package dev.posthorn.smtp;

import dev.posthorn.message.WireMessage;
import dev.posthorn.send.SendProgress;
import dev.posthorn.send.ServerText;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * A message on its way to one server.
 *
 * @param message in the form without Bcc
 * @param sender for MAIL FROM, an addr-spec in ASCII
 * @param progress is told how much of it went out
 */
record OutgoingMessage(WireMessage message, String sender, SendProgress progress) {
  List<String> recipients() {
    return message.recipients();
  }

  /** Its Message-ID, which SMTP keeps. */
  String id() {
    String id = message.header("Message-ID").orElse("").strip();
    String bare = id.startsWith("<") && id.endsWith(">") ? id.substring(1, id.length() - 1) : id;
    return bare.isBlank() ? "none" : ServerText.clean(bare);
  }

  void writeTo(OutputStream out) throws IOException {
    message.writeTo(new Counting(out));
  }

  private final class Counting extends FilterOutputStream {
    private long written;

    Counting(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      count(1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length); // FilterOutputStream would write them one by one.
      count(length);
    }

    private void count(int more) {
      written += more;
      progress.written(written, message.size());
    }
  }
}
