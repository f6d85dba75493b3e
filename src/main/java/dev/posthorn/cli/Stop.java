package dev.posthorn.cli;

import java.io.Serial;

/** The command ends here: how, why, and what to do next. */
final class Stop extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final ExitCode code;
  private final String remedy;

  Stop(ExitCode code, String message, String remedy) {
    super(message);
    this.code = code;
    this.remedy = remedy;
  }

  Stop(ExitCode code, String message, String remedy, Throwable cause) {
    super(message, cause);
    this.code = code;
    this.remedy = remedy;
  }

  ExitCode code() {
    return code;
  }

  String remedy() {
    return remedy;
  }
}
