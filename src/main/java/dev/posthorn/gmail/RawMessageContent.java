package dev.posthorn.gmail;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.api.client.http.HttpContent;
import dev.posthorn.message.AttachmentException;
import dev.posthorn.message.WireMessage;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The body of one users.messages.send request, made while it is written: {@code {"raw":"…"}}, where
 * … is the message in base64url.
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
final class RawMessageContent implements HttpContent {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final byte[] HEAD = "{\"raw\":\"".getBytes(US_ASCII);
  private static final byte[] TAIL = "\"}".getBytes(US_ASCII);

  private final WireMessage message;
  private Progress progress = Progress.NOTHING_SENT;
  private @Nullable Exception inputFailure;

  RawMessageContent(WireMessage message) {
    this.message = message;
  }

  /** Whether the server can have the whole body by now. */
  Progress progress() {
    return progress;
  }

  /** Why the message itself could not be read while it was written; null when it could. */
  @Nullable Exception inputFailure() {
    return inputFailure;
  }

  @Override
  public long getLength() {
    return HEAD.length + 4 * ((message.size() + 2) / 3) + TAIL.length;
  }

  @Override
  public String getType() {
    return "application/json; charset=UTF-8";
  }

  /** No: nothing in Google's client may post a message again. */
  @Override
  public boolean retrySupported() {
    return false;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    BufferedOutputStream buffer = new BufferedOutputStream(out, BUFFER_BYTES);
    buffer.write(HEAD);
    OutputStream encoder = Base64.getUrlEncoder().wrap(new Unclosed(buffer));
    read(encoder);
    encoder.close(); // Writes the last group and its padding.
    buffer.flush();
    // The JDK's stream keeps quiet about a failed write until the next one: ask, with no bytes.
    out.write(TAIL, 0, 0);
    progress = Progress.PERHAPS_SENT;
    out.write(TAIL);
    out.flush();
  }

  private void read(OutputStream encoder) throws IOException {
    try {
      message.writeTo(encoder);
    } catch (AttachmentException | RuntimeException e) {
      inputFailure = e;
      throw e;
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
