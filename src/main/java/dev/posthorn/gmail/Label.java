package dev.posthorn.gmail;

/**
 * A label of a mailbox.
 *
 * <p>Immutable and thread-safe.
 *
 * @param id what the API calls it: {@code INBOX}, {@code Label_7}
 * @param name what people call it, Unicode, with {@code /} between a label and those below it
 * @param type {@code system} for Gmail's own, {@code user} for the others
 * @see <a
 *     href="https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.labels">users.labels</a>
 */
public record Label(String id, String name, String type) {
  /**
   * Checks.
   *
   * @param id see the record
   * @param name see the record
   * @param type see the record
   * @throws IllegalArgumentException when the id is blank: without one a label cannot be named to
   *     the API
   */
  public Label {
    if (id.isBlank()) {
      throw new IllegalArgumentException("A label needs an id.");
    }
  }

  /**
   * Tells Gmail's own labels from those that the person made.
   *
   * @return whether the type is {@code system}
   */
  public boolean isSystem() {
    return type.equals("system");
  }
}
