package dev.posthorn.cli;

import dev.posthorn.merge.MailMerge;
import dev.posthorn.outbox.EntryState;
import dev.posthorn.outbox.Outbox;
import dev.posthorn.outbox.OutboxWorker;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A merge whose rows are all right: hands them to the outbox, works it, and tells the results. */
final class MergeRun {
  private final PosthornCommand posthorn;
  private final MailMerge merge;
  private final MergeTerms terms;
  private final MergeReport report;
  private final MergeProgress progress;

  MergeRun(
      PosthornCommand posthorn,
      MailMerge merge,
      MergeTerms terms,
      MergeReport report,
      MergeProgress progress) {
    this.posthorn = posthorn;
    this.merge = merge;
    this.terms = terms;
    this.report = report;
    this.progress = progress;
  }

  /**
   * How the letters go out.
   *
   * @param smtp how to log in where they go by SMTP
   * @param smtpMeant whether they do, if nothing else is asked for
   * @param limits how fast
   * @param maxWait how long is waited for what is due later
   */
  record Working(SmtpOptions smtp, boolean smtpMeant, LimitOptions limits, Duration maxWait) {}

  /**
   * Runs it.
   *
   * @param rows so many there are
   * @param working null to send nothing
   */
  ExitCode run(Outbox outbox, long rows, @Nullable Working working) throws Exception {
    MergeDelivery delivery = new MergeDelivery(posthorn, merge, terms, outbox);
    posthorn.lastWords().orderly(() -> stopped(delivery, rows));
    delivery.keepFirstTime();
    progress.begin("accepted", rows);
    delivery.acceptAll(progress);
    progress.wipe();
    sayAccepted(delivery);
    if (working != null && delivery.live() > 0 && !work(outbox, delivery.live(), working)) {
      return ExitCode.INTERRUPTED;
    }
    delivery.tellAll(report);
    report.end(null);
    ExitCode code = code(working == null);
    boolean isMore = delivery.live() > 0 && (working == null || code == ExitCode.TEMPORARY);
    posthorn.say(
        "posthorn: "
            + (report.total() == 0 ? "no rows" : "in all: " + report.words())
            + (isMore ? ". Run: posthorn outbox run" : "."));
    return code;
  }

  private void sayAccepted(MergeDelivery delivery) {
    long repeated = delivery.repeated();
    String before =
        repeated == 0
            ? ""
            : ", " + repeated + (repeated == 1 ? " was" : " were") + " accepted before";
    posthorn.say("posthorn: " + delivery.added() + " accepted" + before + ".");
  }

  /** A signal came while letters were handed in. */
  private void stopped(MergeDelivery delivery, long rows) {
    long kept = delivery.added() + delivery.repeated();
    sayStopped(kept + " of " + rows + " letters", "The same command goes on with the rest.");
  }

  private void sayStopped(String what, String remedy) {
    progress.close();
    String words = "Stopped; " + what + " are in the outbox and stay there.";
    Failure failure = new Failure(ExitCode.INTERRUPTED, words, remedy);
    posthorn.terminal().say(failure.toWords());
    if (posthorn.json) {
      posthorn.terminal().json(failure.toJson(false));
    }
  }

  /** Works until the letters have ended, or wait; false when a signal came, and all is said. */
  private boolean work(Outbox outbox, long live, Working working) throws Exception {
    try (OutboxWays ways = new OutboxWays(posthorn, working.smtp(), working.smtpMeant());
        Bounces bounces = new Bounces(posthorn.terminal(), null, List.of())) {
      RunReport events = new RunReport(posthorn, ways::forget, bounces);
      MergeTally tally = new MergeTally(terms, progress, events, live, posthorn.verbose);
      progress.begin("sent", live);
      OutboxWorker worker =
          OutboxWorker.of(outbox, ways).listener(tally).limits(working.limits()::of).start();
      Shift shift = new Shift(posthorn, outbox, (left, stopped) -> end(stopped), List.of(worker));
      shift.untilDone(working.maxWait(), tally::isDone);
      return !shift.isStopped();
    }
  }

  private void end(boolean stopped) {
    progress.wipe();
    if (stopped) {
      sayStopped(
          "the letters", "The same command, or posthorn outbox run, goes on with those left.");
    }
  }

  private ExitCode code(boolean queued) {
    if (report.count(EntryState.UNKNOWN.word()) > 0) {
      return ExitCode.UNKNOWN;
    }
    long bad =
        report.count(MergeResult.PROBLEM)
            + report.count(MergeResult.KEY_TAKEN)
            + report.count(EntryState.REFUSED.word());
    if (bad > 0) {
      return ExitCode.DATA;
    }
    long ended = report.count(EntryState.SENT.word()) + report.count(EntryState.CANCELLED.word());
    return queued || ended == report.total() ? ExitCode.OK : ExitCode.TEMPORARY;
  }
}
