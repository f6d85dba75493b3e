package dev.posthorn.send;

/**
 * What a {@link ResumableDelivery} was begun under, to be journalled before the first byte of the
 * message goes: whoever has it can ask what became of the message, and do the rest.
 *
 * <p>It may be a secret (the address of an upload session is), so {@link #toString()} is redacted.
 * Immutable and thread-safe.
 */
public final class DeliveryHandle {
  private final String value;

  private DeliveryHandle(String value) {
    this.value = value;
  }

  /**
   * Takes up a handle, a new one or one of earlier.
   *
   * @param value what {@link #value()} gave, not empty
   * @return the handle
   * @throws IllegalArgumentException when it is empty
   */
  public static DeliveryHandle of(String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("A handle cannot be empty.");
    }
    return new DeliveryHandle(value);
  }

  /**
   * The handle itself, for the journal alone.
   *
   * @return text of printable ASCII, a few hundred characters
   */
  public String value() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DeliveryHandle that && value.equals(that.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "[redacted]";
  }
}
