package dev.posthorn.outbox;

import dev.posthorn.message.WireMessage;
import dev.posthorn.outbox.OutboxEntry.Urgency;
import dev.posthorn.outbox.OutboxEntry.Via;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A message to be accepted, and what is asked for it. Immutable. */
public final class Submission {
  private static final int LONGEST_KEY = 200;

  private final String account;
  private final WireMessage message;
  private final @Nullable String key;
  private final String digest;
  private final @Nullable Instant at;
  private final @Nullable Instant expires;
  private final Urgency urgency;
  private final Via via;

  private Submission(Builder builder) {
    account = builder.account;
    message = builder.message;
    key = builder.key;
    digest = builder.digest;
    at = builder.at;
    expires = builder.expires;
    urgency = builder.urgency;
    via = builder.via;
  }

  /**
   * Begins a submission.
   *
   * @param account who sends, an address
   * @param message what is sent, to its own envelope
   * @return a builder in which every other setting has a default
   */
  public static Builder of(String account, WireMessage message) {
    return new Builder(account, message);
  }

  String account() {
    return account;
  }

  WireMessage message() {
    return message;
  }

  Optional<String> key() {
    return Optional.ofNullable(key);
  }

  String digest() {
    return digest;
  }

  Optional<Instant> at() {
    return Optional.ofNullable(at);
  }

  Optional<Instant> expires() {
    return Optional.ofNullable(expires);
  }

  Urgency urgency() {
    return urgency;
  }

  Via via() {
    return via;
  }

  /** Settings of a submission. Not thread-safe. */
  public static final class Builder {
    private final String account;
    private final WireMessage message;
    private @Nullable String key;
    private String digest = "";
    private @Nullable Instant at;
    private @Nullable Instant expires;
    private Urgency urgency = Urgency.NORMAL;
    private Via via = Via.AUTO;

    private Builder(String account, WireMessage message) {
      this.account = Accounts.address(account);
      this.message = message;
    }

    /**
     * Makes it count once, however often it is handed in.
     *
     * @param key any text of 1 to 200 characters, without control characters and unpaired
     *     surrogates
     * @param contentDigest what the message is apart from what Posthorn adds, as {@code
     *     Mail.contentDigest()} and {@code WholeMessage.contentDigest()} say; the envelope is
     *     compared besides
     * @return this builder
     * @throws IllegalArgumentException when the key is blank, too long or has such characters
     */
    public Builder key(String key, String contentDigest) {
      if (key.isBlank() || key.length() > LONGEST_KEY || !isPlain(key)) {
        throw new IllegalArgumentException(
            "A key has 1 to 200 characters and no control characters.");
      }
      this.key = key;
      this.digest = contentDigest;
      return this;
    }

    private static boolean isPlain(String text) {
      return text.codePoints()
          .noneMatch(each -> Character.isISOControl(each) || isHalf(Character.getType(each)));
    }

    /** Half of a character: no database keeps it apart from the other halves. */
    private static boolean isHalf(int type) {
      return type == Character.SURROGATE;
    }

    /**
     * Sends it later.
     *
     * @param time not before then; at once unless told, and when it lies in the past
     * @return this builder
     */
    public Builder at(Instant time) {
      this.at = time;
      return this;
    }

    /**
     * Gives up on it.
     *
     * @param time from then on it is not begun any more; never unless told
     * @return this builder
     */
    public Builder expires(Instant time) {
      this.expires = time;
      return this;
    }

    /**
     * Lets it go before, or after, others of the account.
     *
     * @param other normal unless told
     * @return this builder
     */
    public Builder urgency(Urgency other) {
      this.urgency = other;
      return this;
    }

    /**
     * Chooses the way.
     *
     * @param other auto unless told
     * @return this builder
     */
    public Builder via(Via other) {
      this.via = other;
      return this;
    }

    /**
     * Ends the description.
     *
     * @return the submission
     * @throws IllegalArgumentException when it would expire before it may go
     */
    public Submission build() {
      if (at != null && expires != null && !expires.isAfter(at)) {
        throw new IllegalArgumentException("It would expire before it may be sent.");
      }
      return new Submission(this);
    }
  }
}
