package dev.posthorn.cli;

/** What programs mail that is more than short lines of ASCII. */
enum Text {
  UTF_8("3 Größen – 日本語"),
  A_LINE_OF_1200_OCTETS("y".repeat(1199) + "z"),
  A_LINE_OF_1200_OCTETS_IN_UTF_8("ü".repeat(599) + "ß");

  final String line;

  Text(String line) {
    this.line = line;
  }

  /** With blanks, as a field of such a length has. */
  String words() {
    return line.replaceAll("(.{60})", "$1 ").strip();
  }
}
