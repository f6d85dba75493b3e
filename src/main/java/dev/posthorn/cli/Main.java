package dev.posthorn.cli;

/** The {@code posthorn} command. */
public final class Main {
  private Main() {}

  /**
   * Runs one command.
   *
   * @param arguments the command line, as the shell split it
   */
  public static void main(String[] arguments) {
    System.exit(ExitCode.OK.status());
  }
}
