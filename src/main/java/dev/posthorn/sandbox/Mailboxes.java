package dev.posthorn.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** All mail of all accounts, in memory, and in a file where it must last. Thread-safe. */
final class Mailboxes implements AutoCloseable {
  private static final Pattern MESSAGE_ID = Pattern.compile("<[^<>\\s]+>");
  private static final Pattern REPLY = Pattern.compile("(?i)^((re|aw|fwd?)\\s*:\\s*)+");

  private final Clock clock;
  private final Map<String, StoredMail> byId = new LinkedHashMap<>();
  private final Map<String, String> drafts = new LinkedHashMap<>();
  private final Map<String, Change.Settled> uploads = new HashMap<>();
  private final @Nullable MailLog log;
  private long lastId;
  private int changes;

  /** Mailboxes that forget all when the sandbox ends. */
  Mailboxes(Clock clock) {
    this.clock = clock;
    this.log = null;
  }

  /** Mailboxes that are kept in a file. */
  Mailboxes(Clock clock, Path file) throws IOException {
    this.clock = clock;
    this.log = MailLog.open(file, this::apply);
  }

  /** Makes a mail ready for a mailbox; an empty thread id lets References decide. */
  synchronized StoredMail prepare(
      String account, List<String> labelIds, Rfc822 mail, String threadId, List<String> changes) {
    String id = newId();
    String thread = threadId.isEmpty() ? threadOf(account, mail).orElse(id) : threadId;
    return new StoredMail(account, id, thread, labelIds, mail, clock.instant(), changes);
  }

  /** Sixteen hex digits that rise with time, as Gmail's do. */
  synchronized String newId() {
    lastId = Math.max(lastId + 1, clock.millis() << 20);
    return String.format("%016x", lastId);
  }

  /**
   * Does all of a change, also on disk, or nothing.
   *
   * @throws Refusal with 404 when a draft that should go is gone already
   */
  synchronized void commit(Change change) {
    if (!drafts.keySet().containsAll(change.draftsGone())) {
      throw ApiError.notFound();
    }
    if (log != null) {
      log.append(change);
    }
    apply(change);
  }

  private void apply(Change change) {
    for (StoredMail mail : change.added()) {
      byId.put(mail.id(), mail);
      lastId = Math.max(lastId, Long.parseUnsignedLong(mail.id(), 16));
    }
    byId.keySet().removeAll(change.removed());
    drafts.putAll(change.drafts());
    drafts.keySet().removeAll(change.draftsGone());
    uploads.putAll(change.uploads());
    changes++;
  }

  /** What a finished upload session answers. */
  synchronized Optional<Change.Settled> settled(String upload) {
    return Optional.ofNullable(uploads.get(upload));
  }

  synchronized Optional<StoredMail> draft(String draft) {
    return Optional.ofNullable(drafts.get(draft)).map(byId::get);
  }

  /** The drafts of an account with their messages, the oldest first. */
  synchronized List<Map.Entry<String, StoredMail>> drafts(String account) {
    List<Map.Entry<String, StoredMail>> mine = new ArrayList<>();
    drafts.keySet().forEach(id -> draft(id).ifPresent(mail -> mine.add(Map.entry(id, mail))));
    mine.removeIf(draft -> !draft.getValue().account().equals(account));
    return mine;
  }

  /** The mail of a thread, the oldest first. */
  synchronized List<StoredMail> thread(String account, String threadId) {
    return byId.values().stream()
        .filter(mail -> mail.account().equals(account) && mail.threadId().equals(threadId))
        .toList();
  }

  /** A reply joins a thread when it names a mail of it and has the same subject. */
  private Optional<String> threadOf(String account, Rfc822 mail) {
    String named =
        String.join(" ", mail.values("References"))
            + " "
            + String.join(" ", mail.values("In-Reply-To"));
    List<String> ids = new ArrayList<>();
    Matcher id = MESSAGE_ID.matcher(named);
    while (id.find()) {
      ids.add(id.group());
    }
    return ids.isEmpty()
        ? Optional.empty()
        : byId.values().stream()
            .filter(old -> old.account().equals(account))
            .filter(old -> ids.contains(old.mail().value("Message-ID").orElse("")))
            .filter(old -> subject(old.mail()).equals(subject(mail)))
            .map(StoredMail::threadId)
            .findFirst();
  }

  private static String subject(Rfc822 mail) {
    String subject = mail.value("Subject").orElse("");
    return REPLY.matcher(subject).replaceFirst("").trim().toLowerCase(Locale.ROOT);
  }

  synchronized Optional<StoredMail> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  boolean hasThread(String account, String threadId) {
    return !thread(account, threadId).isEmpty();
  }

  synchronized List<StoredMail> oldestFirst() {
    return List.copyOf(byId.values());
  }

  /** The mail of one account, or of all when the account is empty. */
  List<StoredMail> newestFirst(String account) {
    List<StoredMail> mails = new ArrayList<>(oldestFirst());
    mails.removeIf(mail -> !account.isEmpty() && !mail.account().equals(account));
    Collections.reverse(mails);
    return mails;
  }

  /** A number that grows with each change. */
  synchronized int version() {
    return changes;
  }

  @Override
  public synchronized void close() throws IOException {
    if (log != null) {
      log.close();
    }
  }
}
