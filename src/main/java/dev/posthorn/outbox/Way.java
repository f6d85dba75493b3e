package dev.posthorn.outbox;

/** How a message leaves the outbox: chosen before its first byte, and kept. */
public enum Way {
  /** A resumable upload to Gmail's API; the session can be asked. */
  SESSION,
  /** A draft that is sent; its absence tells. */
  DRAFT,
  /** SMTP: what is lost after the final dot stays unknown. */
  SMTP
}
