package dev.posthorn.gmail;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gmail's drafts on loopback, one at a time, with faults by script. */
final class DraftServer implements AutoCloseable {
  /** BEFORE: the work is not done; AFTER: it is, and then the answer fails. */
  enum Fault {
    NONE,
    RESET_BEFORE,
    RESET_AFTER,
    CLOSED_AFTER,
    UNAVAILABLE_BEFORE,
    UNAVAILABLE_AFTER,
    EMPTY_AFTER,
    INVALID,
    INVALID_AFTER,
    LIMITED,
    UNAUTHORIZED,
    GATEWAY_NOT_FOUND
  }

  private final ScriptedServer server;
  private final Map<String, Deque<Fault>> faults = new HashMap<>();
  private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
  private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
  private boolean there;
  private int sent;
  private int looksUntilSent = -1;

  DraftServer() throws IOException {
    server = new ScriptedServer(this::serve);
  }

  URI root() {
    return server.root();
  }

  /** The next calls of a kind (create, send, get, delete, token) fail so. */
  synchronized DraftServer on(String call, Fault... script) {
    faults.computeIfAbsent(call, key -> new ArrayDeque<>()).addAll(List.of(script));
    return this;
  }

  /** A sending that got lost is carried out when the draft has been looked at so often. */
  synchronized DraftServer sendingAfterLooks(int looks) {
    looksUntilSent = looks;
    return this;
  }

  List<String> calls() {
    return List.copyOf(calls);
  }

  List<String> bodies() {
    return List.copyOf(bodies);
  }

  synchronized int sent() {
    return sent;
  }

  synchronized boolean isDraftThere() {
    return there;
  }

  private void serve(ScriptedServer.Peer peer) throws IOException {
    while (true) {
      String head = peer.readHead();
      bodies.add(new String(peer.readBody(), UTF_8));
      if (head.startsWith("POST /token")) {
        token(peer);
        continue;
      }
      String call = callOf(head);
      calls.add(call);
      play(peer, call);
    }
  }

  private synchronized void token(ScriptedServer.Peer peer) throws IOException {
    if (faults.getOrDefault("token", new ArrayDeque<>()).poll() == null) {
      peer.answer(200, Ann.freshToken());
    } else {
      peer.answer(400, "{\"error\":\"invalid_grant\"}");
    }
  }

  private static String callOf(String head) {
    if (head.startsWith("GET ") || head.startsWith("DELETE ")) {
      return head.startsWith("GET ") ? "get" : "delete";
    }
    return head.startsWith("POST /gmail/v1/users/me/drafts/send ") ? "send" : "create";
  }

  private synchronized void play(ScriptedServer.Peer peer, String call) throws IOException {
    Fault fault = faults.getOrDefault(call, new ArrayDeque<>()).poll();
    String done =
        fault == null || fault == Fault.NONE || fault.name().endsWith("AFTER") ? work(call) : "";
    if (fault == null || fault == Fault.NONE) {
      peer.answer(done.isEmpty() ? 404 : 200, done.isEmpty() ? notFound() : done);
      return;
    }
    switch (fault) {
      case RESET_BEFORE, RESET_AFTER -> peer.reset();
      case CLOSED_AFTER -> peer.close();
      case UNAVAILABLE_BEFORE, UNAVAILABLE_AFTER -> peer.answer(503, "<html>");
      case EMPTY_AFTER -> peer.answer(200, "");
      case INVALID, INVALID_AFTER ->
          peer.answer(400, "{\"error\":{\"message\":\"Invalid To header\"}}");
      case LIMITED -> peer.answer(429, "{}");
      case UNAUTHORIZED -> peer.answer(401, "{}");
      default -> peer.answer(404, "<html>no such page</html>");
    }
  }

  private String work(String call) {
    boolean was = there;
    switch (call) {
      case "create" -> there = true;
      case "get" -> {
        if (looksUntilSent-- == 0) {
          sent++;
          there = false;
          was = false;
        }
      }
      case "delete" -> there = false;
      default -> {
        sent += there ? 1 : 0;
        there = false;
      }
    }
    String draft = "{\"id\":\"r-7\",\"message\":{\"id\":\"18a\",\"threadId\":\"18b\"}}";
    return switch (call) {
      case "create" -> draft;
      case "get" -> was ? draft : "";
      case "delete" -> was ? "{}" : "";
      default -> was ? "{\"id\":\"18c\",\"threadId\":\"18b\",\"labelIds\":[\"SENT\"]}" : "";
    };
  }

  private static String notFound() {
    return "{\"error\":{\"code\":404,\"message\":\"Requested entity was not found.\","
        + "\"errors\":[{\"reason\":\"notFound\"}],\"status\":\"NOT_FOUND\"}}";
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
