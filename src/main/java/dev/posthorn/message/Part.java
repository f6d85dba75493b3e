package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One entity of a message while it is looked at: the message, or a part of it. */
final class Part {
  /** Why what a part holds must stay as it is. */
  enum Guard {
    /** It need not. */
    NONE,
    /** A signature covers it, octet for octet (RFC 1847 §2.1). */
    SIGNED,
    /** It is encrypted (RFC 1847 §2.2). */
    ENCRYPTED,
    /** It is a message/… that must not be encoded (RFC 2046 §5.2). */
    UNENCODABLE,
    /** Not all programs would find the same parts in it. */
    UNCLEAR
  }

  /** What follows its head. */
  enum Kind {
    LEAF,
    MULTIPART,
    MESSAGE
  }

  private static final int DEEPEST = 50;

  /** RFC 2046 §5.1.1 says 70. */
  private static final int LONGEST_BOUNDARY = 250;

  private static final PartType TEXT = PartType.of("text/plain");
  private static final PartType MESSAGE = PartType.of("message/rfc822");
  private static final Set<String> MESSAGES = Set.of("message/rfc822", "message/global");
  private static final Set<String> IDENTITIES =
      Set.of("", "7bit", "8bit", "binary", "7-bit", "8-bit", "7bits", "8bits");

  final int number;
  final @Nullable Part parent;
  private final int depth;

  /** Whether it is a message, the outer one or one inside, rather than a part of one. */
  final boolean isMessage;

  final PartHead head;

  Guard guard = Guard.NONE;
  private PartType type = TEXT;
  private byte[] delimiter = {};
  boolean closed;

  /** Whether a part of it was found. */
  boolean begun;

  /** Whether parts of it follow its end, which some programs read and some do not. */
  boolean reopened;

  private Part(int number, @Nullable Part parent, boolean isMessage, PartHead head) {
    this.number = number;
    this.parent = parent;
    this.depth = parent == null ? 0 : parent.depth + 1;
    this.isMessage = isMessage;
    this.head = head;
  }

  static Part outermost(PartHead head) {
    return new Part(0, null, true, head);
  }

  Part child(int itsNumber) {
    return new Part(itsNumber, this, MESSAGES.contains(type.name()), new PartHead());
  }

  PartType type() {
    return type;
  }

  /** Looks at the head, which has ended, and says what follows. */
  Kind settle() {
    head.end();
    boolean inDigest = parent != null && parent.type.name().equals("multipart/digest");
    type = head.type(inDigest ? MESSAGE : TEXT);
    String name = type.name();
    if (!head.isClear() || guard == Guard.UNCLEAR) {
      guard = Guard.UNCLEAR;
    } else if (name.equals("multipart/signed")) {
      guard = Guard.SIGNED;
    } else if (name.equals("multipart/encrypted")) {
      guard = Guard.ENCRYPTED;
    } else if (isEncoded()) {
      return Kind.LEAF; // Though RFC 2045 §6.4 forbids it to multipart and message.
    } else if (type.isMultipart()) {
      return multipart();
    } else if (MESSAGES.contains(name)) {
      guard = depth < DEEPEST ? Guard.NONE : Guard.UNCLEAR;
      return depth < DEEPEST ? Kind.MESSAGE : Kind.LEAF;
    } else if (name.startsWith("message/")) {
      guard = Guard.UNENCODABLE;
    } else if (!IDENTITIES.contains(head.encoding())) {
      guard = Guard.UNCLEAR;
    }
    return Kind.LEAF;
  }

  private Kind multipart() {
    String boundary = type.parameter("boundary").stripTrailing();
    boolean clear =
        type.isClear()
            && !boundary.isEmpty()
            && boundary.length() <= LONGEST_BOUNDARY
            && depth < DEEPEST;
    guard = clear ? Guard.NONE : Guard.UNCLEAR;
    delimiter = clear ? ("--" + boundary).getBytes(ISO_8859_1) : delimiter;
    return clear ? Kind.MULTIPART : Kind.LEAF;
  }

  boolean isBase64() {
    return head.encoding().equals("base64");
  }

  boolean isQuotedPrintable() {
    return head.encoding().equals("quoted-printable");
  }

  boolean isEncoded() {
    return isBase64() || isQuotedPrintable();
  }

  boolean isBinary() {
    return head.encoding().equals("binary");
  }

  /** Whether it is all that a message holds, and nothing says what it is. */
  boolean isUnlabelled() {
    return isMessage && head.lacksType() && guard == Guard.NONE;
  }

  /** Whether it has lines of text, rather than two or four octets a character. */
  boolean isLines() {
    String charset = type.parameter("charset").toLowerCase(Locale.ROOT);
    return type.isText() && !charset.startsWith("utf-16") && !charset.startsWith("utf-32");
  }

  /** Whether a line, which begins with two hyphens, stands before one of its parts. */
  boolean isDelimiter(byte[] line, int length) {
    return begins(line, length) && isBlank(line, delimiter.length, length);
  }

  /** Whether a line stands behind the last of its parts. */
  boolean isEnd(byte[] line, int length) {
    int at = delimiter.length;
    return begins(line, length)
        && length >= at + 2
        && line[at] == '-'
        && line[at + 1] == '-'
        && isBlank(line, at + 2, length);
  }

  /** Notes a line that would begin a part, had not the last one ended. */
  void noteBehindEnd(byte[] line, int length) {
    reopened |= closed && matches(line, length) && isBlank(line, delimiter.length, length);
  }

  private boolean begins(byte[] line, int length) {
    return !closed && matches(line, length);
  }

  private boolean matches(byte[] line, int length) {
    if (delimiter.length == 0 || length < delimiter.length) {
      return false;
    }
    for (int i = 0; i < delimiter.length; i++) {
      if (line[i] != delimiter[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBlank(byte[] line, int from, int to) {
    for (int i = from; i < to; i++) {
      if (line[i] != ' ' && line[i] != '\t') {
        return false;
      }
    }
    return true;
  }
}
