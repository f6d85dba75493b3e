package dev.posthorn.cli;

import dev.posthorn.auth.Account;
import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.Endpoint;
import dev.posthorn.message.AttachmentException;
import dev.posthorn.message.Mailbox;
import dev.posthorn.message.WholeMessage;
import dev.posthorn.message.WireMessage;
import dev.posthorn.send.SendReceipt;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code posthorn sendmail}, also called by the name {@code sendmail}: sends the message on stdin
 * to the envelope given. Its arguments come through {@link SendmailArguments}.
 */
@Command(
    name = "sendmail",
    customSynopsis =
        "posthorn sendmail [-t] [-i] [-f ADDR] [-F NAME] [OPTION]... [--] [RECIPIENT]...",
    description = {
      "Sends the RFC 5322 message on stdin, as sendmail does: for cron, git, mutt, PHP and so on.",
      "A link named sendmail to the launcher is this command.",
      "It goes to those who are named here, and with -t to those in its head: to nobody else."
    },
    footer = {
      "  ln -s /opt/posthorn/bin/posthorn /usr/sbin/sendmail        where cron and PHP look",
      "  git config --global sendemail.sendmailCmd 'posthorn sendmail'",
      "  printf 'Subject: Hi\\n\\nHello.\\n' | posthorn sendmail ann@example.com",
      "  posthorn sendmail -t -oi < letter.eml",
      "  posthorn sendmail --aliases /etc/aliases root < report.eml",
      "  posthorn sendmail -bv root                                 who would get it; sends nothing",
      "  echo posthorn.sendmail.queue=true >> ~/.config/posthorn/posthorn.properties",
      "                                     to the outbox from now on, unless --queue=false is given",
      "",
      "Options may be repeated; of values the last counts. -bp (mailq) lists what waits in the outbox,",
      "-bi (newaliases) checks the aliases. Taken and without effect: -oX but -oi and -ov, -O but",
      "IgnoreDots, -A -B -D -E -G -L -M -N -R -U -V -X -c -d -e -h N -m -n -p -s -x, -ba and -bm.",
      "Refused: -C -P -Q -S -q -z, and -b with any other mode. Options of one letter are sendmail's",
      "alone; instead of -q write --quiet. All options that sendmail, Postfix, Exim and msmtp know,",
      "and how to set up cron, git, mutt, PHP and others: docs/sendmail.md"
    })
final class SendmailCommand extends Subcommand {

  @Option(
      names = "-t",
      description =
          "Also send to To, Cc and Bcc of the message, or to those of its first Resent- block.")
  boolean recipientsInHead;

  @Option(
      names = "-i",
      description = "A line with a lone dot is text, not the end of the message. The same: -oi.")
  boolean dotIsText;

  @Option(
      names = {"-f", "-r"},
      paramLabel = "ADDR",
      description =
          "Send from this account; an address that is none of the stored accounts is ignored, since"
              + " Gmail sets the envelope's sender.")
  @Nullable String sender;

  @Option(
      names = "-F",
      paramLabel = "NAME",
      description = "The author's full name, when the message has no From.")
  String fullName = "";

  @Option(
      names = "--aliases",
      paramLabel = "FILE",
      description =
          "Who stands behind names without a domain, in lines such as 'root: ann@example.com' and"
              + " 'default: …' (default: $POSTHORN_ALIASES, else aliases in the home, if there).")
  @Nullable Path aliases;

  @Option(
      names = "--local-domains",
      paramLabel = "DOMAINS",
      description =
          "More domains of this machine, with commas between them: their addresses are names for"
              + " the aliases, as those at localhost are.")
  String localDomains = "";

  @Option(
      names = "-b",
      hidden = true,
      paramLabel = "MODE",
      description = "i checks the aliases, p lists the outbox, v tells who is behind names.")
  String mode = "";

  @Mixin WayOptions way;
  @Mixin QueueOptions queue;

  @Parameters(
      arity = "0..*",
      paramLabel = "RECIPIENT",
      description = "Addresses, or names that the aliases know.")
  List<String> recipients = new ArrayList<>();

  /** What {@code mailq} and {@code newaliases} ask for. */
  @Override
  boolean onlyShows() {
    return !mode.isEmpty();
  }

  @Override
  Told told() {
    return Told.CURIOUS;
  }

  @Override
  ExitCode run() throws Exception {
    way.refuseContradictions();
    queue.refuseContradictions(way);
    if (!mode.isEmpty()) {
      return SendmailModes.run(mode.charAt(0), this);
    }
    if (recipients.isEmpty() && !recipientsInHead) {
      throw new Stop(
          ExitCode.USAGE,
          "Nobody is named to send to.",
          "Name recipients, or give -t for those in the message's head.");
    }
    posthorn.lastWords().nothingOut();
    LocalNames names = localNames();
    InputStream stdin = terminal().in();
    WholeMessage message = Composer.readWhole(dotIsText ? stdin : new DotEndedStream(stdin));
    if (queue.queue) {
      handOver(message, names);
      return ExitCode.OK;
    }
    try (WayOut out = WayOut.open(posthorn, way, preferred(message))) {
      WireMessage wire = addressed(message, names, out.email());
      refuseUnknown(wire, names, out.account().orElse(null));
      WayChoice choice = out.choose(wire);
      // Only to those who want more words: cron mails whatever its sendmail says.
      choice.warning(out.email(), out.account().orElse(null)).ifPresent(posthorn::explain);
      new SenderCheck(posthorn, out, choice).explain(wire);
      explainOmissions(wire);
      SendReceipt receipt = out.send(wire, choice);
      // Programs take words on stdout for a failure.
      Receipts.answer(posthorn, receipt, "");
      return ExitCode.OK;
    }
  }

  /** The aliases, and what this machine is called. */
  LocalNames localNames() throws Stop, AuthException {
    LocalDomains domains =
        new LocalDomains(localDomains, HostName::ofMachine, () -> posthorn.home().accounts());
    boolean isElsewhere =
        way.asked() == WayOptions.Via.SMTP
            && way.smtp.needNoConsent()
            && !Endpoint.isGoogle(way.smtp.server(terminal()));
    return LocalNames.open(posthorn, aliases, domains, isElsewhere);
  }

  private void handOver(WholeMessage message, LocalNames names) throws Exception {
    Handover handover = Handover.open(posthorn, way, queue, preferred(message));
    Sender sender = handover.sender();
    WireMessage wire = addressed(message, names, sender.email());
    if (sender.account() != null) {
      refuseUnknown(wire, names, sender.account());
    }
    explainOmissions(wire);
    if (posthorn.verbose) {
      handover.warning(wire).ifPresent(posthorn::explain);
    }
    handover.answer(handover.accept(wire, message::contentDigest), "");
  }

  private void explainOmissions(WireMessage wire) throws IOException {
    if (posthorn.verbose) {
      Omissions.of(wire).forEach(posthorn::explain);
    }
  }

  /** By SMTP a name may stay in the head, since only the envelope counts. */
  private void refuseUnknown(WireMessage wire, LocalNames names, @Nullable Account account)
      throws Stop, AttachmentException {
    List<String> beyond = wire.namedBeyondEnvelope();
    if (!beyond.isEmpty() && WayChoice.of(way, account, wire).isApi()) {
      names.refuseUnknown(beyond, wire.recipients());
    }
  }

  /** Accounts that sending from would be right, were they ours: -f, else the author. */
  private List<String> preferred(WholeMessage message) {
    List<String> wishes = new ArrayList<>();
    if (sender != null) {
      wishes.add(LocalNames.bare(sender));
    }
    message.header("From").map(LocalNames::bare).ifPresent(wishes::add);
    wishes.removeIf(String::isEmpty);
    return wishes;
  }

  private static boolean namesRecipients(WholeMessage message) {
    return Stream.of("To", "Cc", "Bcc", "Resent-To", "Resent-Cc", "Resent-Bcc")
        .anyMatch(name -> !message.header(name).orElse("").isBlank());
  }

  private WireMessage addressed(WholeMessage message, LocalNames names, String account)
      throws Stop, AttachmentException {
    Set<String> envelope = new LinkedHashSet<>();
    for (String recipient : recipients) {
      envelope.addAll(names.recipients(recipient));
    }
    WholeMessage known =
        names.replaceIn(message, account).withFromIfAbsent(new Mailbox(fullName, account));
    if (recipientsInHead && (envelope.isEmpty() || namesRecipients(known))) {
      envelope.addAll(names.recipientsIn(known));
    }
    return known.toWire(envelope);
  }
}
