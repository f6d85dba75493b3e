package dev.posthorn.cli;

import dev.posthorn.auth.Account;
import dev.posthorn.auth.AuthException;
import dev.posthorn.gmail.GmailException;
import dev.posthorn.message.AttachmentException;
import dev.posthorn.message.Mail;
import dev.posthorn.message.MailBuilder;
import dev.posthorn.message.Mailbox;
import dev.posthorn.message.MimeComposer;
import dev.posthorn.message.WholeMessage;
import dev.posthorn.message.WireMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the message that the options of {@code posthorn send} ask for. */
final class Composer {
  /**
   * A message, and what it is apart from what composing adds.
   *
   * @param message as it goes out
   * @param digest tells it from others, see {@link Mail#contentDigest()}
   */
  record Composed(WireMessage message, Handover.Digest digest) {}

  /** What a whole message does not say itself. */
  private static final Set<String> GO_WITH_EML =
      Set.of(
          "--eml",
          "--thread",
          "--dry-run",
          "--via",
          "--delivery",
          "--chunk-size",
          "--smtp",
          "--password-command",
          "--no-login",
          "--queue",
          "--key",
          "--at",
          "--expire",
          "--outbox-url");

  private final PosthornCommand posthorn;
  private final MailOptions head;
  private final BodyOptions body;
  private final FileOptions files;
  private final ReplyOptions reply;

  Composer(
      PosthornCommand posthorn,
      MailOptions head,
      BodyOptions body,
      FileOptions files,
      ReplyOptions reply) {
    this.posthorn = posthorn;
    this.head = head;
    this.body = body;
    this.files = files;
    this.reply = reply;
  }

  /**
   * Refuses options that cannot go together, before anything is read.
   *
   * @param isWhole whether the message is given whole
   */
  void refuseContradictions(boolean isWhole) throws Stop {
    if (isWhole) {
      List<String> composing =
          head.given().stream()
              .filter(option -> !option.inherited() && !GO_WITH_EML.contains(option.longestName()))
              // No method reference: it would link a class of picocli, which then no class archive
              // has.
              .map(option -> option.longestName())
              .toList();
      if (!composing.isEmpty()) {
        throw MailOptions.usage(
            "--eml is the whole message; it cannot go with " + String.join(", ", composing));
      }
      return;
    }
    body.refuseContradictions();
    if (body.countStdin() + files.countStdin() > 1) {
      throw MailOptions.usage("stdin can be the body or one attachment, not both");
    }
  }

  /**
   * Reads bodies and files, and the message that is answered, and makes the letter.
   *
   * @param sender the bare address for a missing From; empty to leave it out
   * @param account whose mailbox may be read; null when there is none
   */
  Composed compose(String sender, @Nullable Account account)
      throws Stop, IOException, AuthException, GmailException {
    MailBuilder letter = head.begin();
    reply.addTo(letter, posthorn, account, head.subject != null);
    body.addTo(letter, posthorn);
    files.addTo(letter, posthorn.terminal());
    Mail mail = letter.build();
    if (!sender.isEmpty()) {
      mail = mail.withFromIfAbsent(new Mailbox("", sender));
    }
    WireMessage message = MimeComposer.create().toWire(mail);
    return new Composed(
        mail.threadId().map(message::inThread).orElse(message), mail::contentDigest);
  }

  /**
   * Takes a message whole.
   *
   * @param file its name, or {@code -} for stdin
   * @param sender the bare address for a missing From; empty to leave it out
   */
  Composed whole(String file, String sender) throws Stop, IOException {
    WholeMessage given = read(file);
    WholeMessage whole = given;
    if (!sender.isEmpty()) {
      whole = whole.withFromIfAbsent(new Mailbox("", sender));
    }
    WireMessage message = whole.toWire();
    return new Composed(
        reply.thread == null ? message : message.inThread(reply.thread), given::contentDigest);
  }

  private WholeMessage read(String file) throws Stop, AttachmentException {
    return file.equals(BodyOptions.STDIN)
        ? readWhole(posthorn.terminal().in())
        : WholeMessage.of(Path.of(file));
  }

  /** Takes a message from stdin. */
  static WholeMessage readWhole(InputStream in) throws Stop, AttachmentException {
    try {
      return WholeMessage.of(in);
    } catch (AttachmentException e) {
      throw e;
    } catch (IOException e) {
      throw new Stop(
          ExitCode.NO_INPUT, "Cannot read the message from stdin" + Causes.why(e) + ".", "", e);
    }
  }
}
