package dev.posthorn.cli;

import dev.posthorn.outbox.Outbox;
import dev.posthorn.outbox.Outbox.Workload;
import dev.posthorn.outbox.OutboxException.Kind;
import dev.posthorn.outbox.OutboxWorker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code posthorn outbox run}: sends what is due. */
@Command(
    name = "run",
    description = {
      "Sends what is due.",
      "It ends when nothing is left but what is paused, unknown, or due later than",
      "--max-wait. Several may run at once, also on several machines. SIGTERM and Ctrl-C end it in",
      "order: what is in hand is finished, or parked for the next run."
    },
    footer = {
      "  posthorn outbox run                        now; for cron",
      "  posthorn outbox run --watch                until Ctrl-C; for a service",
      "  posthorn outbox run --bounce-command 'mail -s \"Not sent\" you@example.com'",
      "  posthorn outbox run --daily-messages 1500 --units-per-minute 3000     leaves some to others",
      "  posthorn outbox run --password-command \"sh -c 'pass show mail/$POSTHORN_ACCOUNT'\"",
      "",
      "Exit code 0: nothing is left but what is to go later (--at). 75: some that are due wait, or",
      "their account is paused. 79: some were perhaps sent, and a person has to settle them. A line on",
      "stderr for each message that was refused or is unknown, for each account that waits or is",
      "paused, and at the end; none when there was nothing to do. With -v a line for all others, too.",
      "With --json, at the end: {\"sent\",\"refused\",\"waiting\",\"scheduled\",\"paused\",\"unknown\"}.",
      "",
      "Where a service of systemd is wanted: share/systemd/posthorn-outbox.service, beside bin."
    })
final class OutboxRunCommand extends OutboxSubcommand {
  private static final int ACCOUNTS_AT_ONCE = 8;

  @Spec CommandSpec spec;

  @Option(names = "--watch", description = "Go on until SIGTERM or Ctrl-C.")
  boolean watch;

  @Option(
      names = "--max-wait",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Wait for what is due within this time (default: 10m).")
  Duration maxWait = Duration.ofMinutes(10);

  @Option(
      names = "--takeover",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "Take over the work of a dead worker within this time, at least 3s (default: 25s).")
  Duration takeover = Duration.ofSeconds(25);

  @Mixin LimitOptions limits;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      description = "Messages of one account at once, 1 to 10 (default: ${DEFAULT-VALUE}).")
  int parallel = 4;

  @Option(
      names = "--bounce-file",
      paramLabel = "FILE",
      description = "Append to this file, for each message that is refused, what and why.")
  @Nullable Path bounceFile;

  @Option(
      names = "--bounce-command",
      paramLabel = "CMD",
      description =
          "Give the same to this command on stdin. Run without a shell; quotes keep blanks"
              + " together.")
  @Nullable String bounceCommand;

  @Mixin SmtpOptions smtp;

  @Override
  Told told() {
    return Told.CURIOUS;
  }

  @Override
  ExitCode run() throws Exception {
    smtp.refuseNoServer(spec);
    limits.check();
    List<String> command = bounceWords();
    Optional<Outbox> there = watch ? Optional.of(place().open()) : place().existing();
    if (there.isEmpty()) {
      RunReport.summary(posthorn(), 0, 0, new Workload(0, 0, 0, 0, 0, 0));
      return ExitCode.OK;
    }
    boolean smtpMeant = !SmtpOptions.given(spec).isEmpty();
    try (Outbox outbox = there.get();
        OutboxWays ways = new OutboxWays(posthorn(), smtp, smtpMeant);
        Bounces bounces = new Bounces(terminal(), bounceFile, command)) {
      RunReport report = new RunReport(posthorn(), ways::forget, bounces);
      if (outbox.workload(Duration.ZERO).stuck() > 0) {
        report.tellPaused(outbox.accounts());
      }
      OutboxWorker worker = worker(OutboxWorker.of(outbox, ways).listener(report));
      Shift shift =
          new Shift(
              posthorn(),
              outbox,
              (left, stopped) -> report.summary(left),
              List.of(worker, bounces));
      ExitCode code =
          watch
              ? shift.untilStopped(
                  () -> report.lost().filter(e -> e.kind() == Kind.BROKEN).isPresent())
              : shift.untilDone(maxWait, () -> report.lost().isPresent());
      return shift.isStopped() ? code : report.lost().map(e -> Failure.of(e).code()).orElse(code);
    }
  }

  private OutboxWorker worker(OutboxWorker.Builder builder) throws Stop {
    try {
      builder.takeover(takeover).parallel(ACCOUNTS_AT_ONCE, parallel).limits(limits::of);
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
    return builder.start();
  }

  private List<String> bounceWords() throws Stop {
    if (bounceCommand == null) {
      return List.of();
    }
    try {
      List<String> words = CommandWords.split(bounceCommand);
      if (!words.isEmpty()) {
        return words;
      }
    } catch (IllegalArgumentException e) {
      throw usage("--bounce-command has a quote that nothing ends.");
    }
    throw usage("--bounce-command is empty.");
  }

  private Stop usage(String what) {
    return new Stop(ExitCode.USAGE, what, "Run: " + spec.qualifiedName() + " --help");
  }
}
