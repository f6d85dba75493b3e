package dev.posthorn.merge;

import dev.posthorn.message.Mail;
import java.util.List;

/** What became of a row. */
public sealed interface MergedRow {
  /** {@return the row's number, from 1; 0 for the header} */
  long number();

  /** {@return the line of the file that it begins on, from 1} */
  long line();

  /** {@return what tells it from all other rows; empty when that is not known} */
  String key();

  /** {@return the first recipient's address; empty when that is not known} */
  String recipient();

  /**
   * A letter.
   *
   * @param number see above
   * @param line see above
   * @param key see above; 1 to 120 characters, none of them a control character
   * @param recipient see above
   * @param mail the letter; without a From, unless the template has one
   */
  record Letter(long number, long line, String key, String recipient, Mail mail)
      implements MergedRow {}

  /**
   * A row whose letter was not written, since only its key was asked for.
   *
   * @param number see above
   * @param line see above
   * @param key see above; 1 to 120 characters, none of them a control character
   * @param recipient see above
   */
  record Addressed(long number, long line, String key, String recipient) implements MergedRow {}

  /**
   * A row of which no letter can be made.
   *
   * @param number see above
   * @param line see above
   * @param recipient see above
   * @param reasons all of them, in words; at least one
   */
  record Problem(long number, long line, String recipient, List<String> reasons)
      implements MergedRow {
    /**
     * Copies.
     *
     * @param number see above
     * @param line see above
     * @param recipient see above
     * @param reasons see above; copied
     */
    public Problem {
      reasons = List.copyOf(reasons);
    }

    @Override
    public String key() {
      return "";
    }
  }
}
