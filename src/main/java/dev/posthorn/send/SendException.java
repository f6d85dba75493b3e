package dev.posthorn.send;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a message got no receipt, sorted by what the caller can do about it.
 *
 * <table>
 * <caption>The four answers</caption>
 * <tr><th>answer</th><th>sent?</th><th>who sends again</th></tr>
 * <tr><td>{@link Refused}</td><td>no</td><td>nobody: the message or the account must change</td></tr>
 * <tr><td>{@link NotAuthorized}</td><td>no</td><td>the caller, after a new consent</td></tr>
 * <tr><td>{@link NotSent}</td><td>no</td><td>anybody: that is safe</td></tr>
 * <tr><td>{@link OutcomeUnknown}</td><td>perhaps</td><td>nobody by themselves</td></tr>
 * </table>
 *
 * <p>{@link #getMessage()} says what failed and why, {@link #remedy()} what to do next. Neither
 * holds a token, a mail's text or a list of addresses, and neither holds a control character that a
 * server put in.
 *
 * <p>Longer than other files: the leaves of a sealed class without a permits clause stand in it,
 * and most of it is what they promise.
 */
public abstract sealed class SendException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The next step, empty when there is none. */
  private final String remedy;

  private final ArrayList<RefusedRecipient> refusedRecipients;

  private SendException(
      String message,
      String remedy,
      @Nullable Throwable cause,
      List<RefusedRecipient> refusedRecipients) {
    super(message, cause);
    this.remedy = remedy;
    this.refusedRecipients = new ArrayList<>(refusedRecipients);
  }

  /**
   * The exact next step, usually a command to type.
   *
   * @return the remedy, empty when there is none
   */
  public final String remedy() {
    return remedy;
  }

  /**
   * The recipients that the server would not take, each with its own words. Nobody got the message,
   * the others neither.
   *
   * @return in the order of the envelope, unmodifiable; empty unless single recipients were refused
   */
  public final List<RefusedRecipient> refusedRecipients() {
    return List.copyOf(refusedRecipients);
  }

  /** The message was not sent, and sending the same again from the same account will not do. */
  public static final class Refused extends SendException {
    private static final long serialVersionUID = 1L;

    /** What must change before the message can go. */
    public enum Reason {
      /** The message itself: an address, a header, its size. */
      MESSAGE,
      /** A file that belongs to the message, missing or changed while it was read. */
      INPUT,
      /**
       * The service, for this account or project: the API is switched off, mail is not enabled, the
       * address is wrong. The cause is an {@code AuthException} when our own files are to blame (a
       * token file, credentials.json).
       */
      UNAVAILABLE,
      /** What the account may do, as an administrator decided. */
      PERMISSION
    }

    private final Refused.Reason reason;

    /**
     * Describes a refusal.
     *
     * @param reason what must change
     * @param message what failed and why, without secrets
     * @param remedy the next step; empty when there is none
     * @param cause the failure below, or null
     */
    public Refused(
        Refused.Reason reason, String message, String remedy, @Nullable Throwable cause) {
      super(message, remedy, cause, List.of());
      this.reason = reason;
    }

    /**
     * Describes a refusal of single recipients, for which the message was sent to nobody.
     *
     * @param reason what must change
     * @param recipients who was refused, and in which words
     * @param message what failed and why, without secrets; names no more than a few of them
     * @param remedy the next step; empty when there is none
     */
    public Refused(
        Refused.Reason reason, List<RefusedRecipient> recipients, String message, String remedy) {
      super(message, remedy, null, recipients);
      this.reason = reason;
    }

    /**
     * What must change before the message can go.
     *
     * @return the reason
     */
    public Refused.Reason reason() {
      return reason;
    }
  }

  /** The message was not sent, since the consent is missing, has ended or does not cover it. */
  public static final class NotAuthorized extends SendException {
    private static final long serialVersionUID = 1L;

    /**
     * Describes a missing consent.
     *
     * @param message what failed and why, without secrets
     * @param remedy the next step, usually {@code Run: posthorn login …}
     * @param cause the failure below, or null
     */
    public NotAuthorized(String message, String remedy, @Nullable Throwable cause) {
      super(message, remedy, cause, List.of());
    }
  }

  /** The message was surely not sent; sending it again, later, cannot deliver it twice. */
  public static final class NotSent extends SendException {
    private static final long serialVersionUID = 1L;

    /** What stood in the way. */
    public enum Reason {
      /** The way to the provider, or the provider itself: it may pass at any moment. */
      TROUBLE,
      /**
       * The provider's limit of rate or of a day for this account, at which no other message gets
       * by.
       */
      LIMIT,
      /** Single recipients, whom the provider cannot take at the moment; others may go. */
      RECIPIENT
    }

    private final @Nullable Duration retryAfter;
    private final NotSent.Reason reason;

    /**
     * Describes a failure that may pass.
     *
     * @param message what failed and why, without secrets
     * @param remedy the next step; empty when there is none
     * @param retryAfter how long the provider asks to wait, not negative; null when it did not say
     * @param cause the failure below, or null
     * @throws IllegalArgumentException when the wait is negative
     */
    public NotSent(
        String message, String remedy, @Nullable Duration retryAfter, @Nullable Throwable cause) {
      this(NotSent.Reason.TROUBLE, message, remedy, retryAfter, cause);
    }

    /**
     * Describes a failure that may pass, and its reason.
     *
     * @param reason what stood in the way
     * @param message what failed and why, without secrets
     * @param remedy the next step; empty when there is none
     * @param retryAfter how long the provider asks to wait, not negative; null when it did not say
     * @param cause the failure below, or null
     * @throws IllegalArgumentException when the wait is negative
     */
    public NotSent(
        NotSent.Reason reason,
        String message,
        String remedy,
        @Nullable Duration retryAfter,
        @Nullable Throwable cause) {
      super(message, remedy, cause, List.of());
      this.retryAfter = checked(retryAfter);
      this.reason = reason;
    }

    /**
     * Describes a refusal of single recipients that may pass; the message was sent to nobody.
     *
     * @param recipients who was refused, and in which words
     * @param message what failed and why, without secrets; names no more than a few of them
     * @param remedy the next step; empty when there is none
     * @param retryAfter how long the provider asks to wait, not negative; null when it did not say
     * @throws IllegalArgumentException when the wait is negative
     */
    public NotSent(
        List<RefusedRecipient> recipients,
        String message,
        String remedy,
        @Nullable Duration retryAfter) {
      super(message, remedy, null, recipients);
      this.retryAfter = checked(retryAfter);
      this.reason = NotSent.Reason.RECIPIENT;
    }

    private static @Nullable Duration checked(@Nullable Duration retryAfter) {
      if (retryAfter != null && retryAfter.isNegative()) {
        throw new IllegalArgumentException("A wait cannot be negative: " + retryAfter);
      }
      return retryAfter;
    }

    /**
     * How long the provider asks to wait before the next attempt.
     *
     * @return the wait, zero or more; empty when the provider did not say, and backing off with
     *     jitter is up to the caller
     */
    public Optional<Duration> retryAfter() {
      return Optional.ofNullable(retryAfter);
    }

    /**
     * What stood in the way, and so what else would meet it.
     *
     * @return the reason
     */
    public NotSent.Reason reason() {
      return reason;
    }
  }

  /**
   * The message may have been sent: it went out whole, and no answer that counts came back.
   *
   * <p>Sending it again may deliver it twice, so no program does that by itself. A person can look
   * into the mailbox's Sent folder, or, where a server that keeps none took it, into that server's
   * log.
   */
  public static final class OutcomeUnknown extends SendException {
    private static final long serialVersionUID = 1L;

    private final boolean mayBeSettled;
    private final @Nullable SendException obstacle;

    /**
     * Describes a lost answer, of which nothing more will be known.
     *
     * @param message what failed and why, without secrets
     * @param remedy the next step
     * @param cause the failure below, or null
     */
    public OutcomeUnknown(String message, String remedy, @Nullable Throwable cause) {
      this(message, remedy, false, cause);
    }

    /**
     * Describes a lost answer.
     *
     * @param message what failed and why, without secrets
     * @param remedy the next step
     * @param mayBeSettled whether the handle of the delivery can still be asked
     * @param cause the failure below, or null
     */
    public OutcomeUnknown(
        String message, String remedy, boolean mayBeSettled, @Nullable Throwable cause) {
      super(message, remedy, cause, List.of());
      this.mayBeSettled = mayBeSettled;
      this.obstacle = null;
    }

    /**
     * Describes a lost answer that the handle of the delivery can still be asked for.
     *
     * @param message what failed and why, without secrets
     * @param remedy the next step
     * @param obstacle why it could not be asked just now, as if nothing had been sent; null when
     *     merely no answer came
     * @param cause the failure below, or null
     */
    public OutcomeUnknown(
        String message,
        String remedy,
        @Nullable SendException obstacle,
        @Nullable Throwable cause) {
      super(message, remedy, cause, List.of());
      this.mayBeSettled = true;
      this.obstacle = obstacle;
    }

    /**
     * Whether who has the {@link DeliveryHandle} may still learn the outcome, by {@link
     * ResumableDelivery#resume} at a later time.
     *
     * @return false, too, when there is no handle
     */
    public boolean mayBeSettled() {
      return mayBeSettled;
    }

    /**
     * What stood in the way of asking, which any other message of the account may meet, too.
     *
     * @return a missing consent, a limit, a refusal of the account …; empty when merely no answer
     *     came
     */
    public Optional<SendException> obstacle() {
      return Optional.ofNullable(obstacle);
    }
  }
}
