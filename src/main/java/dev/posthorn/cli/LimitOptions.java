package dev.posthorn.cli;

import dev.posthorn.outbox.Limits;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What an account may use up, where other programs share it. */
final class LimitOptions {
  static final List<String> NAMES =
      List.of("--units-per-minute", "--daily-messages", "--daily-recipients");

  @Spec(Spec.Target.MIXEE)
  CommandSpec command;

  @Option(
      names = "--units-per-minute",
      paramLabel = "N",
      description =
          "Quota units that an account may use in a minute; a message is 100 (default: 6000).")
  @Nullable Integer unitsPerMinute;

  @Option(
      names = "--daily-messages",
      paramLabel = "N",
      description =
          "Messages of an account in 24 hours (default: 500 for @gmail.com, else 2000, as Google"
              + " has it).")
  @Nullable Integer dailyMessages;

  @Option(
      names = "--daily-recipients",
      paramLabel = "N",
      description =
          "Recipients of an account in 24 hours (default: 500 for @gmail.com, else 10000).")
  @Nullable Integer dailyRecipients;

  /** The limits of an account. */
  Limits of(String email) {
    Limits usual = Limits.of(email);
    return new Limits(
        unitsPerMinute == null ? usual.unitsPerMinute() : unitsPerMinute,
        dailyMessages == null ? usual.dailyMessages() : dailyMessages,
        dailyRecipients == null ? usual.dailyRecipients() : dailyRecipients,
        usual.projectUnitsPerMinute());
  }

  /** Refuses limits within which nothing could go. */
  void check() throws Stop {
    try {
      of("");
    } catch (IllegalArgumentException e) {
      throw new Stop(
          ExitCode.USAGE,
          String.valueOf(e.getMessage()),
          "Run: " + command.qualifiedName() + " --help");
    }
  }
}
