package dev.posthorn.cli;

/** How a command ends. */
enum ExitCode {
  OK(0);

  private final int status;

  ExitCode(int status) {
    this.status = status;
  }

  int status() {
    return status;
  }
}
