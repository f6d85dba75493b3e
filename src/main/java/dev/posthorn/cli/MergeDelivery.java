package dev.posthorn.cli;

import dev.posthorn.merge.MailMerge;
import dev.posthorn.merge.MergeException;
import dev.posthorn.merge.MergedRow;
import dev.posthorn.merge.MergedRow.Letter;
import dev.posthorn.merge.MergedRow.Problem;
import dev.posthorn.merge.MergedRows;
import dev.posthorn.message.AttachmentException;
import dev.posthorn.message.InvalidMessageException;
import dev.posthorn.message.Mail;
import dev.posthorn.message.Mailbox;
import dev.posthorn.message.MimeComposer;
import dev.posthorn.message.WireMessage;
import dev.posthorn.outbox.Acceptance;
import dev.posthorn.outbox.EntryFilter;
import dev.posthorn.outbox.Outbox;
import dev.posthorn.outbox.OutboxEntry;
import dev.posthorn.outbox.OutboxEntry.Urgency;
import dev.posthorn.outbox.OutboxException;
import dev.posthorn.outbox.OutboxException.Kind;
import dev.posthorn.outbox.Submission;
import java.time.Instant;
import java.time.ZoneId;
import java.util.BitSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** A merge and the outbox: hands the letters in, and says what became of them. */
final class MergeDelivery {
  private final PosthornCommand posthorn;
  private final MailMerge merge;
  private final MergeTerms terms;
  private final Outbox outbox;
  private final MimeComposer composer = MimeComposer.create();
  private Timing timing;

  /** The numbers of the rows that the outbox did not take: a bit a row. */
  private final BitSet taken = new BitSet();

  private final BitSet spoilt = new BitSet();
  private final AtomicLong added = new AtomicLong();
  private final AtomicLong repeated = new AtomicLong();
  private final AtomicLong live = new AtomicLong();

  MergeDelivery(PosthornCommand posthorn, MailMerge merge, MergeTerms terms, Outbox outbox) {
    this.posthorn = posthorn;
    this.merge = merge;
    this.terms = terms;
    this.outbox = outbox;
    this.timing = terms.timing();
  }

  /**
   * A merge that is run again keeps the time that it had first: what is missing goes with the rest,
   * and neither a day later, as "tomorrow 9:00" says by then, nor not at all.
   *
   * @throws Stop when the time is past, and no row was accepted before
   */
  void keepFirstTime() throws MergeException, OutboxException, Stop {
    Timing asked = terms.timing();
    if (!asked.mayHaveMoved() && !asked.isWrong()) {
      return;
    }
    boolean isRunAgain = false;
    try (MergedRows rows = merge.openKeys()) {
      for (Optional<MergedRow> row = rows.next(); row.isPresent(); row = rows.next()) {
        Optional<OutboxEntry> known = find(terms.key(row.get().key()));
        isRunAgain |= known.isPresent();
        if (asked.at() != null && known.filter(MergeDelivery::isScheduled).isPresent()) {
          keep(known.get().options().at());
          return;
        }
      }
    }
    if (!isRunAgain) {
      asked.refuse();
    }
  }

  private static boolean isScheduled(OutboxEntry entry) {
    return entry.options().at().isAfter(entry.acceptedAt());
  }

  private void keep(Instant first) {
    if (!first.equals(terms.timing().at())) {
      ZoneId zone = posthorn.clock().getZone();
      posthorn.say("posthorn: this merge keeps its first time, " + Entries.time(first, zone) + ".");
    }
    timing = terms.timing().since(first);
  }

  /**
   * Has the outbox accept each letter that it does not have; what it took it keeps, come what may.
   */
  void acceptAll(MergeProgress progress) throws MergeException, OutboxException {
    try (MergedRows rows = merge.open()) {
      for (Optional<MergedRow> row = rows.next(); row.isPresent(); row = rows.next()) {
        if (row.get() instanceof Letter letter) {
          accept(letter, progress);
        } else if (row.get() instanceof Problem problem) {
          spoil(problem, String.join("; ", problem.reasons()), progress);
        }
        progress.step();
      }
    }
  }

  private void accept(Letter letter, MergeProgress progress) throws OutboxException {
    String email = terms.sender().email();
    if (timing.isWrong() && find(terms.key(letter.key())).isEmpty()) {
      spoil(letter, timing.fault() + ".", progress);
      return;
    }
    try {
      Mail mail = letter.mail().withFromIfAbsent(new Mailbox("", email));
      WireMessage wire = composer.toWire(mail);
      Submission.Builder submission =
          Submission.of(email, wire)
              .key(terms.key(letter.key()), mail.contentDigest())
              .via(terms.via())
              .urgency(Urgency.LOW);
      timing.addTo(submission);
      Acceptance acceptance = outbox.accept(submission.build());
      (acceptance.repeated() ? repeated : added).incrementAndGet();
      if (!acceptance.repeated() || !outbox.entry(acceptance.id()).state().isEnded()) {
        live.incrementAndGet();
      }
    } catch (InvalidMessageException | AttachmentException e) {
      spoil(letter, String.valueOf(e.getMessage()), progress);
    } catch (OutboxException e) {
      if (e.kind() != Kind.KEY_TAKEN) {
        throw e;
      }
      taken.set(index(letter));
    }
  }

  /** What was right when all rows were checked, and is not any more. */
  private void spoil(MergedRow row, String why, MergeProgress progress) {
    progress.wipe();
    posthorn.terminal().say("posthorn: row " + row.number() + " was not accepted: " + why);
    spoilt.set(index(row));
  }

  private static int index(MergedRow row) {
    return Math.toIntExact(row.number());
  }

  /** So many were new to the outbox. */
  long added() {
    return added.get();
  }

  /** So many it had before. */
  long repeated() {
    return repeated.get();
  }

  /** So many had not ended when they were handed in. */
  long live() {
    return live.get();
  }

  /** Says of each row what the outbox knows. */
  void tellAll(MergeReport report) throws MergeException, OutboxException {
    try (MergedRows rows = merge.openKeys()) {
      for (Optional<MergedRow> row = rows.next(); row.isPresent(); row = rows.next()) {
        report.add(
            row.get() instanceof Problem problem
                ? MergeResult.problem(problem)
                : result(row.get()));
      }
    }
  }

  private MergeResult result(MergedRow row) throws OutboxException {
    if (spoilt.get(index(row))) {
      return MergeResult.without(row, MergeResult.PROBLEM, "it was not accepted; stderr says why");
    }
    Optional<OutboxEntry> entry = find(terms.key(row.key()));
    if (taken.get(index(row))) {
      String as = entry.map(other -> ", accepted as " + other.id()).orElse("");
      return MergeResult.without(
          row, MergeResult.KEY_TAKEN, "its key belongs to a letter with other content" + as);
    }
    return entry
        .map(known -> MergeResult.of(row, known))
        .orElseGet(() -> MergeResult.without(row, MergeResult.MISSING, "the outbox forgot it"));
  }

  private Optional<OutboxEntry> find(String key) throws OutboxException {
    AtomicReference<OutboxEntry> found = new AtomicReference<>();
    outbox.list(new EntryFilter(Optional.empty(), Set.of(), Optional.of(key), 1), found::set);
    return Optional.ofNullable(found.get());
  }
}
