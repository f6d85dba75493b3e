package dev.posthorn.sandbox;

import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Takes a mail from a program and puts it into mailboxes, changed as Gmail changes it: a new
 * Message-ID and Date, From only as an address the account owns, Bcc only in the sender's copy.
 */
final class Postbox {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH);

  private final Accounts accounts;
  private final Mailboxes mailboxes;
  private final Clock clock;
  private final Randomness randomness;

  Postbox(Accounts accounts, Mailboxes mailboxes, Clock clock, Randomness randomness) {
    this.accounts = accounts;
    this.mailboxes = mailboxes;
    this.clock = clock;
    this.randomness = randomness;
  }

  /**
   * Sends.
   *
   * @param threadId the sender's thread, or empty
   * @return the sender's copy
   * @throws Refusal when Gmail would not take the mail
   */
  StoredMail send(String sender, Rfc822 given, String threadId) {
    List<String> recipients = MailRules.recipients(given);
    if (!threadId.isEmpty() && !mailboxes.hasThread(sender, threadId)) {
      throw ApiError.notFound();
    }
    Rfc822 mail = rewritten(sender, given);
    Set<String> boxes = new LinkedHashSet<>();
    recipients.forEach(address -> accounts.mailboxOf(address).ifPresent(boxes::add));
    boolean toSelf = boxes.remove(sender);
    List<String> labels = toSelf ? List.of("UNREAD", "SENT", "INBOX") : List.of("SENT");
    StoredMail sent = mailboxes.add(sender, labels, mail, threadId);
    for (String box : boxes) {
      mailboxes.add(box, List.of("UNREAD", "INBOX"), delivered(sender, box, mail), "");
    }
    return sent;
  }

  private Rfc822 rewritten(String sender, Rfc822 given) {
    List<Rfc822.Field> top = new ArrayList<>();
    String now = DATE.format(clock.instant().atOffset(ZoneOffset.UTC));
    top.add(
        Rfc822.Field.of(
            "Received", "from 000000000000 by gmailapi.google.com with HTTPREST; " + now));
    Set<String> replaced = new LinkedHashSet<>(Set.of("message-id", "date", "return-path"));
    List<String> froms = given.values("From");
    boolean own =
        froms.size() == 1
            && MailRules.addresses("From", froms.get(0)).stream()
                .allMatch(address -> accounts.maySendAs(sender, address));
    if (!own) {
      replaced.add("from");
      top.add(Rfc822.Field.of("From", sender));
      froms.forEach(from -> top.add(Rfc822.Field.of("X-Google-Original-From", from)));
    }
    top.add(Rfc822.Field.of("Date", now));
    top.add(Rfc822.Field.of("Message-ID", "<CA" + randomness.text(36) + "@mail.gmail.com>"));
    return given.without(replaced).startingWith(top);
  }

  private static Rfc822 delivered(String sender, String box, Rfc822 mail) {
    return mail.without(Set.of("bcc"))
        .startingWith(
            List.of(
                Rfc822.Field.of("Delivered-To", box),
                Rfc822.Field.of("Return-Path", "<" + sender + ">")));
  }
}
