package dev.posthorn.cli;

import dev.posthorn.message.AttachmentException;
import dev.posthorn.message.MailBuilder;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that put files into a letter. */
final class FileOptions {

  @Option(
      names = "--attach",
      paramLabel = "FILE",
      description = {
        "A file to attach; repeat for more; - is stdin. 'FILE;type=text/csv;name=figures.csv' sets"
            + " what the recipient sees.",
        "In a FILE whose real name holds ';type=' or ';name=', write ';;' for each ';'."
      })
  List<String> attachments = new ArrayList<>();

  @Option(
      names = "--inline",
      paramLabel = "CID=FILE",
      description =
          "An image that the HTML shows as cid:CID; repeat for more; FILE as in --attach.")
  List<String> inlines = new ArrayList<>();

  private record Inline(String cid, FileArgument file) {
    static Inline parse(String text) throws Stop {
      int equals = text.indexOf('=');
      if (equals < 1) {
        throw MailOptions.usage("--inline needs CID=FILE, not '" + text + "'");
      }
      return new Inline(
          text.substring(0, equals), FileArgument.parse("--inline", text.substring(equals + 1)));
    }
  }

  boolean isEmpty() {
    return attachments.isEmpty() && inlines.isEmpty();
  }

  long countStdin() throws Stop {
    long count = 0;
    for (String attachment : attachments) {
      count += FileArgument.parse("--attach", attachment).isStdin() ? 1 : 0;
    }
    for (String inline : inlines) {
      count += Inline.parse(inline).file().isStdin() ? 1 : 0;
    }
    return count;
  }

  void addTo(MailBuilder mail, Terminal terminal) throws Stop, AttachmentException {
    for (String attachment : attachments) {
      mail.attach(FileArgument.parse("--attach", attachment).open(terminal));
    }
    for (String text : inlines) {
      Inline inline = Inline.parse(text);
      mail.inline(inline.cid(), inline.file().open(terminal));
    }
  }
}
