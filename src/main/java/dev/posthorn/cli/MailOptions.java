package dev.posthorn.cli;

import dev.posthorn.message.Mail;
import dev.posthorn.message.MailBuilder;
import dev.posthorn.message.Priority;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that make up a letter's head. */
final class MailOptions {
  @Spec(Spec.Target.MIXEE)
  CommandSpec command;

  @Option(
      names = "--to",
      paramLabel = "ADDRESS",
      description =
          "Recipients; repeat, or separate by commas. Display names and groups are taken.")
  List<String> to = new ArrayList<>();

  @Option(names = "--cc", paramLabel = "ADDRESS", description = "Recipients of a copy.")
  List<String> cc = new ArrayList<>();

  @Option(names = "--bcc", paramLabel = "ADDRESS", description = "Recipients nobody else sees.")
  List<String> bcc = new ArrayList<>();

  @Option(
      names = "--from",
      paramLabel = "ADDRESS",
      description =
          "The author (default: the account). Gmail silently replaces one that is no verified alias"
              + " of the account; warned of.")
  @Nullable String from;

  @Option(names = "--reply-to", paramLabel = "ADDRESS", description = "Where answers should go.")
  List<String> replyTo = new ArrayList<>();

  @Option(names = "--subject", paramLabel = "TEXT", description = "The subject, any Unicode.")
  @Nullable String subject;

  @Option(
      names = "--priority",
      paramLabel = "high|normal|low",
      description = "Mail programs show it, Gmail does not.")
  @Nullable Priority priority;

  @Option(
      names = "--list-unsubscribe",
      paramLabel = "URL",
      description = "An https address that ends the subscription by one click (RFC 8058).")
  @Nullable String listUnsubscribe;

  @Option(
      names = "--date",
      paramLabel = "TIME",
      description = "The Date, such as 2026-11-22T09:30+01:00; without an offset, local time.")
  @Nullable String date;

  @Option(
      names = "--header",
      paramLabel = "'NAME: VALUE'",
      description = "One more header; repeat for more.")
  List<String> headers = new ArrayList<>();

  /** The options of the command that stand on the command line, and are no defaults. */
  List<OptionSpec> given() {
    return command.commandLine().getParseResult().matchedOptions();
  }

  /** Begins a letter; its subject is the caller's to set where no option does. */
  MailBuilder begin() throws Stop {
    MailBuilder mail = Mail.builder();
    for (String recipients : to) {
      mail.to(recipients);
    }
    for (String recipients : cc) {
      mail.cc(recipients);
    }
    for (String recipients : bcc) {
      mail.bcc(recipients);
    }
    for (String addresses : replyTo) {
      mail.replyTo(addresses);
    }
    if (from != null) {
      mail.from(from);
    }
    if (subject != null) {
      mail.subject(subject);
    }
    if (priority != null) {
      mail.priority(priority);
    }
    if (listUnsubscribe != null) {
      mail.listUnsubscribe(unsubscribe(listUnsubscribe));
    }
    if (date != null) {
      mail.date(time(date));
    }
    for (String header : headers) {
      int colon = header.indexOf(':');
      if (colon < 1) {
        throw usage("--header needs 'Name: value', not '" + header + "'");
      }
      mail.header(header.substring(0, colon), header.substring(colon + 1).strip());
    }
    return mail;
  }

  private static URI unsubscribe(String text) throws Stop {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw usage("--list-unsubscribe needs an https address, not '" + text + "'");
    }
  }

  /** ISO 8601 with or without an offset, or as in a Date header. */
  static ZonedDateTime time(String text) throws Stop {
    try {
      return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
    } catch (DateTimeException notOfMail) {
      try {
        TemporalAccessor time =
            DateTimeFormatter.ISO_DATE_TIME.parseBest(
                text, ZonedDateTime::from, LocalDateTime::from);
        return time instanceof LocalDateTime local
            ? local.atZone(ZoneId.systemDefault())
            : ZonedDateTime.from(time);
      } catch (DateTimeException e) {
        throw usage("--date needs a time such as 2026-11-22T09:30+01:00, not '" + text + "'");
      }
    }
  }

  static Stop usage(String what) {
    return new Stop(ExitCode.USAGE, what + ".", "Run: posthorn send --help");
  }
}
