package dev.posthorn.ordeal;

import dev.posthorn.outbox.EntryState;
import dev.posthorn.sandbox.SandboxMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What became of the messages that were accepted, by what the ledger says and by what lies in the
 * senders' mailboxes. Each accepted message is in one of delivered, lost, twice and unknown.
 *
 * @param delivered there once, whole, and the ledger says so with the right id
 * @param lost neither delivered nor named unknown, though it may be there
 * @param twice there more than once
 * @param unknown named so in the ledger, and there once at most
 * @param stray sent by nobody who was accepted, or from another's mailbox
 */
record Reckoning(
    List<String> delivered,
    List<String> lost,
    List<String> twice,
    List<String> unknown,
    List<String> stray) {

  /**
   * What was accepted.
   *
   * @param account who sends it
   */
  record Accepted(String account, Letter letter) {}

  /**
   * What the ledger says in the end.
   *
   * @param receipt the provider's id; empty unless it is sent
   */
  record Said(EntryState state, Optional<String> receipt) {}

  /**
   * Compares.
   *
   * @param accepted by id
   * @param ledger by id
   * @param messages all mailboxes
   */
  static Reckoning of(
      Map<String, Accepted> accepted, Map<String, Said> ledger, List<SandboxMessage> messages) {
    Reckoning result =
        new Reckoning(
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>());
    Map<String, List<SandboxMessage>> sent = new HashMap<>();
    for (SandboxMessage message : messages) {
      if (message.labelIds().contains("SENT")) {
        String id = header(message, "X-Posthorn-Id");
        sent.computeIfAbsent(id, any -> new ArrayList<>()).add(message);
      }
    }
    accepted.forEach(
        (id, what) ->
            result
                .column(what, Optional.ofNullable(ledger.get(id)), sent.getOrDefault(id, List.of()))
                .add(id));
    for (Map.Entry<String, List<SandboxMessage>> each : sent.entrySet()) {
      Accepted what = accepted.get(each.getKey());
      if (what == null
          || each.getValue().stream().anyMatch(copy -> !copy.account().equals(what.account()))) {
        result.stray.add(each.getKey());
      }
    }
    ledger.keySet().stream().filter(id -> !accepted.containsKey(id)).forEach(result.stray::add);
    return result;
  }

  private List<String> column(Accepted accepted, Optional<Said> said, List<SandboxMessage> copies) {
    if (copies.size() > 1) {
      return twice;
    }
    EntryState state = said.map(Said::state).orElse(EntryState.ACCEPTED);
    if (state == EntryState.UNKNOWN) {
      return copies.stream().allMatch(copy -> isWhole(accepted.letter(), copy)) ? unknown : lost;
    }
    boolean asSaid =
        state == EntryState.SENT
            && copies.size() == 1
            && said.flatMap(Said::receipt).equals(Optional.of(copies.get(0).id()))
            && isWhole(accepted.letter(), copies.get(0));
    return asSaid ? delivered : lost;
  }

  private static boolean isWhole(Letter letter, SandboxMessage message) {
    String raw = message.raw();
    String body = raw.substring(raw.indexOf("\r\n\r\n") + 4).replace("\r\n", "\n");
    return header(message, "Subject").equals(letter.subject()) && body.equals(letter.text());
  }

  /** The one value of a header that is on one line; empty when there is none, or more than one. */
  private static String header(SandboxMessage message, String name) {
    String head = message.raw().substring(0, message.raw().indexOf("\r\n\r\n"));
    String start = name.toLowerCase(Locale.ROOT) + ":";
    List<String> lines =
        head.lines().filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start)).toList();
    return lines.size() == 1 ? lines.get(0).substring(start.length()).strip() : "";
  }

  /**
   * Tells what is wrong.
   *
   * @param destroyed how many sessions the sandbox may have destroyed
   * @return a line each; empty when the promise was kept
   */
  List<String> violations(long destroyed) {
    List<String> violations = new ArrayList<>();
    note(violations, "lost", lost);
    note(violations, "sent twice", twice);
    note(violations, "sent without having been accepted", stray);
    if (unknown.size() > destroyed) {
      note(violations, "unknown, where the sandbox destroyed " + destroyed + " sessions", unknown);
    }
    return List.copyOf(violations);
  }

  private static void note(List<String> violations, String what, List<String> ids) {
    if (!ids.isEmpty()) {
      violations.add(ids.size() + " " + what + ": " + ids.stream().limit(10).toList());
    }
  }
}
