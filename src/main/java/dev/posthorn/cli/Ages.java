package dev.posthorn.cli;

import java.time.Duration;

/** A duration as people say it. */
final class Ages {
  private Ages() {}

  static String words(Duration age) {
    if (age.toDays() >= 2) {
      return age.toDays() + " days";
    }
    if (age.toHours() >= 2) {
      return age.toHours() + " hours";
    }
    return Math.max(0, age.toMinutes()) + " minutes";
  }
}
