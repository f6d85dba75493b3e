package dev.posthorn.cli;

import dev.posthorn.auth.Account;
import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.LoginHint;
import dev.posthorn.auth.Scope;
import dev.posthorn.cli.probe.AccountMailbox;
import dev.posthorn.cli.probe.Arrivals;
import dev.posthorn.cli.probe.Finding;
import dev.posthorn.cli.probe.FolderMailbox;
import dev.posthorn.cli.probe.Judge;
import dev.posthorn.cli.probe.Letter;
import dev.posthorn.cli.probe.Letters;
import dev.posthorn.cli.probe.Mailbox;
import dev.posthorn.cli.probe.ProbeId;
import dev.posthorn.cli.probe.SendingLog;
import dev.posthorn.gmail.GmailException;
import dev.posthorn.gmail.Operation;
import dev.posthorn.gmail.RawReader;
import dev.posthorn.gmail.RawSender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code posthorn probe}: finds out what Gmail's API does to mail, with a real account. */
@Command(
    name = ProbeCommand.NAME,
    hidden = true,
    description = {
      "Finds out what Gmail's API does to mail: mails 16 small messages to a second mailbox,",
      "compares what arrives, and says of each fact that Posthorn assumes whether it is so.",
      "docs/probe.md tells more."
    },
    footer = {
      "  posthorn probe --account ann@example.com --to bob@example.com --read-account"
          + " bob@example.com",
      "  posthorn probe --account ann@example.com --to bob@example.com     sends, and names the id",
      "  posthorn probe --id ID --received DIR       reads .eml files that you saved in that mailbox",
      "  posthorn probe --id ID --read-account bob@example.com     looks once more",
      "",
      "Exit code 0: each fact is told, as assumed or different. 75: messages have not arrived in",
      "time. 79: the answer to a sending got lost, and the message has not arrived. 69: a fact cannot",
      "be told for another reason."
    })
final class ProbeCommand extends Subcommand {
  static final String NAME = "probe";

  @Option(
      names = "--to",
      paramLabel = "EMAIL",
      converter = PosthornCommand.AddressConverter.class,
      description = "The second mailbox: mail to oneself is one message in Gmail, and unchanged.")
  @Nullable String to;

  @Option(
      names = "--read-account",
      paramLabel = "EMAIL",
      converter = PosthornCommand.AddressConverter.class,
      description =
          "Read them there as this stored account, whose consent has readonly (default: --to, where"
              + " it is one).")
  @Nullable String readAccount;

  @Option(
      names = "--received",
      paramLabel = "DIR",
      description = "Read the files in this folder, saved by hand in the second mailbox.")
  @Nullable Path received;

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "Send nothing; read what arrived of an earlier probe.")
  @Nullable String earlier;

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "How long to wait for the messages (default: 10m; with --id: 0s).")
  @Nullable Duration wait;

  @Option(names = "--yes", description = "Do not ask before it begins.")
  boolean yes;

  @Override
  ExitCode run() throws Exception {
    checkOptions();
    if (earlier != null) {
      ProbeId id = ProbeId.parse(earlier).orElseThrow(() -> usage("--id is no id of a probe."));
      ProbeLog kept = ProbeLog.of(posthorn.home().directory(), id);
      Mailbox mailbox = mailbox(id).orElseThrow(() -> usage("--id sends nothing; what is read?"));
      try (ProbeProgress progress = progress()) {
        SendingLog log = kept.read();
        return judge(id, log, arrivals(id, log, mailbox, progress));
      }
    }
    Account account = sender();
    ProbeId id = ProbeId.create(posthorn.clock().instant(), new SecureRandom());
    Letters letters = letters(id, account.email());
    Optional<Mailbox> mailbox = mailbox(id);
    RawSender gmail = RawSender.of(account, posthorn.gmailRoot());
    confirm(account.email(), mailbox.isPresent());
    try (ProbeProgress progress = progress()) {
      SendingLog log = new ProbeRun(posthorn, progress).send(gmail, letters);
      return mailbox.isEmpty()
          ? sentOnly(id, log)
          : judge(id, log, arrivals(id, log, mailbox.get(), progress));
    }
  }

  private void checkOptions() throws Stop {
    if ((to == null) == (earlier == null)) {
      throw usage("Give either --to, to begin a probe, or --id, to read an earlier one.");
    }
    if (received != null && readAccount != null) {
      throw usage("--received and --read-account are two ways to read; give one.");
    }
    if (earlier != null && received == null && readAccount == null) {
      throw usage("--id sends nothing: give --received or --read-account, to read what arrived.");
    }
  }

  private static Stop usage(String what) {
    return new Stop(ExitCode.USAGE, what, "Run: posthorn probe --help");
  }

  /** The account that sends, with a consent that is wide enough for all of it. */
  private Account sender() throws AuthException, Stop {
    Account account = posthorn.account();
    if (Letters.areForOneMailbox(account.email(), String.valueOf(to))) {
      throw new Stop(
          ExitCode.USAGE,
          "--to is the mailbox that sends: Gmail keeps mail to oneself as one message, the Sent"
              + " copy, which nothing changes.",
          "Give the address of a second mailbox.");
    }
    if (!may(account, Operation.SEND) || !may(account, Operation.DRAFT)) {
      throw new Stop(
          ExitCode.NO_PERMISSION,
          "The consent of " + account.email() + " does not cover drafts, which a probe needs.",
          "Run: " + LoginHint.of(account, Scope.COMPOSE));
    }
    return account;
  }

  /** Of an imported consent it is not known what it covers; Gmail says so then. */
  private static boolean may(Account account, Operation operation) {
    return account.scopes().isEmpty() || operation.isOpenedBy(account.scopes());
  }

  private Letters letters(ProbeId id, String account) throws Stop {
    try {
      return new Letters(id, account, String.valueOf(to));
    } catch (IllegalArgumentException e) {
      throw new Stop(ExitCode.USAGE, String.valueOf(e.getMessage()), "Give another --to.", e);
    }
  }

  /** Where to read; empty when only a person can. */
  private Optional<Mailbox> mailbox(ProbeId id) throws AuthException, Stop {
    if (received != null) {
      if (!Files.isDirectory(received) || !Files.isReadable(received)) {
        throw new Stop(
            ExitCode.NO_INPUT,
            "There is no readable folder " + received + ".",
            "Make it, and save the messages into it: docs/probe.md tells how.");
      }
      return Optional.of(new FolderMailbox(received));
    }
    String reader = readAccount == null && to != null ? storedReader(to) : readAccount;
    if (reader == null) {
      return Optional.empty();
    }
    Account account = posthorn.account(reader);
    if (!may(account, Operation.READ)) {
      throw new Stop(
          ExitCode.NO_PERMISSION,
          "The consent of " + account.email() + " does not cover reading mail.",
          "Run: " + LoginHint.of(account, Scope.READONLY));
    }
    RawReader gmail = RawReader.of(account, posthorn.gmailRoot());
    return Optional.of(new AccountMailbox(gmail, id));
  }

  /** The second mailbox as an account of ours, where its consent covers reading. */
  private @Nullable String storedReader(String email) throws AuthException, Stop {
    for (String stored : posthorn.home().accounts()) {
      if (stored.equalsIgnoreCase(email) && may(posthorn.home().account(stored), Operation.READ)) {
        return stored;
      }
    }
    return null;
  }

  private void confirm(String account, boolean reads) throws Stop, IOException {
    boolean asks = !yes && terminal().interactive();
    if (!yes && !asks) {
      throw new Stop(
          ExitCode.USAGE,
          "A probe mails "
              + Letter.values().length
              + " messages, and no terminal is there to ask you.",
          "Give --yes, if that is what you want.");
    }
    String plan = plan(account, reads);
    if (!asks) {
      posthorn.say(plan);
    } else if (!terminal().confirmed(plan + "\nposthorn: Begin? [y/N] ")) {
      throw new Stop(ExitCode.USAGE, "Not begun; nothing was sent.", "");
    }
  }

  private String plan(String account, boolean reads) {
    return String.join(
        "\n",
        "posthorn: This mails "
            + Letter.values().length
            + " small messages from "
            + account
            + " to "
            + to
            + ", by Gmail's API.",
        "  Three of them name " + account + " too, in To or Bcc, and so stand in its inbox.",
        "  One says that it is from posthorn-probe@example.com, which Gmail is expected to replace.",
        "  One goes by a draft, whose sending is asked for twice; the draft is removed.",
        "  "
            + (reads ? "Then they are read in the second mailbox." : "You read them there.")
            + " All can be deleted afterwards: their subjects begin with posthorn-probe.");
  }

  private ProbeProgress progress() {
    return new ProbeProgress(terminal().err(), terminal().watched() && !posthorn.quiet);
  }

  private ExitCode sentOnly(ProbeId id, SendingLog log) throws AuthException {
    new ProbeReport(posthorn, id).tell(new Judge(id, log, new Arrivals(id)).findings());
    posthorn.say("posthorn: sent. " + ProbeRun.where(id));
    posthorn.say(
        "posthorn: when they are there, save them as .eml files into a folder, and run: posthorn"
            + " probe --id "
            + id.text()
            + " --received DIR");
    Collection<SendingLog.Sent> ends = log.letters().values();
    if (ends.contains(SendingLog.Sent.UNKNOWN)) {
      return ExitCode.UNKNOWN;
    }
    return ends.contains(SendingLog.Sent.NOT_SENT) ? ExitCode.UNAVAILABLE : ExitCode.OK;
  }

  /** What arrives in time: all of a probe that was just sent, what is there of an earlier one. */
  private Arrivals arrivals(ProbeId id, SendingLog log, Mailbox mailbox, ProbeProgress progress)
      throws GmailException, InterruptedException, Stop {
    Duration usual = earlier == null ? Duration.ofMinutes(10) : Duration.ZERO;
    try {
      return new ProbeWait(mailbox, progress, posthorn.clock())
          .arrivals(id, log, wait == null ? usual : wait);
    } catch (IOException e) {
      throw new Stop(
          ExitCode.NO_INPUT,
          "The folder " + received + " cannot be read: " + e.getMessage() + ".",
          "Make its files readable, and run the same command again with --id " + id.text() + ".",
          e);
    } finally {
      progress.wipe();
    }
  }

  private ExitCode judge(ProbeId id, SendingLog log, Arrivals arrivals) throws AuthException {
    List<Finding> findings = new Judge(id, log, arrivals).findings();
    ExitCode code = new ProbeReport(posthorn, id).tell(findings);
    if (received != null && arrivals.lookSent()) {
      posthorn.say(
          "posthorn: none of these files says to whom it was delivered. Were they saved in Sent?"
              + " Save them in the second mailbox: what lies in Sent is not changed.");
    }
    posthorn.say("posthorn: " + ProbeRun.where(id) + " (to delete them, for example).");
    if (code != ExitCode.OK) {
      posthorn.say("posthorn: to look once more: posthorn probe --id " + id.text() + " " + way());
    }
    return code;
  }

  private String way() {
    if (received != null) {
      return "--received '" + received + "'";
    }
    return "--read-account " + (readAccount == null ? to : readAccount);
  }
}
