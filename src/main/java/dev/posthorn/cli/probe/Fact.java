package dev.posthorn.cli.probe;

import java.util.Locale;

/** What we take for true of Gmail's API, and never saw: each a row of a probe's answer. */
public enum Fact {
  /** Text in 7bit is wrapped. */
  SEVEN_BIT_WRAPPED("7bit-wrapped", Letter.SEVEN_BIT),
  /** Text in 8bit is wrapped. */
  EIGHT_BIT_WRAPPED("8bit-wrapped", Letter.EIGHT_BIT),
  /** Text that says format=flowed is wrapped, too. */
  FLOWED_WRAPPED(Letter.FLOWED),
  /** Text in quoted-printable arrives whole. */
  QUOTED_PRINTABLE_WHOLE(Letter.QUOTED_PRINTABLE),
  /** Text in base64 arrives whole. */
  BASE64_WHOLE(Letter.BASE64),
  /** The text half of multipart/alternative arrives as it was. */
  ALTERNATIVE_KEPT(Letter.ALTERNATIVE),
  /** The signed part of multipart/signed is changed, so that its signature breaks. */
  SIGNED_REFOLDED(Letter.SIGNED),
  /** multipart/encrypted becomes multipart/mixed. */
  ENCRYPTED_MIXED(Letter.ENCRYPTED),
  /** The lines of a patch are wrapped. */
  PATCH_WRAPPED(Letter.PATCH),
  /** Message-ID is replaced. */
  MESSAGE_ID_REPLACED(Letter.PLAIN),
  /** Date is replaced. */
  DATE_REPLACED(Letter.PLAIN),
  /** A From that is no alias of the account is replaced. */
  FROM_REPLACED(Letter.FROM),
  /** Bcc is not in the copies of others. */
  BCC_REMOVED(Letter.BCC),
  /** A header of one's own arrives as it was. */
  X_HEADERS_KEPT(Letter.PLAIN),
  /** A completed upload session still knows its message. */
  SESSION_STATUS_KNOWN(Letter.SESSION),
  /** A draft that was sent cannot be sent again. */
  DRAFT_SEND_ONCE(Letter.DRAFT),
  /** Of two fields To, both are sent to. */
  TO_TWICE_JOINED(Letter.TO_TWICE_SECOND);

  private final String id;
  private final Letter letter;

  Fact(Letter letter) {
    this.id = name().toLowerCase(Locale.ROOT).replace('_', '-');
    this.letter = letter;
  }

  Fact(String id, Letter letter) {
    this.id = id;
    this.letter = letter;
  }

  /**
   * Its name for people.
   *
   * @return lower-case letters, digits and hyphens
   */
  public String id() {
    return id;
  }

  /** The message that tells. */
  Letter letter() {
    return letter;
  }
}
