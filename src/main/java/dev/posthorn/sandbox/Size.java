package dev.posthorn.sandbox;

import java.util.Locale;

/** Numbers of octets in words. */
final class Size {
  private Size() {}

  static String words(long octets) {
    if (octets < 1000) {
      return octets == 1 ? "1 byte" : octets + " bytes";
    }
    return octets < 1_000_000
        ? String.format(Locale.ENGLISH, "%.1f kB", octets / 1e3)
        : String.format(Locale.ENGLISH, "%.1f MB", octets / 1e6);
  }
}
