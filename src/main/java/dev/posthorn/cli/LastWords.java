package dev.posthorn.cli;

import com.google.gson.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What a command says at its end: why it failed, or, when a signal (Ctrl-C, SIGTERM) ends it, what
 * became of the message. Only one of the two speaks. Thread-safe.
 */
final class LastWords {
  private enum Stage {
    /** A command that sends nothing: people know what they stopped. */
    NO_MESSAGE,
    NOTHING_OUT,
    UNDER_WAY
  }

  private final Terminal terminal;
  private boolean json;
  private Stage stage = Stage.NO_MESSAGE;
  private String remedy = "";
  private @Nullable ProgressLine line;
  private @Nullable Process child;
  private boolean said;

  /**
   * Nothing said yet.
   *
   * @param json whether a document is wanted on stdout
   */
  LastWords(Terminal terminal, boolean json) {
    this.terminal = terminal;
    this.json = json;
  }

  synchronized void asJson(boolean wanted) {
    json = wanted;
  }

  /** From now on a message is meant to go out, and surely has not. */
  synchronized void nothingOut() {
    stage = Stage.NOTHING_OUT;
  }

  /**
   * From now on the message may have gone out.
   *
   * @param progress wiped away before a signal's words
   * @param place where a person can look whether it did
   * @param draft whether it goes by way of a draft, which may be left
   * @throws Stop when a signal has already said that it did not go out
   */
  synchronized void underWay(ProgressLine progress, String place, boolean draft) throws Stop {
    if (said) {
      throw new Stop(ExitCode.INTERRUPTED, "Stopped; surely not sent.", "");
    }
    stage = Stage.UNDER_WAY;
    line = progress;
    remedy =
        "Look into "
            + place
            + " before you send it again."
            + (draft ? " A draft of it may be left in Drafts: delete it there." : "");
  }

  /** A program of ours that must not outlive a signal; null when it has ended. */
  synchronized void child(@Nullable Process process) {
    child = process;
    if (said) {
      endChild();
    }
  }

  /** Says why the command failed, unless a signal came first. */
  synchronized ExitCode say(Failure failure) {
    if (!said) {
      said = true;
      terminal.say(failure.toWords());
      if (json) {
        terminal.json(document(failure));
      }
    }
    return failure.code();
  }

  /** The command is through: a signal has nothing to add. */
  synchronized void end() {
    said = true;
  }

  /** A signal's words; our program ends after them, so that its end is not taken for news. */
  synchronized void stopped() {
    if (said) {
      return;
    }
    said = true;
    if (line != null) {
      line.close();
    }
    Failure failure = new Failure(ExitCode.INTERRUPTED, words(), remedy);
    if (stage != Stage.NO_MESSAGE) {
      terminal.say(failure.toWords());
    }
    if (json) {
      terminal.json(document(failure));
    }
    endChild();
  }

  private JsonObject document(Failure failure) {
    return failure.code() == ExitCode.INTERRUPTED
        ? failure.toJson(stage == Stage.UNDER_WAY)
        : failure.toJson();
  }

  private String words() {
    return switch (stage) {
      case NO_MESSAGE -> "Stopped by a signal.";
      case NOTHING_OUT -> "Stopped; surely not sent.";
      case UNDER_WAY -> "Stopped while the message was on its way: it may have been sent.";
    };
  }

  private void endChild() {
    if (child != null) {
      child.descendants().forEach(ProcessHandle::destroy);
      // Not destroy(): that closes its output under the thread that reads it.
      child.toHandle().destroy();
    }
  }
}
