package dev.posthorn.cli.probe;

import dev.posthorn.cli.probe.SendingLog.Sent;
import dev.posthorn.cli.probe.TextFate.Kind;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Compares what was sent with what arrived, fact by fact. Pure: the same messages and answers give
 * the same findings.
 *
 * @param id which probe
 * @param log what Gmail answered while the messages were sent
 * @param arrivals what has arrived
 */
public record Judge(ProbeId id, SendingLog log, Arrivals arrivals) {
  /** The only words out of a received message that are ever shown. */
  private static final Pattern TYPE = Pattern.compile("[a-z0-9.+-]{1,40}/[a-z0-9.+-]{1,40}");

  private static final Pattern COMMENT = Pattern.compile("\\s*\\([^()]*\\)\\s*$");

  /**
   * Judges all facts.
   *
   * @return a finding each, in the order of {@link Fact}
   */
  public List<Finding> findings() {
    return Stream.of(Fact.values()).map(this::finding).toList();
  }

  private Finding finding(Fact fact) {
    if (fact == Fact.SESSION_STATUS_KNOWN) {
      return session();
    }
    if (fact == Fact.DRAFT_SEND_ONCE) {
      return draft();
    }
    if (fact == Fact.TO_TWICE_JOINED) {
      return toTwice();
    }
    List<MimePart> mails = arrivals.of(fact.letter());
    if (!mails.isEmpty()) {
      return of(fact, mails.get(0));
    }
    return fact == Fact.FROM_REPLACED && sent(Letter.FROM) == Sent.REFUSED
        ? different(fact, "Gmail refused a From that is no alias of the account")
        : absent(fact, fact.letter());
  }

  private Finding of(Fact fact, MimePart mail) {
    return switch (fact) {
      case SEVEN_BIT_WRAPPED, EIGHT_BIT_WRAPPED, FLOWED_WRAPPED, PATCH_WRAPPED ->
          text(fact, mail, Kind.WRAPPED);
      case QUOTED_PRINTABLE_WHOLE, BASE64_WHOLE -> text(fact, mail, Kind.WHOLE);
      case ALTERNATIVE_KEPT -> alternative(mail);
      case SIGNED_REFOLDED -> signed(mail);
      case ENCRYPTED_MIXED -> encrypted(mail);
      case MESSAGE_ID_REPLACED -> messageId(mail);
      case DATE_REPLACED -> date(mail);
      case FROM_REPLACED -> from(mail);
      case BCC_REMOVED ->
          mail.has("Bcc")
              ? different(fact, "the copy of another recipient shows Bcc")
              : assumed(fact, "");
      case X_HEADERS_KEPT -> ownHeader(mail);
      case SESSION_STATUS_KNOWN, DRAFT_SEND_ONCE, TO_TWICE_JOINED ->
          throw new IllegalArgumentException("Not told by one message alone: " + fact);
    };
  }

  private Finding text(Fact fact, MimePart mail, Kind expected) {
    Optional<MimePart> part = mail.plainText();
    if (part.isEmpty()) {
      return different(fact, "it arrived as " + shown(mail.type()) + ", without a plain text");
    }
    TextFate fate = TextFate.of(Letters.text(fact.letter()), part.get().lines());
    String words = fate.words() + ", in " + encoding(part.get());
    return fate.kind() == expected ? assumed(fact, words) : different(fact, words);
  }

  private Finding alternative(MimePart mail) {
    Fact fact = Fact.ALTERNATIVE_KEPT;
    if (!mail.type().equals("multipart/alternative")) {
      return different(fact, "it arrived as " + shown(mail.type()));
    }
    boolean fromHtml =
        mail.plainText()
            .filter(part -> String.join(" ", part.lines()).contains(Letters.ONLY_IN_HTML))
            .isPresent();
    return fromHtml
        ? different(fact, "the text half was made of the HTML half")
        : text(fact, mail, Kind.WHOLE);
  }

  private Finding signed(MimePart mail) {
    Fact fact = Fact.SIGNED_REFOLDED;
    if (!mail.type().equals("multipart/signed")) {
      return different(fact, "it arrived as " + shown(mail.type()));
    }
    if (mail.parts().isEmpty()) {
      return different(fact, "it arrived without its parts");
    }
    MimePart part = mail.parts().get(0);
    if (part.octets().equals(Letters.signedPart())) {
      return different(fact, "the signed part arrived octet for octet");
    }
    TextFate fate = TextFate.of(Letters.text(Letter.SIGNED), part.lines());
    return assumed(
        fact,
        fate.kind() == Kind.WHOLE
            ? "the text is whole, but other octets of the signed part changed"
            : fate.words());
  }

  private Finding encrypted(MimePart mail) {
    Fact fact = Fact.ENCRYPTED_MIXED;
    return mail.type().equals("multipart/mixed")
        ? assumed(fact, "")
        : different(fact, "it arrived as " + shown(mail.type()));
  }

  private Finding messageId(MimePart mail) {
    Fact fact = Fact.MESSAGE_ID_REPLACED;
    String value = mail.field("Message-ID");
    if (value.isEmpty()) {
      return different(fact, "it arrived without one");
    }
    return value.contains(id.subject())
        ? different(fact, "the one that was sent arrived")
        : assumed(fact, "");
  }

  private Finding date(MimePart mail) {
    Fact fact = Fact.DATE_REPLACED;
    String value = mail.field("Date");
    if (value.isEmpty()) {
      return different(fact, "it arrived without one");
    }
    Optional<Instant> date = date(value);
    if (date.isEmpty()) {
      return new Finding(fact, Verdict.NOT_TOLD, "the Date that arrived is not of RFC 5322");
    }
    return date.get().equals(id.date())
        ? different(fact, "the one that was sent arrived")
        : assumed(fact, "");
  }

  private static Optional<Instant> date(String value) {
    try {
      String plain = COMMENT.matcher(value).replaceAll("").replaceAll("\\s+", " ").strip();
      return Optional.of(
          OffsetDateTime.parse(plain, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Finding from(MimePart mail) {
    Fact fact = Fact.FROM_REPLACED;
    String value = mail.field("From").toLowerCase(Locale.ROOT);
    if (value.indexOf('@') < 0) {
      return different(fact, "it arrived without an address in From");
    }
    return value.contains(Letters.FOREIGN)
        ? different(fact, "the foreign address arrived")
        : assumed(fact, "");
  }

  private Finding ownHeader(MimePart mail) {
    Fact fact = Fact.X_HEADERS_KEPT;
    String value = mail.field("X-Posthorn-Probe");
    if (value.isEmpty()) {
      return different(fact, "it arrived without the header");
    }
    return value.equals(Letters.mark(id, Letter.PLAIN))
        ? assumed(fact, "")
        : different(fact, "its value was changed");
  }

  private Finding session() {
    Fact fact = Fact.SESSION_STATUS_KNOWN;
    int status = log.session();
    if (status == 0) {
      return new Finding(fact, Verdict.NOT_TOLD, "the question got no answer");
    }
    if (status == SendingLog.NOT_ASKED) {
      return notAsked(fact, Letter.SESSION);
    }
    return status == 200 || status == 201
        ? assumed(fact, "it answers " + status)
        : different(fact, "it answers " + status);
  }

  private Finding draft() {
    Fact fact = Fact.DRAFT_SEND_ONCE;
    int status = log.draftAgain();
    int copies = arrivals.of(Letter.DRAFT).size();
    if (copies > 1) {
      return different(fact, "it arrived " + copies + " times");
    }
    if (status == 0) {
      return new Finding(fact, Verdict.NOT_TOLD, "the second drafts.send got no answer");
    }
    if (status == SendingLog.NOT_ASKED) {
      return notAsked(fact, Letter.DRAFT);
    }
    return status == 404
        ? assumed(fact, "the second drafts.send answers 404")
        : different(fact, "the second drafts.send answers " + status);
  }

  private Finding notAsked(Fact fact, Letter letter) {
    return log.letters().isEmpty()
        ? new Finding(fact, Verdict.NOT_TOLD, "only the run that sent the messages could ask")
        : absent(fact, letter);
  }

  /** One of the two is missing, and nothing else: then that field does not count. */
  private Finding toTwice() {
    Fact fact = Fact.TO_TWICE_JOINED;
    boolean first = !arrivals.of(Letter.TO_TWICE_FIRST).isEmpty();
    boolean second = !arrivals.of(Letter.TO_TWICE_SECOND).isEmpty();
    if (first && second) {
      return assumed(fact, "both are sent to");
    }
    if (sent(Letter.TO_TWICE_FIRST) == Sent.REFUSED
        || sent(Letter.TO_TWICE_SECOND) == Sent.REFUSED) {
      return different(fact, "Gmail refused a message with two fields To");
    }
    Letter missing = first ? Letter.TO_TWICE_SECOND : Letter.TO_TWICE_FIRST;
    boolean certain = first != second && allElseArrived() && sent(missing) == Sent.SENT;
    return certain
        ? different(fact, "only the " + (first ? "first" : "second") + " field To is sent to")
        : absent(fact, missing);
  }

  private boolean allElseArrived() {
    Set<Letter> rest = EnumSet.allOf(Letter.class);
    rest.removeIf(letter -> letter.tellsByAbsence() || sent(letter) == Sent.REFUSED);
    return arrivals.missing(rest).isEmpty();
  }

  /** Of a probe that was sent elsewhere, all is taken for sent: the person has its mail. */
  private Sent sent(Letter letter) {
    return log.letters().getOrDefault(letter, log.letters().isEmpty() ? Sent.SENT : Sent.NOT_SENT);
  }

  private Finding absent(Fact fact, Letter letter) {
    String name = "the message \"" + letter.word() + "\"";
    return switch (sent(letter)) {
      case SENT -> new Finding(fact, Verdict.NOT_ARRIVED, name + " is not there");
      case UNKNOWN ->
          new Finding(
              fact,
              Verdict.PERHAPS_SENT,
              name + " is not there, and Gmail's answer to its sending got lost");
      case REFUSED -> new Finding(fact, Verdict.NOT_TOLD, "Gmail refused " + name);
      case NOT_SENT -> new Finding(fact, Verdict.NOT_TOLD, name + " was not sent");
    };
  }

  private static String encoding(MimePart part) {
    List<String> known = List.of("7bit", "8bit", "binary", "quoted-printable", "base64");
    return known.contains(part.encoding()) ? part.encoding() : "an encoding of its own";
  }

  private static String shown(String type) {
    return TYPE.matcher(type).matches() ? type : "a type that is not one of MIME";
  }

  private static Finding assumed(Fact fact, String how) {
    return new Finding(fact, Verdict.AS_ASSUMED, how);
  }

  private static Finding different(Fact fact, String how) {
    return new Finding(fact, Verdict.DIFFERENT, how);
  }
}
