package dev.posthorn.message;

/**
 * Why a message must arrive octet for octet, which Gmail's API does not promise and SMTP does.
 *
 * <p>Gmail's API wraps text in 7bit and 8bit at about 70 columns and rewrites multipart/encrypted
 * as multipart/mixed on the way to the recipient. (Reported by programs that send by the API:
 * google/gmail-oauth2-tools#32, FlowCrypt#3157, lieer#197.)
 */
public enum Fragility {
  /** Text that a program applies to files: git's mails, {@code diff --git}. */
  PATCH,

  /** A signature covers the content: multipart/signed (RFC 1847 §2.1), or S/MIME (RFC 8551). */
  SIGNED,

  /** Encrypted: multipart/encrypted (RFC 1847 §2.2), or S/MIME (RFC 8551). */
  ENCRYPTED
}
