package dev.posthorn.sandbox;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Takes a mail from a program and puts it into mailboxes, its head changed as {@link HeadRewriter}
 * tells, and by the API its content in the recipients' copies as {@link Passage} tells.
 */
final class Postbox {
  private final Accounts accounts;
  private final Mailboxes mailboxes;
  private final HeadRewriter heads;
  private final Facts facts;

  Postbox(Accounts accounts, Mailboxes mailboxes, HeadRewriter heads, Facts facts) {
    this.accounts = accounts;
    this.mailboxes = mailboxes;
    this.heads = heads;
    this.facts = facts;
  }

  /**
   * Sends a mail whose headers name its recipients.
   *
   * @param threadId the sender's thread, or empty
   * @param along what else happens in the same step, for the sender's copy
   * @return the sender's copy
   * @throws Refusal when Gmail would not take the mail
   */
  StoredMail send(
      String sender, Rfc822 given, String threadId, Function<StoredMail, Change> along) {
    MailRules.check(given);
    Set<String> boxes = boxes(MailRules.recipients(given, facts.hold(GmailFact.TO_TWICE_JOINED)));
    checkThread(sender, threadId);
    Rfc822 mail = heads.byApi(sender, given);
    List<String> changes = HeadRewriter.changes(given, mail);
    StoredMail sent =
        mailboxes.prepare(sender, labels(boxes.remove(sender)), mail, threadId, changes);
    List<StoredMail> all = new ArrayList<>(List.of(sent));
    if (!boxes.isEmpty()) {
      Passage passage = Passage.of(facts, heads.shown(mail));
      List<String> onTheWay = new ArrayList<>(changes);
      onTheWay.addAll(passage.changes());
      boxes.forEach(box -> all.add(delivered(sender, box, passage.mail(), onTheWay)));
    }
    mailboxes.commit(Change.adding(all).and(along.apply(sent)));
    return sent;
  }

  /**
   * Sends a mail that came by SMTP with an envelope. It goes on as it is but for From, and for a
   * Message-ID or a Date where there is none: a Bcc that a program forgot to take out is seen by
   * all.
   *
   * @return the sender's copy
   * @throws Refusal when Gmail would not take the mail
   */
  StoredMail submit(String sender, List<String> envelope, Rfc822 given) {
    MailRules.check(given);
    Rfc822 mail = heads.bySmtp(sender, given);
    List<String> changes = HeadRewriter.changes(given, mail);
    Set<String> boxes = boxes(envelope);
    StoredMail sent = mailboxes.prepare(sender, labels(boxes.remove(sender)), mail, "", changes);
    List<StoredMail> all = new ArrayList<>(List.of(sent));
    boxes.forEach(box -> all.add(delivered(sender, box, mail, changes)));
    mailboxes.commit(Change.adding(all));
    return sent;
  }

  /**
   * Keeps a draft as it is.
   *
   * @param along what else happens in the same step, for the answer
   * @return what the call answers
   */
  JsonObject draft(
      String account, Rfc822 mail, String threadId, Function<JsonObject, Change> along) {
    checkThread(account, threadId);
    StoredMail message = mailboxes.prepare(account, List.of("DRAFT"), mail, threadId, List.of());
    String id = "r" + Long.parseUnsignedLong(mailboxes.newId(), 16);
    JsonObject answer =
        Json.createObjectBuilder().add("id", id).add("message", MessageJson.brief(message)).build();
    mailboxes.commit(Change.newDraft(id, message).and(along.apply(answer)));
    return answer;
  }

  private void checkThread(String account, String threadId) {
    if (!threadId.isEmpty() && !mailboxes.hasThread(account, threadId)) {
      throw ApiError.notFound();
    }
  }

  private Set<String> boxes(List<String> recipients) {
    Set<String> boxes = new LinkedHashSet<>();
    recipients.forEach(address -> accounts.mailboxOf(address).ifPresent(boxes::add));
    return boxes;
  }

  /** Mail to oneself is one message, in both places. */
  private static List<String> labels(boolean toSelf) {
    return toSelf ? List.of("UNREAD", "SENT", "INBOX") : List.of("SENT");
  }

  private StoredMail delivered(String sender, String box, Rfc822 mail, List<String> changes) {
    Rfc822 copy =
        mail.startingWith(
            List.of(
                Rfc822.Field.of("Delivered-To", box),
                Rfc822.Field.of("Return-Path", "<" + sender + ">")));
    return mailboxes.prepare(box, List.of("UNREAD", "INBOX"), copy, "", changes);
  }
}
