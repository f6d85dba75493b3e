package dev.posthorn.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The resumable upload sessions. An id is the time of the start in hexadecimal, a dash and a random
 * text that nobody can guess; a session ends a week after its start.
 *
 * <p>On disk, in a folder of mode 0700: {@code ID.json} with what {@link Upload.Start} holds, and
 * {@code ID.part} with the octets received so far. Both go when the session is settled; from then
 * on the mailboxes know its answer.
 *
 * <p>Thread-safe.
 */
final class Uploads {
  private static final Duration LIFE = Duration.ofDays(7);

  private final Path folder;
  private final Mailboxes mailboxes;
  private final Clock clock;
  private final Randomness randomness;
  private final Facts facts;
  private final Map<String, Upload> open = new HashMap<>();

  private Uploads(
      Path folder, Mailboxes mailboxes, Clock clock, Randomness randomness, Facts facts) {
    this.folder = folder;
    this.mailboxes = mailboxes;
    this.clock = clock;
    this.randomness = randomness;
    this.facts = facts;
  }

  /** Opens the folder with the sessions that are in it; those that were settled are swept out. */
  static Uploads open(
      Path folder, Mailboxes mailboxes, Clock clock, Randomness randomness, Facts facts)
      throws IOException {
    Uploads uploads = new Uploads(folder, mailboxes, clock, randomness, facts);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
      for (Path file : files) {
        Upload.Start start = Upload.Start.of(JsonBody.parse(Files.readAllBytes(file)));
        uploads.open.put(start.id(), new Upload(start, uploads.part(start.id())));
        if (mailboxes.settled(start.id()).isPresent()) {
          uploads.close(start.id());
        }
      }
    } catch (RuntimeException e) {
      throw new IOException(folder + " holds an upload that cannot be read", e);
    }
    return uploads;
  }

  private Path part(String id) {
    return folder.resolve(id + ".part");
  }

  private Path meta(String id) {
    return folder.resolve(id + ".json");
  }

  synchronized Upload start(String call, String account, String threadId, long total)
      throws IOException {
    String id = Long.toHexString(clock.millis()) + "-" + randomness.text(24);
    Upload.Start start = new Upload.Start(id, call, account, threadId, total);
    PrivateFiles.replace(meta(id), start.json().toString());
    Upload upload = new Upload(start, part(id));
    open.put(id, upload);
    return upload;
  }

  /** The session that is neither settled nor expired. */
  synchronized Optional<Upload> find(String id) throws IOException {
    Upload upload = open.get(id);
    if (upload != null && expired(id)) {
      close(id);
      return Optional.empty();
    }
    return Optional.ofNullable(upload);
  }

  /** What a finished session answers; empty when there is none, or it was to be forgotten. */
  Optional<Change.Settled> settled(String id) {
    boolean told = !expired(id) && facts.hold(GmailFact.SESSION_STATUS_KNOWN);
    return told ? mailboxes.settled(id).filter(is -> is.status() != 404) : Optional.empty();
  }

  private boolean expired(String id) {
    int dash = id.indexOf('-');
    if (dash < 1 || dash > 12 || !id.substring(0, dash).matches("[0-9a-f]+")) {
      return true;
    }
    long started = Long.parseLong(id.substring(0, dash), 16);
    return clock.millis() - started >= LIFE.toMillis();
  }

  /** Forgets the octets of a session that is settled. */
  synchronized void close(String id) throws IOException {
    open.remove(id);
    Files.deleteIfExists(meta(id));
    Files.deleteIfExists(part(id));
  }

  /** Destroys a session, also one that was settled: nobody learns what became of it. */
  void destroy(String id) throws IOException {
    boolean known;
    synchronized (this) {
      known = open.containsKey(id) || mailboxes.settled(id).isPresent();
      close(id);
    }
    if (known) {
      mailboxes.commit(Change.settled(id, 404, ""));
    }
  }

  /** Ends a session whose mail was refused: it answers the same to whoever asks again. */
  void settle(String id, Response refused) throws IOException {
    mailboxes.commit(Change.settled(id, refused.status(), refused.text()));
    close(id);
  }
}
