package dev.posthorn.message;

import static java.util.stream.Collectors.joining;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A message that somebody else wrote: RFC 5322 bytes, from a file, from memory or from a stream.
 * Its head is held in memory (1 MiB at most), its body never. It goes out byte for byte, but for
 * these changes:
 *
 * <ul>
 *   <li>lines end in CRLF, whether they ended in LF or, in the body, in CR;
 *   <li>a missing Date or Message-ID is added at the end of the head, an empty one filled in, and
 *       so is From where {@link #withFromIfAbsent} says so;
 *   <li>a part with a line of more than 998 octets, or a NUL, is encoded: text as quoted-printable,
 *       other content as base64; what is encoded already gets shorter lines, and text around the
 *       parts of a multipart is left out; also in messages inside. The other parts stay. What is
 *       signed or encrypted, and messages that must not be encoded, are refused instead;
 *   <li>text of UTF-8 that declares no type gets {@code Content-Type: text/plain; charset=UTF-8},
 *       with MIME-Version and Content-Transfer-Encoding; what is declared stays, and a missing
 *       MIME-Version is not added otherwise;
 *   <li>text with lines that Gmail's API would wrap is quoted-printable in the form of {@link
 *       WireMessage#forApi()};
 *   <li>addresses are replaced where {@link #withAddresses} says so;
 *   <li>a header of the program's own is put in where {@link WireMessage#withHeader} says so (the
 *       outbox's X-Posthorn-Id);
 *   <li>Bcc and the like change as {@link WireMessage#forHeaders()} and {@link
 *       WireMessage#forEnvelope()} have it;
 *   <li>several fields To, or several fields Cc, become one in the form of {@link
 *       WireMessage#forHeaders()}: RFC 5322 §3.6 allows no more, so not everybody reads them all;
 *   <li>names such as {@code eve@y.org <ann@x.org>} are quoted there, and source routes dropped;
 *   <li>raw UTF-8 in the head becomes encoded-words (RFC 2047), in parameters of MIME fields the
 *       form of RFC 2231; in ids, dates and the like it is refused;
 *   <li>lines of the head of more than 998 octets are folded at their blanks;
 *   <li>folds of nothing but blanks are left out;
 *   <li>a byte order mark, and an mbox file's line {@code From …} before the head, are dropped;
 *   <li>a text without any head, or without an empty line behind its head, gets one before it.
 * </ul>
 *
 * <p>What no server would take is refused with the reason, and so is a CR without LF in the head,
 * which not everybody sees as the end of a line. A file must stay as it was; a stream is kept in
 * memory up to 64 KiB, else in a temporary file without a name, of mode 0600, that goes with this
 * object. (When a thread that reads it is interrupted, Java closes it: the message is then refused
 * as unreadable.) Immutable and thread-safe.
 *
 * <p>Longer than other files: most of it is what its public methods promise.
 */
public final class WholeMessage {
  /** No longer message could be sent, whatever is taken out of its head. */
  private static final long LARGEST_SOURCE = WireMessage.LARGEST + (1 << 20);

  private final Content given;
  private final Head head;
  private final Body body;

  /** Whether it is one that was kept, and so is taken as it is. */
  private final boolean kept;

  /** What its Message-ID was made of; null when it came with one. */
  private final @Nullable UUID ownId;

  private WholeMessage(Content given, Head head, Body body, boolean kept, @Nullable UUID ownId) {
    this.given = given;
    this.head = head;
    this.body = body;
    this.kept = kept;
    this.ownId = ownId;
  }

  /**
   * A message in a file. What is no regular file (a pipe, /dev/stdin) is read as a stream.
   *
   * @param file a readable file, or a link to one
   * @return the message
   * @throws InvalidMessageException when its head is broken, larger than 1 MiB or not ASCII, or the
   *     file is too large for any message
   * @throws AttachmentException when the file is missing, unreadable or a folder
   */
  public static WholeMessage of(Path file) throws AttachmentException {
    if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
      try (InputStream in = Files.newInputStream(file)) {
        return of(in);
      } catch (IOException e) {
        throw FileContent.failed("message", file, FileContent.reason(e), e);
      }
    }
    return of(FileContent.of("message", file), Clock.systemUTC());
  }

  /**
   * A message in memory.
   *
   * @param message the bytes; copied
   * @return the message
   * @throws InvalidMessageException when its head is broken, larger than 1 MiB or not ASCII
   */
  public static WholeMessage of(byte[] message) {
    try {
      return of(Content.of(message.clone()), Clock.systemUTC());
    } catch (AttachmentException e) {
      throw new IllegalStateException("Bytes in memory could not be read.", e);
    }
  }

  /**
   * A message from a stream.
   *
   * @param message read to its end, not closed
   * @return the message
   * @throws InvalidMessageException when its head is broken, larger than 1 MiB or not ASCII, or the
   *     stream is too long for any message
   * @throws IOException when the stream throws it, or a long message finds no room on the disk
   */
  public static WholeMessage of(InputStream message) throws IOException {
    return of(SpooledContent.of(message, LARGEST_SOURCE), Clock.systemUTC());
  }

  /**
   * A message that {@link WireMessage#writeTo} wrote and somebody kept. It is taken as it is: what
   * is missing in its head stays missing, and {@link #toWire(Collection)} with the envelope of then
   * gives the message of then, byte for byte.
   *
   * @param message read anew whenever the body is needed; only the head is held
   * @return the message
   * @throws InvalidMessageException when its head is broken or not ASCII, or it is too large for
   *     any message: it is not what was written
   * @throws AttachmentException when it cannot be read, or has not the length it says
   */
  public static WholeMessage of(MessageSource message) throws AttachmentException {
    return read(new KeptContent(message), LARGEST_SOURCE, true);
  }

  static WholeMessage of(Content content, Clock clock) throws AttachmentException {
    WholeMessage read = read(content, HeadReader.LARGEST, false);
    Head head = read.head;
    if (head.lacks("Date")) {
      head = head.withOnly(Field.of("Date", MimeComposer.date(ZonedDateTime.now(clock))));
    }
    UUID ownId = head.lacks(MessageId.FIELD) ? UUID.randomUUID() : null;
    return new WholeMessage(content, withId(head, ownId), read.body, false, ownId);
  }

  private static WholeMessage read(Content content, long largestHead, boolean kept)
      throws AttachmentException {
    if (content.size() > LARGEST_SOURCE) {
      throw MeasuringStream.tooLarge();
    }
    HeadReader.Found found;
    try (InputStream in = content.open()) {
      found = new HeadReader(new BufferedInputStream(in), largestHead).read();
    } catch (AttachmentException e) {
      throw e;
    } catch (IOException e) {
      throw new AttachmentException(null, "The message cannot be read.", e);
    }
    Head head = Head.ofLines(found.fields().stream().map(RawUtf8::encoded).toList());
    return new WholeMessage(
        content, head, Body.of(content, found.bodyStart(), found.lacksEmptyLine()), kept, null);
  }

  private WholeMessage with(Head other) {
    return new WholeMessage(given, withId(other, ownId), body, kept, ownId);
  }

  /** An id of ours goes with the author, who may be known only later. */
  private static Head withId(Head head, @Nullable UUID id) {
    return id == null
        ? head
        : head.withOnly(Field.of(MessageId.FIELD, MessageId.of(id, MessageId.domain(head))));
  }

  /**
   * What was given, in short: to tell whether two messages are the same one, given twice.
   *
   * @return SHA-256 of the bytes as they came, before anything was added or replaced, in 64 digits
   *     of lower-case hexadecimal; never that of a {@link Mail}
   * @throws AttachmentException when they cannot be read, or have changed
   */
  public String contentDigest() throws AttachmentException {
    return ContentDigest.of(given);
  }

  /**
   * A header.
   *
   * @param name a field name, in any case
   * @return the value of the first field of that name, on one line, encoded as on the wire; empty
   *     when there is none
   */
  public Optional<String> header(String name) {
    return head.first(name).map(Field::text);
  }

  /**
   * Whom the header names: To, Cc and Bcc, or Resent-To, Resent-Cc and Resent-Bcc of the first
   * block of Resent- fields when there is one.
   *
   * @return addr-specs, each once, unmodifiable, at least one
   * @throws InvalidMessageException when there is none, more than 500, or what is no address, such
   *     as {@code root}
   */
  public List<String> recipients() {
    return Envelope.recipients(head);
  }

  /**
   * The same message with other addresses in From, Sender, Reply-To, To, Cc, Bcc and their Resent-
   * forms: for aliases, and for names without a domain. Names, comments and all else stay.
   *
   * @param replacement is asked for each address with the name of its field, in lower case, and as
   *     it stands there, perhaps without a domain; answers what is to stand in its place: one or
   *     more addr-specs, or none to leave it
   * @return this when nothing was replaced. A field that is no list of addresses is left as it is.
   * @throws InvalidMessageException when a replacement is no address
   */
  public WholeMessage withAddresses(BiFunction<String, String, List<String>> replacement) {
    Head changed =
        head.map(
            field -> Envelope.holdsAddresses(field.name()) ? replaced(field, replacement) : field);
    return changed.equals(head) ? this : with(changed);
  }

  private static Field replaced(Field field, BiFunction<String, String, List<String>> replacement) {
    List<AddressScanner.Spot> spots;
    try {
      spots = AddressScanner.of(field);
    } catch (InvalidMessageException e) {
      return field;
    }
    StringBuilder value = new StringBuilder(field.value());
    for (int i = spots.size() - 1; i >= 0; i--) {
      AddressScanner.Spot spot = spots.get(i);
      List<String> others = replacement.apply(field.lowerName(), spot.address());
      if (!others.isEmpty() && !others.equals(List.of(spot.address()))) {
        put(value, spot, others.stream().map(AddrSpec::normalise).toList());
      }
    }
    return field.withValue(value.toString());
  }

  /** The last one takes the place, and keeps the name that goes with it. */
  private static void put(StringBuilder value, AddressScanner.Spot spot, List<String> addresses) {
    int last = addresses.size() - 1;
    value.replace(spot.from(), spot.to(), addresses.get(last));
    String others = addresses.stream().limit(last).map(each -> each + ",\r\n ").collect(joining());
    value.insert(spot.part(), others);
  }

  /**
   * The same message with addresses in From, Sender and their Resent- forms where names without a
   * domain stand there: for cron's {@code root}, who is whoever sends, and for {@code Lee, Ann
   * <ann@example.com>}, which lacks its quotes.
   *
   * @param account the addr-spec for a field that has none; where one has, the names become its
   *     display name
   * @return this when nothing was changed. A field that is no list of addresses is left as it is.
   * @throws InvalidMessageException when the account is no address
   */
  public WholeMessage withAuthor(String account) {
    String address = AddrSpec.normalise(account);
    Head changed =
        head.map(
            field -> Envelope.holdsAuthor(field.name()) ? AuthorNames.in(field, address) : field);
    return changed.equals(head) ? this : with(changed);
  }

  /**
   * The same message with an author.
   *
   * @param mailbox who is to stand in From when nobody does
   * @return this message when its From is not empty, else one that has it at the end of its head
   */
  public WholeMessage withFromIfAbsent(Mailbox mailbox) {
    if (!head.lacks("From")) {
      return this;
    }
    Field from = Field.of("From", HeaderText.addresses("From", List.of(mailbox)));
    return with(head.withOnly(from));
  }

  /**
   * The message for those whom its header names, checked and measured in one pass over its bytes,
   * or two where something of it has to be encoded.
   *
   * @return the handle
   * @throws InvalidMessageException when {@link #recipients()} throws it, or it has a line over 998
   *     octets or a NUL where nothing may be encoded, or more than 36,700,160 bytes
   * @throws AttachmentException when it cannot be read, or has changed
   */
  public WireMessage toWire() throws AttachmentException {
    return wire(recipients());
  }

  /**
   * The message for others than its header names, checked and measured in one pass over its bytes,
   * or two where something of it has to be encoded.
   *
   * @param envelope who gets it: one to 500 addr-specs
   * @return the handle
   * @throws InvalidMessageException when one is no address, there is none or there are more than
   *     500, or the message has a line over 998 octets or a NUL where nothing may be encoded, or
   *     more than 36,700,160 bytes
   * @throws AttachmentException when it cannot be read, or has changed
   */
  public WireMessage toWire(Collection<String> envelope) throws AttachmentException {
    return wire(Envelope.of(envelope));
  }

  private WireMessage wire(List<String> recipients) throws AttachmentException {
    Measured form = kept ? Measured.kept(head, body) : Measured.given(head, body);
    return new WireMessage(form, recipients, null);
  }
}
