package dev.posthorn.gmail;

import dev.posthorn.message.AttachmentException;
import dev.posthorn.message.WireMessage;
import dev.posthorn.send.SendProgress;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The body of one PUT to an upload session: the bytes of a message from one position to another,
 * made while they are written. What lies before them is read and left out.
 *
 * <p>The length is fixed beforehand, as {@link RawMessageContent} argues. For one request and one
 * thread.
 */
final class UploadContent implements SendRequest.TrackedContent {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final WireMessage message;
  private final long from;
  private final long to;
  private final Fingerprints fingerprints;
  private final SendProgress watcher;
  private long written;
  private Progress progress = Progress.NOTHING_SENT;
  private @Nullable Exception inputFailure;

  /**
   * A piece of a message.
   *
   * @param from how many bytes the server has already
   * @param to where the piece ends, exclusive
   */
  UploadContent(
      WireMessage message, long from, long to, Fingerprints fingerprints, SendProgress watcher) {
    this.message = message;
    this.from = from;
    this.to = to;
    this.fingerprints = fingerprints;
    this.watcher = watcher;
    this.written = from;
  }

  /** PERHAPS_SENT from just before the last byte of the whole message, not of this piece. */
  @Override
  public Progress progress() {
    return progress;
  }

  @Override
  public @Nullable Exception inputFailure() {
    return inputFailure;
  }

  /** How many bytes of the message may have gone out in this request or were there before. */
  long written() {
    return written;
  }

  @Override
  public long getLength() {
    return to - from;
  }

  @Override
  public String getType() {
    return "message/rfc822";
  }

  /** The value of Content-Range (RFC 9110 §14.4). */
  String range() {
    return "bytes " + from + "-" + (to - 1) + "/" + message.size();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    Piece piece = new Piece(out);
    try {
      message.writeTo(piece);
    } catch (AttachmentException | Fingerprints.ChangedException | RuntimeException e) {
      inputFailure = e;
      throw e;
    } catch (Enough e) {
      // The rest of the message belongs to a later piece.
    } finally {
      piece.reading.end();
    }
    out.flush();
  }

  /** Thrown into the message, to stop it where a piece ends that is not the last. */
  private static final class Enough extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** Lets through what lies within the piece. */
  private final class Piece extends OutputStream {
    private final OutputStream out;
    private final BufferedOutputStream buffer;
    private final Fingerprints.Reading reading = fingerprints.read();
    private long position;

    Piece(OutputStream out) {
      this.out = out;
      this.buffer = new BufferedOutputStream(out, BUFFER_BYTES);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      for (int done = 0; done < length; ) {
        int next = reading.upTo(length - done);
        reading.take(bytes, offset + done, next);
        pass(bytes, offset + done, next);
        done += next;
        if (position >= to && to < message.size()) {
          buffer.flush();
          throw new Enough();
        }
      }
    }

    private void pass(byte[] bytes, int offset, int length) throws IOException {
      int skipped = (int) Math.min(length, Math.max(0, from - position));
      int passed = (int) Math.min(length, Math.max(0, to - position)) - skipped;
      position += length;
      if (passed <= 0) {
        return;
      }
      boolean last = position >= message.size();
      written = Math.min(position, to);
      buffer.write(bytes, offset + skipped, last ? passed - 1 : passed);
      if (last) {
        writeLast(bytes[offset + skipped + passed - 1]);
      }
      watcher.written(written, message.size());
    }

    private void writeLast(byte last) throws IOException {
      buffer.flush();
      // The JDK's stream keeps quiet about a failed write until the next one: ask, with no bytes.
      out.write(new byte[0], 0, 0);
      progress = Progress.PERHAPS_SENT;
      out.write(last);
    }
  }
}
