package dev.posthorn.outbox;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One message of the outbox, as the ledger had it at one moment. {@link EntryState} draws what
 * becomes of it. Immutable and thread-safe; its text holds no secret: the handle of a delivery
 * under way is not in it.
 *
 * @param id sixteen hexadecimal digits, also the value of the message's X-Posthorn-Id
 * @param account who sends it
 * @param state how far it has come
 * @param options what whoever handed it in asked for
 * @param subject the message's subject, decoded, shortened to 200 characters; may be empty
 * @param recipients the envelope, in its order
 * @param size bytes of the message
 * @param acceptedAt when it became durable
 * @param changedAt when its state last changed
 * @param dueAt not before then it is tried, or tried again
 * @param attempts how often a delivery was begun
 * @param why the reason of the last failure, in words for people; of a message that was sent, what
 *     a person should know of it; empty when there is none
 * @param remedy what a person can do about it; may be empty
 * @param receipt the provider's proof, once it is sent
 */
public record OutboxEntry(
    String id,
    String account,
    EntryState state,
    Options options,
    String subject,
    List<String> recipients,
    long size,
    Instant acceptedAt,
    Instant changedAt,
    Instant dueAt,
    int attempts,
    String why,
    String remedy,
    Optional<Receipt> receipt) {

  /**
   * Copies.
   *
   * @param id see the record
   * @param account see the record
   * @param state see the record
   * @param options see the record
   * @param subject see the record
   * @param recipients see the record; copied
   * @param size see the record
   * @param acceptedAt see the record
   * @param changedAt see the record
   * @param dueAt see the record
   * @param attempts see the record
   * @param why see the record
   * @param remedy see the record
   * @param receipt see the record
   */
  public OutboxEntry {
    recipients = List.copyOf(recipients);
  }

  /**
   * What whoever handed the message in asked for.
   *
   * @param key the idempotency key; null when there is none
   * @param at when it is to go; the time of acceptance when nobody said
   * @param expires when it is no longer to be sent; null for never
   * @param urgency what goes first
   * @param via the way that was asked for
   */
  public record Options(
      @Nullable String key, Instant at, @Nullable Instant expires, Urgency urgency, Via via) {}

  /** What goes first among the messages of one account that are due. */
  public enum Urgency {
    /** Before all others. */
    HIGH(0),
    /** As it comes. */
    NORMAL(1),
    /** When nothing else is due; what mail merge makes. */
    LOW(2);

    private final int rank;

    Urgency(int rank) {
      this.rank = rank;
    }

    /** Its place in the ledger's order. */
    int rank() {
      return rank;
    }

    static Urgency ofRank(int rank) {
      for (Urgency each : values()) {
        if (each.rank == rank) {
          return each;
        }
      }
      throw new IllegalArgumentException("There is no urgency " + rank);
    }
  }

  /** The way that was asked for. */
  public enum Via {
    /** The API by session where the consent allows it, else SMTP. */
    AUTO,
    /** The API, by session. */
    API,
    /** The API, by a draft. */
    DRAFT,
    /** SMTP. */
    SMTP
  }

  /**
   * What the provider answered.
   *
   * @param id its id of the message, or what a person said in its place: {@code settled by hand}
   * @param threadId its conversation; may be empty
   * @param via {@code api} or {@code smtp}; {@code person} when a person settled it
   */
  public record Receipt(String id, String threadId, String via) {}
}
