package dev.posthorn.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.posthorn.message.WireMessage;
import dev.posthorn.send.ServerText;
import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Takes messages in: each in one transaction with all its bytes, so that there is never half a one.
 */
final class Intake {
  /** The field that a message can be found by in the mailbox, whatever Gmail does to its ids. */
  static final String ID_FIELD = "X-Posthorn-Id";

  private static final int LONGEST_SUBJECT = 200;
  private static final int LONGEST_CONVERSATION = 250;

  private static final String INSERT =
      """
      INSERT INTO posthorn_entry
        (id, account, state, idem_key, digest, start_at, due_at, expires_at, urgency, via,
         conversation, blocked, gmail_thread, subject, recipients, recipient_count, size,
         accepted_at, changed_at, attempts, why, remedy)
      VALUES (?, ?, 'accepted', ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, 0, '', '')
      """;

  private final Database database;
  private final SecureRandom random = new SecureRandom();

  Intake(Database database) {
    this.database = database;
  }

  /** A message on its way in. */
  private record Incoming(String id, Submission submission, String digest, Instant now) {}

  /**
   * Accepts a message, or finds that it was accepted before.
   *
   * @throws IOException of the message's own files
   */
  Acceptance accept(Submission submission, Instant now) throws OutboxException, IOException {
    Incoming incoming = new Incoming(newId(), submission, digest(submission), now);
    try {
      return database.write(connection -> accept(connection, incoming));
    } catch (OutboxException e) {
      if (e.kind() != OutboxException.Kind.UNCERTAIN) {
        throw e;
      }
      return acceptAfter(e, incoming);
    }
  }

  /** Once more under the same id, so that it is there once, whatever became of the first time. */
  private Acceptance acceptAfter(OutboxException uncertain, Incoming incoming)
      throws OutboxException {
    try {
      return database.write(
          connection ->
              isThere(connection, incoming.id())
                  ? new Acceptance(incoming.id(), false)
                  : accept(connection, incoming));
    } catch (OutboxException | IOException e) {
      uncertain.addSuppressed(e);
      throw uncertain;
    }
  }

  private static boolean isThere(Connection connection, String id) throws SQLException {
    return Sql.number(connection, "SELECT COUNT(*) FROM posthorn_entry WHERE id = ?", id) > 0;
  }

  private Acceptance accept(Connection connection, Incoming incoming)
      throws SQLException, IOException, OutboxException {
    Optional<Acceptance> before = before(connection, incoming.submission(), incoming.digest());
    return before.isPresent() ? before.get() : insert(connection, incoming);
  }

  private String newId() {
    byte[] bits = new byte[8];
    random.nextBytes(bits);
    return HexFormat.of().formatHex(bits);
  }

  private Optional<Acceptance> before(Connection connection, Submission submission, String digest)
      throws SQLException, OutboxException {
    if (submission.key().isEmpty()) {
      return Optional.empty();
    }
    String key = submission.key().get();
    lockKey(connection, key);
    record Known(String id, String digest) {}
    Optional<Known> known =
        Sql.first(
            connection,
            row -> new Known(row.getString(1), row.getString(2)),
            "SELECT id, digest FROM posthorn_entry WHERE idem_key = ?",
            key);
    if (known.isPresent() && !known.get().digest().equals(digest)) {
      throw new OutboxException(
          OutboxException.Kind.KEY_TAKEN,
          "The key \""
              + key
              + "\" belongs to a message with other content, or for others, accepted"
              + " as "
              + known.get().id()
              + "; nothing was accepted now.",
          "Look at it: posthorn outbox show " + known.get().id() + "; choose another --key.",
          null);
    }
    return known.map(same -> new Acceptance(same.id(), true));
  }

  /** Two that come with one key at once: the second waits. SQLite has its writer's lock. */
  private void lockKey(Connection connection, String key) throws SQLException {
    if (!database.engine().isFile()) {
      Sql.first(connection, row -> "", "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", key);
    }
  }

  private Acceptance insert(Connection connection, Incoming incoming)
      throws SQLException, IOException {
    String id = incoming.id();
    Submission submission = incoming.submission();
    Instant now = incoming.now();
    WireMessage message = submission.message().withHeader(ID_FIELD, id);
    Instant start = submission.at().filter(now::isBefore).orElse(now);
    Sql.update(
        connection,
        INSERT,
        id,
        submission.account(),
        submission.key().orElse(null),
        incoming.digest(),
        start,
        start,
        submission.expires().orElse(null),
        submission.urgency().rank(),
        submission.via().name(),
        conversation(message),
        message.threadId().orElse(null),
        subject(message),
        String.join("\n", message.recipients()),
        message.recipients().size(),
        message.size(),
        now,
        now);
    long seq = Sql.number(connection, "SELECT seq FROM posthorn_entry WHERE id = ?", id);
    Parts.write(connection, seq, message);
    Accounts.makeKnown(connection, submission.account());
    Wakes.wake(connection, submission.account(), start);
    return new Acceptance(id, false);
  }

  /** A row of the table gets another message, with the same id. */
  void replace(Connection connection, String id, long seq, WireMessage edited)
      throws SQLException, IOException {
    WireMessage message = edited.withHeader(ID_FIELD, id);
    Sql.update(
        connection,
        """
        UPDATE posthorn_entry SET conversation = ?, gmail_thread = ?, subject = ?, recipients = ?,
          recipient_count = ?, size = ?
        WHERE seq = ?
        """,
        conversation(message),
        message.threadId().orElse(null),
        subject(message),
        String.join("\n", message.recipients()),
        message.recipients().size(),
        message.size(),
        seq);
    Parts.delete(connection, seq);
    Parts.write(connection, seq, message);
  }

  private static String digest(Submission submission) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      String given =
          String.join("\n", submission.account(), submission.digest(), "")
              + String.join("\n", submission.message().recipients());
      return HexFormat.of().formatHex(sha.digest(given.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }

  /**
   * Gmail's thread, else the message that began the conversation (RFC 5322 §3.6.4), or this one.
   */
  private static String conversation(WireMessage message) {
    String first =
        message
            .threadId()
            .or(() -> message.header("References").filter(ids -> !ids.isBlank()))
            .or(() -> message.header("In-Reply-To").filter(ids -> !ids.isBlank()))
            .or(() -> message.header("Message-ID"))
            .orElse("")
            .strip()
            .split("\\s", 2)[0];
    return first.substring(0, Math.min(first.length(), LONGEST_CONVERSATION));
  }

  private static String subject(WireMessage message) {
    String encoded = message.header("Subject").orElse("");
    try {
      return ServerText.line(MimeUtility.decodeText(encoded), LONGEST_SUBJECT);
    } catch (UnsupportedEncodingException e) {
      return ServerText.line(encoded, LONGEST_SUBJECT); // Of a charset that Java does not know.
    }
  }
}
