package dev.posthorn.cli;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.Duration;
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
    UNDER_WAY,
    /** The outbox is writing the message down. */
    ACCEPTING,
    ACCEPTED
  }

  /** How long a signal waits for the outbox's word. */
  private static final Duration WORTH_WAITING = Duration.ofSeconds(5);

  private final Terminal terminal;
  private final Duration patience;
  private boolean json;
  private Stage stage = Stage.NO_MESSAGE;
  private String remedy = "";
  private @Nullable ProgressLine line;
  private @Nullable Process child;
  private @Nullable Runnable orderly;
  private boolean said;
  private boolean showing;

  /**
   * Nothing said yet.
   *
   * @param json whether a document is wanted on stdout
   */
  LastWords(Terminal terminal, boolean json) {
    this(terminal, json, WORTH_WAITING);
  }

  LastWords(Terminal terminal, boolean json, Duration patience) {
    this.terminal = terminal;
    this.json = json;
    this.patience = patience;
  }

  /** Where they are said. */
  Terminal terminal() {
    return terminal;
  }

  synchronized void asJson(boolean wanted) {
    json = wanted;
  }

  /** The command only shows something: a reader who leaves early has what was wanted. */
  synchronized void onlyShows() {
    showing = true;
  }

  synchronized boolean isOnlyShowing() {
    return showing;
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

  /**
   * From now on the outbox may have the message.
   *
   * @param look the command that tells whether it has
   * @throws Stop when a signal has already said that it was not sent
   */
  synchronized void accepting(String look) throws Stop {
    if (said) {
      throw new Stop(ExitCode.INTERRUPTED, "Stopped; surely not sent.", "");
    }
    stage = Stage.ACCEPTING;
    remedy = "Whether it has: " + look;
  }

  /** From now on the outbox has the message. */
  synchronized void accepted(String id) {
    stage = Stage.ACCEPTED;
    remedy = "The outbox has it, as " + id + ": posthorn outbox show " + id;
    notifyAll();
  }

  /** A command whose work a signal ends in order: this is done then, in place of any words. */
  synchronized void orderly(Runnable end) {
    orderly = end;
  }

  /**
   * Starts a program of ours that must not outlive a signal. In one step with being told of it: a
   * signal between the two would end this process, and leave that one running.
   *
   * @throws Stop when a signal came first
   */
  synchronized Process start(ProcessBuilder builder) throws IOException, Stop {
    if (said) {
      throw new Stop(ExitCode.INTERRUPTED, "Stopped.", "");
    }
    child = builder.start();
    return child;
  }

  /** The program has ended. */
  synchronized void childEnded() {
    child = null;
  }

  /** Says why the command failed, unless a signal came first. */
  ExitCode say(Failure failure) {
    return say(failure, () -> {});
  }

  /**
   * The same, with more before it.
   *
   * @param explanation says it
   */
  synchronized ExitCode say(Failure failure, Runnable explanation) {
    if (!said) {
      said = true;
      explanation.run();
      terminal.say(failure.toWords());
      if (json) {
        terminal.json(document(failure));
      }
      notifyAll();
    }
    return failure.code();
  }

  /** The command is through: a signal has nothing to add. */
  synchronized void end() {
    said = true;
    notifyAll();
  }

  /** A signal came: ends what is to be ended in order, else says what became of the message. */
  void stopped() {
    Runnable end = endInOrder();
    if (end != null) {
      end.run();
      return;
    }
    speak();
  }

  private synchronized @Nullable Runnable endInOrder() {
    if (said || orderly == null) {
      return null;
    }
    said = true;
    return orderly;
  }

  /** A signal's words; our program ends after them, so that its end is not taken for news. */
  private synchronized void speak() {
    if (said) {
      return;
    }
    awaitOutbox();
    if (said && stage == Stage.ACCEPTED) {
      // The command's own answer is on stdout; people who typed Ctrl-C did not see it in time.
      terminal.say("posthorn: Stopped, but too late. " + remedy);
    }
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

  /** Lets the command, which goes on meanwhile, come to its end where that is near. */
  private void awaitOutbox() {
    long deadline = System.nanoTime() + patience.toNanos();
    long left = patience.toMillis();
    try {
      while (!said && left > 0 && (stage == Stage.ACCEPTING || stage == Stage.ACCEPTED)) {
        wait(left);
        left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private JsonObject document(Failure failure) {
    return failure.code() == ExitCode.INTERRUPTED
        ? failure.toJson(stage.compareTo(Stage.UNDER_WAY) >= 0)
        : failure.toJson();
  }

  private String words() {
    return switch (stage) {
      case NO_MESSAGE -> "Stopped by a signal.";
      case NOTHING_OUT -> "Stopped; surely not sent.";
      case UNDER_WAY -> "Stopped while the message was on its way: it may have been sent.";
      case ACCEPTING -> "Stopped while the outbox took the message: it may have it.";
      case ACCEPTED -> "Stopped, but too late.";
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
