package dev.posthorn.sandbox;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Takes a mail from a program and puts it into mailboxes, changed as Gmail changes it: From only as
 * an address the account owns; through the API a new Message-ID and Date, and Bcc only in the
 * sender's copy.
 */
final class Postbox {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH);

  private static final Pattern MESSAGE_ID = Pattern.compile("<[^<>@\\s]+@[^<>@\\s]+>");

  private final Accounts accounts;
  private final Mailboxes mailboxes;
  private final Clock clock;
  private final Randomness randomness;
  private final Facts facts;

  Postbox(
      Accounts accounts, Mailboxes mailboxes, Clock clock, Randomness randomness, Facts facts) {
    this.accounts = accounts;
    this.mailboxes = mailboxes;
    this.clock = clock;
    this.randomness = randomness;
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
    List<String> recipients =
        MailRules.recipients(given, facts.hold(GmailFact.TO_TWICE_JOINED));
    checkThread(sender, threadId);
    Rfc822 mail = rewritten(sender, given, "gmailapi.google.com with HTTPREST", replaced(given));
    Rfc822 outgoing = mail.without(hidden(mail));
    List<StoredMail> copies = new ArrayList<>();
    for (String box : boxes(recipients)) {
      if (!box.equals(sender)) {
        Rfc822 copy = delivered(sender, box, outgoing);
        copies.add(mailboxes.prepare(box, List.of("UNREAD", "INBOX"), copy, ""));
      }
    }
    return file(sender, recipients, mail, threadId, copies, along);
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
    Rfc822 mail = rewritten(sender, given, "smtp.gmail.com with ESMTPSA", unfit(given));
    List<StoredMail> copies = new ArrayList<>();
    for (String box : boxes(envelope)) {
      if (!box.equals(sender)) {
        Rfc822 copy = delivered(sender, box, mail);
        copies.add(mailboxes.prepare(box, List.of("UNREAD", "INBOX"), copy, ""));
      }
    }
    return file(sender, envelope, mail, "", copies, stored -> Change.NONE);
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
    StoredMail message = mailboxes.prepare(account, List.of("DRAFT"), mail, threadId);
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

  private StoredMail file(
      String sender,
      List<String> recipients,
      Rfc822 mail,
      String threadId,
      List<StoredMail> copies,
      Function<StoredMail, Change> along) {
    boolean toSelf = boxes(recipients).contains(sender);
    List<String> labels = toSelf ? List.of("UNREAD", "SENT", "INBOX") : List.of("SENT");
    StoredMail sent = mailboxes.prepare(sender, labels, mail, threadId);
    List<StoredMail> all = new ArrayList<>(List.of(sent));
    all.addAll(copies);
    mailboxes.commit(Change.adding(all).and(along.apply(sent)));
    return sent;
  }

  /** The fields that Gmail writes itself when a mail comes by the API, in lower case. */
  private Set<String> replaced(Rfc822 given) {
    Set<String> names = unfit(given);
    if (facts.hold(GmailFact.MESSAGE_ID_REPLACED)) {
      names.add("message-id");
    }
    if (facts.hold(GmailFact.DATE_REPLACED)) {
      names.add("date");
    }
    return names;
  }

  /** Those that it must write, since the mail has none, or none that will do. */
  private static Set<String> unfit(Rfc822 given) {
    Set<String> names = new LinkedHashSet<>(Set.of("return-path"));
    List<String> ids = given.values("Message-ID");
    if (ids.size() != 1 || !MESSAGE_ID.matcher(ids.get(0)).matches()) {
      names.add("message-id");
    }
    if (given.values("Date").size() != 1) {
      names.add("date");
    }
    return names;
  }

  /** The fields that recipients do not see, in lower case. */
  private Set<String> hidden(Rfc822 mail) {
    Set<String> names = new HashSet<>();
    if (facts.hold(GmailFact.BCC_REMOVED)) {
      names.add("bcc");
    }
    if (!facts.hold(GmailFact.X_HEADERS_KEPT)) {
      mail.fields().stream()
          .map(field -> field.name().toLowerCase(Locale.ROOT))
          .filter(name -> name.startsWith("x-"))
          .forEach(names::add);
    }
    return names;
  }

  private Rfc822 rewritten(String sender, Rfc822 given, String way, Set<String> withoutThese) {
    List<Rfc822.Field> top = new ArrayList<>();
    String now = DATE.format(clock.instant().atOffset(ZoneOffset.UTC));
    top.add(Rfc822.Field.of("Received", "from 000000000000 by " + way + "; " + now));
    Set<String> replaced = new LinkedHashSet<>(withoutThese);
    List<String> froms = given.values("From");
    boolean own =
        froms.size() == 1
            && MailRules.addresses("From", froms.get(0)).stream()
                .allMatch(address -> accounts.maySendAs(sender, address));
    if (froms.size() != 1 || (!own && facts.hold(GmailFact.FROM_REPLACED))) {
      replaced.add("from");
      top.add(Rfc822.Field.of("From", sender));
      froms.forEach(from -> top.add(Rfc822.Field.of("X-Google-Original-From", from)));
    }
    if (replaced.contains("date")) {
      top.add(Rfc822.Field.of("Date", now));
    }
    if (replaced.contains("message-id")) {
      top.add(Rfc822.Field.of("Message-ID", "<CA" + randomness.text(36) + "@mail.gmail.com>"));
    }
    return given.without(replaced).startingWith(top);
  }

  private static Rfc822 delivered(String sender, String box, Rfc822 mail) {
    return mail.startingWith(
        List.of(
            Rfc822.Field.of("Delivered-To", box),
            Rfc822.Field.of("Return-Path", "<" + sender + ">")));
  }
}
