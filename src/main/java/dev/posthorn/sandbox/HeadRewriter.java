package dev.posthorn.sandbox;

import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Changes the head of a mail as Gmail does: From only as an address the account owns; through the
 * API a new Message-ID and Date, and no Bcc in a recipient's copy.
 */
final class HeadRewriter {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH);

  private static final Pattern MESSAGE_ID = Pattern.compile("<[^<>@\\s]+@[^<>@\\s]+>");

  private final Accounts accounts;
  private final Clock clock;
  private final Randomness randomness;
  private final Facts facts;

  HeadRewriter(Accounts accounts, Clock clock, Randomness randomness, Facts facts) {
    this.accounts = accounts;
    this.clock = clock;
    this.randomness = randomness;
    this.facts = facts;
  }

  /** A mail that comes by the API, as it stands in Sent. */
  Rfc822 byApi(String sender, Rfc822 given) {
    Set<String> replaced = unfit(given);
    if (facts.hold(GmailFact.MESSAGE_ID_REPLACED)) {
      replaced.add("message-id");
    }
    if (facts.hold(GmailFact.DATE_REPLACED)) {
      replaced.add("date");
    }
    return rewritten(sender, given, "gmailapi.google.com with HTTPREST", replaced);
  }

  /** A mail that comes by SMTP, as it stands in Sent and goes on. */
  Rfc822 bySmtp(String sender, Rfc822 given) {
    return rewritten(sender, given, "smtp.gmail.com with ESMTPSA", unfit(given));
  }

  /** A mail that came by the API without what its recipients do not see. */
  Rfc822 shown(Rfc822 mail) {
    Set<String> hidden = new LinkedHashSet<>();
    if (facts.hold(GmailFact.BCC_REMOVED)) {
      hidden.add("bcc");
    }
    if (!facts.hold(GmailFact.X_HEADERS_KEPT)) {
      mail.fields().stream()
          .map(field -> field.name().toLowerCase(Locale.ROOT))
          .filter(name -> name.startsWith("x-"))
          .forEach(hidden::add);
    }
    return mail.without(hidden);
  }

  /** What a person should be told of the new head: that it has another From. */
  static List<String> changes(Rfc822 given, Rfc822 rewritten) {
    List<String> froms = given.values("From");
    return froms.isEmpty() || froms.equals(rewritten.values("From"))
        ? List.of()
        : List.of("Gmail replaced the From of this message, since the account has no such alias.");
  }

  /** The fields that Gmail must write, since the mail has none, or none that will do. */
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

  private Rfc822 rewritten(String sender, Rfc822 given, String way, Set<String> replaced) {
    List<Rfc822.Field> top = new ArrayList<>();
    String now = DATE.format(clock.instant().atOffset(ZoneOffset.UTC));
    top.add(Rfc822.Field.of("Received", "from 000000000000 by " + way + "; " + now));
    if (!maySendFrom(sender, given)) {
      replaced.add("from");
      top.add(Rfc822.Field.of("From", sender));
      given
          .values("From")
          .forEach(from -> top.add(Rfc822.Field.of("X-Google-Original-From", from)));
    }
    if (replaced.contains("date")) {
      top.add(Rfc822.Field.of("Date", now));
    }
    if (replaced.contains("message-id")) {
      top.add(Rfc822.Field.of("Message-ID", "<CA" + randomness.text(36) + "@mail.gmail.com>"));
    }
    return given.without(replaced).startingWith(top);
  }

  private boolean maySendFrom(String sender, Rfc822 given) {
    List<String> froms = given.values("From");
    if (froms.size() != 1) {
      return false;
    }
    List<String> addresses = MailRules.addresses("From", froms.get(0));
    return !facts.hold(GmailFact.FROM_REPLACED)
        || addresses.stream().allMatch(address -> accounts.maySendAs(sender, address));
  }
}
