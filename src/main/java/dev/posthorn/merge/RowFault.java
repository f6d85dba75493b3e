package dev.posthorn.merge;

/** A value of a row that cannot stand where the template has it. */
final class RowFault extends Exception {
  private static final long serialVersionUID = 1L;

  RowFault(String message) {
    super(message);
  }

  RowFault(String message, Throwable cause) {
    super(message, cause);
  }
}
