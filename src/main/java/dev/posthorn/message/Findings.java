package dev.posthorn.message;

import static dev.posthorn.message.Change.TO_BASE64;
import static dev.posthorn.message.Change.TO_QUOTED_PRINTABLE;
import static dev.posthorn.message.Change.WRAP;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was seen in a message while it was measured: what would have to be changed for which way,
 * and why it could not be. Filled by one {@link MimeWalker}, and not afterwards.
 */
final class Findings {
  /** Gmail wraps text from about 70 columns on. (google/gmail-oauth2-tools#32, lieer#209.) */
  static final int WIDEST_LINE = 68;

  private final Plan lines = new Plan();
  private final Plan narrow = new Plan();
  private final Plan sevenBit = new Plan();
  private @Nullable Fragility fragility;
  private @Nullable String refusal;
  private boolean unlabelledUtf8;

  /** What makes every line short enough for any server (RFC 5322 §2.1.1), and frees it of NUL. */
  Plan lines() {
    return lines;
  }

  /** What keeps Gmail's API from wrapping text. */
  Plan narrow() {
    return narrow;
  }

  /** What makes it a message of seven bits, as far as that is allowed. */
  Plan sevenBit() {
    return sevenBit;
  }

  Optional<Fragility> fragility() {
    return Optional.ofNullable(fragility);
  }

  /** Why {@link #lines()} does not mend all. */
  Optional<String> refusal() {
    return Optional.ofNullable(refusal);
  }

  /** Whether the message declares no type, and is text of UTF-8 with more than ASCII in it. */
  boolean isUnlabelledUtf8() {
    return unlabelledUtf8;
  }

  /** Looks at a part whose head has ended. */
  void head(Part part) {
    switch (part.guard) {
      case SIGNED -> fragile(Fragility.SIGNED);
      case ENCRYPTED -> fragile(Fragility.ENCRYPTED);
      default -> smime(part.type());
    }
  }

  private void smime(PartType type) {
    if (!type.name().equals("application/pkcs7-mime")
        && !type.name().equals("application/x-pkcs7-mime")) {
      return;
    }
    switch (type.parameter("smime-type").toLowerCase(Locale.ROOT)) {
      case "signed-data" -> fragile(Fragility.SIGNED);
      case "certs-only", "compressed-data" -> {
        // Neither is spoilt where it is base64, and nothing hangs on its octets.
      }
      // Old programs do not say what it is, and encrypt.
      default -> fragile(Fragility.ENCRYPTED);
    }
  }

  void fragile(Fragility found) {
    // An encrypted part is spoilt wholly, a patch may still be read by a person.
    fragility = fragility == null || found.compareTo(fragility) > 0 ? found : fragility;
  }

  /** A line of a part's head that is too long. */
  void longHeadLine(Part part, boolean foldable) {
    if (foldable) {
      lines.add(part.number, Change.FOLD_HEAD);
    } else {
      refuse(
          "The header of a part of the message has a line of more than 998 octets without a blank"
              + " to fold it at. Shorten that line.");
    }
  }

  void headNul() {
    refuse("The header of a part of the message holds a NUL character.");
  }

  /** What stands outside the parts of a multipart. */
  void outside(Part multipart, boolean before, Lines text) {
    if (isUnfit(text) && (!multipart.begun || multipart.reopened)) {
      unclear(text); // Perhaps it is all that was written, behind a wrong boundary.
    } else if (isUnfit(text)) {
      lines.add(multipart.number, before ? Change.DROP_PREAMBLE : Change.DROP_EPILOGUE);
    }
  }

  /** A content that was read to its end. */
  void leaf(Part part, Lines text) {
    if (text.isPatch()) {
      fragile(Fragility.PATCH);
    }
    unlabelledUtf8 |= part.number == 0 && text.isUtf8();
    if (isUnfit(text)) {
      unfit(part, text);
    }
    if (part.guard != Part.Guard.NONE || part.isEncoded()) {
      return;
    }
    Change change = part.isLines() ? TO_QUOTED_PRINTABLE : TO_BASE64;
    if (part.isLines() && text.longest() > WIDEST_LINE) {
      change(narrow, part, text, change);
    }
    if (text.isEightBit()) {
      change(sevenBit, part, text, change);
    }
  }

  private void unfit(Part part, Lines text) {
    String what = what(text);
    switch (part.guard) {
      case NONE -> {
        Change change = part.isLines() ? TO_QUOTED_PRINTABLE : TO_BASE64;
        change(lines, part, text, part.isEncoded() ? WRAP : change);
      }
      case SIGNED ->
          refuse(
              "The message is signed, and what is signed has "
                  + what
                  + ": to encode it now would break the signature. Wrap its lines, or encode it as"
                  + " quoted-printable, before you sign it.");
      case ENCRYPTED ->
          refuse(
              "The message is encrypted, and what is encrypted has "
                  + what
                  + ", which no server takes. Write it in base64 or armored, before you send it.");
      case UNENCODABLE ->
          refuse(
              "A part of the message, of a type message/…, has "
                  + what
                  + ", and must not be encoded (RFC 2046 §5.2). Shorten its lines, or attach it as"
                  + " another type.");
      case UNCLEAR -> unclear(text);
    }
  }

  private void unclear(Lines text) {
    refuse(
        "The message has "
            + what(text)
            + " in a part that programs understand differently, so it is not encoded."
            + " Correct its Content-Type, boundary or Content-Transfer-Encoding.");
  }

  private static String what(Lines text) {
    return text.hasNul() ? "a NUL character" : "a line of more than 998 octets";
  }

  private static boolean isUnfit(Lines text) {
    return text.longest() > WireStream.LONGEST_LINE || text.hasNul();
  }

  private static void change(Plan plan, Part part, Lines text, Change change) {
    plan.add(part.number, change);
    if (text.isUtf8()) {
      plan.add(part.number, Change.DECLARE_UTF8);
    } else if (text.isAscii()) {
      plan.add(part.number, Change.DECLARE_ASCII);
    }
    for (Part each = part.parent; each != null; each = each.parent) {
      if (each.isBinary()) {
        plan.add(each.number, Change.NOT_BINARY);
      }
    }
  }

  private void refuse(String why) {
    refusal = refusal == null ? why : refusal;
  }
}
