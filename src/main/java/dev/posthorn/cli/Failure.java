package dev.posthorn.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.posthorn.auth.AuthException;
import dev.posthorn.gmail.GmailException;
import dev.posthorn.merge.MergeException;
import dev.posthorn.message.AttachmentException;
import dev.posthorn.message.InvalidMessageException;
import dev.posthorn.outbox.OutboxException;
import dev.posthorn.send.RefusedRecipient;
import dev.posthorn.send.SendException;
import java.util.List;
import java.util.Set;

/**
 * What a failed command tells its caller.
 *
 * @param code the exit code
 * @param message what failed, and why
 * @param remedy the next step; empty when there is none
 * @param refused the recipients that a server refused one by one; usually empty
 */
record Failure(ExitCode code, String message, String remedy, List<RefusedRecipient> refused) {
  /** A defect or a Ctrl-C may come when the body is out already. */
  private static final Set<ExitCode> MAY_HAVE_SENT =
      Set.of(ExitCode.UNKNOWN, ExitCode.SOFTWARE, ExitCode.INTERRUPTED);

  Failure {
    refused = List.copyOf(refused);
  }

  Failure(ExitCode code, String message, String remedy) {
    this(code, message, remedy, List.of());
  }

  /** Translates whatever ended a command; here alone exceptions become exit codes. */
  static Failure of(Throwable thrown) {
    if (thrown instanceof Stop stop) {
      return new Failure(stop.code(), text(stop), stop.remedy());
    }
    if (thrown instanceof SendException notReceived) {
      return ofSend(notReceived);
    }
    if (thrown instanceof AuthException auth) {
      return new Failure(codeOf(auth.kind()), text(auth), auth.remedy());
    }
    if (thrown instanceof GmailException gmail) {
      return gmail.getCause() instanceof AuthException auth
          ? of(auth)
          : new Failure(codeOf(gmail.kind()), text(gmail), gmail.remedy());
    }
    if (thrown instanceof InvalidMessageException invalid) {
      return new Failure(ExitCode.DATA, text(invalid), "");
    }
    if (thrown instanceof AttachmentException attachment) {
      return new Failure(ExitCode.NO_INPUT, text(attachment), "");
    }
    if (thrown instanceof OutboxException outbox) {
      return new Failure(codeOf(outbox.kind()), text(outbox), outbox.remedy());
    }
    if (thrown instanceof MergeException merge) {
      boolean unreadable = merge.kind() == MergeException.Kind.UNREADABLE;
      ExitCode code = unreadable ? ExitCode.NO_INPUT : ExitCode.DATA;
      return new Failure(code, text(merge), merge.remedy());
    }
    return new Failure(
        ExitCode.SOFTWARE,
        "This is a defect in Posthorn: " + thrown.getClass().getName() + ".",
        "Run the same command with -v and report what it prints.");
  }

  private static Failure ofSend(SendException thrown) {
    ExitCode code;
    if (thrown instanceof SendException.OutcomeUnknown) {
      code =
          ExitCode.UNKNOWN; // Whatever caused it: what may have been sent is never called unsent.
    } else if (thrown.getCause() instanceof AuthException auth) {
      code = codeOf(auth.kind()); // A token file or credentials.json keeps its own exit code.
    } else if (thrown instanceof SendException.Refused refused) {
      code =
          switch (refused.reason()) {
            case MESSAGE -> ExitCode.DATA;
            case INPUT -> ExitCode.NO_INPUT;
            case UNAVAILABLE -> ExitCode.UNAVAILABLE;
            case PERMISSION -> ExitCode.NO_PERMISSION;
          };
    } else if (thrown instanceof SendException.NotAuthorized) {
      code = ExitCode.NO_PERMISSION;
    } else {
      code = ExitCode.TEMPORARY;
    }
    return new Failure(code, text(thrown), thrown.remedy(), thrown.refusedRecipients());
  }

  private static ExitCode codeOf(AuthException.Kind kind) {
    return switch (kind) {
      case NO_CONSENT, CONSENT_REFUSED, CONSENT_ENDED, SCOPE_MISSING, WRONG_ACCOUNT ->
          ExitCode.NO_PERMISSION;
      case SEVERAL_ACCOUNTS -> ExitCode.USAGE;
      case CONFIGURATION -> ExitCode.CONFIGURATION;
      case TOKEN_FILE -> ExitCode.IO;
      case INPUT -> ExitCode.NO_INPUT;
      case UNREACHABLE, TIMED_OUT -> ExitCode.TEMPORARY;
      case REFUSED -> ExitCode.UNAVAILABLE;
      case INTERRUPTED -> ExitCode.INTERRUPTED;
    };
  }

  private static ExitCode codeOf(GmailException.Kind kind) {
    return switch (kind) {
      case UNREACHABLE -> ExitCode.TEMPORARY;
      case PERMISSION, NOT_AUTHORIZED, SCOPE_MISSING -> ExitCode.NO_PERMISSION;
      case REFUSED -> ExitCode.UNAVAILABLE;
      case CONFIGURATION -> ExitCode.CONFIGURATION;
      case TOKEN_FILE -> ExitCode.IO;
      case INTERRUPTED -> ExitCode.INTERRUPTED;
    };
  }

  private static ExitCode codeOf(OutboxException.Kind kind) {
    return switch (kind) {
      case BUSY -> ExitCode.TEMPORARY;
      case UNCERTAIN -> ExitCode.UNKNOWN;
      case FULL, BROKEN -> ExitCode.IO;
      case NEWER, CONFIGURATION -> ExitCode.CONFIGURATION;
      case KEY_TAKEN, WRONG_STATE -> ExitCode.DATA;
      case NO_SUCH_ENTRY -> ExitCode.NO_INPUT;
    };
  }

  private static String text(Throwable thrown) {
    return thrown.getMessage() == null ? thrown.getClass().getSimpleName() : thrown.getMessage();
  }

  /**
   * {@code {"error":{"kind","sent","message","remedy"}}}, with {@code "refused":[{"address",
   * "reply"}]} where a server refused recipients.
   */
  JsonObject toJson() {
    return toJson(MAY_HAVE_SENT.contains(code));
  }

  /** The same, where it is known whether a message may have gone out. */
  JsonObject toJson(boolean mayHaveSent) {
    JsonObject error = new JsonObject();
    error.addProperty("kind", code.kind());
    error.addProperty("sent", mayHaveSent ? "unknown" : "no");
    error.addProperty("message", message);
    error.addProperty("remedy", remedy);
    if (!refused.isEmpty()) {
      JsonArray list = new JsonArray();
      for (RefusedRecipient recipient : refused) {
        JsonObject one = new JsonObject();
        one.addProperty("address", recipient.address());
        one.addProperty("reply", recipient.reply());
        list.add(one);
      }
      error.add("refused", list);
    }
    JsonObject document = new JsonObject();
    document.add("error", error);
    return document;
  }

  /** For people: a line, and one more for each refused recipient. */
  String toWords() {
    StringBuilder words = new StringBuilder("posthorn: " + message);
    if (!remedy.isEmpty()) {
      words.append(' ').append(remedy);
    }
    for (RefusedRecipient recipient : refused) {
      words.append("\nposthorn:   ").append(recipient.address()).append(": ");
      words.append(recipient.reply());
    }
    return words.toString();
  }
}
