package dev.posthorn.gmail;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a 308 of the upload protocol says of the bytes that the server has, always a prefix: {@code
 * bytes=0-N}, or {@code 0-N}, or no Range at all for nothing yet.
 *
 * @see <a href="https://developers.google.com/workspace/gmail/api/guides/uploads#resumable">Gmail:
 *     resumable upload</a>
 */
final class UploadRange {
  private static final Pattern FORM =
      Pattern.compile("(?:bytes\\s*[= ]\\s*)?0\\s*-\\s*([0-9]{1,18})", Pattern.CASE_INSENSITIVE);

  private UploadRange() {}

  /**
   * How many bytes the server has, and so where to go on.
   *
   * @param range the Range header, empty when there was none
   * @param most how many bytes it can have at most
   * @return empty when the header makes no sense, or claims more than can be
   */
  static OptionalLong received(String range, long most) {
    if (range.isBlank()) {
      return OptionalLong.of(0);
    }
    Matcher matcher = FORM.matcher(range.strip());
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    long received = Long.parseLong(matcher.group(1)) + 1;
    return received <= most ? OptionalLong.of(received) : OptionalLong.empty();
  }
}
