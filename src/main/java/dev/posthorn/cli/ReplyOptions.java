package dev.posthorn.cli;

import dev.posthorn.auth.Account;
import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.LoginHint;
import dev.posthorn.auth.Scope;
import dev.posthorn.gmail.GmailException;
import dev.posthorn.gmail.MessageHeaders;
import dev.posthorn.gmail.MessageReader;
import dev.posthorn.gmail.Operation;
import dev.posthorn.message.MailBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The options that make a letter an answer: its thread, In-Reply-To, References and the subject.
 *
 * <p>Gmail's threadId alone puts it into the sender's thread; the recipient's program wants the
 * headers and the same subject. What an option says is never read.
 */
final class ReplyOptions {

  @Option(
      names = "--reply-to-message",
      paramLabel = "ID",
      description =
          "Answer the message with this Gmail id: its thread, its headers, and 'Re:' its subject."
              + " Reading it needs scope metadata or readonly.")
  @Nullable String message;

  @Option(
      names = "--thread",
      paramLabel = "ID",
      description =
          "The same for the newest message of a thread. By SMTP, which knows no Gmail threads, the"
              + " headers are all of it.")
  @Nullable String thread;

  @Option(
      names = "--in-reply-to",
      paramLabel = "MESSAGE-ID",
      description = "The Message-ID that is answered, where it cannot be read.")
  @Nullable String inReplyTo;

  @Option(
      names = "--references",
      paramLabel = "MESSAGE-ID",
      description = "The Message-IDs before it, oldest first (default: --in-reply-to).")
  List<String> references = new ArrayList<>();

  /** Whether headers of this message come from the mailbox. */
  private boolean areHeadersRead;

  /** Whether somebody's mailbox has to be known. */
  boolean namesAMessage() {
    return message != null || thread != null;
  }

  /**
   * Whether {@code --thread} is there and gave the message no header, which any way would carry.
   */
  boolean namesTheThreadAlone() {
    return thread != null && !areHeadersRead;
  }

  /**
   * Adds what the options say, and what they do not say from the mailbox where the scopes allow.
   *
   * @param account whose mailbox; null when there is no consent at all
   * @param hasSubject whether the letter has one already
   */
  void addTo(
      MailBuilder mail, PosthornCommand posthorn, @Nullable Account account, boolean hasSubject)
      throws Stop, AuthException, GmailException {
    refuseOtherIds();
    boolean isTold = thread != null && inReplyTo != null && hasSubject && !references.isEmpty();
    if (namesAMessage() && !isTold) {
      if (account != null && mayRead(account)) {
        addRead(mail, read(account, posthorn), hasSubject);
        areHeadersRead = true;
        return;
      }
      refuseUntold(account, hasSubject);
    }
    addTold(mail);
  }

  /** Ids from the mailbox may be odd, since others wrote them; those from a person are not. */
  private void refuseOtherIds() throws Stop {
    refuseOther("--in-reply-to", inReplyTo == null ? "" : inReplyTo);
    for (String ids : references) {
      refuseOther("--references", ids);
    }
  }

  private static void refuseOther(String option, String ids) throws Stop {
    for (String id : ids.replace("><", "> <").strip().split("\\s+", -1)) {
      if (!id.isEmpty() && !id.contains("@")) {
        throw new Stop(
            ExitCode.USAGE,
            option + ": '" + id + "' is no Message-ID, which has an @ (RFC 5322 §3.6.4).",
            "Give the one in its header; a Gmail id goes with --reply-to-message.");
      }
    }
  }

  /** An import that named no scopes may have this one. */
  private static boolean mayRead(Account account) {
    return account.scopes().isEmpty() || Operation.MESSAGE.isOpenedBy(account.scopes());
  }

  private MessageHeaders read(Account account, PosthornCommand posthorn)
      throws Stop, AuthException, GmailException {
    MessageReader reader = MessageReader.of(account, posthorn.gmailRoot());
    return message != null ? reader.message(message) : reader.lastOfThread(String.valueOf(thread));
  }

  private void addRead(MailBuilder mail, MessageHeaders answered, boolean hasSubject) {
    String threadId = thread != null ? thread : answered.threadId();
    if (!threadId.isEmpty()) {
      mail.threadId(threadId);
    }
    String messageId = inReplyTo != null ? inReplyTo : answered.messageId();
    if (!messageId.isEmpty()) {
      mail.inReplyTo(messageId);
    }
    List<String> before = references.isEmpty() ? answered.referencesOfReply() : references;
    mail.references(before.toArray(String[]::new));
    if (!hasSubject) {
      mail.subject(answered.subjectOfReply());
    }
  }

  private void addTold(MailBuilder mail) {
    if (thread != null) {
      mail.threadId(thread);
    }
    if (inReplyTo != null) {
      mail.inReplyTo(inReplyTo);
    }
    if (!references.isEmpty()) {
      mail.references(references.toArray(String[]::new));
    } else if (inReplyTo != null) {
      mail.references(inReplyTo);
    }
  }

  private void refuseUntold(@Nullable Account account, boolean hasSubject) throws Stop {
    Map<String, Boolean> needed = new LinkedHashMap<>();
    needed.put("--thread ID", thread != null);
    needed.put("--in-reply-to '<MESSAGE-ID>'", inReplyTo != null);
    needed.put("--subject 'Re: …'", hasSubject);
    List<String> missing =
        needed.entrySet().stream().filter(e -> !e.getValue()).map(Map.Entry::getKey).toList();
    if (missing.isEmpty()) {
      return;
    }
    String whose =
        account == null ? "No consent lets" : "The consent of " + account.email() + " does not let";
    throw new Stop(
        ExitCode.NO_PERMISSION,
        whose + " Posthorn read the message that is answered.",
        "Give what it would be read for: "
            + String.join(", ", missing)
            + " (and --references). Or run: "
            + (account == null
                ? LoginHint.of("", Set.of(), List.of(Scope.METADATA.url()))
                : LoginHint.of(account, Scope.METADATA)));
  }
}
