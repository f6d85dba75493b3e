package dev.posthorn.cli;

import dev.posthorn.message.InvalidMessageException;
import dev.posthorn.message.WholeMessage;
import dev.posthorn.message.WireMessage;
import dev.posthorn.outbox.Outbox;
import dev.posthorn.outbox.OutboxEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code posthorn outbox retry}: sends what was refused or cancelled, perhaps after an edit. */
@Command(
    name = "retry",
    description = {
      "Sends again what was refused or cancelled, or at once what waits.",
      "For a message that is unknown, 'settle' decides."
    },
    footer = {
      "  posthorn outbox retry 9f2c",
      "  posthorn outbox show 9f2c --message > letter.eml",
      "  posthorn outbox retry 9f2c --eml letter.eml          after you have edited it"
    })
final class OutboxRetryCommand extends OutboxSubcommand {

  @Parameters(paramLabel = "ID", description = "An id, or how it begins.")
  String id;

  @Option(
      names = "--eml",
      paramLabel = "FILE",
      description =
          "Send this in its place (- is stdin). It goes to those in its head, unless the message"
              + " went to others than its head named.")
  @Nullable String eml;

  @Override
  ExitCode run() throws Exception {
    try (Outbox outbox = outbox()) {
      OutboxEntry entry = outbox.entry(id);
      Optional<WireMessage> edited =
          eml == null ? Optional.empty() : Optional.of(edited(outbox, entry, eml));
      return answer(outbox.retry(entry.id(), edited));
    }
  }

  private WireMessage edited(Outbox outbox, OutboxEntry entry, String file) throws Exception {
    WholeMessage message =
        file.equals(BodyOptions.STDIN)
            ? Composer.readWhole(terminal().in())
            : WholeMessage.of(Path.of(file));
    return isAsInHead(outbox.message(entry.id()), entry)
        ? message.toWire()
        : message.toWire(entry.recipients());
  }

  /** Whether the message went to those in its head, so that an edited head decides anew. */
  private static boolean isAsInHead(WireMessage kept, OutboxEntry entry) throws IOException {
    HeadBytes head = new HeadBytes();
    kept.writeTo(head);
    try {
      return lowerCase(WholeMessage.of(head.bytes()).recipients())
          .equals(lowerCase(entry.recipients()));
    } catch (InvalidMessageException e) {
      return false; // Names without a domain, say: they were never the envelope.
    }
  }

  private static Set<String> lowerCase(List<String> addresses) {
    Set<String> set = new TreeSet<>();
    addresses.forEach(address -> set.add(address.toLowerCase(Locale.ROOT)));
    return set;
  }

  /** Keeps a message up to the empty line, and drops the rest. */
  private static final class HeadBytes extends OutputStream {
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private int last = '\n';
    private boolean ended;

    @Override
    public void write(int b) {
      if (ended || b == '\r') {
        return;
      }
      head.write(b);
      ended = b == '\n' && last == '\n';
      last = b;
    }

    byte[] bytes() {
      return head.toByteArray();
    }
  }
}
