package dev.posthorn.message;

/** What is done to one part of a message on its way. */
enum Change {
  /** Text becomes quoted-printable. */
  TO_QUOTED_PRINTABLE("quoted-printable"),

  /** Other content becomes base64. */
  TO_BASE64("base64"),

  /** Base64 or quoted-printable gets shorter lines, and stays what it is. */
  WRAP(""),

  /** Text that is encoded declares what it is, where it did not. */
  DECLARE_UTF8(""),

  /** The same, of text that is ASCII. */
  DECLARE_ASCII(""),

  /** What holds other parts calls itself binary no more, since none of them is. */
  NOT_BINARY("8bit"),

  /** Long lines of its head are folded. */
  FOLD_HEAD(""),

  /** What stands before the parts of a multipart is left out: it is no content. */
  DROP_PREAMBLE(""),

  /** What stands behind the parts of a multipart is left out: it is no content. */
  DROP_EPILOGUE("");

  private final String encoding;

  Change(String encoding) {
    this.encoding = encoding;
  }

  /** The Content-Transfer-Encoding that the part declares afterwards; empty for that of before. */
  String encoding() {
    return encoding;
  }
}
