package dev.posthorn.sandbox;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What Gmail's API is taken to do with a mail. Most of it rests on reports of people, not on
 * Google's word; so {@link SandboxBuilder#withOther} plays the other answer of each one.
 *
 * <p>What concerns text is told of a recipient's copy: the copy in Sent stays as it was uploaded,
 * and mail to oneself is that copy alone. By SMTP all of the content arrives as it was sent.
 *
 * @see <a href="https://github.com/google/gmail-oauth2-tools/issues/80">lines wrapped at 72</a>
 * @see <a href="https://github.com/openclaw/gogcli/pull/476">quoted-printable stays whole</a>
 * @see <a href="https://github.com/gauteh/lieer/issues/197">multipart/encrypted</a>
 * @see <a href="https://github.com/FlowCrypt/flowcrypt-browser/pull/2135">signed text</a>
 */
public enum GmailFact {
  /** Long lines of text/plain in 7bit, or without an encoding, are broken; otherwise they stay. */
  SEVEN_BIT_WRAPPED("7bit-wrapped"),

  /** Long lines of text/plain in 8bit or binary are broken; otherwise they stay. */
  EIGHT_BIT_WRAPPED("8bit-wrapped"),

  /** So are those of text in 7bit or 8bit that says format=flowed; otherwise they stay. */
  FLOWED_WRAPPED("flowed-wrapped"),

  /** Text in quoted-printable arrives as it is; otherwise its long lines are broken. */
  QUOTED_PRINTABLE_WHOLE("quoted-printable-whole"),

  /** Text in base64 arrives as it is; otherwise its long lines are broken. */
  BASE64_WHOLE("base64-whole"),

  /**
   * The text half of a multipart/alternative arrives as it is, in any encoding; otherwise it is
   * written anew from the HTML half, or wrapped where there is none.
   */
  ALTERNATIVE_KEPT("alternative-kept"),

  /**
   * Long lines of text in 7bit or 8bit in a multipart/signed are broken, so that its signature no
   * longer fits; otherwise they stay.
   */
  SIGNED_REFOLDED("signed-refolded"),

  /** A multipart/encrypted becomes a multipart/mixed; otherwise it stays. */
  ENCRYPTED_MIXED("encrypted-mixed"),

  /** Long lines of a patch (with {@code diff --git}) in 7bit or 8bit are broken, or they stay. */
  PATCH_WRAPPED("patch-wrapped"),

  /** Gmail gives each mail a Message-ID of its own; otherwise a mail keeps the one it has. */
  MESSAGE_ID_REPLACED("message-id-replaced"),

  /** Gmail writes the Date; otherwise a mail keeps the one it has. */
  DATE_REPLACED("date-replaced"),

  /** A From that is no alias of the account becomes the account's; otherwise it stays. */
  FROM_REPLACED("from-replaced"),

  /** Recipients do not see Bcc; otherwise they do. */
  BCC_REMOVED("bcc-removed"),

  /** Recipients get the fields whose names begin with X-; otherwise they do not. */
  X_HEADERS_KEPT("x-headers-kept"),

  /** An upload session that is completed answers who asks with its message; otherwise with 404. */
  SESSION_STATUS_KNOWN("session-status-known"),

  /** A draft is gone once it is sent: 404 the next time; otherwise it stays and is sent again. */
  DRAFT_SEND_ONCE("draft-send-once"),

  /** Of two fields To (or Cc, or Bcc) both count; otherwise only the first does. */
  TO_TWICE_JOINED("to-twice-joined");

  private final String id;

  GmailFact(String id) {
    this.id = id;
  }

  /**
   * What the command line and the documents call it.
   *
   * @return lower-case words with hyphens, such as {@code quoted-printable-whole}
   */
  public String id() {
    return id;
  }

  /**
   * Finds a fact by its id.
   *
   * @param id what {@link #id()} answers
   * @return the fact
   * @throws IllegalArgumentException when there is none; the message lists all ids
   */
  public static GmailFact of(String id) {
    return Arrays.stream(values())
        .filter(fact -> fact.id.equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no fact \""
                        + id
                        + "\". There are "
                        + Arrays.stream(values())
                            .map(GmailFact::id)
                            .collect(Collectors.joining(", "))));
  }
}
