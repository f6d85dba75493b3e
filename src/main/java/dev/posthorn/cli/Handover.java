package dev.posthorn.cli;

import com.google.gson.JsonObject;
import dev.posthorn.auth.Account;
import dev.posthorn.auth.AuthException;
import dev.posthorn.gmail.Delivery;
import dev.posthorn.message.AttachmentException;
import dev.posthorn.message.WireMessage;
import dev.posthorn.outbox.Acceptance;
import dev.posthorn.outbox.Outbox;
import dev.posthorn.outbox.OutboxEntry;
import dev.posthorn.outbox.OutboxEntry.Urgency;
import dev.posthorn.outbox.OutboxException;
import dev.posthorn.outbox.Submission;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * From the options to a message that the outbox has: the other end of {@link WayOut}. Nothing here
 * asks the network, but for a ledger that is elsewhere.
 */
final class Handover {
  /** What the message is apart from what Posthorn adds. */
  @FunctionalInterface
  interface Digest {
    String of() throws AttachmentException;
  }

  private final PosthornCommand posthorn;
  private final WayOptions way;
  private final QueueOptions queue;
  private final Sender sender;
  private final Timing timing;

  private Handover(
      PosthornCommand posthorn, WayOptions way, QueueOptions queue, Sender sender, Timing timing) {
    this.posthorn = posthorn;
    this.way = way;
    this.queue = queue;
    this.sender = sender;
    this.timing = timing;
  }

  /**
   * Finds who will send, and reads when.
   *
   * @param preferred bare addresses that count when they are accounts of ours
   */
  static Handover open(
      PosthornCommand posthorn, WayOptions way, QueueOptions queue, List<String> preferred)
      throws AuthException, Stop {
    Timing timing = Timing.read(queue.at, queue.expire, posthorn.clock(), queue.command);
    if (queue.key == null) {
      timing.refuse();
    }
    return new Handover(posthorn, way, queue, Sender.forLater(posthorn, preferred), timing);
  }

  Sender sender() {
    return sender;
  }

  /** Has the outbox accept a message; what it never could send is refused now. */
  Acceptance accept(WireMessage message, Digest digest)
      throws OutboxException, AttachmentException, Stop {
    refuseImpossible(message);
    Submission submission = submission(message, digest);
    OutboxPlace place = new OutboxPlace(queue.outbox, posthorn);
    try (Outbox outbox =
        timing.isWrong() ? place.existing().orElseThrow(timing::refusal) : place.open()) {
      refuseWrongTime(outbox);
      posthorn.lastWords().accepting(look());
      Acceptance acceptance = outbox.accept(submission);
      posthorn.lastWords().accepted(acceptance.id());
      return acceptance;
    }
  }

  /** A key that is known gets its id, however late it comes again. */
  private void refuseWrongTime(Outbox outbox) throws OutboxException, Stop {
    if (timing.isWrong() && !outbox.knows(String.valueOf(queue.key))) {
      throw timing.refusal();
    }
  }

  /**
   * Says that the outbox has it.
   *
   * @param words what stdout gets unless a JSON document is wanted: the id, or nothing
   */
  void answer(Acceptance acceptance, String words) throws Stop {
    Terminal terminal = posthorn.terminal();
    String id = acceptance.id();
    if (acceptance.repeated()) {
      posthorn.say(
          "posthorn: " + queue.key + " was accepted before, as " + id + "; nothing was added.");
    }
    if (posthorn.json) {
      JsonObject document = new JsonObject();
      document.addProperty("id", id);
      document.addProperty("account", sender.email());
      document.addProperty("state", "accepted");
      document.addProperty("repeated", acceptance.repeated());
      terminal.json(document);
    } else if (!words.isEmpty()) {
      terminal.data(words);
    }
    if (terminal.out().checkError()) {
      // No exit code that a script might take for "not accepted".
      throw new Stop(
          ExitCode.UNKNOWN,
          "The outbox has the message, as " + id + ", but stdout took no more.",
          "Do not hand it in again.");
    }
  }

  /** What the sender should know of it, by the consent as it is now; empty when there is none. */
  Optional<String> warning(WireMessage message) throws AttachmentException {
    Account account = sender.account();
    return account == null
        ? Optional.empty()
        : WayChoice.of(way, account, message).warning(sender.email(), account);
  }

  private void refuseImpossible(WireMessage message) throws Stop, AttachmentException {
    List<String> beyond = message.namedBeyondEnvelope();
    // What only a later consent tells is left to the run.
    if (!beyond.isEmpty() && sender.account() != null) {
      WayChoice choice = WayChoice.of(way, sender.account(), message);
      if (choice.isApi()) {
        boolean smtp = choice.open().contains(WayOptions.Via.SMTP);
        throw WayOut.notByApi(beyond, smtp, sender.email(), sender.account());
      }
    }
  }

  private Submission submission(WireMessage message, Digest digest)
      throws Stop, AttachmentException {
    Submission.Builder submission =
        Submission.of(sender.email(), message).via(via(way)).urgency(urgency(message));
    timing.addTo(submission);
    try {
      if (queue.key != null) {
        submission.key(queue.key, digest.of());
      }
      return submission.build();
    } catch (IllegalArgumentException e) {
      throw queue.usage(String.valueOf(e.getMessage()).replaceFirst("\\.$", ""));
    }
  }

  /** Which way the options ask for, of a message that is sent later. */
  static OutboxEntry.Via via(WayOptions way) {
    boolean asDraft = way.delivery == Delivery.DRAFT;
    return switch (way.asked()) {
      case SMTP -> OutboxEntry.Via.SMTP;
      case API -> asDraft ? OutboxEntry.Via.DRAFT : OutboxEntry.Via.API;
      case AUTO ->
          asDraft
              ? OutboxEntry.Via.DRAFT
              : way.wantsApi() ? OutboxEntry.Via.API : OutboxEntry.Via.AUTO;
    };
  }

  /** What the writer says of it, and bulk mail after all other. */
  private static Urgency urgency(WireMessage message) {
    return switch (header(message, "Importance")) {
      case "high" -> Urgency.HIGH;
      case "low" -> Urgency.LOW;
      default ->
          header(message, "Precedence").matches("bulk|list|junk") ? Urgency.LOW : Urgency.NORMAL;
    };
  }

  private static String header(WireMessage message, String name) {
    return message.header(name).orElse("").strip().toLowerCase(Locale.ROOT);
  }

  private String look() {
    return "posthorn outbox list" + (queue.key == null ? "" : " --key '" + queue.key + "'");
  }
}
