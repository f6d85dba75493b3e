package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a class archive is trained with: the commands that scripts call, each once, in one process,
 * against the sandbox. Java writes down which classes they load.
 */
final class ArchiveTraining {
  /** A port of the sandbox that speaks TLS, and SMTP after it. */
  static final String TLS_ROOT = "POSTHORN_TRAINING_TLS";

  private static final String LETTER =
      "From: ann@example.com\nTo: bob@example.com\nSubject: Grüße\n\nHello.\n";

  private final Terminal terminal;

  private ArchiveTraining(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Only where {@link ArchiveCommand} called for it: anywhere else it would send mail. */
  static ArchiveTraining in(Terminal terminal) throws Stop {
    if (!terminal.environment().containsKey(TLS_ROOT)) {
      throw new Stop(
          ExitCode.USAGE,
          "--train is for the sandbox of 'posthorn archive'.",
          "Run: posthorn archive");
    }
    return new ArchiveTraining(terminal);
  }

  /** Plays all of them; one that ends unexpectedly ends the training. */
  void play() throws Stop {
    String[] bob = {"send", "--to", "Bob <bob@example.com>", "--subject", "Grüße", "--text", "Hi"};
    // As Main does; it has long ended when the training has.
    HeadStart.take(bob, terminal.environment());
    // The sandbox's tokens are short-lived: each of these refreshes its token first.
    expect(ExitCode.OK, "", bob);
    expect(ExitCode.OK, "a;b\n", with(bob, "--html", "<p>Hi</p>", "--attach", "-;name=a.csv"));
    expect(ExitCode.OK, "", "labels");
    expect(ExitCode.OK, LETTER, "sendmail", "-t", "-i");
    expect(ExitCode.OK, LETTER, "sendmail", "-i", "-f", "ann@example.com", "bob@example.com");
    expect(ExitCode.OK, "", with(bob, "--queue", "--json"));
    expect(ExitCode.OK, LETTER, "sendmail", "--queue", "-t");
    expect(ExitCode.OK, "", with(bob, "--dry-run"));
    expect(ExitCode.OK, "", "send", "--help");
    expect(ExitCode.OK, "", "--version");
    expect(ExitCode.USAGE, "", "nope");
    // All of TLS and of https is loaded by then; that no HTTP follows is none of the archive's.
    String root = terminal.environment().getOrDefault(TLS_ROOT, "");
    expect(ExitCode.UNKNOWN, "", with(bob, "--gmail-url", root));
  }

  private static String[] with(String[] words, String... more) {
    return Stream.of(List.of(words), List.of(more)).flatMap(List::stream).toArray(String[]::new);
  }

  private void expect(ExitCode expected, String input, String... arguments) throws Stop {
    ByteArrayOutputStream words = new ByteArrayOutputStream();
    PrintStream sink = new PrintStream(words, true, UTF_8);
    Map<String, String> environment = terminal.environment();
    Terminal inner =
        new Terminal(
            new ByteArrayInputStream(input.getBytes(UTF_8)), sink, sink, environment, false, false);
    ExitCode code = Main.run(arguments, inner, page -> false);
    if (code != expected) {
      throw new Stop(
          ExitCode.SOFTWARE,
          "In training, 'posthorn " + arguments[0] + "' ended with " + code.kind() + ".",
          words.toString(UTF_8).strip());
    }
  }
}
