package dev.posthorn.message;

import java.util.regex.Pattern;

/**
 * A picture or the like that the HTML shows in its place: {@code <img src="cid:logo">} (RFC 2392).
 * Immutable and thread-safe.
 *
 * @param contentId what follows {@code cid:} in the HTML: 1 to 200 ASCII letters, digits and {@code
 *     !#$&'*+-./=?@^_`{|}~}; goes out as the part's Content-ID
 * @param attachment what is shown; not a message
 */
public record Inline(String contentId, Attachment attachment) {
  private static final Pattern CONTENT_ID =
      Pattern.compile("[A-Za-z0-9!#$&'*+/=?@^_`{|}~.-]{1,200}");

  /**
   * Checks an inline part.
   *
   * @param contentId see above
   * @param attachment see above
   * @throws InvalidMessageException when the id holds another character or is empty or too long, or
   *     when a message (message/rfc822) is to be shown
   */
  public Inline {
    HeaderRules.checkText("A content id", contentId);
    if (!CONTENT_ID.matcher(contentId).matches()) {
      throw new InvalidMessageException(
          "Bad content id \""
              + HeaderRules.shown(contentId)
              + "\": it must be 1 to 200 letters, digits and the like, without cid: and brackets.");
    }
    if (attachment.isMessage()) {
      throw new InvalidMessageException(
          "The inline part cid:" + contentId + " is a message; messages can only be attached.");
    }
  }
}
