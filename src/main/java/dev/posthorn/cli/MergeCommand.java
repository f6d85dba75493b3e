package dev.posthorn.cli;

import dev.posthorn.auth.AuthException;
import dev.posthorn.merge.MailMerge;
import dev.posthorn.merge.MailMerge.Checked;
import dev.posthorn.merge.MergeException;
import dev.posthorn.merge.MergedRow;
import dev.posthorn.merge.RecipientTable;
import dev.posthorn.merge.Template;
import dev.posthorn.outbox.Outbox;
import dev.posthorn.outbox.OutboxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code posthorn merge}: one letter for each row of a table. */
@Command(
    name = "merge",
    description = {
      "Sends one letter for each row of a table.",
      "A template is a text (.txt), Markdown (.md) or HTML (.html) with {{column}} where a value",
      "comes, {{#column}}…{{/column}} where something is shown if there is one, and {{^column}} if",
      "there is none. Lines such as 'Subject: Hello {{name}}' and an empty line may stand above.",
      "All rows are checked before the first letter is accepted. Each goes once: the same command",
      "again sends only what is missing, whatever ended it."
    },
    footer = {
      "  posthorn merge letter.md --data people.csv --dry-run          checks all rows",
      "  posthorn merge letter.md --data people.csv --preview 3        prints the first three",
      "  posthorn merge letter.md --data people.csv --limit 10         sends the first ten",
      "  posthorn merge letter.md --data people.csv > results.csv      sends what is missing",
      "  posthorn merge bill.txt --data bills.jsonl --key-column id --attach 'bills/{{id}}.pdf'",
      "  posthorn merge news.html --data people.tsv --to '{{name}} <{{email}}>' --subject News \\",
      "      --list-unsubscribe 'https://example.com/u/{{id}}' --at 'tomorrow 9:00' --queue",
      "",
      "Results on stdout: row,key,state,id,recipient,detail; with --json or --format json:",
      "{\"mergeId\",\"account\",\"rows\":[{\"row\",\"key\",\"state\",\"id\",\"recipient\",\"detail\"}],\"counts\"}.",
      "Exit code 65: some rows have problems or were refused, or their key belongs to another letter.",
      "75: some wait (posthorn outbox run sends them). 79: some were perhaps sent, and a person has",
      "to settle them. With --queue, 0 means that the outbox has them all."
    })
final class MergeCommand extends Subcommand {
  /** How results are written. */
  enum Format {
    CSV,
    JSON
  }

  @Spec CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "TEMPLATE",
      description = "A UTF-8 file; its name ends in .txt, .md or .html.")
  Path templateFile;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      required = true,
      description =
          "The table: .csv or .tsv with the columns' names in its first line, or .jsonl, an object a"
              + " line.")
  Path data;

  @Option(
      names = "--encoding",
      paramLabel = "NAME",
      description =
          "The table's encoding, such as windows-1252 (default: UTF-8, or what its byte order mark"
              + " says).")
  @Nullable String encoding;

  @Mixin MergeTemplateOptions template;

  @Option(
      names = "--key-column",
      paramLabel = "COLUMN",
      description =
          "What tells rows apart (default: the recipient, so that nobody gets two letters).")
  @Nullable String keyColumn;

  @Option(
      names = "--merge-id",
      paramLabel = "ID",
      description =
          "What all keys begin with (default: the names of both files and a hash of the template, so"
              + " that an edited template is a new letter for all).")
  @Nullable String mergeId;

  @Option(names = "--dry-run", description = "Check all rows; accept nothing.")
  boolean dryRun;

  @Option(names = "--limit", paramLabel = "N", description = "Look at the first N rows only.")
  @Nullable Long limit;

  @Option(
      names = "--preview",
      paramLabel = "N",
      description = "Print the first N messages (RFC 5322) on stdout; accept nothing.")
  @Nullable Long preview;

  @Option(
      names = "--queue",
      description =
          "Hand them to the outbox, from which 'posthorn outbox run' sends them; send nothing.")
  boolean queue;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description =
          "Send them then. 2026-11-27T09:00+01:00, \"tomorrow 9:00\", \"monday 8:00\", 17:30 (the"
              + " next), +2h; without an offset, local time.")
  @Nullable String at;

  @Option(
      names = "--expire",
      paramLabel = "TIME",
      description = "Give up on them then; 30m, 2h or 7d count from --at, or from now.")
  @Nullable String expire;

  @Option(
      names = "--max-wait",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Wait for what is due within this time (default: 10m).")
  Duration maxWait = Duration.ofMinutes(10);

  @Option(
      names = "--format",
      paramLabel = "csv|json",
      description = "How results are written (default: csv; --json means json).")
  Format format = Format.CSV;

  @Mixin LimitOptions limits;
  @Mixin WayOptions way;
  @Mixin OutboxOptions where;

  @Override
  boolean onlyShows() {
    return dryRun || preview != null;
  }

  @Override
  ExitCode run() throws Exception {
    refuseContradictions();
    Template letter = template.read(templateFile);
    RecipientTable table =
        encoding == null ? RecipientTable.of(data) : RecipientTable.of(data, encoding);
    MailMerge merge = MailMerge.of(letter, table);
    merge = keyColumn == null ? merge : merge.keyedBy(keyColumn);
    if (!letter.has("Subject")) {
      posthorn.say("posthorn: the letters have no subject (--subject, or a line 'Subject: …').");
    }
    if (letter.isBlank()) {
      posthorn.say("posthorn: the letters have an empty body.");
    }
    if (preview != null) {
      return new MergePreview(posthorn, knownSender()).print(merge.upTo(preview));
    }
    merge = limit == null ? merge : merge.upTo(limit);
    MergeTerms terms = terms(mergeId == null ? MergeId.of(letter, table.name()) : mergeId);
    boolean asJson = posthorn.json || format == Format.JSON;
    String account = terms.sender().email();
    MergeReport report = MergeReport.of(posthorn, asJson, terms.mergeId(), account);
    try (MergeProgress progress = progress()) {
      return run(merge, terms, report, progress);
    } catch (Exception e) {
      return report.endBy(e);
    }
  }

  private ExitCode run(
      MailMerge merge, MergeTerms terms, MergeReport report, MergeProgress progress)
      throws Exception {
    Checked checked = check(merge, report, progress);
    if (dryRun && terms.timing().isWrong()) {
      posthorn.say(
          "posthorn: "
              + terms.timing().fault()
              + ": only rows that were accepted before would be taken.");
    }
    if (checked.problems() > 0 || dryRun) {
      report.end(null);
      return say(checked);
    }
    posthorn.say(
        "posthorn: merge id "
            + terms.mergeId()
            + (mergeId == null ? "; --merge-id chooses another." : "."));
    boolean smtpMeant = !SmtpOptions.given(spec).isEmpty();
    MergeRun.Working working =
        queue ? null : new MergeRun.Working(way.smtp, smtpMeant, limits, maxWait);
    try (Outbox outbox = outbox(terms.timing())) {
      return new MergeRun(posthorn, merge, terms, report, progress)
          .run(outbox, checked.rows(), working);
    }
  }

  /** Where the time is past, only an outbox that is there can have rows of an earlier run. */
  private Outbox outbox(Timing timing) throws OutboxException, Stop {
    OutboxPlace place = new OutboxPlace(where, posthorn);
    return timing.isWrong() ? place.existing().orElseThrow(timing::refusal) : place.open();
  }

  private Checked check(MailMerge merge, MergeReport report, MergeProgress progress)
      throws MergeException {
    progress.begin("checked", 0);
    Checked checked =
        merge.check(
            row -> {
              progress.step();
              if (row instanceof MergedRow.Problem problem) {
                progress.wipe();
                report.add(MergeResult.problem(problem));
              } else if (dryRun) {
                report.add(MergeResult.ready(row));
              }
            });
    progress.wipe();
    return checked;
  }

  private ExitCode say(Checked checked) {
    String end = dryRun ? " Nothing was accepted (--dry-run)." : " Nothing was accepted.";
    if (checked.problems() == 0) {
      posthorn.say("posthorn: " + rows(checked.rows()) + " checked, all can be sent." + end);
      return ExitCode.OK;
    }
    posthorn
        .terminal()
        .say(
            "posthorn: "
                + (checked.rows() == 0
                    ? "the header of " + data + " is not right; no row was looked at."
                    : checked.problems() + " of " + rows(checked.rows()) + " with problems.")
                + end);
    return ExitCode.DATA;
  }

  private static String rows(long count) {
    return count == 1 ? "1 row" : count + " rows";
  }

  private MergeProgress progress() {
    boolean shown = terminal().watched() && !posthorn.quiet && !posthorn.json;
    return new MergeProgress(terminal().err(), posthorn.clock(), shown);
  }

  private MergeTerms terms(String id) throws AuthException, Stop {
    Sender sender = dryRun ? new Sender(knownSender(), null) : Sender.forLater(posthorn, List.of());
    Timing timing = Timing.read(at, expire, posthorn.clock(), spec);
    return new MergeTerms(MergeId.checked(id), sender, Handover.via(way), timing);
  }

  /** Who would send, as far as that is known; else nothing. */
  private String knownSender() throws AuthException, Stop {
    if (posthorn.accountOption != null) {
      return posthorn.accountOption;
    }
    List<String> stored = posthorn.home().accounts();
    return stored.size() == 1 ? stored.get(0) : "";
  }

  private void refuseContradictions() throws Stop {
    way.refuseContradictions();
    limits.check();
    if (way.isRaw() || posthorn.isGiven("--chunk-size")) {
      throw usage(
          (way.isRaw() ? "--delivery raw" : "--chunk-size")
              + " is not for the outbox, which sends in sessions of one piece");
    }
    Optional<String> working =
        Stream.concat(
                SmtpOptions.given(spec).stream(),
                LimitOptions.NAMES.stream().filter(posthorn::isGiven))
            .findFirst();
    if (queue && working.isPresent()) {
      throw usage(
          working.get() + " is a matter of 'posthorn outbox run', and cannot go with --queue");
    }
    if ((limit != null && limit < 1) || (preview != null && preview < 1)) {
      throw usage("--limit and --preview need a number of rows, at least 1");
    }
  }

  private Stop usage(String what) {
    return new Stop(ExitCode.USAGE, what + ".", "Run: " + spec.qualifiedName() + " --help");
  }
}
