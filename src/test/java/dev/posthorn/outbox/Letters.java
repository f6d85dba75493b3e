package dev.posthorn.outbox;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.posthorn.message.WholeMessage;
import dev.posthorn.message.WireMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** Messages, and how they are handed in and read back. */
final class Letters {
  static final String ANN = "ann@example.com";
  private static final String LINE = "x".repeat(70) + "\r\n";

  private Letters() {}

  static String text(String subject) {
    return "Date: Thu, 5 Mar 2026 07:08:09 +0000\r\nMessage-ID: <"
        + Integer.toHexString(subject.hashCode())
        + "@a.example>\r\nFrom: ann@example.com\r\nTo: bob@example.com\r\nSubject: "
        + subject
        + "\r\n\r\n";
  }

  static WireMessage mail(String subject) {
    return WireMessage.of((text(subject) + "Hi\r\n").getBytes(US_ASCII));
  }

  /** One that has a number of bytes in the ledger: with the outbox's own field. */
  static WireMessage ofStoredSize(int size) {
    int own = Intake.ID_FIELD.length() + ": ".length() + 16 + "\r\n".length();
    StringBuilder text = new StringBuilder(text("sized"));
    while (text.length() + own + 2 * LINE.length() <= size) {
      text.append(LINE);
    }
    text.append("y".repeat(size - own - text.length() - 2)).append("\r\n");
    return WireMessage.of(text.toString().getBytes(US_ASCII));
  }

  /** With a key, which says what {@code cli} says. */
  static Submission keyed(String key, String letter) {
    WholeMessage whole = WholeMessage.of(letter.getBytes(US_ASCII));
    try {
      return Submission.of(ANN, whole.toWire()).key(key, whole.contentDigest()).build();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static String accept(Outbox outbox, String subject) throws Exception {
    return outbox.accept(Submission.of(ANN, mail(subject)).build()).id();
  }

  static byte[] bytes(WireMessage message) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    message.writeTo(out);
    return out.toByteArray();
  }

  static EntryFilter all() {
    return new EntryFilter(Optional.empty(), Set.of(), Optional.empty(), Integer.MAX_VALUE);
  }
}
