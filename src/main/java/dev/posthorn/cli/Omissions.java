package dev.posthorn.cli;

import dev.posthorn.message.WireMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a writer has probably forgotten: it is sent all the same, since it may be meant. */
final class Omissions {
  /** A message with an empty body has little more than a head. */
  private static final int SMALL = 1 << 16;

  private Omissions() {}

  /** What a message lacks, in words; usually nothing. */
  static List<String> of(WireMessage message) throws IOException {
    List<String> words = new ArrayList<>();
    if (message.header("Subject").orElse("").isBlank()) {
      words.add("the message has no subject.");
    }
    if (hasEmptyBody(message)) {
      words.add("the message has an empty body.");
    }
    return words;
  }

  static boolean hasEmptyBody(WireMessage message) throws IOException {
    if (message.size() > SMALL) {
      return false;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) message.size());
    message.writeTo(bytes);
    byte[] octets = bytes.toByteArray();
    int at = octets.length;
    while (at > 0 && Character.isWhitespace(octets[at - 1])) {
      at--;
    }
    // All that follows the last word is blank: an empty line in it ends a head that has no body.
    return endsHead(octets, at) && isInHead(octets, at);
  }

  private static boolean endsHead(byte[] octets, int at) {
    return octets.length - at >= 4 && octets[at] == '\r' && octets[at + 2] == '\r';
  }

  /** Whether no empty line stands before. */
  private static boolean isInHead(byte[] octets, int end) {
    for (int i = 3; i < end; i++) {
      if (octets[i] == '\n' && octets[i - 1] == '\r' && octets[i - 2] == '\n') {
        return false;
      }
    }
    return true;
  }
}
