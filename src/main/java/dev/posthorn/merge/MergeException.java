package dev.posthorn.merge;

import org.jspecify.annotations.Nullable;

/**
 * A template or a table cannot be used at all, whatever stands in its rows. {@link #getMessage()}
 * names the file and what is wrong, {@link #remedy()} the cure. (What is wrong with one row is a
 * {@link MergedRow.Problem}, so that all of them can be told at once.)
 */
public final class MergeException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What must be looked after. */
  public enum Kind {
    /** The template: it is not well formed, or asks for what is not given. */
    TEMPLATE,
    /** The table: it is not what its name says, or in another encoding. */
    DATA,
    /** A file: it is missing, or cannot be read. */
    UNREADABLE
  }

  private final Kind kind;
  private final String remedy;

  MergeException(Kind kind, String message, String remedy, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.remedy = remedy;
  }

  static MergeException template(String message, String remedy) {
    return new MergeException(Kind.TEMPLATE, message, remedy, null);
  }

  /** {@return what must be looked after} */
  public Kind kind() {
    return kind;
  }

  /** {@return the next step; empty when the message says it all} */
  public String remedy() {
    return remedy;
  }
}
