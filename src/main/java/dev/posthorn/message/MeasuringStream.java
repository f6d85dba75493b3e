package dev.posthorn.message;

/** Counts bytes and keeps none, and stops at the first that is too many. */
final class MeasuringStream extends WireCounter {
  private int seen;

  @Override
  void check(long size) {
    if (size > WireMessage.LARGEST) {
      throw tooLarge();
    }
  }

  @Override
  void pass(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      seen |= bytes[i];
    }
  }

  @Override
  void passBase64(byte[] piece, int length, byte[] lines) {
    // Base64 is ASCII.
  }

  WireCount count() {
    return new WireCount(size(), checksum(), (seen & 0x80) != 0);
  }

  static InvalidMessageException tooLarge() {
    return new InvalidMessageException(
        "The message is too large: encoded, it has more than the "
            + WireMessage.LARGEST
            + " bytes (35 MiB) that Gmail takes.");
  }
}
