package dev.posthorn.message;

import java.io.ByteArrayOutputStream;

/** A line that is held until it is known what it is. */
final class HeldLine extends ByteArrayOutputStream {
  /** Its octets, and perhaps more behind them; until the next is added. */
  byte[] bytes() {
    return buf;
  }

  int length() {
    return count;
  }

  boolean isBeginOfDelimiter() {
    return count > 2 && buf[0] == '-' && buf[1] == '-';
  }

  /** Whether it is a fold: the further line of a field (RFC 5322 §2.2.3). */
  boolean isFold() {
    return buf[0] == ' ' || buf[0] == '\t';
  }

  /** Whether it is the line that stands before a message in an mbox file. */
  boolean isOfMailbox() {
    int at = buf[0] == '>' ? 1 : 0;
    return count >= at + 5
        && buf[at] == 'F'
        && buf[at + 1] == 'r'
        && buf[at + 2] == 'o'
        && buf[at + 3] == 'm'
        && buf[at + 4] == ' ';
  }

  boolean hasNul() {
    for (int i = 0; i < count; i++) {
      if (buf[i] == 0) {
        return true;
      }
    }
    return false;
  }
}
