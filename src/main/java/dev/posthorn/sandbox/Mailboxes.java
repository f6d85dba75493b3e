package dev.posthorn.sandbox;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All mail of all accounts, kept in memory until the sandbox ends. Thread-safe. */
final class Mailboxes {
  private static final Pattern MESSAGE_ID = Pattern.compile("<[^<>\\s]+>");
  private static final Pattern REPLY = Pattern.compile("(?i)^((re|aw|fwd?)\\s*:\\s*)+");

  private final Clock clock;
  private final Randomness randomness;
  private final Map<String, StoredMail> byId = new LinkedHashMap<>();

  Mailboxes(Clock clock, Randomness randomness) {
    this.clock = clock;
    this.randomness = randomness;
  }

  /** Puts a mail into a mailbox; an empty thread id lets References decide. */
  synchronized StoredMail add(String account, List<String> labelIds, Rfc822 mail, String threadId) {
    String id = newId();
    String thread = threadId.isEmpty() ? threadOf(account, mail).orElse(id) : threadId;
    StoredMail stored = new StoredMail(account, id, thread, labelIds, mail, clock.instant());
    byId.put(id, stored);
    return stored;
  }

  /** Sixteen hex digits that rise with time, as Gmail's do. */
  private String newId() {
    String id;
    do {
      id = String.format("%016x", (clock.millis() << 20) | (randomness.number() & 0xFFFFF));
    } while (byId.containsKey(id));
    return id;
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

  synchronized boolean hasThread(String account, String threadId) {
    return byId.values().stream()
        .anyMatch(mail -> mail.account().equals(account) && mail.threadId().equals(threadId));
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

  /** A number that grows with each mail. */
  synchronized int version() {
    return byId.size();
  }
}
