package dev.posthorn.gmail;

/**
 * An address that an account may put into From.
 *
 * <p>Immutable and thread-safe.
 *
 * @param address the addr-spec, in lower case
 * @param displayName the name that Gmail puts beside it, empty when there is none
 * @param isDefault whether new mail carries it unless another is chosen
 * @param verified whether mail may go out under it: Gmail silently replaces a From that is not
 *     verified. The account's own address always is
 * @see <a
 *     href="https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.settings.sendAs">users.settings.sendAs</a>
 */
public record SendAs(String address, String displayName, boolean isDefault, boolean verified) {
  /**
   * Checks.
   *
   * @param address see the record
   * @param displayName see the record
   * @param isDefault see the record
   * @param verified see the record
   * @throws IllegalArgumentException when the address is blank
   */
  public SendAs {
    if (address.isBlank()) {
      throw new IllegalArgumentException("An address to send as cannot be blank.");
    }
  }
}
