package dev.posthorn.sandbox;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Content-Range of a PUT into an upload session: {@code bytes 0-99/1000}, {@code bytes 0-99/*},
 * or the question {@code bytes *}{@code /1000} (RFC 9110 §14.4, and Google's use of it).
 *
 * @param first the first octet; -1 in a question
 * @param last the last octet; -1 in a question
 * @param total the whole length; -1 when it is not known
 */
record ContentRange(long first, long last, long total) {
  private static final Pattern FORM =
      Pattern.compile("(?i)bytes\\s+(?:(\\*)|([0-9]{1,15})-([0-9]{1,15}))/(\\*|[0-9]{1,15})");

  /**
   * Reads the header.
   *
   * @throws Refusal when it has another form
   */
  static ContentRange parse(String header) {
    Matcher form = FORM.matcher(header.trim());
    if (!form.matches()) {
      throw JsonBody.badRequest("Failed to parse Content-Range header.");
    }
    long total = form.group(4).equals("*") ? -1 : Long.parseLong(form.group(4));
    if (form.group(1) != null) {
      return new ContentRange(-1, -1, total);
    }
    ContentRange range =
        new ContentRange(Long.parseLong(form.group(2)), Long.parseLong(form.group(3)), total);
    if (range.last < range.first || (total >= 0 && range.last >= total)) {
      throw JsonBody.badRequest("Failed to parse Content-Range header.");
    }
    return range;
  }

  static boolean asks(Request request) {
    return request.header("Content-Range").orElse("").matches("(?i)\\s*bytes\\s+\\*/.*");
  }

  boolean question() {
    return first < 0;
  }

  long length() {
    return last - first + 1;
  }

  /** Whether it ends with the last octet of the whole. */
  boolean last(long whole) {
    return whole >= 0 && last + 1 == whole;
  }
}
