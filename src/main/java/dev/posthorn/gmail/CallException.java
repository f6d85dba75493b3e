package dev.posthorn.gmail;

import org.jspecify.annotations.Nullable;

/** A call that failed, with what that means; each caller turns it into its own exception. */
final class CallException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Verdict verdict;

  CallException(Verdict verdict, @Nullable Throwable cause) {
    super(verdict.message(), cause);
    this.verdict = verdict;
  }

  Verdict verdict() {
    return verdict;
  }
}
