package dev.posthorn.cli;

import dev.posthorn.merge.MergeException;
import dev.posthorn.merge.Template;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that take the place of a template's head lines; {{column}} may stand in each. */
final class MergeTemplateOptions {
  @Option(
      names = "--to",
      paramLabel = "ADDRESS",
      description =
          "Recipients, such as '{{name}} <{{email}}>' (default: the template's To, else the column"
              + " email). This and the following take {{column}}, and replace the template's own.")
  List<String> to = new ArrayList<>();

  @Option(names = "--cc", paramLabel = "ADDRESS", description = "Recipients of a copy.")
  List<String> cc = new ArrayList<>();

  @Option(names = "--bcc", paramLabel = "ADDRESS", description = "Recipients nobody else sees.")
  List<String> bcc = new ArrayList<>();

  @Option(
      names = "--from",
      paramLabel = "ADDRESS",
      description = "The author (default: the account).")
  @Nullable String from;

  @Option(names = "--reply-to", paramLabel = "ADDRESS", description = "Where answers should go.")
  List<String> replyTo = new ArrayList<>();

  @Option(names = "--subject", paramLabel = "TEXT", description = "The subject.")
  @Nullable String subject;

  @Option(
      names = "--attach",
      paramLabel = "FILE",
      description =
          "A file, such as 'invoices/{{id}}.pdf'; repeat for more. 'FILE;name={{name}}.pdf' sets what"
              + " the recipient sees. A value chooses among the files of one folder only.")
  List<String> attach = new ArrayList<>();

  @Option(
      names = "--list-unsubscribe",
      paramLabel = "URL",
      description =
          "An https address that ends the subscription by one click (RFC 8058), such as"
              + " 'https://example.com/u/{{id}}'.")
  @Nullable String listUnsubscribe;

  /** Reads a template, and puts the options in. */
  Template read(Path file) throws MergeException {
    Template template = Template.read(file);
    template = with(template, "To", to);
    template = with(template, "Cc", cc);
    template = with(template, "Bcc", bcc);
    template = with(template, "Reply-To", replyTo);
    template = with(template, "Attach", attach);
    template = with(template, "From", from == null ? List.of() : List.of(from));
    template = with(template, "Subject", subject == null ? List.of() : List.of(subject));
    return with(
        template,
        "List-Unsubscribe",
        listUnsubscribe == null ? List.of() : List.of(listUnsubscribe));
  }

  private static Template with(Template template, String name, List<String> sources)
      throws MergeException {
    return sources.isEmpty() ? template : template.with(name, sources);
  }
}
