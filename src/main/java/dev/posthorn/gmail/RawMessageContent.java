package dev.posthorn.gmail;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonPrimitive;
import dev.posthorn.message.AttachmentException;
import dev.posthorn.message.WireMessage;
import dev.posthorn.send.SendProgress;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The body of one users.messages.send or users.drafts.create request, made while it is written:
 * {@code {"raw":"…"}}, where … is the message in base64url, with its {@code threadId} when it has
 * one, and in {@code {"message":…}} when it is a draft.
 *
 * <p>The alphabet is that of RFC 4648 §5, padded with {@code =} as §3.2 asks for where a
 * specification says nothing else; Google's own guide pads too ({@code urlsafe_b64encode}). The
 * length is known beforehand, so the request goes out with a fixed Content-Length: a body that
 * breaks off can never look whole to the server, and the JDK never posts it a second time behind
 * our back.
 *
 * <p>For one request and one thread.
 *
 * @see <a href="https://developers.google.com/workspace/gmail/api/guides/sending">Gmail: sending
 *     email</a>
 */
final class RawMessageContent implements SendRequest.TrackedContent {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final WireMessage message;
  private final SendProgress watcher;
  private final byte[] head;
  private final byte[] tail;
  private final Progress ifWhole;
  private boolean whole;
  private @Nullable Exception inputFailure;

  private RawMessageContent(
      WireMessage message, SendProgress watcher, String head, String tail, Progress ifWhole) {
    this.message = message;
    this.watcher = watcher;
    this.head = head.getBytes(UTF_8);
    this.tail = tail.getBytes(UTF_8);
    this.ifWhole = ifWhole;
  }

  /** A message to be sent at once. */
  static RawMessageContent message(WireMessage message, SendProgress watcher) {
    return new RawMessageContent(
        message, watcher, "{" + thread(message) + "\"raw\":\"", "\"}", Progress.PERHAPS_SENT);
  }

  /** A draft, which nobody gets before it is sent in another request. */
  static RawMessageContent draft(WireMessage message, SendProgress watcher) {
    String head = "{\"message\":{" + thread(message) + "\"raw\":\"";
    return new RawMessageContent(message, watcher, head, "\"}}", Progress.NOTHING_SENT);
  }

  private static String thread(WireMessage message) {
    return message.threadId().map(id -> "\"threadId\":" + new JsonPrimitive(id) + ",").orElse("");
  }

  @Override
  public Progress progress() {
    return whole ? ifWhole : Progress.NOTHING_SENT;
  }

  /** Whether the server can have all of it, whatever it makes of it. */
  boolean isWhole() {
    return whole;
  }

  @Override
  public @Nullable Exception inputFailure() {
    return inputFailure;
  }

  @Override
  public long getLength() {
    return head.length + 4 * ((message.size() + 2) / 3) + tail.length;
  }

  @Override
  public String getType() {
    return "application/json; charset=UTF-8";
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    int size = (int) Math.min(BUFFER_BYTES, getLength());
    BufferedOutputStream buffer = new BufferedOutputStream(out, size);
    buffer.write(head);
    OutputStream encoder = Base64.getUrlEncoder().wrap(new Unclosed(buffer));
    read(encoder);
    encoder.close(); // Writes the last group and its padding.
    buffer.flush();
    // The JDK's stream keeps quiet about a failed write until the next one: ask, with no bytes.
    out.write(tail, 0, 0);
    whole = true;
    out.write(tail);
    out.flush();
  }

  private void read(OutputStream encoder) throws IOException {
    try {
      message.writeTo(new Watched(encoder, message.size(), watcher));
    } catch (AttachmentException | RuntimeException e) {
      inputFailure = e;
      throw e;
    }
  }

  /** Tells how much of the message went by. */
  private static final class Watched extends FilterOutputStream {
    private final long total;
    private final SendProgress watcher;
    private long written;

    Watched(OutputStream out, long total, SendProgress watcher) {
      super(out);
      this.total = total;
      this.watcher = watcher;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      written += length;
      watcher.written(written, total);
    }
  }

  /** Lets the encoder end without ending the request. */
  private static final class Unclosed extends FilterOutputStream {
    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length); // FilterOutputStream would write them one by one.
    }

    @Override
    public void close() {}
  }
}
